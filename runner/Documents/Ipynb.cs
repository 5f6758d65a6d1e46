using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Runner.Documents;

/// <summary>The <c>.ipynb</c> format of Jupyter (nbformat 4), with the meta data by which Polyglot Notebooks and VS Code tell a cell's kernel.</summary>
public static class Ipynb
{
    /// <summary>The name under which C# notebooks ask for their kernel, and how people see it.</summary>
    public const string KernelName = ".net-csharp", KernelDisplayName = ".NET (C#)";

    /// <summary>Where in <c>#!meta</c> the notebook's meta data stands that Polyglot Notebooks has no place for.</summary>
    private const string OfJupyter = "jupyter";

    /// <summary>What Jupyter calls the language.</summary>
    public const string Language = "C#";

    internal static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1000 }; // a chart's output nests deeper than the 64 of the default

    private static readonly JsonSerializerOptions Indented = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        IndentSize = 1,
        MaxDepth = 1000,
        WriteIndented = true,
    };

    /// <summary>
    /// Reads a notebook's cells without their outputs. A code cell's kernel is its own, or the notebook's; a marker
    /// (<c>#!fsharp</c>) in its text begins a cell, as in a <c>.dib</c> file. Empty cells are left out.
    /// </summary>
    /// <exception cref="NotebookFormatException">The text is no JSON, or no notebook of nbformat 4.</exception>
    public static Notebook Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text.TrimStart('\uFEFF'), Deep);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new NotebookFormatException(
                $"this is no JSON, so no .ipynb notebook: {e.Message.Split(" LineNumber:")[0].TrimEnd('.')}. Open it in Jupyter or take it from its source again.",
                1 + (int)(e.LineNumber ?? 0), e);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException) // the last: one name twice
        {
            throw new NotebookFormatException($"this is no .ipynb notebook that can be read: {e.Message}.", 1, e);
        }
    }

    /// <summary>Writes a notebook as nbformat 4.5, without outputs.</summary>
    public static string Write(Notebook notebook) => Write(ToJson(notebook));

    /// <summary>Writes what <see cref="ToJson(Notebook)"/> made, with what was added to it.</summary>
    public static string Write(JsonObject document) => document.ToJsonString(Indented) + "\n";

    /// <summary>What Jupyter's front ends want to know of C#.</summary>
    public static JsonObject LanguageInfo() => new()
    {
        ["file_extension"] = ".cs",
        ["mimetype"] = "text/x-csharp",
        ["name"] = Language,
        ["pygments_lexer"] = "csharp",
        ["version"] = "14.0",
    };

    /// <summary>A notebook as the JSON of nbformat 4.5; cell by cell the same as <see cref="Notebook.Cells"/>, outputs empty.</summary>
    public static JsonObject ToJson(Notebook notebook)
    {
        var metadata = new JsonObject
        {
            ["kernelspec"] = new JsonObject { ["display_name"] = KernelDisplayName, ["language"] = Language, ["name"] = KernelName },
            ["language_info"] = LanguageInfo(),
        };
        if (notebook.Meta is not null && JsonNode.Parse(notebook.Meta, documentOptions: Deep) is JsonObject meta)
        {
            meta.Remove(OfJupyter, out var own);
            foreach (var (name, value) in own as JsonObject ?? []) metadata[name] = value?.DeepClone();
            if (meta.Count > 0) metadata["polyglot_notebook"] = meta;
        }

        var ids = notebook.Cells.Select(cell => cell.Extras?.Id).ToHashSet();
        var given = new HashSet<string>();
        return new JsonObject
        {
            ["cells"] = new JsonArray([.. notebook.Cells.Select((cell, i) => ToJson(cell, IdOf(cell, i + 1)))]),
            ["metadata"] = metadata,
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };

        // Its own, unless it is one of several that were one cell.
        string IdOf(Cell cell, int number)
        {
            if (cell.Extras?.Id is { } own && given.Add(own)) return own;
            var id = $"cell-{number}";
            while (ids.Contains(id) || !given.Add(id)) id += "-";
            return id;
        }
    }

    private static JsonObject ToJson(Cell cell, string id)
    {
        var metadata = cell.Extras?.Metadata ?? [];
        var lines = cell.Contents.Split('\n');
        var source = new JsonArray([.. lines.Select((line, i) => JsonValue.Create(i < lines.Length - 1 ? line + "\n" : line))]);
        if (cell.Kernel is "markdown" or Cell.Raw)
        {
            var prose = new JsonObject { ["cell_type"] = cell.Kernel, ["id"] = id, ["metadata"] = metadata, ["source"] = source };
            if (cell.Extras?.Attachments is { } attachments) prose["attachments"] = attachments;
            return prose;
        }

        metadata["dotnet_interactive"] = new JsonObject { ["language"] = cell.Kernel };
        metadata["polyglot_notebook"] = new JsonObject { ["kernelName"] = cell.Kernel };
        return new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["id"] = id,
            ["metadata"] = metadata,
            ["outputs"] = new JsonArray(),
            ["source"] = source,
        };
    }

    private static Notebook Read(JsonElement root)
    {
        if (At(root, "nbformat") is not { ValueKind: JsonValueKind.Number } format || !format.TryGetInt32(out var version) || version != 4)
        {
            throw new FormatException("its nbformat is not 4; open it in a current Jupyter and save it");
        }

        if (At(root, "cells") is not { ValueKind: JsonValueKind.Array } cells)
        {
            throw new FormatException("it has no list of cells");
        }

        var polyglot = At(root, "metadata", "polyglot_notebook");
        var (names, isListed) = Names(polyglot);
        var standard = Kernel(Text(polyglot is null ? null : At(polyglot.Value, "kernelInfo", "defaultKernelName"))
            ?? Text(At(root, "metadata", "dotnet_interactive", "defaultKernelName"))
            ?? Text(At(root, "metadata", "kernelspec", "language"))
            ?? Text(At(root, "metadata", "language_info", "name"))
            ?? "csharp");
        List<Cell> read = [.. cells.EnumerateArray().SelectMany(ReadCell)];
        return new Notebook(read is [] ? [new Cell(standard, "")] : read, Meta(root, isListed ? polyglot : null));

        List<Cell> ReadCell(JsonElement cell) => Text(At(cell, "cell_type")) switch
        {
            // Prose is not split: what looks like a marker in it is an example.
            "markdown" or Cell.Raw => Dib.Split(new Cell(Text(At(cell, "cell_type"))!, Source(cell)) { Extras = CellExtras.Of(cell) }, names: null),
            "code" => Dib.Split(new Cell(KernelOf(cell), Source(cell)) { Extras = CellExtras.Of(cell) }, names),
            _ => throw new FormatException("one of its cells is neither code nor markdown nor raw"),
        };

        string KernelOf(JsonElement cell) => Kernel(Text(At(cell, "metadata", "polyglot_notebook", "kernelName"))
            ?? Text(At(cell, "metadata", "dotnet_interactive", "language"))
            ?? standard);

        // A kernel's name as .dib knows it, from a language's name as Jupyter writes it (C#, F#, PowerShell).
        string Kernel(string name) => names.Find(name) ?? names.Find(name.ToLowerInvariant()) ?? name;
    }

    /// <summary>The notebook's meta data as <c>#!meta</c> has it: what Polyglot Notebooks knows, and what else Jupyter has, apart.</summary>
    private static string? Meta(JsonElement root, JsonElement? polyglot)
    {
        var meta = polyglot is { ValueKind: JsonValueKind.Object } known ? JsonObject.Create(known)! : [];
        if (At(root, "metadata") is { ValueKind: JsonValueKind.Object } metadata)
        {
            var own = JsonObject.Create(metadata)!;
            foreach (var name in CellExtras.OfTools) own.Remove(name);
            if (Text(At(metadata, "kernelspec", "name")) is null or KernelName) own.Remove("kernelspec");
            if (Text(At(metadata, "language_info", "name")) is null or Language) own.Remove("language_info");
            if (own.Count > 0) meta[OfJupyter] = own;
        }

        return meta.Count == 0 ? null : meta.ToJsonString(Dib.OneLine);
    }

    // The tools wrote lists that contradict themselves (powershell both a kernel and an alias of pwsh); such a list is left out.
    private static (KernelNames Names, bool IsListed) Names(JsonElement? polyglot)
    {
        var names = new KernelNames();
        if (polyglot is not { } listing) return (names, false);
        try
        {
            names.AddFrom(listing);
            return (names, true);
        }
        catch (FormatException)
        {
            return (new KernelNames(), false);
        }
    }

    private static string Source(JsonElement cell) => At(cell, "source") switch
    {
        { ValueKind: JsonValueKind.Array } lines => string.Concat(lines.EnumerateArray().Select(line => line.GetString())),
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        _ => throw new FormatException("one of its cells has no source"),
    };

    private static string? Text(JsonElement? element) => element is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement? At(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element;
    }
}
