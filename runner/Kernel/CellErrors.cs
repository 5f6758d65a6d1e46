using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Runner.Processes;
using Runner.Protocol;

namespace Runner.Kernel;

/// <summary>Turns what the compiler and the runtime say of a cell into words and places of the notebook.</summary>
internal static partial class CellErrors
{
    private const string TopLevel = "top level";

    /// <summary>The name under which a cell's code is known to the compiler and its debug information; code that stands in no file has none.</summary>
    public static string Document(string file, int cell) => file == "" ? "" : $"{file}#{cell}";

    /// <summary>The compiler's messages, errors first.</summary>
    public static IReadOnlyList<CellDiagnostic> Describe(IEnumerable<Diagnostic> diagnostics, string file, int cell) =>
    [
        .. from diagnostic in diagnostics
           where diagnostic.Severity >= DiagnosticSeverity.Warning
           let span = diagnostic.Location.GetMappedLineSpan()
           let place = span.IsValid ? Place(span.Path) : null
           let start = Position(span.StartLinePosition, place, file, cell)
           orderby diagnostic.Severity descending, start.Line, start.Column
           select new CellDiagnostic(
               diagnostic.Severity == DiagnosticSeverity.Error ? "error" : "warning",
               diagnostic.Id,
               diagnostic.GetMessage(),
               start,
               Position(span.EndLinePosition, place, file, cell)),
    ];

    private static CodePosition Position(LinePosition at, (string File, int Cell)? place, string file, int cell) =>
        new(place?.File ?? file, place?.Cell ?? cell, at.Line + 1, at.Character + 1);

    public static CellFailure CompilationError(IReadOnlyList<CellDiagnostic> diagnostics) => new(
        "CompilationError",
        string.Join('\n', from diagnostic in diagnostics
                          let at = diagnostic.Position
                          select $"({at.Line},{at.Column}): {diagnostic.Severity} {diagnostic.Code}: {diagnostic.Message}"),
        diagnostics[0].Position)
    { Diagnostics = diagnostics };

    /// <summary>An exception that left a cell.</summary>
    /// <param name="circumstance">Added to the message where the place alone does not explain it.</param>
    public static CellFailure Describe(Exception exception, string? circumstance = null)
    {
        if (exception is CellFailure failure) return failure;
        if (exception.GetBaseException() is OperationCanceledException && CellRun.Current is { Stopping.IsCancellationRequested: true })
            return new("Interrupted", "The cell was interrupted.");

        var trace = new List<string>();
        CodePosition? position = null;
        for (var (each, depth) = (exception, 0); each is not null; each = each.InnerException, depth++)
        {
            if (depth > 0) trace.Add($"caused by {each.GetType()}: {each.Message}");
            var frames = new StackTrace(each, fNeedFileInfo: true).GetFrames();
            trace.AddRange(Shorten(frames.Select(Describe).OfType<string>()));
            position = frames.Select(Position).FirstOrDefault(place => place is not null) ?? position;
        }

        var message = circumstance is null ? exception.Message : $"{exception.Message} (thrown {circumstance})";
        if (exception is CultureNotFoundException && Cultures.AreMissingHere) message += " This machine has no ICU, the library that knows cultures: install libicu.";
        return new(exception.GetType().ToString(), message, position, trace);
    }

    /// <summary>An exception of a native library, of which .NET knows only who called there.</summary>
    public static CellFailure Native(string message, StackTrace callers)
    {
        var frames = callers.GetFrames();
        frames = [.. frames.Take(Array.FindLastIndex(frames, frame => Position(frame) is not null) + 1)]; // What called the cell says nothing of it.
        return new(typeof(System.Runtime.InteropServices.ExternalException).FullName!,
            $"{message}\nThe library let this through to the end of its thread, so no try of the cell could catch it, no using and finally ran, and locks that it held stay locked. What the cells declared is kept.",
            frames.Select(Position).FirstOrDefault(place => place is not null),
            [.. Shorten(frames.Select(Describe).OfType<string>())]);
    }

    private static CodePosition? Position(StackFrame frame) =>
        Place(frame.GetFileName()) is { } place ? new(place.File, place.Cell, frame.GetFileLineNumber(), frame.GetFileColumnNumber()) : null;

    private static string? Describe(StackFrame frame)
    {
        if (Position(frame) is { } place)
            return $"at {Name(frame.GetMethod())} in {Path.GetFileName(place.File)}, cell {place.Cell}, line {place.Line}";
        var text = new StackTrace(frame).ToString().Trim();
        return EngineFrame().IsMatch(text) ? null : text;
    }

    /// <summary>A method's name as it was written, from the one that the compiler gave it.</summary>
    private static string Name(MethodBase? method)
    {
        var (name, type) = (method?.Name ?? "", method?.DeclaringType);
        if (name == "MoveNext" && type is { Name: ['<', ..] }) (name, type) = (type.Name, type.DeclaringType);
        while (type is { Name: ['<', ..] }) type = type.DeclaringType;
        var written = Written(name);
        return type is null || type.Name.StartsWith("Submission#", StringComparison.Ordinal) || written == TopLevel ? written : $"{type.Name}.{written}";
    }

    // <Outer>g__Local|0_0 is a local function, <Outer>b__0 a lambda, <Outer>d__1 the rest of an async method or iterator.
    private static string Written(string name) => Compiled().Match(name) switch
    {
        { Success: true, Groups: var groups } => groups["kind"].Value switch
        {
            "g" => groups["local"].Value,
            "b" => Written(groups["outer"].Value) is var outer && outer == TopLevel ? "a lambda" : $"a lambda in {outer}",
            _ => Written(groups["outer"].Value),
        },
        _ => name is "<Initialize>" or "Initialize" or "<Factory>" or "" ? TopLevel : name,
    };

    private static IEnumerable<string> Shorten(IEnumerable<string> lines)
    {
        var (last, count) = ("", 0);
        foreach (var line in lines)
        {
            if (line == last)
            {
                count++;
                continue;
            }
            if (count > 0) yield return $"… and {count} more times";
            yield return line;
            (last, count) = (line, 0);
        }
        if (count > 0) yield return $"… and {count} more times";
    }

    private static (string File, int Cell)? Place(string? document) =>
        document?.LastIndexOf('#') is { } mark and > 0 && int.TryParse(document.AsSpan(mark + 1), out var cell) ? (document[..mark], cell) : null;

    [GeneratedRegex("""^at (Runner\.|Submission#|Internal\.|Microsoft\.DotNet\.Interactive\.|System\.ThrowHelper\.|System\.Number\.Throw|System\.Runtime\.ExceptionServices\.|System\.Runtime\.CompilerServices\.)""")]
    private static partial Regex EngineFrame();

    [GeneratedRegex("""^<(?<outer>.*)>(?<kind>[gbd])(?:__(?<local>\w*).*)?$""")]
    private static partial Regex Compiled();
}
