using System.Reflection;
using System.Text.RegularExpressions;
using TorchSharp;

namespace Tests.Lessons;

/// <summary>No lesson uses a term or a call before the reader has met it where the glossary says.</summary>
public sealed partial class FirstUseTests
{
    private static readonly IReadOnlyList<(string Name, int Lesson)> Terms = Table(TermRow());
    private static readonly IReadOnlyList<(string Name, int Lesson)> Calls = Table(CallRow());

    private static readonly HashSet<string> OfTorchSharp =
        [.. from type in ((Assembly[])[typeof(torch).Assembly, typeof(torchvision).Assembly]).SelectMany(assembly => assembly.GetExportedTypes())
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance)
            where method.Name is [>= 'a' and <= 'z', ..] || type == typeof(torch.nn) || type == typeof(torch.optim) || type == typeof(torch.optim.lr_scheduler)
            select method.Name];

    public static TheoryData<string> Lessons => [.. Lesson.All.Select(lesson => lesson.Name)];

    [Theory]
    [MemberData(nameof(Lessons))]
    public void A_lesson_uses_no_term_before_it_is_explained(string name)
    {
        var lesson = Lesson.All.Single(each => each.Name == name);
        // What the reader will be able to do after the lesson comes before everything else, and may name what is new.
        var prose = string.Join("\n\n", lesson.Prose.Skip(1));
        var opening = lesson.Prose.First();
        None(
            from term in Terms
            where term.Lesson >= lesson.Number
            let explained = term.Lesson > lesson.Number ? int.MaxValue : Explained(opening, term.Name) is not null ? -1 : Explained(prose, term.Name) ?? int.MaxValue
            let used = Named(term.Name).Matches(Heading().Replace(prose, heading => new string(' ', heading.Length))).FirstOrDefault(use => use.Index < explained)
            where used is not null
            select $"{term.Name}, which lesson {term.Lesson} explains: …{prose[Math.Max(0, used.Index - 40)..Math.Min(prose.Length, used.Index + 40)].ReplaceLineEndings(" ")}…");
    }

    [Fact]
    public void The_lesson_that_the_glossary_names_explains_the_term() =>
        None(Terms.Where(term => Lesson.All.Single(lesson => lesson.Number == term.Lesson).Prose.All(prose => Explained(prose, term.Name) is null)).Select(term => $"{term.Name} in lesson {term.Lesson}"));

    [Fact]
    public void Every_call_of_TorchSharp_stands_in_the_glossary_with_the_lesson_that_has_it_first()
    {
        var first = Lesson.All.Reverse().SelectMany(lesson => lesson.Code.SelectMany(UsedIn).Select(call => (Call: call, lesson.Number)))
            .GroupBy(use => use.Call).ToDictionary(uses => uses.Key, uses => uses.Min(use => use.Number));
        var told = Calls.ToDictionary(call => call.Name, call => call.Lesson);
        None(
            from call in first.Keys.Union(told.Keys).Order(StringComparer.Ordinal)
            let has = first.TryGetValue(call, out var lesson) ? $"lesson {lesson} has it first" : "no lesson has it"
            let says = told.TryGetValue(call, out var named) ? $"lesson {named} has it first" : "nothing"
            where has != says
            select $"{call}: {has}, and the glossary says {says}");
    }

    private static void None(IEnumerable<string> problems) => Assert.True(!problems.Any(), string.Join("\n", problems));

    /// <summary>Where a term is set in bold or is a heading, which is how lessons introduce one.</summary>
    private static int? Explained(string prose, string term) =>
        Introduced().Matches(prose).FirstOrDefault(span => Named(term).IsMatch(span.Value))?.Index;

    private static Regex Named(string term) => new($@"(?<![\w.-]){Regex.Escape(term).Replace(@"\ ", @"\s+")}s?(?![\w(]|[-.]\w)", RegexOptions.IgnoreCase);

    private static IEnumerable<string> UsedIn(string code) =>
        from call in Call().Matches(code)
        let name = call.Groups["name"].Value
        where OfTorchSharp.Contains(name)
        select call.Groups["of"].Success ? $"{call.Groups["of"].Value.Replace("nn.functional", "F")}.{name}" : name;

    private static IReadOnlyList<(string, int)> Table(Regex row) =>
        [.. row.Matches(File.ReadAllText(Path.Combine(AnswerKey.Notebooks, "glossary.md"))).Select(match => (match.Groups[1].Value, int.Parse(match.Groups[2].Value)))];

    [GeneratedRegex(@"^\| \*\*(.+?)\*\* \|.*?\| \[(\d+)\]", RegexOptions.Multiline)]
    private static partial Regex TermRow();

    [GeneratedRegex(@"^\| `(.+?)` \|.*?\| \[(\d+)\]", RegexOptions.Multiline)]
    private static partial Regex CallRow();

    [GeneratedRegex(@"\*\*[^*]+\*\*|^#+ .+$", RegexOptions.Multiline)]
    private static partial Regex Introduced();

    [GeneratedRegex(@"^#+ .+$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"(?:\b(?<of>nn\.functional|nn|F|optim|linalg|autograd|optim\.lr_scheduler)\.(?<name>\w+)|(?<!\b(?:new|nn|F|functional|optim|linalg|autograd|lr_scheduler) *\.?)\b(?<name>[a-z]\w*))(?:<\w+>)?\(")]
    private static partial Regex Call();
}
