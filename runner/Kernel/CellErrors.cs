using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Runner.Protocol;

namespace Runner.Kernel;

/// <summary>Turns what the compiler and the runtime say of a cell into words and places of the notebook.</summary>
internal static partial class CellErrors
{
    /// <summary>The name under which a cell's code is known to the compiler and its debug information.</summary>
    public static string Document(string file, int cell) => $"{file}#{cell}";

    /// <summary>The compiler's messages, those of the cell's own code first.</summary>
    public static IReadOnlyList<CellDiagnostic> Describe(IEnumerable<Diagnostic> diagnostics, string file, int cell) =>
    [
        .. from diagnostic in diagnostics
           where diagnostic.Severity >= DiagnosticSeverity.Warning
           let span = diagnostic.Location.GetMappedLineSpan()
           let place = span.IsValid ? Place(span.Path) : null
           let start = span.StartLinePosition
           orderby diagnostic.Severity descending, start
           select new CellDiagnostic(
               diagnostic.Severity == DiagnosticSeverity.Error ? "error" : "warning",
               diagnostic.Id,
               diagnostic.GetMessage(),
               new(place?.File ?? file, place?.Cell ?? cell, start.Line + 1, start.Character + 1)),
    ];

    public static CellFailure CompilationError(IReadOnlyList<CellDiagnostic> diagnostics) => new(
        "CompilationError",
        string.Join('\n', from diagnostic in diagnostics
                          let at = diagnostic.Position
                          select $"({at.Line},{at.Column}): {diagnostic.Severity} {diagnostic.Code}: {diagnostic.Message}"),
        diagnostics[0].Position);

    /// <summary>An exception that left a cell.</summary>
    /// <param name="circumstance">Added to the message where the place alone does not explain it.</param>
    public static CellFailure Describe(Exception exception, string? circumstance = null)
    {
        if (exception is CellFailure failure) return failure;

        var trace = new List<string>();
        CodePosition? position = null;
        for (var (each, depth) = (exception, 0); each is not null; each = each.InnerException, depth++)
        {
            if (depth > 0) trace.Add($"caused by {each.GetType()}: {each.Message}");
            var frames = new StackTrace(each, fNeedFileInfo: true).GetFrames();
            trace.AddRange(frames.Select(Describe).OfType<string>());
            position = frames.Select(Position).FirstOrDefault(place => place is not null) ?? position;
        }

        var message = circumstance is null ? exception.Message : $"{exception.Message} (thrown {circumstance})";
        return new(exception.GetType().ToString(), message, position, trace);
    }

    private static CodePosition? Position(StackFrame frame) =>
        Place(frame.GetFileName()) is { } place ? new(place.File, place.Cell, frame.GetFileLineNumber(), frame.GetFileColumnNumber()) : null;

    private static string? Describe(StackFrame frame)
    {
        var text = new StackTrace(frame).ToString().Trim();
        if (EngineFrame().IsMatch(text)) return null;
        if (Position(frame) is not { } place) return text;

        var inCell = $"in {Path.GetFileName(place.File)}, cell {place.Cell}, line {place.Line}";
        var method = SubmissionFrame().Match(text).Groups["method"].Value;
        return method is "" || method.Contains("<<Initialize>>") || method.StartsWith("<Initialize>()", StringComparison.Ordinal)
            ? $"at top level {inCell}"
            : $"at {Compiled().Replace(method, "$1")} {inCell}";
    }

    private static (string File, int Cell)? Place(string? document) =>
        document?.LastIndexOf('#') is { } mark and > 0 && int.TryParse(document.AsSpan(mark + 1), out var cell) ? (document[..mark], cell) : null;

    [GeneratedRegex("""^at (Runner\.|Microsoft\.CodeAnalysis\.Scripting\.|System\.Runtime\.ExceptionServices\.|System\.Runtime\.CompilerServices\.)""")]
    private static partial Regex EngineFrame();

    [GeneratedRegex("""^at Submission#\d+\.(?<method>.*?\))(?: in .*)?$""")]
    private static partial Regex SubmissionFrame();

    // <Outer>g__Local|0_0 is a local function, <Outer>b__0 a lambda, <Method>d__1.MoveNext an async method or iterator.
    [GeneratedRegex("""(?:<>c(?:__DisplayClass\w+)?\.)?<<?(\w+)>?[^.(]*>?[gbd]__\w*(?:\|\w+)?(?:\.MoveNext)?""")]
    private static partial Regex Compiled();
}
