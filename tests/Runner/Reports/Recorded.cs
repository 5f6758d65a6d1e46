using Runner.Protocol;
using Runner.Sessions;

namespace Tests.Runner.Reports;

/// <summary>Runs as a kernel process would tell them, made by hand.</summary>
internal static class Recorded
{
    public const string Request = "r";

    public static NotebookResult Notebook(string path, params CellResult[] cells) =>
        new(path, new([.. cells.Select(cell => cell.Cell)]), cells, TimeSpan.FromSeconds(2), 100 << 20);

    public static CellResult Cell(int number, string kernel, string contents, params KernelEvent[] events) =>
        new(number, new(kernel, contents, 10 * number), events.Any(each => each is CellFailed) ? CellOutcome.Failed : CellOutcome.Held, TimeSpan.FromMilliseconds(1234), events);

    public static CellResult NotRun(int number, string contents) =>
        new(number, new("csharp", contents, 10 * number), CellOutcome.NotRun, TimeSpan.Zero, []);

    public static StreamWritten Wrote(string text, string stream = "stdout") => new(Request, stream, text);

    public static DisplayShown Showed(string id, params MimeContent[] data) => new(Request, id, data);

    public static DisplayShown Showed(string type, string content) => Showed("d", new MimeContent(type, content));

    public static DisplayUpdated Updated(string id, params MimeContent[] data) => new(Request, id, data);

    public static CellFailed Failed(string message, CodePosition? position = null, params string[] trace) => new(Request, "System.Exception", message, trace, position);

    public static RunResult Run(params NotebookResult[] notebooks) => new(notebooks, TimeSpan.FromSeconds(3));
}
