using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace Runner.Kernel;

/// <summary>
/// C# cells as a chain of Roslyn script submissions: each sees what the ones before it declared. A submission carries
/// debug information whose document is the cell (<see cref="CellErrors.Document"/>), so that an exception's stack
/// trace tells notebook, cell and line. It is compiled for debugging: optimised code runs loops up to four times faster,
/// but an exception in one then has no line.
/// </summary>
internal sealed class CSharpCells
{
    private static readonly string[] Imports =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
        typeof(Microsoft.DotNet.Interactive.Kernel).FullName!,
    ];

    private readonly InteractiveAssemblyLoader _loader = new();
    private ScriptOptions _options;
    private ScriptState<object>? _state;

    public CSharpCells()
    {
        var folder = Directory.GetCurrentDirectory();
        _options = ScriptOptions.Default
            .WithLanguageVersion(LanguageVersion.CSharp14)
            .WithImports(Imports)
            .WithReferences(StartingReferences())
            .WithSourceResolver(new SourceFileResolver([], folder))
            .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory(folder))
            .WithOptimizationLevel(OptimizationLevel.Debug)
            .WithEmitDebugInformation(true)
            .WithFileEncoding(Encoding.UTF8)
            .WithAllowUnsafe(true);
    }

    /// <summary>Variables by name, the last declared of each name.</summary>
    public IEnumerable<ScriptVariable> Variables => _state?.Variables.GroupBy(variable => variable.Name).Select(same => same.Last()) ?? [];

    /// <summary>Runs code of no account, so that the first cell finds the compiler loaded.</summary>
    public Task WarmUpAsync() => RunAsync("0", "", 0, null);

    /// <summary>Makes assemblies usable from the next submission on.</summary>
    /// <param name="files">What the compiler reads.</param>
    /// <param name="loaded">What runs: the same types for every cell and library.</param>
    public void Reference(IEnumerable<string> files, IEnumerable<Assembly> loaded)
    {
        _options = _options.AddReferences(files.Select(file => MetadataReference.CreateFromFile(file)));
        foreach (var assembly in loaded) _loader.RegisterDependency(assembly);
    }

    /// <summary>Compiles and runs code; a runtime error keeps what was declared before it, a compile error keeps nothing.</summary>
    /// <returns>The value of the last expression, if there is one without a semicolon.</returns>
    /// <exception cref="CellFailure">It does not compile, or it threw.</exception>
    public async Task<Optional<object?>> RunAsync(string code, string file, int cell, CellRun? run)
    {
        var script = Continue(code, CellErrors.Document(file, cell));
        var diagnostics = script.Compile();
        if (diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
        {
            var described = CellErrors.Describe(diagnostics, file, cell);
            run?.Diagnose(described);
            throw CellErrors.CompilationError(described);
        }

        _state = await (_state is null
            ? script.RunAsync(globals: null, catchException: _ => true)
            : script.RunFromAsync(_state, catchException: _ => true)).ConfigureAwait(false);
        if (_state.Exception is { } exception) throw CellErrors.Describe(exception);
        return HasReturnValue(script) ? new(_state.ReturnValue) : default;
    }

    /// <summary>Declares a variable with a value that need not be written as code.</summary>
    public async Task DeclareAsync(string name, object? value)
    {
        await RunAsync($"{(value is null ? "object" : $"global::{value.GetType().FullName}")} {name} = default;", "", 0, null).ConfigureAwait(false);
        _state!.GetVariable(name).Value = value;
    }

    /// <summary>What the compiler knows of code that follows the cells that ran. It may be asked while a cell runs.</summary>
    public SemanticModel Understand(string code)
    {
        var compilation = Continue(code, "").GetCompilation();
        return compilation.GetSemanticModel(compilation.SyntaxTrees.Single());
    }

    private Script<object> Continue(string code, string document)
    {
        var options = _options.WithFilePath(document);
        return _state is { } state ? state.Script.ContinueWith<object>(code, options) : CSharpScript.Create<object>(code, options, assemblyLoader: _loader);
    }

    // All of the framework, as a project would have it, and what the notebook API is made of.
    private static IEnumerable<MetadataReference> StartingReferences()
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetDirectoryName(file) == framework)
            .Append(typeof(CSharpCells).Assembly.Location)
            .Append(typeof(Microsoft.DotNet.Interactive.Formatting.Formatter).Assembly.Location)
            .Append(typeof(Microsoft.AspNetCore.Html.IHtmlContent).Assembly.Location)
            .Select(file => MetadataReference.CreateFromFile(file));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "HasReturnValue")]
    private static extern bool HasReturnValue(Script script);
}
