using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Runner.Protocol;

namespace Runner.Editors;

/// <summary>Failures and the compiler's messages, as editors get them: places from 0.</summary>
internal static partial class Errors
{
    /// <param name="file">The notebook.</param>
    /// <param name="cells">The editor's names of its cells, by their numbers when they ran.</param>
    public static JsonObject Of(CellFailed failed, IReadOnlyList<CellDiagnostic> diagnostics, string file, IReadOnlyDictionary<int, string> cells)
    {
        var error = new JsonObject
        {
            ["name"] = failed.Name,
            ["message"] = failed.Message,
            ["stack"] = new JsonArray([.. failed.Trace.Select(line => StackLine(line, file, cells))]),
        };
        if (failed.Position is { } position) error["place"] = Place(position.File, position.Cell, position.Line, position.Column, file, cells);
        if (diagnostics is not []) error["diagnostics"] = Of(diagnostics);
        return error;
    }

    public static JsonArray Of(IEnumerable<CellDiagnostic> diagnostics) => new([.. diagnostics.Select(each => new JsonObject
    {
        ["range"] = new JsonObject { ["start"] = At(each.Position), ["end"] = At(each.End ?? each.Position) },
        ["severity"] = each.Severity,
        ["code"] = each.Code,
        ["message"] = each.Message,
    })]);

    /// <summary>A failure, as it was given out.</summary>
    public static CellFailed Read(Parameters error) => new("", error.Text("name"), error.Text("message"), [.. error.List("stack").Select(line => line.Text("text"))],
        error.Inner("place") is { } place ? new(place.Text("file"), place.Whole("number", 1, 0, int.MaxValue), place.Whole("line", 0, 0, int.MaxValue - 1) + 1, place.Whole("character", 0, 0, int.MaxValue - 1) + 1) : null);

    private static JsonObject At(CodePosition position) => Positions.At(position.Line - 1, position.Column - 1);

    private static JsonObject StackLine(string line, string file, IReadOnlyDictionary<int, string> cells)
    {
        var frame = new JsonObject { ["text"] = line };
        // A frame names its file without the folder: another file of that name is told from this one by nothing else.
        if (CellFrame().Match(line) is { Success: true, Groups: var groups } && groups["file"].Value == Path.GetFileName(file))
            frame["place"] = Place(file, int.Parse(groups["cell"].Value), int.Parse(groups["line"].Value), 1, file, cells);
        return frame;
    }

    private static JsonObject Place(string file, int number, int line, int column, string notebook, IReadOnlyDictionary<int, string> cells)
    {
        var place = Positions.At(line - 1, column - 1);
        place.Insert(0, "file", file);
        place.Insert(0, "number", number);
        if (file == notebook && cells.TryGetValue(number, out var cell)) place.Insert(0, "cell", cell);
        return place;
    }

    [GeneratedRegex(@"^at .* in (?<file>.+), cell (?<cell>\d{1,9}), line (?<line>\d{1,9})$")]
    private static partial Regex CellFrame();
}
