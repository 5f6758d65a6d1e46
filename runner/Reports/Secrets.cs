using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Runner.Reports;

/// <summary>
/// Takes the secrets among environment variables out of what is written down, wherever a cell printed them: plainly, or as they
/// stand in HTML, JSON and addresses, in Base64 and in hexadecimal digits.
/// </summary>
/// <remarks>A variable's name tells a secret, or its value does: a password in an address or a connection string, or the marks
/// by which well-known services have their keys begin.</remarks>
public sealed partial class Secrets
{
    private const int Shortest = 6; // shorter values are words that appear by chance

    private static readonly string[] Marks = ["SECRET", "TOKEN", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "APIKEY", "CONNECTIONSTRING", "CONNECTION_STRING"];

    private static readonly string[] Endings = ["_KEY", "_PAT", "_PWD", "_AUTH", "_DSN"];

    private readonly string[] _values;

    /// <summary>The secrets among some variables.</summary>
    public Secrets(IEnumerable<KeyValuePair<string, string>> variables) =>
        _values = [.. variables.SelectMany(variable => SecretsOf(variable.Key.ToUpperInvariant(), variable.Value)).Where(value => value.Length >= Shortest)
            .SelectMany(Forms).Where(form => form.Length >= Shortest).Distinct().OrderByDescending(value => value.Length)];

    /// <summary>The secrets of this process's environment.</summary>
    public static Secrets OfEnvironment() => new(Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
        .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value ?? "")));

    /// <summary>The text with <c>***</c> for each secret.</summary>
    public string Conceal(string text) => _values.Aggregate(text, (shown, secret) => shown.Replace(secret, "***", StringComparison.Ordinal));

    /// <summary>Whether a secret stands in the text.</summary>
    public bool AreIn(string text) => _values.Any(secret => text.Contains(secret, StringComparison.Ordinal));

    private static IEnumerable<string> SecretsOf(string name, string value)
    {
        var passwords = Password().Matches(value).Select(match => match.Groups["secret"].Value.Trim('\'', '"')).ToList();
        if (passwords is not [] || Key().IsMatch(value) || Endings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal)) || Marks.Any(name.Contains)) yield return value;
        foreach (var password in passwords)
        {
            yield return password;
            yield return Uri.UnescapeDataString(password);
        }

        if (!value.Contains("-----BEGIN", StringComparison.Ordinal)) yield break;
        foreach (var line in value.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Length > 0 && line[0] != '-')) yield return line; // of a key in PEM
    }

    private static IEnumerable<string> Forms(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        return
        [
            value, WebUtility.HtmlEncode(value), JsonEncodedText.Encode(value).ToString(), JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
            Uri.EscapeDataString(value), WebUtility.UrlEncode(value), Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes),
            .. Enumerable.Range(0, 3).Select(before => Base64(bytes, before)).Prepend(Convert.ToBase64String(bytes)).SelectMany(text => (string[])[text, text.Replace('+', '-').Replace('/', '_')]),
        ];
    }

    /// <summary>What of the Base64 of a longer text, such as <c>user:password</c>, is always the same: without the digits that share bits with what stands around.</summary>
    /// <param name="before">How many bytes stand before the secret, modulo 3.</param>
    private static string Base64(byte[] secret, int before)
    {
        var text = Convert.ToBase64String([.. new byte[before], .. secret]);
        var start = ((8 * before) + 5) / 6;
        return text[start..(8 * (before + secret.Length) / 6)];
    }

    // "user:password@" of an address, and what connection strings call a secret.
    [GeneratedRegex("""[a-z][a-z0-9+.-]*://[^\s/?#@:]*:(?<secret>[^\s/?#]+)@|(?:^|;)\s*(?:password|pwd|accountkey|sharedaccesskey|sharedaccesssignature|sig)\s*=\s*(?<secret>"[^"]*"|'[^']*'|[^;]*)""", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Password();

    // GitHub, GitLab, AWS, Google, Slack, OpenAI and Anthropic, Hugging Face, npm, NuGet, Stripe; JSON Web Tokens; keys in PEM.
    [GeneratedRegex(@"^(?:gh[oprsu]_|github_pat_|glpat-|AKIA|ASIA|AIza|ya29\.|xox[abeoprs]-|sk-|hf_|npm_|oy2|[rs]k_(?:live|test)_|eyJ[\w-]+\.)[\w.-]{16,}$|-----BEGIN [A-Z ]*PRIVATE KEY", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Key();
}
