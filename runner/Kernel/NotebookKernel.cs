using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reactive.Linq;
using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Runner.Documents;
using Runner.Kernel.Packages;
using Runner.Protocol;

namespace Runner.Kernel;

/// <summary>
/// Runs the cells of one notebook in a <see cref="CompositeKernel"/> of .NET Interactive, whose commands, events, directives
/// and values are what cells and extensions work with. A cell is one command of its own; it is taken apart
/// (<see cref="CellText"/>) so that its references are made ready first and its line numbers stay the cell's, and its pieces
/// are sent in order: C# to <see cref="CSharpKernel"/>, magic commands to whoever declared them, other languages to their kernels.
/// </summary>
internal sealed partial class NotebookKernel
{
    private readonly Task<CompositeKernel> _root;
    private readonly Task _ready;
    private readonly Stack<string> _importing = [];
    private readonly ConcurrentDictionary<CellRun, ExecuteRequest> _asked = [];
    private readonly References _references;
    private bool _skipUnsupported;

    private sealed class RunCell(CellRun run) : KernelCommand
    {
        public CellRun Run => run;
    }

    /// <param name="csharp">Runs the C# of the cells.</param>
    /// <param name="warming">Completes when <paramref name="csharp"/> can be used.</param>
    public NotebookKernel(CSharpCells csharp, Task warming)
    {
        _references = new(csharp);
        _root = Task.Run(() => Compose(csharp));
        _ready = Task.WhenAll(warming, _root);
    }

    /// <summary>The framework's kernel that all others are part of.</summary>
    public CompositeKernel Root => _root.Result;

    /// <summary>Whether a cell runs, or waits to.</summary>
    public bool IsBusy => !_asked.IsEmpty;

    private CompositeKernel Compose(CSharpCells csharp)
    {
        CellWriter.KeepConsole();
        var root = new CompositeKernel { DefaultKernelName = CSharpKernel.KernelName, FrontendEnvironment = new PageScripts() };
        root.Add(new CSharpKernel(csharp).UseWho().UseValueSharing(), ["c#", "C#", "cs"]);
        root.FindKernelByName(CSharpKernel.KernelName).RegisterCommandHandler<AddPackageSource>((command, _) =>
        {
            _references.AddFeed(command.PackageSource);
            return Task.CompletedTask;
        });
        root.Add(new HtmlKernel());
        root.Add(new JavaScriptKernel().UseValueSharing(), ["js"]);
        root.Add(new KeyValueStoreKernel().UseWho());
        root.Add(new ShownTextKernel("markdown", "text/markdown"), ["md"]);
        root.Add(new ShownTextKernel("mermaid", "text/vnd.mermaid"));
        root.AddDirectives(this);
        root.RegisterCommandHandler<RunCell>(RunAsync);
        root.RegisterCommandHandler<RequestInput>(AskAsync);
        root.RegisterCommandHandler<RequestInputs>(AskAsync);
        root.KernelEvents.Subscribe(@event => CellRun.Current?.Take(@event));
        Formatter.SubscribeToDisplayedValues(shown => CellRun.Current?.TakeLate(shown));
        return root;
    }

    private static async Task AskAsync(RequestInput command, KernelInvocationContext context)
    {
        var run = CellRun.Current!;
        await OrRefuseAsync(run, command, context, async () =>
            context.Publish(new InputProduced(await AskAsync(run, run.Wanted == "" ? command.Prompt : run.Wanted, command.Prompt, command.IsPassword).ConfigureAwait(false), command))).ConfigureAwait(false);
    }

    private static async Task AskAsync(RequestInputs command, KernelInvocationContext context)
    {
        var run = CellRun.Current!;
        await OrRefuseAsync(run, command, context, async () =>
        {
            var answers = new Dictionary<string, string>();
            foreach (var input in command.Inputs)
                answers[input.Name] = await AskAsync(run, input.Name, input.Prompt, input.TypeHint == "password").ConfigureAwait(false);
            context.Publish(new InputsProduced(answers, command));
        }).ConfigureAwait(false);
    }

    private static async Task OrRefuseAsync(CellRun run, KernelCommand command, KernelInvocationContext context, Func<Task> ask)
    {
        try
        {
            await ask().ConfigureAwait(false);
        }
        catch (CellFailure failure)
        {
            run.Refuse(command, context, failure);
        }
    }

    /// <summary>What whoever runs the notebook has given beforehand, or else a person's answer.</summary>
    private static async Task<string> AskAsync(CellRun run, string name, string prompt, bool isPassword) =>
        Environment.GetEnvironmentVariable(ParameterUse.Variable + name) ?? await run.AskAsync(name, prompt, isPassword).ConfigureAwait(false)
            ?? throw new CellFailure("ValueNotFound", $"The cell asks for '{name}', and was given no answer.");

    /// <summary>A cell that is to run when its turn comes.</summary>
    /// <param name="events">Where its events go.</param>
    public CellRun Accept(ExecuteRequest request, EventWriter events)
    {
        var run = new CellRun(request.Id, events, request.Unasked);
        _asked[run] = request;
        return run;
    }

    /// <summary>Asks cells that run or wait to stop.</summary>
    public void Interrupt(IReadOnlyList<string> requests)
    {
        foreach (var (run, request) in _asked)
            if (requests.Contains(request.Id)) run.Interrupt();
    }

    public async Task ExecuteAsync(CellRun run)
    {
        var watch = Stopwatch.StartNew();
        run.Enter();
        try
        {
            if (_asked[run] is { Kernel: "markdown" } prose) run.Show(CellRun.NewDisplayId(), [new("text/markdown", prose.Code)]); // It need not wait for the compiler.
            else await (await _root.ConfigureAwait(false)).SendAsync(new RunCell(run)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            run.Fail(CellErrors.Describe(e)); // Whatever goes wrong around a cell, who asked for it gets an answer, and the next its turn.
        }
        _asked.TryRemove(run, out _);
        run.End(watch.Elapsed);
    }

    private async Task RunAsync(RunCell command, KernelInvocationContext context)
    {
        var (run, request) = (command.Run, _asked[command.Run]);
        using var within = run.Within(context);
        try
        {
            run.Stopping.ThrowIfCancellationRequested();
            _skipUnsupported = request.SkipUnsupported;
            await RunCellAsync(run, request.Kernel, request.Code, request.File, request.Cell, request.Tags).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            run.Fail(CellErrors.Describe(e));
            context.Fail(command, e);
        }
    }

    /// <summary>Runs a cell, its own or one that it imports, unless it is to be skipped.</summary>
    private async Task RunCellAsync(CellRun run, string kernel, string code, string file, int cell, IReadOnlyList<string>? tags)
    {
        if (kernel == Cell.Raw) return;
        using var place = run.At(file, cell);
        var mark = CellMark.Of(kernel == "csharp" ? code : "", tags);
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
            if (_importing.Count == 0) run.Skip(failure.Message);
            return;
        }
        catch (Exception e) when (mark.Raises is not null && CellErrors.Describe(e) is var failure && mark.Announces(failure))
        {
            run.Fail(failure, isExpected: true);
            return;
        }
        if (mark is { Raises: { } name, MayHold: false })
            throw new CellFailure("NoException", $"The cell announces {(name == "" ? "an exception" : name)} in its first line, but it ran to its end.", new(file, cell, 1, 1));
    }

    private async Task RunPartsAsync(CellRun run, CellText text, string file, int cell)
    {
        // As the retired tool does: what a cell's own references bring counts from the next one on.
        var known = Directives.Known(Root).Select(directive => directive.Name).ToHashSet();
        foreach (var part in text.Parts)
        {
            if (Unsupported(part) is { } language)
                throw new CellFailure("UnsupportedKernel", $"{language} is not run here: only C#, Markdown, HTML, JavaScript, Mermaid and stored values are. Run with --skip-unsupported to pass such cells over.", Place(part.Line));
            if (part is MagicPart { Name: "set" or "share" } share && SourceKernel().Match(share.Arguments) is { Success: true } source && Root.FindKernelByName(source.Groups["kernel"].Value) is null)
                throw new CellFailure("UnsupportedKernel", $"Values of kernel '{source.Groups["kernel"].Value}' can't be had: its cells are not run here.", Place(share.Line));
            if (part is MagicPart magic && !known.Contains(magic.Name))
                throw new CellFailure("UnknownMagic", $"There is no magic command #!{magic.Name}. Known are {string.Join(", ", known.Select(name => $"#!{name}"))}.", Place(magic.Line));
        }

        await _ready.ConfigureAwait(false);
        if (text.References is [var first, ..])
            await At(first.Line, async () => await Extensions.LoadAsync(await _references.AddAsync(text.References, run).ConfigureAwait(false), this, run).ConfigureAwait(false)).ConfigureAwait(false);
        foreach (var part in text.Parts)
        {
            switch (part)
            {
                case CodePart { Kernel: "csharp" } csharp: await SendAsync(run, new SubmitCode(csharp.Text, csharp.Kernel)).ConfigureAwait(false); break;
                case CodePart shown when MimeType(shown.Kernel) is { } type && !Speaks(shown): run.Show(CellRun.NewDisplayId(), [new(type, shown.Text)]); break;
                case CodePart other: await At(other.Line, () => SendAsync(run, new SubmitCode($"#!{other.Kernel} {other.Options}\n{other.Text}"))).ConfigureAwait(false); break;
                case MagicPart magic: await At(magic.Line, () => SendAsync(run, new SubmitCode($"#!{magic.Name} {magic.Arguments}", CSharpKernel.KernelName), VariableName().Match(magic.Arguments).Groups[1].Value)).ConfigureAwait(false); break;
            }
        }

        CodePosition Place(int line) => new(file, cell, line, 1);

        // A text is shown as it stands, as the framework would take each line that looks like a magic command for one; only a text with a real one is its.
        bool Speaks(CodePart part) => part.Text.Split('\n').Any(line => line.StartsWith("#!", StringComparison.Ordinal) && known.Contains(line[2..].Split(' ')[0]));

        async Task At(int line, Func<Task> action)
        {
            try
            {
                await action().ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw CellErrors.Describe(e).At(Place(line));
            }
        }
    }

    /// <summary>Sends a piece of a cell to the framework, and fails as it fails.</summary>
    private async Task SendAsync(CellRun run, SubmitCode piece, string wanted = "")
    {
        run.Begin(wanted);
        var result = await Root.SendAsync(piece).ConfigureAwait(false);
        var failed = result.Events.OfType<CommandFailed>().FirstOrDefault();
        if ((failed?.Exception ?? run.Problem ?? (failed is null ? null : CellRun.Failure(failed))) is { } failure)
            ExceptionDispatchInfo.Throw(failure); // With the lines of the cell that it came through.
    }

    /// <summary>Runs all cells of a file as if they stood in the importing cell; the first that fails makes that one fail.</summary>
    public async Task ImportAsync(string path, CellRun run)
    {
        var file = run.Resolve(path);
        if (!File.Exists(file)) throw new CellFailure("ImportFailed", $"There is no file {file} to import.");
        if (_importing.Contains(file)) throw new CellFailure("ImportFailed", $"{path} imports itself: {string.Join(" in ", _importing.Select(Path.GetFileName))}.");

        _importing.Push(file);
        try
        {
            foreach (var (number, cell) in Imported(file, await File.ReadAllTextAsync(file).ConfigureAwait(false)).Index())
                await RunCellAsync(run, cell.Kernel, cell.Contents, file, number + 1, cell.Tags).ConfigureAwait(false);
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

    /// <summary>The cells of a notebook, or of a file in a language of its own the one cell that it is.</summary>
    private static IReadOnlyList<Cell> Imported(string file, string text) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".cs" or ".csx" => [new("csharp", text)],
        ".fs" or ".fsx" => [new("fsharp", text)],
        ".ps1" => [new("pwsh", text)],
        ".html" => [new("html", text)],
        ".http" => [new("http", text)],
        ".js" => [new("javascript", text)],
        _ => Notebook.Parse(file, text).Cells,
    };

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

    [GeneratedRegex(@"--name\s+(\S+)")]
    private static partial Regex VariableName();

    /// <summary>The kernel that a magic command takes a value of: <c>#!share x --from kernel</c>, <c>--value @kernel:x</c>.</summary>
    [GeneratedRegex(@"--from\s+(?<kernel>[\w#.-]+)|\s@(?!input\b|password\b)(?<kernel>[\w#.-]+):")]
    private static partial Regex SourceKernel();
}
