using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Runner.Documents;

/// <summary>The <c>.ipynb</c> format of Jupyter (nbformat 4), with the meta data by which Polyglot Notebooks and VS Code tell a cell's kernel.</summary>
public static class Ipynb
{
    /// <summary>The name under which C# notebooks ask for their kernel, and how people see it.</summary>
    public const string KernelName = ".net-csharp", KernelDisplayName = ".NET (C#)";

    /// <summary>What Jupyter calls the language.</summary>
    public const string Language = "C#";

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1000 }; // a chart's output nests deeper than the 64 of the default

    private static readonly JsonSerializerOptions Indented = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        IndentSize = 1,
        MaxDepth = 1000,
        WriteIndented = true,
    };

    /// <summary>
    /// Reads a notebook's cells without their outputs. A code cell's kernel is its own, or the notebook's; a marker
    /// (<c>#!fsharp</c>) in its text begins a cell, as in a <c>.dib</c> file. Raw cells and empty ones are left out.
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
        catch (Exception e) when (e is FormatException or InvalidOperationException)
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
        if (notebook.Meta is not null && JsonNode.Parse(notebook.Meta)?["kernelInfo"] is { } kernelInfo)
        {
            metadata["polyglot_notebook"] = new JsonObject { ["kernelInfo"] = kernelInfo.DeepClone() };
        }

        return new JsonObject
        {
            ["cells"] = new JsonArray([.. notebook.Cells.Select((cell, i) => ToJson(cell, $"cell-{i + 1}"))]),
            ["metadata"] = metadata,
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
    }

    private static JsonObject ToJson(Cell cell, string id)
    {
        var lines = cell.Contents.Split('\n');
        var source = new JsonArray([.. lines.Select((line, i) => JsonValue.Create(i < lines.Length - 1 ? line + "\n" : line))]);
        return cell.Kernel == "markdown"
            ? new JsonObject { ["cell_type"] = "markdown", ["id"] = id, ["metadata"] = new JsonObject(), ["source"] = source }
            : new JsonObject
            {
                ["cell_type"] = "code",
                ["execution_count"] = null,
                ["id"] = id,
                ["metadata"] = new JsonObject
                {
                    ["dotnet_interactive"] = new JsonObject { ["language"] = cell.Kernel },
                    ["polyglot_notebook"] = new JsonObject { ["kernelName"] = cell.Kernel },
                },
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
        var kernelInfo = isListed ? At(polyglot!.Value, "kernelInfo") : null;
        return new Notebook(read is [] ? [new Cell(standard, "")] : read,
            kernelInfo is null ? null : new JsonObject { ["kernelInfo"] = JsonNode.Parse(kernelInfo.Value.GetRawText()) }.ToJsonString(Dib.OneLine));

        List<Cell> ReadCell(JsonElement cell) => Text(At(cell, "cell_type")) switch
        {
            // Prose is not split: what looks like a marker in it is an example.
            "markdown" => Dib.Split(new Cell("markdown", Source(cell)), names: null),
            "code" => Dib.Split(new Cell(Kernel(Text(At(cell, "metadata", "polyglot_notebook", "kernelName"))
                ?? Text(At(cell, "metadata", "dotnet_interactive", "language"))
                ?? standard), Source(cell)), names),
            "raw" => [],
            _ => throw new FormatException("one of its cells is neither code nor markdown nor raw"),
        };

        // A kernel's name as .dib knows it, from a language's name as Jupyter writes it (C#, F#, PowerShell).
        string Kernel(string name) => names.Find(name) ?? names.Find(name.ToLowerInvariant()) ?? name;
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
