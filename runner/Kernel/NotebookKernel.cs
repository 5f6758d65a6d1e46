using System.Collections.Concurrent;
using System.Diagnostics;
using Runner.Documents;
using Runner.Kernel.Packages;
using Runner.Protocol;

namespace Runner.Kernel;

/// <summary>
/// Runs the cells of one notebook. A cell is taken apart (<see cref="CellText"/>): its references are made ready, then
/// its pieces run in order, C# by <see cref="CSharpCells"/>, magic commands by <see cref="Magics"/>; every other
/// language that is known shows its text as what it is.
/// </summary>
internal sealed class NotebookKernel
{
    private readonly EventWriter _events;
    private readonly Stack<string> _importing = [];
    private readonly ConcurrentDictionary<CellRun, ExecuteRequest> _asked = [];

    public NotebookKernel(CSharpCells csharp, EventWriter events)
    {
        _events = events;
        CSharp = csharp;
        References = new(csharp);
    }

    public CSharpCells CSharp { get; }

    public References References { get; }

    /// <summary>A cell that is to run when its turn comes.</summary>
    public CellRun Accept(ExecuteRequest request)
    {
        var run = new CellRun(request.Id, _events);
        _asked[run] = request;
        return run;
    }

    /// <summary>Asks the running cell and all that wait to stop.</summary>
    public void Interrupt()
    {
        foreach (var run in _asked.Keys) run.Interrupt();
    }

    public async Task ExecuteAsync(CellRun run)
    {
        var watch = Stopwatch.StartNew();
        var request = _asked[run];
        run.Enter();
        try
        {
            run.Cancellation.ThrowIfCancellationRequested();
            await RunCellAsync(run, request.Kernel, request.Code, request.File, request.Cell).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            run.Fail(CellErrors.Describe(e));
        }
        run.End(watch.Elapsed);
        _asked.TryRemove(run, out _);
    }

    private async Task RunCellAsync(CellRun run, string kernel, string code, string file, int cell)
    {
        var text = CellText.Parse(kernel, code);
        CodePosition At(int line) => new(file, cell, line, 1);
        foreach (var part in text.Parts)
        {
            if (part is MagicPart magic && !Magics.Names.Contains(magic.Name))
                throw new CellFailure("UnknownMagic", $"There is no magic command #!{magic.Name}. Known are {string.Join(", ", Magics.Names.Select(name => $"#!{name}"))}.", At(magic.Line));
            if (part is CodePart { Kernel: not "csharp" } code_ && MimeType(code_.Kernel) is null)
                throw new CellFailure("UnsupportedKernel", $"Cells of kernel '{code_.Kernel}' are not run here: only C#, Markdown, HTML, JavaScript and Mermaid are.", At(code_.Line));
        }

        await AddReferencesAsync(run, text.References, At).ConfigureAwait(false);
        foreach (var part in text.Parts)
        {
            switch (part)
            {
                case CodePart { Kernel: "csharp" } csharp:
                    var value = await CSharp.RunAsync(csharp.Text, file, cell, run).ConfigureAwait(false);
                    if (value is { HasValue: true, Value: not Microsoft.DotNet.Interactive.Formatting.DisplayedValue })
                        run.Show(NewDisplayId(), Values.Format(value.Value), isResult: true);
                    break;
                case CodePart other:
                    run.Show(NewDisplayId(), [new(MimeType(other.Kernel)!, other.Text)]);
                    break;
                case MagicPart magic:
                    await Magics.RunAsync(magic, this, run, At(magic.Line)).ConfigureAwait(false);
                    break;
            }
        }
    }

    private async Task AddReferencesAsync(CellRun run, IReadOnlyList<CellText.Reference> references, Func<int, CodePosition> at)
    {
        if (references is []) return;
        try
        {
            await References.AddAsync(references, run).ConfigureAwait(false);
        }
        catch (CellFailure failure)
        {
            throw failure.At(at(references[0].Line));
        }
    }

    /// <summary>Runs all cells of a file as if they stood in the importing cell; the first that fails makes that one fail.</summary>
    public async Task ImportAsync(string path, CellRun run)
    {
        if (path == "") throw new CellFailure("ImportFailed", "#!import takes the file to import.");
        var file = Path.GetFullPath(path);
        if (!File.Exists(file)) throw new CellFailure("ImportFailed", $"There is no file {file} to import.");
        if (_importing.Contains(file)) throw new CellFailure("ImportFailed", $"{path} imports itself: {string.Join(" in ", _importing.Select(Path.GetFileName))}.");

        _importing.Push(file);
        try
        {
            var notebook = Notebook.Parse(file, await File.ReadAllTextAsync(file).ConfigureAwait(false));
            foreach (var (number, cell) in notebook.Cells.Index())
                await RunCellAsync(run, cell.Kernel, cell.Contents, file, number + 1).ConfigureAwait(false);
        }
        catch (NotebookFormatException e)
        {
            throw new CellFailure("ImportFailed", $"{path}, line {e.Line}: {e.Message}");
        }
        finally
        {
            _importing.Pop();
        }
    }

    public static string NewDisplayId() => Guid.NewGuid().ToString("n");

    private static string? MimeType(string kernel) => kernel switch
    {
        "markdown" => "text/markdown",
        "html" => "text/html",
        "javascript" => "application/javascript",
        "mermaid" => "text/vnd.mermaid",
        _ => null,
    };
}
