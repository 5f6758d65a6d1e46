using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text;
using Microsoft.AspNetCore.Html;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using Microsoft.DotNet.Interactive.Formatting;

namespace Runner.Kernel;

/// <summary>A variable that a cell declared.</summary>
/// <param name="Type">As declared.</param>
internal sealed record CellVariable(string Name, Type Type, object? Value);

/// <summary>
/// C# cells as a chain of Roslyn script submissions: each sees what the ones before it declared. A submission carries
/// debug information whose document is the cell (<see cref="CellErrors.Document"/>), so that an exception's stack
/// trace tells notebook, cell and line. It is compiled for debugging: optimised code runs loops up to four times faster,
/// but an exception in one then has no line.
/// </summary>
/// <remarks>
/// Roslyn's own <c>CSharpScript</c> does the same, but gives every submission all references anew and compiles on several
/// threads, which for something as short as a cell takes half as long again.
/// </remarks>
internal sealed class CSharpCells
{
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.CSharp14, kind: SourceCodeKind.Script);

    private static readonly EmitOptions Emitting = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    private static readonly string[] Imports =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
        typeof(Microsoft.DotNet.Interactive.Kernel).FullName!,
    ];

    // The framework's own give back a DisplayedValue with another id than that of the output which they showed: to update it would show a second one.
    private const string Prelude = """
        using Microsoft.DotNet.Interactive;
        using Microsoft.DotNet.Interactive.Formatting;
        using Microsoft.DotNet.Interactive.Formatting.TabularData;

        static DisplayedValue display(object value, params string[] mimeTypes) => value.Display(mimeTypes);
        static DisplayedValue Display(this KernelInvocationContext context, string value, params string[] mimeTypes) => context.Display((object)value, mimeTypes);
        static DisplayedValue Display(this object value, params string[] mimeTypes) => KernelInvocationContext.Current is { IsComplete: false } context ? context.Display(value, mimeTypes) : DisplayLate(value, FormattedValue.CreateManyFromObject(value, mimeTypes));
        static DisplayedValue DisplayAs(this string value, string mimeType) => KernelInvocationContext.Current is { IsComplete: false } context ? context.DisplayAs(value, mimeType) : DisplayLate(value, [new(mimeType, value)]);
        static DisplayedValue DisplayTable<T>(this IEnumerable<T> value, params string[] mimeTypes) => value.ToTabularDataResource().Display(mimeTypes);
        static DisplayedValue DisplayLate(object value, IReadOnlyList<FormattedValue> formatted)
        {
            var shown = new DisplayedValue(value, formatted);
            shown.Update(value);
            return shown;
        }
        """;

    private static readonly AssemblyLoadContext Context = new("cells");

    private readonly CSharpCompilationOptions _options;
    private volatile Chain _chain = new(null, [.. StartingReferences()]);
    private object?[] _states = [null]; // One for each submission; the first is for a host's object, which there is none of.

    /// <param name="Last">The submission that the next one follows, and whose imports and references it sees.</param>
    /// <param name="NewReferences">What no submission has brought yet.</param>
    private sealed record Chain(CSharpCompilation? Last, IReadOnlyList<MetadataReference> NewReferences);

    public CSharpCells()
    {
        var folder = Directory.GetCurrentDirectory();
        _options = new(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Debug,
            allowUnsafe: true,
            concurrentBuild: false,
            sourceReferenceResolver: new SourceFileResolver([], folder),
            metadataReferenceResolver: new CellReferenceResolver(folder));
    }

    /// <summary>Variables by name, the last declared of each name.</summary>
    public IEnumerable<CellVariable> Variables =>
        from state in _states
        where state is not null
        from variable in state.GetType().GetFields(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public)
        where SyntaxFacts.IsValidIdentifier(variable.Name) // The compiler's own have names that are none.
        group (State: state, Field: variable) by variable.Name into same
        let last = same.Last()
        select new CellVariable(same.Key, last.Field.FieldType, last.Field.GetValue(last.State));

    /// <summary>Declares what every cell finds, so that the first one finds the compiler loaded as well.</summary>
    public Task WarmUpAsync() => RunAsync(Prelude, "", 0);

    /// <summary>Makes assemblies usable from the next submission on.</summary>
    /// <param name="files">What the compiler reads; what runs is loaded already.</param>
    /// <param name="stay">Whether the files stay as they are, as packages do: then all kernel processes have them in memory once, and none a copy.</param>
    public void Reference(IEnumerable<string> files, bool stay) =>
        _chain = _chain with { NewReferences = [.. _chain.NewReferences, .. files.Select(file => stay ? AssemblyMetadata.CreateFromFile(file).GetReference(filePath: file, display: file) : MetadataReference.CreateFromFile(file))] };

    /// <summary>Compiles and runs code; a runtime error keeps what was declared before it, a compile error keeps nothing.</summary>
    /// <returns>The value of the last expression, if there is one without a semicolon.</returns>
    /// <exception cref="CellFailure">It does not compile, or a native library failed in it.</exception>
    public async Task<Optional<object?>> RunAsync(string code, string file, int cell)
    {
        var submission = Continue(code, CellErrors.Document(file, cell));
        var start = Load(submission, file, cell);
        _chain = new(submission, []);
        Array.Resize(ref _states, _states.Length + 1);
        var value = await NativeErrors.RunAsync(() => start(_states)).ConfigureAwait(false);
        return value is not null || HasSubmissionResult(submission) ? new(value) : default;
    }

    /// <summary>Loads an assembly that is for the cells alone.</summary>
    public static Assembly Load(string file) => Context.LoadFromAssemblyPath(file);

    /// <summary>Declares a variable with a value that need not be written as code.</summary>
    public async Task DeclareAsync(string name, object? value)
    {
        await RunAsync($"{(value is null ? "object" : CSharpName(value.GetType()))} {name} = default;", "", 0).ConfigureAwait(false);
        var declaring = _states.Last(state => state is not null)!;
        declaring.GetType().GetField(name)!.SetValue(declaring, value);
    }

    /// <summary>What the compiler knows of code that follows the cells that ran. It may be asked while a cell runs.</summary>
    public SemanticModel Understand(string code)
    {
        var submission = Continue(code, "");
        return submission.GetSemanticModel(submission.SyntaxTrees.Single());
    }

    /// <summary>What the compiler knows of the cells of a notebook as they stand, as if they had run in order. It may be asked while a cell runs.</summary>
    /// <param name="file">The notebook. What its own cells declared when they ran does not count, what they imported and referred to does.</param>
    /// <param name="cells">The C# of each.</param>
    public IReadOnlyList<SemanticModel> UnderstandAll(string file, IEnumerable<string> cells)
    {
        var (ran, references) = _chain;
        var (last, pending) = ((CSharpCompilation?)null, new List<MetadataReference>());
        foreach (var submission in Submissions(ran).Reverse())
        {
            pending.AddRange(submission.References);
            var tree = submission.SyntaxTrees.Single();
            if (tree.FilePath.StartsWith($"{file}#", StringComparison.Ordinal)) continue;
            last = submission.ScriptCompilationInfo?.PreviousScriptCompilation == last ? submission : Follow(last, pending, tree);
            pending.Clear();
        }

        pending.AddRange(references);
        return [.. cells.Select(code =>
        {
            last = Follow(last, pending, Parse(code, ""));
            pending.Clear();
            return last.GetSemanticModel(last.SyntaxTrees.Single());
        })];
    }

    /// <summary>A compilation and those that it follows, the last first. Each has the references that came with it.</summary>
    public static IEnumerable<CSharpCompilation> Submissions(CSharpCompilation? last)
    {
        for (; last is not null; last = last.ScriptCompilationInfo?.PreviousScriptCompilation) yield return last;
    }

    private CSharpCompilation Continue(string code, string document)
    {
        var (last, references) = _chain;
        return Create(_states.Length - 1, Parse(code, document), references, last, last);
    }

    // Compilations are not made to follow one that has errors, but can be changed to.
    private CSharpCompilation Follow(CSharpCompilation? last, IEnumerable<MetadataReference> references, SyntaxTree tree)
    {
        var alone = Create(Submissions(last).Count(), tree, references, last, null);
        return alone.WithScriptCompilationInfo(alone.ScriptCompilationInfo!.WithPreviousScriptCompilation(last));
    }

    private static SyntaxTree Parse(string code, string document) => CSharpSyntaxTree.ParseText(SourceText.From(code, Encoding.UTF8), Parsing, document);

    private CSharpCompilation Create(int number, SyntaxTree tree, IEnumerable<MetadataReference> references, CSharpCompilation? last, CSharpCompilation? previous)
    {
        var name = $"Submission#{number}";
        return CSharpCompilation.CreateScriptCompilation(name, tree, references, _options.WithScriptClassName(name).WithUsings(last is null ? Imports : []), previous, typeof(object));
    }

    private Func<object?[], Task<object?>> Load(CSharpCompilation submission, string file, int cell)
    {
        using var code = new MemoryStream();
        using var symbols = new MemoryStream();
        var diagnostics = submission.GetParseDiagnostics(); // What is not well-formed has no meaning to complain of.
        if (!HasError()) diagnostics = submission.Emit(code, symbols, options: Emitting).Diagnostics;
        if (HasError()) throw CellErrors.CompilationError(CellErrors.Describe(diagnostics, file, cell));

        if (code.Length == 0) return _ => Task.FromResult<object?>(null); // There is nothing to run in a submission of using directives.
        (code.Position, symbols.Position) = (0, 0);
        var entry = submission.GetEntryPoint(CancellationToken.None)!;
        var assembly = Context.LoadFromStream(code, symbols);
        Values.Bound(assembly);
        return assembly
            .GetType(entry.ContainingType.MetadataName, throwOnError: true)!
            .GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .CreateDelegate<Func<object?[], Task<object?>>>();

        bool HasError() => diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    // All of the framework, as a project would have it, and what the notebook API is made of. They come without their paths:
    // where it knows these, the compiler opens every file again to write its fingerprint into the debug information.
    private static IEnumerable<MetadataReference> StartingReferences()
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetDirectoryName(file) == framework)
            .Concat(from type in (Type[])[typeof(Microsoft.DotNet.Interactive.Kernel), typeof(Formatter), typeof(IHtmlContent)] select type.Assembly.Location)
            .Select(file => AssemblyMetadata.CreateFromFile(file).GetReference(display: file));
    }

    /// <summary>The nearest type that code can name.</summary>
    private static string CSharpName(Type type) =>
        !type.IsVisible ? "object"
        : type.IsArray ? $"{CSharpName(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]"
        : type.DeclaringType is not null && type.IsGenericType ? "object"
        : type.IsGenericType ? $"global::{type.GetGenericTypeDefinition().FullName!.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(CSharpName))}>"
        : type.Namespace is null ? type.FullName!.Split('+', 2)[^1].Replace('+', '.') // Of a cell's own, which is nested in its submission.
        : $"global::{type.FullName!.Replace('+', '.')}";

    // Whether there is a value at all, null or not: known to the compiler, which tells it to its own scripting alone.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = nameof(HasSubmissionResult))]
    private static extern bool HasSubmissionResult(CSharpCompilation submission);
}
