using Runner.Documents;
using Runner.Protocol;

namespace Runner.Sessions;

/// <summary>
/// Tells of notebooks that run side by side as if they ran one after another: of the first at once, of each other as soon as those
/// before it have ended. So a console shows the cells of one notebook below each other.
/// </summary>
internal sealed class InTurn(IRunObserver observer) : IRunObserver
{
    private readonly List<Turn> _turns = [];

    private sealed class Turn(string path)
    {
        public string Path => path;
        public List<Action> Untold { get; } = [];
        public bool HasEnded { get; set; }
    }

    public void NotebookStarted(string path, Notebook notebook) => Tell(path, () => observer.NotebookStarted(path, notebook));

    public void Noted(string path, string remark) => Tell(path, () => observer.Noted(path, remark));

    public void CellStarted(string path, int number, Cell cell) => Tell(path, () => observer.CellStarted(path, number, cell));

    public void Happened(string path, int number, KernelEvent @event) => Tell(path, () => observer.Happened(path, number, @event));

    public void CellEnded(string path, CellResult cell) => Tell(path, () => observer.CellEnded(path, cell));

    public void NotebookEnded(NotebookResult notebook) => Tell(notebook.Path, () => observer.NotebookEnded(notebook), isLast: true);

    public void RunEnded(RunResult run) => observer.RunEnded(run);

    private void Tell(string path, Action what, bool isLast = false)
    {
        if (_turns.Find(turn => turn.Path == path) is not { } own) _turns.Add(own = new(path));
        own.Untold.Add(what);
        own.HasEnded |= isLast;
        while (_turns is [var first, ..])
        {
            foreach (var each in first.Untold) each();
            first.Untold.Clear();
            if (!first.HasEnded) break;
            _turns.RemoveAt(0);
        }
    }
}
