using System.Text.RegularExpressions;

namespace Runner.Documents;

/// <summary>A piece of a cell, run in order.</summary>
/// <param name="Line">Its first line in the cell, from 1.</param>
internal abstract record CellPart(int Line);

/// <summary>Code or text for one kernel; lines of the cell that are not its own stand in it as empty lines, so that its line numbers are the cell's.</summary>
internal sealed record CodePart(int Line, string Kernel, string Text, string Options) : CellPart(Line);

/// <summary>A magic command, <c>#!name arguments</c>.</summary>
internal sealed record MagicPart(int Line, string Name, string Arguments) : CellPart(Line);

/// <summary>Takes a cell apart: references first, because they hold for the whole cell, then code and magic commands in order.</summary>
internal sealed partial record CellText(IReadOnlyList<CellText.Reference> References, IReadOnlyList<CellPart> Parts)
{
    /// <summary><c>#r "…"</c> or <c>#i "…"</c>.</summary>
    internal sealed record Reference(int Line, char Directive, string Value);

    private static readonly KernelNames Known = new();

    public static CellText Parse(string kernel, string text)
    {
        if (kernel != "csharp") return new([], [new CodePart(1, kernel, text, "")]);

        var references = new List<Reference>();
        var parts = new List<CellPart>();
        var lines = text.Replace("\r\n", "\n").Split('\n');
        var (options, pending) = ("", new List<string>());
        for (var i = 0; i < lines.Length; i++)
        {
            var reference = ReferenceLine().Match(lines[i]);
            var magic = MagicLine().Match(lines[i]);
            if (kernel == "csharp" && reference.Success)
            {
                references.Add(new(i + 1, reference.Groups[1].Value[0], reference.Groups[2].Value));
                pending.Add("");
            }
            else if (magic.Success && Language(magic.Groups[1].Value) is { } next)
            {
                EndPart(i);
                (kernel, options) = (next, magic.Groups[2].Value);
                pending.Add("");
            }
            else if (magic.Success && kernel == "csharp")
            {
                EndPart(i);
                parts.Add(new MagicPart(i + 1, magic.Groups[1].Value, magic.Groups[2].Value));
                pending.Add("");
            }
            else
            {
                pending.Add(lines[i]);
            }
        }
        EndPart(lines.Length);
        return new(references, parts);

        void EndPart(int end)
        {
            var start = end - pending.Count;
            if (kernel == "csharp" && pending.Exists(line => line.Trim() != ""))
                parts.Add(new CodePart(start + 1, kernel, string.Join('\n', [.. Enumerable.Repeat("", start), .. pending]), options));
            else if (kernel == "value" || (kernel != "csharp" && pending.Exists(line => line.Trim() != "")))
                parts.Add(new CodePart(start + 1, kernel, string.Join('\n', pending).Trim('\n'), options));
            pending.Clear();
        }
    }

    /// <summary>The text with blanks where it is no C#, so that every offset stays.</summary>
    /// <param name="bringsNames">Whether references or magic commands of the text may declare what its code uses.</param>
    public static string OnlyCSharp(string text, out bool bringsNames)
    {
        var (kernel, brings) = ("csharp", false);
        var lines = text.Split('\n').Select(line =>
        {
            if (MagicLine().Match(line) is { Success: true } magic && (kernel == "csharp" || Language(magic.Groups[1].Value) is not null))
            {
                kernel = Language(magic.Groups[1].Value) ?? kernel;
                brings |= magic.Groups[1].Value is "import" or "set" or "share";
            }
            else if (kernel == "csharp" && ReferenceLine().IsMatch(line))
            {
                brings = true;
            }
            else if (kernel == "csharp")
            {
                return line;
            }
            return new string(' ', line.Length);
        });
        var code = string.Join('\n', lines);
        bringsNames = brings;
        return code;
    }

    // In a cell two more names count, at which no file is split.
    private static string? Language(string name) => Known.Find(name is "C#" or "F#" ? name.ToLowerInvariant() : name);

    [GeneratedRegex("""^\s*#([ri])\s+"([^"]*)"\s*(?://.*)?$""")]
    private static partial Regex ReferenceLine();

    [GeneratedRegex("""^#!(\S+)[ \t]*(.*?)\s*$""")]
    private static partial Regex MagicLine();
}
