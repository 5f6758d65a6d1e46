using System.Text.Json;

namespace Runner.Documents;

/// <summary>The kernels a notebook can name, by name and by alias: the known ones, and those of its <c>#!meta</c>.</summary>
internal sealed class KernelNames
{
    private readonly Dictionary<string, string> _canonical = [];

    public KernelNames()
    {
        Add("csharp", "c#", "cs");
        Add("fsharp", "f#", "fs");
        Add("html");
        Add("http");
        Add("javascript", "js");
        Add("mermaid");
        Add("pwsh", "powershell");
        Add("value");
        Add("markdown", "md");
    }

    /// <summary>The canonical name of a kernel, or null for a name that nobody defined. Case counts.</summary>
    public string? Find(string nameOrAlias) => _canonical.GetValueOrDefault(nameOrAlias);

    /// <summary>The kernel that a line begins a cell of: <c>#!</c> at column 0 and exactly a name, or null for content.</summary>
    public string? Marked(string line) => line.StartsWith("#!", StringComparison.Ordinal) ? Find(line[2..]) : null;

    /// <summary>Adds the kernels that a notebook's meta data lists; a known kernel listed again stays as it is.</summary>
    /// <exception cref="FormatException">A name is missing, unfit, or taken.</exception>
    public void AddFrom(JsonElement meta)
    {
        if (!Has(meta, "kernelInfo", JsonValueKind.Object, out var kernelInfo) ||
            !Has(kernelInfo, "items", JsonValueKind.Array, out var items))
        {
            return;
        }

        var listed = new HashSet<string>();
        foreach (var item in items.EnumerateArray())
        {
            var name = Text(Has(item, "name", JsonValueKind.String, out var value) ? value : default);
            string[] aliases = Has(item, "aliases", JsonValueKind.Array, out var list) ? [.. list.EnumerateArray().Select(Text)] : [];
            foreach (var each in aliases.Prepend(name))
            {
                if (!listed.Add(each))
                {
                    throw new FormatException($"kernel name '{each}' is listed twice; keep one");
                }
            }

            if (Find(name) != name)
            {
                Add(name, aliases);
            }
        }
    }

    private void Add(string name, params string[] aliases)
    {
        foreach (var each in aliases.Prepend(name))
        {
            if (!_canonical.TryAdd(each, name))
            {
                throw new FormatException($"kernel name '{each}' already means {_canonical[each]}; choose another");
            }
        }
    }

    private static string Text(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && element.GetString() is { } text && !string.IsNullOrWhiteSpace(text) && text[0] != '#'
            ? text
            : throw new FormatException("a kernel needs a name, a text that doesn't begin with #");

    private static bool Has(JsonElement parent, string name, JsonValueKind kind, out JsonElement value)
    {
        value = default;
        return parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out value) && value.ValueKind == kind;
    }
}
