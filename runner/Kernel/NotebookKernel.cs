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
    private readonly Task _ready;
    private readonly EventWriter _events;
    private readonly Stack<string> _importing = [];
    private bool _skipUnsupported;
    private readonly ConcurrentDictionary<CellRun, ExecuteRequest> _asked = [];

    /// <param name="csharp">Runs the C# of the cells.</param>
    /// <param name="ready">Completes when <paramref name="csharp"/> can be used.</param>
    /// <param name="events">Where the cells' events go.</param>
    public NotebookKernel(CSharpCells csharp, Task ready, EventWriter events)
    {
        _ready = ready;
        _events = events;
        CSharp = csharp;
        References = new(csharp);
        Shared = new(csharp);
    }

    public CSharpCells CSharp { get; }

    public References References { get; }

    public SharedValues Shared { get; }

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
            _skipUnsupported = request.SkipUnsupported;
            await RunCellAsync(run, request.Kernel, request.Code, request.File, request.Cell).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            run.Fail(CellErrors.Describe(e));
        }
        run.End(watch.Elapsed);
        _asked.TryRemove(run, out _);
    }

    /// <summary>Runs a cell, its own or one that it imports, unless it is to be skipped.</summary>
    private async Task RunCellAsync(CellRun run, string kernel, string code, string file, int cell)
    {
        var mark = kernel == "csharp" ? CellMark.Of(code) : new(null, null);
        var text = CellText.Parse(kernel, code);
        var unsupported = text.Parts.Select(Unsupported).FirstOrDefault(name => name is not null);
        if ((mark.Skip ?? (unsupported is not null && _skipUnsupported ? $"{unsupported} is not run here" : null)) is { } reason)
        {
            if (_importing.Count == 0) run.Skip(reason);
            return;
        }

        try
        {
            await RunPartsAsync(run, text, file, cell).ConfigureAwait(false);
        }
        catch (CellFailure failure) when (failure.Name == "UnsupportedKernel" && _skipUnsupported)
        {
            run.Skip(failure.Message);
            return;
        }
        catch (Exception e) when (mark.Raises is not null && CellErrors.Describe(e) is var failure && mark.Announces(failure))
        {
            run.Fail(failure, isExpected: true);
            return;
        }
        if (mark.Raises is { } name)
            throw new CellFailure("NoException", $"The cell announces {(name == "" ? "an exception" : name)} in its first line, but it ran to its end.", new(file, cell, 1, 1));
    }

    private async Task RunPartsAsync(CellRun run, CellText text, string file, int cell)
    {
        foreach (var part in text.Parts)
        {
            if (Unsupported(part) is { } language)
                throw new CellFailure("UnsupportedKernel", $"{language} is not run here: only C#, Markdown, HTML, JavaScript, Mermaid and stored values are. Run with --skip-unsupported to pass such cells over.", Place(part.Line));
            if (part is MagicPart magic && !Magics.Names.Contains(magic.Name))
                throw new CellFailure("UnknownMagic", $"There is no magic command #!{magic.Name}. Known are {string.Join(", ", Magics.Names.Select(name => $"#!{name}"))}.", Place(magic.Line));
        }

        if (text.References.Count > 0 || text.Parts.Any(part => part is MagicPart or CodePart { Kernel: "csharp" })) await _ready.ConfigureAwait(false);
        if (text.References is [var first, ..]) await At(first.Line, () => References.AddAsync(text.References, run)).ConfigureAwait(false);
        foreach (var part in text.Parts)
        {
            switch (part)
            {
                case CodePart { Kernel: "csharp" } csharp:
                    var value = await CSharp.RunAsync(csharp.Text, file, cell, run).ConfigureAwait(false);
                    if (value is { HasValue: true, Value: not Microsoft.DotNet.Interactive.Formatting.DisplayedValue })
                        run.Show(NewDisplayId(), Values.Format(value.Value), isResult: true);
                    break;
                case CodePart { Kernel: "value" } stored:
                    await At(stored.Line, () => Shared.StoreAsync(stored.Options, stored.Text, run)).ConfigureAwait(false);
                    break;
                case CodePart other:
                    run.Show(NewDisplayId(), [new(MimeType(other.Kernel)!, other.Text)]);
                    break;
                case MagicPart magic:
                    await At(magic.Line, () => Magics.RunAsync(magic, this, run)).ConfigureAwait(false);
                    break;
            }
        }

        CodePosition Place(int line) => new(file, cell, line, 1);

        async Task At(int line, Func<Task> action)
        {
            try
            {
                await action().ConfigureAwait(false);
            }
            catch (CellFailure failure)
            {
                throw failure.At(Place(line));
            }
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

    /// <summary>The language of a part that is not run here, by the name that people know it by, or null.</summary>
    private static string? Unsupported(CellPart part) => part switch
    {
        CodePart { Kernel: "csharp" or "value" } => null,
        CodePart { Kernel: var kernel } when MimeType(kernel) is not null => null,
        CodePart { Kernel: "fsharp" } => "F#",
        CodePart { Kernel: "pwsh" } => "PowerShell",
        CodePart { Kernel: "http" } => "HTTP",
        CodePart { Kernel: "sql" } or MagicPart { Name: "sql" } => "SQL",
        CodePart { Kernel: "kql" } or MagicPart { Name: "kql" } => "KQL",
        CodePart { Kernel: var kernel } => $"the language of kernel '{kernel}'",
        MagicPart { Name: "connect" } magic => $"a language that #!connect {magic.Arguments.Split(' ')[0]} brings",
        _ => null,
    };

    private static string? MimeType(string kernel) => kernel switch
    {
        "markdown" => "text/markdown",
        "html" => "text/html",
        "javascript" => "application/javascript",
        "mermaid" => "text/vnd.mermaid",
        _ => null,
    };
}
