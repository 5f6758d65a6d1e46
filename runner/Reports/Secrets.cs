using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Runner.Reports;

/// <summary>Takes the values of secret environment variables out of what is written down, wherever a cell printed them.</summary>
public sealed class Secrets
{
    private const int Shortest = 6; // shorter values are words that appear by chance

    private static readonly string[] Marks = ["SECRET", "TOKEN", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "APIKEY", "CONNECTIONSTRING", "CONNECTION_STRING"];

    private readonly string[] _values;

    /// <summary>The secrets among some variables: those whose name says so.</summary>
    public Secrets(IEnumerable<KeyValuePair<string, string>> variables) =>
        _values = [.. variables.Where(variable => IsSecret(variable.Key.ToUpperInvariant()) && variable.Value.Length >= Shortest)
            .SelectMany(variable => Forms(variable.Value)).Distinct().OrderByDescending(value => value.Length)];

    /// <summary>The secrets of this process's environment.</summary>
    public static Secrets OfEnvironment() => new(Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
        .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value ?? "")));

    // As it is, and as it stands in HTML and in JSON.
    private static IEnumerable<string> Forms(string value) => [value, WebUtility.HtmlEncode(value), JsonEncodedText.Encode(value).ToString(), JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString()];

    /// <summary>The text with <c>***</c> for each secret.</summary>
    public string Conceal(string text) => _values.Aggregate(text, (shown, secret) => shown.Replace(secret, "***", StringComparison.Ordinal));

    /// <summary>Whether a secret stands in the text.</summary>
    public bool AreIn(string text) => _values.Any(secret => text.Contains(secret, StringComparison.Ordinal));

    private static bool IsSecret(string name) => name.EndsWith("_KEY", StringComparison.Ordinal) || name.EndsWith("_PAT", StringComparison.Ordinal) || Marks.Any(name.Contains);
}
