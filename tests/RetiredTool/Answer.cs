using System.Text.RegularExpressions;
using Runner.Documents;
using Runner.Protocol;
using Runner.Reports;
using Runner.Sessions;

namespace Tests.RetiredTool;

/// <summary>What an engine made of a cell, so that two engines can be compared: whether it held, and its outputs as text.</summary>
/// <param name="Lines">
/// Each begins with what it is: <c>stdout</c>, <c>stderr</c>, <c>value</c>, <c>shown</c> or <c>failed</c>. What differs by nature (times, ids,
/// paths, …) has given way to a word for it, and what is told of packages that are fetched is left out. Of an error the place and the code of the first diagnostic stay, or the exception that the cell
/// threw; what an engine says of an error of its own is in its own words, and left out.
/// </param>
internal sealed partial record Answer(bool Held, IReadOnlyList<string> Lines)
{
    public override string ToString() => string.Join("; ", [.. Lines, .. Held == Lines.Any(line => line.StartsWith("failed", StringComparison.Ordinal)) ? [Held ? "holds" : "fails"] : Array.Empty<string>()]);

    /// <summary>Runs cells one after another; prose is left out, as it is no business of either engine.</summary>
    /// <returns>The answers by number of the cell, from 1.</returns>
    public static async Task<SortedDictionary<int, Answer>> RunAsync(IEngine engine, IEnumerable<Cell> cells)
    {
        var results = new List<CellResult>();
        foreach (var (index, cell) in cells.Index().Where(each => each.Item.Kernel != "markdown"))
        {
            var events = new List<KernelEvent>();
            await foreach (var each in engine.ExecuteAsync(cell.Kernel, cell.Contents, index + 1)) events.Add(each);
            results.Add(CellResult.Of(index + 1, cell, TimeSpan.Zero, events));
        }

        var outputs = CellOutput.Fold(results);
        return new(results.ToDictionary(cell => cell.Number, cell => new Answer(cell.Outcome != CellOutcome.Failed, [.. outputs[cell.Number].SelectMany(Text)])));
    }

    private static IEnumerable<string> Text(CellOutput output) => output switch
    {
        TextOutput text => LinesOf(text).Select(line => $"{text.Stream}: {line}"),
        ShownOutput shown => LinesOf(shown with { Data = Preferred(shown.Data) }).Where(line => !OfPackages().IsMatch(line)).Select(line => $"{(shown.IsResult ? "value" : "shown")}: {line}"),
        FailureOutput failure => [$"failed {Kind(failure)}".TrimEnd()],
        _ => [],
    };

    // A column of times is as wide as its longest.
    private static IEnumerable<string> LinesOf(CellOutput output) => OutputText.Lines([output]).Select(line => Padding().Replace(line, " "));

    // The tool gives most values as HTML only, we give them as text beside it.
    private static IReadOnlyList<MimeContent> Preferred(IReadOnlyList<MimeContent> data) =>
        data.FirstOrDefault(content => content.MimeType == "text/html") is { } html ? [html] : data;

    // The tool gives an exception as .NET prints it, with the cell's frames; we keep its type, its message and its frames apart.
    private static string Kind(FailureOutput failure)
    {
        var said = failure.Message.Split('\n')[0].TrimEnd();
        if (Diagnostic().Match(said) is { Success: true, Value: var place }) return place;
        return failure.Name.Contains('.') ? $"{failure.Name}: {said}" : failure.Message.Contains(" at Submission#", StringComparison.Ordinal) ? said : "";
    }

    // Each engine tells in its own words which packages it fetches.
    [GeneratedRegex("^(Installing|Installed|Restoring|Loading extensions from) ")]
    private static partial Regex OfPackages();

    [GeneratedRegex(" +(?=<(time|rate|size)>)")]
    private static partial Regex Padding();

    [GeneratedRegex(@"^\(\d+,\d+\): error CS\d+")]
    private static partial Regex Diagnostic();
}
