using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Runner.Documents;

/// <summary>
/// The <c>.dib</c> format of .NET Interactive, read and written as its last version did: cells of text, each below
/// a marker line <c>#!kernel</c>, after an optional block <c>#!meta</c> with JSON.
/// </summary>
public static class Dib
{
    private const string Meta = "#!meta";

    internal static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    /// <summary>
    /// Reads a notebook. A text without contents is one empty cell; otherwise empty cells are dropped and a cell's
    /// leading and trailing empty lines are not part of it.
    /// </summary>
    /// <exception cref="NotebookFormatException">The text after <c>#!meta</c> is no JSON object, or lists a kernel twice.</exception>
    public static Notebook Parse(string text)
    {
        var lines = SplitLines(text.StartsWith('\uFEFF') ? text[1..] : text);
        var names = new KernelNames();
        var cells = new List<Cell>();
        var pending = new List<(string Text, int Number)>();
        var kernel = "csharp";
        var ended = 0;
        string? meta = null;

        for (var i = 0; i < lines.Length; i++)
        {
            if (meta is null && lines[i].StartsWith(Meta, StringComparison.Ordinal))
            {
                var end = i + 1;
                while (end < lines.Length && !lines[end].StartsWith("#!", StringComparison.Ordinal))
                {
                    end++;
                }

                meta = ReadMeta(string.Join('\n', lines[(i + 1)..end]), i + 1, names);

                // At the end of the file the last line counts twice, as meta data and as contents; it is empty in a file that ends its lines.
                i = end < lines.Length ? end : end - 1;
            }

            if (names.Marked(lines[i]) is { } next)
            {
                EndCell();
                kernel = next;
            }
            else
            {
                pending.Add((lines[i], i + 1));
            }
        }

        EndCell();
        return new Notebook(cells is [] ? [new Cell(kernel, "", 1)] : cells, meta);

        // What stands in the cell's comment is taken out of its text; what is left is trimmed as every cell is.
        void EndCell()
        {
            AddCell(cells, kernel, pending);
            if (cells.Count == ended) return;
            ended = cells.Count;
            var (contents, comment, linesBefore) = CellComment.Take(kernel, cells[^1].Contents);
            if (comment is null) return;
            var first = cells[^1].Line + linesBefore;
            cells.RemoveAt(ended - 1);
            AddCell(cells, kernel, [.. contents.Split('\n').Select((line, i) => (comment.IsSpaced && Looks(line, names) ? line[..^1] : line, first + i))]);
            cells[^1] = cells[^1] with { Extras = comment.Extras };
        }
    }

    /// <summary>
    /// Writes a notebook canonically: what <see cref="Parse"/> reads from it is written the same again. A marker line
    /// inside a code cell's contents begins a cell of its own, here as when it is read; one inside prose stays prose.
    /// </summary>
    /// <exception cref="NotebookFormatException">A cell's kernel is neither a known one nor listed in the meta data, the meta data is broken, or a cell has tags that no comment of its language can keep.</exception>
    public static string Write(Notebook notebook)
    {
        var names = new KernelNames();
        var meta = notebook.Meta is null ? null : ReadMeta(notebook.Meta, 0, names);
        if (notebook.Cells.Any(cell => cell.Kernel == Cell.Raw) && names.Find(Cell.Raw) is null) meta = ReadMeta(WithRaw(meta), 0, names = new());
        var cells = new List<Cell>();
        foreach (var (cell, number) in notebook.Cells.Select((cell, i) => (cell, i + 1)))
        {
            var kernel = names.Find(cell.Kernel) ?? throw new NotebookFormatException(
                $"cell {number} is of kernel '{cell.Kernel}', which no marker stands for; list it in {Meta}, in kernelInfo.items", cell.Line);
            foreach (var part in Split(cell with { Kernel = kernel }, IsProse(kernel) ? null : names))
            {
                // A marker in prose is an example: with a space behind it, it is none, and the comment says to take that away again.
                var lines = part.Contents.Split('\n');
                var isSpaced = lines.Any(line => names.Marked(line) is not null);
                var contents = isSpaced ? string.Join('\n', lines.Select(line => Looks(line, names) ? line + ' ' : line)) : part.Contents;
                cells.Add(part with
                {
                    Contents = CellComment.Add(part.Kernel, contents, new(part.Extras, isSpaced)) ?? throw new NotebookFormatException(
                        $"cell {number} has {part.Extras!.Names}, which no comment of {part.Kernel} keeps in a .dib file; take that away, or keep the notebook as .ipynb", cell.Line),
                });
            }
        }

        // Only the first #!meta is meta data, so one inside a cell needs one before it to stay contents.
        meta ??= cells.Exists(cell => $"\n{cell.Contents}".Contains($"\n{Meta}", StringComparison.Ordinal)) ? "{}" : null;
        IEnumerable<string> head = meta is null ? [] : [Meta, "", meta, ""];
        return string.Join('\n', [.. head, .. cells.SelectMany(cell => (string[])[$"#!{cell.Kernel}", "", cell.Contents, ""])]);
    }

    private static bool IsProse(string kernel) => kernel is "markdown" or Cell.Raw;

    /// <summary>Whether a line is a marker, but for spaces behind it.</summary>
    private static bool Looks(string line, KernelNames names) => names.Marked(line.TrimEnd(' ')) is not null;

    /// <summary>The meta data with raw cells' kernel listed, which the format does not know by itself.</summary>
    private static string WithRaw(string? meta)
    {
        var json = meta is null ? [] : JsonNode.Parse(meta, documentOptions: Ipynb.Deep)!.AsObject();
        if (json["kernelInfo"] is not JsonObject info) json["kernelInfo"] = info = new() { ["defaultKernelName"] = "csharp" };
        if (info["items"] is not JsonArray items) info["items"] = items = [];
        items.Add(new JsonObject { ["aliases"] = new JsonArray(), ["name"] = Cell.Raw });
        return json.ToJsonString(OneLine);
    }

    /// <summary>The cells that a cell's contents are by themselves: one more for each marker in them (without <paramref name="names"/> there are no markers), none where they are empty.</summary>
    internal static List<Cell> Split(Cell cell, KernelNames? names)
    {
        var cells = new List<Cell>();
        var pending = new List<(string Text, int Number)>();
        var kernel = cell.Kernel;
        foreach (var line in SplitLines(cell.Contents).Select(line => line.TrimEnd('\r'))) // before \n it would be read as part of the line's end
        {
            if (names?.Marked(line) is { } next)
            {
                AddCell(cells, kernel, pending);
                kernel = next;
            }
            else
            {
                pending.Add((line, 0));
            }
        }

        AddCell(cells, kernel, pending);
        return [.. cells.Select(part => part with { Extras = cell.Extras })];
    }

    /// <summary>Makes a cell of the lines since the last marker, unless all are empty, and forgets them.</summary>
    private static void AddCell(List<Cell> cells, string kernel, List<(string Text, int Number)> pending)
    {
        var first = pending.FindIndex(line => line.Text != "");
        if (first >= 0)
        {
            var last = pending.FindLastIndex(line => line.Text != "");
            cells.Add(new Cell(kernel, string.Join('\n', pending[first..(last + 1)].Select(line => line.Text)), pending[first].Number));
        }

        pending.Clear();
    }

    /// <summary>Checks the JSON of <c>#!meta</c>, adds the kernels that it lists, and gives it back on one line.</summary>
    private static string ReadMeta(string json, int markerLine, KernelNames names)
    {
        const string Advice = $"Mend it, or delete the {Meta} block: a notebook does not need one";
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Null) return "{}";

            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException("it is no JSON object");
            }

            names.AddFrom(document.RootElement);
            return JsonSerializer.Serialize(document.RootElement, OneLine);
        }
        catch (JsonException e)
        {
            var reason = string.IsNullOrWhiteSpace(json) ? "there is none" : e.Message.Split(" LineNumber:")[0].TrimEnd('.');
            throw new NotebookFormatException(
                $"the JSON after {Meta}, up to the next line that begins with #!, can't be read: {reason}. {Advice}.",
                markerLine + (string.IsNullOrWhiteSpace(json) ? 0 : 1 + (int)(e.LineNumber ?? 0)), e);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException)
        {
            throw new NotebookFormatException($"the JSON after {Meta} can't be used: {e.Message}. {Advice}.", markerLine, e);
        }
    }

    private static string[] SplitLines(string text) => text.Split(["\r\n", "\n"], StringSplitOptions.None);
}
