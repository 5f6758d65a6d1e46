using System.Text;
using System.Text.RegularExpressions;

namespace Runner.Reports;

/// <summary>
/// The console for lines that hold names and texts of others: what would steer a terminal in them is seen instead, and
/// what would be a command to GitHub Actions is none.
/// </summary>
internal sealed partial class VisibleText(TextWriter console) : TextWriter
{
    private static readonly bool IsOnActions = Environment.GetEnvironmentVariable("GITHUB_ACTIONS") == "true";

    /// <summary>The console itself, for those who take care themselves.</summary>
    public TextWriter Console => console;

    public override Encoding Encoding => console.Encoding;

    public override void Write(char value) => Write($"{value}");

    public override void Write(string? value)
    {
        var text = TerminalText.Visible((value ?? "").Replace("\r\n", "\n"));
        console.Write(IsOnActions ? Command().Replace(text, "$1\u200b$2") : text);
    }

    public override void WriteLine(string? value) => Write($"{value}\n");

    public override void Flush() => console.Flush();

    [GeneratedRegex(@"(?m)(^[ \t]*:|##)(:|\[)")]
    private static partial Regex Command();
}
