using System.Text.RegularExpressions;

namespace Runner.Reports;

/// <summary>Text written for a terminal, as it stands there in the end.</summary>
internal static partial class TerminalText
{
    /// <summary>Plays back carriage returns, by which a progress line writes over itself, and leaves out colours.</summary>
    public static string Settle(string text)
    {
        var plain = text.Contains('\u001b') ? Escape().Replace(text, "") : text;
        return plain.Contains('\r') ? string.Join('\n', plain.Split('\n').Select(SettleLine)) : plain;
    }

    private static string SettleLine(string line)
    {
        var settled = "";
        foreach (var written in line.Split('\r'))
        {
            settled = written.Length >= settled.Length ? written : written + settled[written.Length..];
        }

        return settled;
    }

    [GeneratedRegex(@"\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?)")]
    private static partial Regex Escape();
}
