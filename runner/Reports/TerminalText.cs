using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Runner.Reports;

/// <summary>Text written for a terminal, as it stands there in the end.</summary>
internal static partial class TerminalText
{
    // Besides the controls, what turns the direction of writing round: a name would read as another.
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(letter => char.IsControl(letter) && letter is not ('\t' or '\n')), .. "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"]);

    /// <summary>Plays back carriage returns, by which a progress line writes over itself, and leaves out colours.</summary>
    public static string Settle(string text)
    {
        var plain = WithoutEscapes(text);
        return plain.Contains('\r') ? string.Join('\n', plain.Split('\n').Select(SettleLine)) : plain;
    }

    /// <summary>Text of somebody else's as a terminal may be sent it: colours are left out, and what else would steer the terminal is seen as a sign.</summary>
    public static string Visible(string text)
    {
        if (!text.AsSpan().ContainsAny(Controls)) return text;
        var seen = new StringBuilder(text.Length);
        foreach (var letter in WithoutEscapes(text))
        {
            seen.Append(!Controls.Contains(letter) ? letter : letter < ' ' ? (char)(0x2400 + letter) : letter == '\u007f' ? '\u2421' : '\ufffd');
        }

        return seen.ToString();
    }

    private static string WithoutEscapes(string text) => text.Contains('\u001b') ? Escape().Replace(text, "") : text;

    private static string SettleLine(string line)
    {
        var settled = "";
        foreach (var written in line.Split('\r'))
        {
            settled = written.Length >= settled.Length ? written : written + settled[written.Length..];
        }

        return settled;
    }

    [GeneratedRegex(@"\u001b(?:\[[0-?]{0,99}[ -/]{0,9}[@-~]|\][^\u0007\u001b]{0,9999}(?:\u0007|\u001b\\)?)")]
    private static partial Regex Escape();
}
