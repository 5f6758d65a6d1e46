using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace Runner.Kernel;

/// <summary>
/// Values that cells keep and pass on: <c>#!value</c> stores a text, <c>#!set</c> and <c>#!share</c> make C# variables
/// of texts, of stored values and of other variables.
/// </summary>
internal sealed partial class SharedValues(CSharpCells cells)
{
    private readonly Dictionary<string, string> _stored = [];

    /// <summary><c>#!value --name n [--from-file f | --from-url u] [--mime-type m]</c> and a text.</summary>
    public async Task StoreAsync(string arguments, string text, CellRun run)
    {
        var options = Options("#!value", arguments, "name", "from-file", "from-url", "mime-type");
        var name = Required("#!value", options, "name");
        try
        {
            if (options.TryGetValue("from-file", out var file)) text = await File.ReadAllTextAsync(file, run.Cancellation).ConfigureAwait(false);
            if (options.TryGetValue("from-url", out var url))
            {
                using var client = new HttpClient();
                text = await client.GetStringAsync(new Uri(url), run.Cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException or UriFormatException)
        {
            throw new CellFailure("ValueNotFound", e.Message);
        }
        _stored[name] = text;
        if (options.TryGetValue("mime-type", out var type)) run.Show(NotebookKernel.NewDisplayId(), [new(type, text)]);
    }

    /// <summary><c>#!share name --from kernel [--as other]</c>: the value itself.</summary>
    public Task ShareAsync(string arguments)
    {
        var options = Options("#!share", arguments, "from", "as", "mime-type", "");
        var name = Required("#!share", options, "");
        return ReferAsync(options.GetValueOrDefault("as", name), Required("#!share", options, "from"), name);
    }

    /// <summary><c>#!set --name n --value text</c>, or <c>--value @kernel:name</c>: a copy by way of JSON, or with <c>--byref</c> the value itself.</summary>
    public Task SetAsync(string arguments)
    {
        var options = Options("#!set", arguments.Replace("--byref", "--byref yes", StringComparison.Ordinal), "name", "value", "byref", "mime-type");
        var name = Required("#!set", options, "name");
        var value = Required("#!set", options, "value");
        if (!value.StartsWith('@')) return DeclareAsync(name, value);

        var (kernel, source) = value[1..].Split(':', 2) is [var first, var rest] ? (first, rest) : (value[1..], "");
        if (kernel is "input" or "password") return DeclareAsync(name, Given(name));
        if (source == "") throw new CellFailure("ValueNotFound", $"#!set takes --value @kernel:name, not {value}.");
        return options.ContainsKey("byref") ? ReferAsync(name, kernel, source) : DeclareAsync(name, Find(kernel, source) is var found && found is string ? found : Copy(found));
    }

    /// <summary>What the retired tool asks a person for; here whoever runs the notebook gives it beforehand.</summary>
    private static string Given(string name) => Environment.GetEnvironmentVariable($"NOTEBOOK_PARAM_{name}")
        ?? throw new CellFailure("ValueNotFound", $"#!set asks a person for '{name}', and nobody is asked here. Run with --param {name}=VALUE.");

    /// <summary>Gives another name to a value, of its own type where it is C#'s.</summary>
    private Task ReferAsync(string name, string kernel, string source)
    {
        var found = Find(kernel, source);
        return kernel == "value" ? DeclareAsync(name, found)
            : name == source ? Task.CompletedTask
            : cells.RunAsync($"var {Variable(name)} = {source};", "", 0, null);
    }

    private object? Find(string kernel, string name) => kernel switch
    {
        "value" when _stored.TryGetValue(name, out var text) => text,
        "csharp" or "c#" or "cs" when cells.Variables.FirstOrDefault(variable => variable.Name == name) is { } variable => variable.Value,
        "value" or "csharp" or "c#" or "cs" => throw new CellFailure("ValueNotFound", $"The kernel '{kernel}' has no value '{name}'."),
        _ => throw new CellFailure("UnsupportedKernel", $"Values of kernel '{kernel}' can't be had: its cells are not run here."),
    };

    private static object? Copy(object? value)
    {
        var json = JsonSerializer.SerializeToDocument(value);
        return json.RootElement.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => json.RootElement.GetDouble(),
            JsonValueKind.String => json.RootElement.GetString(),
            JsonValueKind.Null => null,
            _ => json,
        };
    }

    private Task DeclareAsync(string name, object? value) => cells.DeclareAsync(Variable(name), value);

    private static string Variable(string name) => SyntaxFacts.IsValidIdentifier(name)
        ? name
        : throw new CellFailure("ValueNotFound", $"'{name}' is no name for a C# variable.");

    /// <summary>Reads <c>--name value</c> pairs; a word that belongs to none has the name "".</summary>
    private static Dictionary<string, string> Options(string magic, string arguments, params string[] known)
    {
        var options = new Dictionary<string, string>();
        var name = "";
        foreach (var word in Word().Matches(arguments).Select(match => match.Value.Replace("\"", "")))
        {
            if (word.StartsWith("--", StringComparison.Ordinal)) name = word[2..];
            else (options[name], name) = (word, "");
        }
        return options.Keys.Append(name).FirstOrDefault(option => option != "" && !known.Contains(option)) is { } unknown
            ? throw new CellFailure("UnknownMagic", $"{magic} has no option --{unknown}.")
            : options;
    }

    private static string Required(string magic, Dictionary<string, string> options, string name) => options.TryGetValue(name, out var value)
        ? value
        : throw new CellFailure("UnknownMagic", name == "" ? $"{magic} takes the name of a value." : $"{magic} takes --{name}.");

    [GeneratedRegex("""(?:[^\s"]|"[^"]*")+""")]
    private static partial Regex Word();
}
