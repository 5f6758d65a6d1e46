using System.Text.RegularExpressions;
using Tests.Pictures;

namespace Tests.Lessons;

/// <summary>
/// What is right and wrong in the exercises of a lesson, as its author wrote it down in <c>answers/02.txt</c>:
/// <code>
/// 2.1 What is said to an answer that nobody foresaw.
/// right: 9408
///   What is said to it: why it is so.
/// wrong: 3136
///   What a learner who answers this should think about.
/// </code>
/// An answer is an expression of C#, as it takes the place of <c>null</c> in the lesson's cell.
/// </summary>
internal sealed partial record AnswerKey(string Name, string Hint, IReadOnlyList<KeyedAnswer> Answers)
{
    public static readonly string Notebooks = Path.GetFullPath(Path.Combine(PictureFiles.Folder, "..", "notebooks"));

    private static readonly string Folder = Path.Combine(Notebooks, "..", "tests", "Lessons", "answers");

    /// <summary>The file with the lesson's sealed answers, in the library.</summary>
    public static string SealedFile(string lesson) => Path.Combine(Notebooks, "..", "lib", "Notebook", "answers", $"{lesson[..2]}.txt");

    /// <summary>The exercises of a lesson; none where it has no file.</summary>
    public static IReadOnlyList<AnswerKey> Of(string lesson)
    {
        var file = Path.Combine(Folder, $"{lesson[..2]}.txt");
        if (!File.Exists(file)) return [];
        var keys = new List<AnswerKey>();
        var answers = new List<KeyedAnswer>();
        foreach (var line in File.ReadLines(file).Where(line => line.Trim().Length > 0))
        {
            if (Heading().Match(line) is { Success: true } heading) keys.Add(new(heading.Groups[1].Value, heading.Groups[2].Value, answers = []));
            else if (line.Split(": ", 2) is ["right" or "wrong", var code]) answers.Add(new(line[0] == 'r', code, ""));
            else answers[^1] = answers[^1] with { Words = $"{answers[^1].Words} {line.Trim()}".Trim() };
        }
        return keys;
    }

    /// <summary>The name of the variable that holds the learner's answer, and the cell with the answer in place of null.</summary>
    public string Fill(string cell, string code)
    {
        var variable = Regex.Match(cell, $"""Exercise\("{Regex.Escape(Name)}", (\w+)""").Groups[1].Value;
        var filled = Regex.Replace(cell, $@"\b{variable} = null;", $"{variable} = {code.Replace("$", "$$")};");
        Assert.NotEqual(cell, filled);
        return filled;
    }

    [GeneratedRegex(@"^(\d+\.\d+[a-z]?) (.+)$")]
    private static partial Regex Heading();
}

/// <summary>An answer, and what is said to it.</summary>
internal sealed record KeyedAnswer(bool IsRight, string Code, string Words);
