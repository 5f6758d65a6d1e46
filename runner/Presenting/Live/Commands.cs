using Runner.Protocol;

namespace Runner.Presenting.Live;

public sealed partial class LiveNotebook
{
    /// <summary>All that can be done to a notebook; see <see cref="By"/> for who may.</summary>
    public sealed class Commands
    {
        private readonly LiveNotebook _notebook;

        internal Commands(LiveNotebook notebook) => _notebook = notebook;

        /// <summary>Runs a cell when its turn comes.</summary>
        public void Run(string id) => _notebook.Enqueue([id]);

        /// <summary>Runs a cell as whoever steps through cells does: one that ran for long and whose results hold only if asked by <see cref="Run"/>.</summary>
        public void RunOnce(string id)
        {
            if (_notebook.Find(id) is { IsLongDone: false }) Run(id);
        }

        /// <summary>Runs all cells; the first that fails ends it.</summary>
        public void RunAll() => RunWhere(_ => true);

        /// <summary>Runs what stands above a cell and is not done: what never ran, has failed or is out of date.</summary>
        public void RunAbove(string id) => RunWhere(cell => cell.State != CellState.Done, _notebook._cells.TakeWhile(cell => cell.Id != id));

        /// <summary>Runs what is out of date.</summary>
        public void RunStale() => RunWhere(cell => cell.State == CellState.Stale);

        /// <summary>The way back after the kernel process was lost: runs again what had run in it to its end, up to a cell and with it.</summary>
        /// <param name="id">The last cell; null for all.</param>
        public void RunAgain(string? id)
        {
            DropNotice();
            var last = _notebook._cells.FindIndex(cell => cell.Id == id);
            RunWhere(cell => cell.Ran is { HasFailed: false } && cell.State == CellState.Stale, last < 0 ? null : _notebook._cells.Take(last + 1));
        }

        /// <summary>Replaces a kernel process and runs again what had run in it, up to a cell.</summary>
        /// <inheritdoc cref="RunAgain"/>
        public async Task RestartAndRunAgainAsync(string? id)
        {
            await RestartAsync().ConfigureAwait(false);
            RunAgain(id);
        }

        /// <summary>Tells no longer that variables are gone.</summary>
        public void DropNotice()
        {
            _notebook._tellsOfLoss = false;
            _notebook.Changed?.Invoke();
        }

        private void RunWhere(Func<LiveCell, bool> holds, IEnumerable<LiveCell>? among = null) => _notebook.Enqueue([.. (among ?? _notebook._cells).Where(holds).Select(cell => cell.Id)]);

        /// <summary>Runs a cell and those below it; the first that fails ends it.</summary>
        public void RunFrom(string id) => _notebook.Enqueue([.. _notebook._cells.SkipWhile(cell => cell.Id != id).Select(cell => cell.Id)]);

        /// <summary>Stops what runs and what waits; a cell that does not yield is ended with its kernel process, which is replaced.</summary>
        public Task InterruptAsync() => _notebook.InterruptAsync();

        /// <summary>Replaces the kernel process by a new one that knows nothing.</summary>
        public Task RestartAsync() => _notebook.RestartAsync();

        /// <summary>Replaces the kernel process and runs all cells.</summary>
        public async Task RestartAndRunAllAsync()
        {
            await RestartAsync().ConfigureAwait(false);
            DropNotice();
            RunAll();
        }

        /// <summary>Moves the inputs of a figure: runs a request beside the cells, unless a later one for the same output takes its place.</summary>
        /// <param name="output">The output's id.</param>
        /// <param name="code">What the figure asks to be run.</param>
        /// <returns>What went wrong, once all that was asked for has run; null where nothing did.</returns>
        public Task<string?> MoveAsync(string output, string code) => _notebook._moves.MoveAsync(output, code);

        /// <summary>Answers what a cell asks; null ends its input.</summary>
        public void Answer(string question, string? text) => _notebook.Answer(question, text);

        /// <summary>Gives a cell another text.</summary>
        public void Edit(string id, string text) => _notebook.Edit(id, text);

        /// <summary>Adds an empty cell.</summary>
        /// <param name="after">The cell that it comes after; null for the beginning.</param>
        /// <returns>Its id.</returns>
        public string Add(string? after, string kernel = "csharp") => _notebook.Add(after, kernel);

        /// <summary>Makes a cell one of another kernel.</summary>
        public void ChangeKernel(string id, string kernel) => _notebook.ChangeKernel(id, kernel);

        /// <summary>Takes a cell away.</summary>
        public void Delete(string id) => _notebook.Delete(id);

        /// <summary>Brings the cell back that was deleted last.</summary>
        public void Undelete() => _notebook.Undelete();

        /// <summary>Moves a cell up (negative) or down.</summary>
        public void Move(string id, int by) => _notebook.Move(id, by);

        /// <summary>Takes a cell's outputs away.</summary>
        public void ClearOutputs(string id) => _notebook.Update(id, cell => cell.IsBusy ? cell
            : cell.Ran is { HasFailed: false } ? cell with { Outputs = [] } // What it declared is there still.
            : cell with { Outputs = [], Diagnostics = [], State = CellState.Idle, Ran = null, OutOfDate = null, Elapsed = null });

        /// <summary>Shows another slide, in every window.</summary>
        public void GoTo(int slide)
        {
            _notebook.Slide = Math.Max(0, slide);
            _notebook.Changed?.Invoke();
        }

        /// <summary>Writes the notebook to its file.</summary>
        /// <param name="overwrite">Also where the file was changed by someone else since it was read.</param>
        /// <returns>False where nothing was written: the file has changed, or there is a <see cref="Problem"/>.</returns>
        public bool Save(bool overwrite = false) => _notebook.Save(overwrite);

        /// <summary>What can be typed at a place of a cell's text (0-based offset).</summary>
        public Task<CompletionsFound> CompleteAsync(string text, int offset) => _notebook._session.CompleteAsync(text, offset);

        /// <summary>What is known, as Markdown, of a place in a cell's text.</summary>
        public Task<string> InspectAsync(string text, int offset) => _notebook._session.InspectAsync(text, offset);

        /// <summary>The signatures of the call whose arguments stand at a place of a cell's text.</summary>
        public Task<SignaturesFound> SignaturesAsync(string text, int offset) => _notebook._session.SignaturesAsync(text, offset);

        /// <summary>Gives what is named at a place of a cell another name wherever the notebook means the same; see <see cref="RenameRequest"/>.</summary>
        /// <param name="text">The cell's text, as the editor has it.</param>
        /// <param name="name">Null to be told only where the present name stands.</param>
        /// <returns>The edits of that cell, which its editor makes, or why there are none; those of other cells have been made.</returns>
        public Task<RenameFound> RenameAsync(string id, string text, int offset, string? name) => _notebook.RenameAsync(id, text, offset, name);

        /// <summary>What would mend the errors at a place of a cell's text.</summary>
        public Task<IReadOnlyList<CodeFix>> FixesAsync(string text, int offset) => _notebook._session.FixesAsync(text, offset);

        /// <summary>What the cells have declared.</summary>
        public Task<IReadOnlyList<VariableInfo>> VariablesAsync() => _notebook._session.VariablesAsync();

        /// <summary>What the compiler would say of a cell's text. Names that cells above may yet declare are no errors.</summary>
        public Task<IReadOnlyList<CellDiagnostic>> CheckAsync(string id, string text) =>
            _notebook._session.CheckAsync(text, haveAllRun: _notebook._cells.TakeWhile(cell => cell.Id != id).All(cell => cell.IsProse || cell.Ran is { HasFailed: false } ran && ran.Process == _notebook._process));

        /// <summary>Takes the file's contents in place of what is here, all edits with it, unless they cannot be read: then there is a <see cref="Problem"/>.</summary>
        public void Reload() => _notebook.Reload();
    }
}
