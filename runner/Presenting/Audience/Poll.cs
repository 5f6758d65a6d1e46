using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Markdig.Extensions.Mathematics;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Runner.Html;

namespace Runner.Presenting.Audience;

/// <summary>
/// A question whose answer the room predicts before a cell gives it: a paragraph with <b>Predict first</b> in bold, and right
/// below it a list of choices that begin with <b>A</b>, <b>B</b>, … in bold, or of one <b>Number</b> from one to another.
/// It is a list like any other wherever notebooks are read.
/// </summary>
/// <param name="Question">Its words.</param>
/// <param name="Choices">What there is to choose from; empty where a number is asked.</param>
/// <param name="From">The smallest answer: the first choice is 0.</param>
/// <param name="To">The largest answer.</param>
public sealed partial record Poll(string Question, ImmutableArray<string> Choices, int From, int To)
{
    private const string Mark = "Predict first";
    private const int MostChoices = 8;
    private const int Largest = 1_000_000_000;

    /// <summary>The last question of some prose; null where there is none that can be answered.</summary>
    public static Poll? Of(string prose)
    {
        if (!prose.Contains(Mark, StringComparison.Ordinal) || Prose.Parse(prose) is not { } document) return null;
        SpeakerNotes.Remove(document);
        return document.Zip(document.Skip(1), (block, next) => (block as ParagraphBlock, next as ListBlock))
            .Select(pair => pair is ({ Inline: { } words }, { } list) && Asked(words) is { } question ? Of(question, list) : null)
            .LastOrDefault(poll => poll is not null);
    }

    /// <summary>What an answer stands for.</summary>
    public string Name(int answer) => Choices is [] ? answer.ToString("N0", CultureInfo.InvariantCulture) : $"{Letter(answer)} {Choices[answer]}";

    /// <summary>What a choice is called: A, B, …</summary>
    public static char Letter(int choice) => (char)('A' + choice);

    private static Poll? Of(string question, ListBlock list)
    {
        var items = list.OfType<ListItemBlock>().Select(item => (item.FirstOrDefault() as ParagraphBlock)?.Inline).ToList();
        if (items is [{ FirstChild: EmphasisInline { DelimiterCount: 2 } number } only] && Words(number) == "Number")
        {
            return Range().Match(Words(only)) is { Success: true } range && Read(range.Groups[1].Value) is { } from && Read(range.Groups[2].Value) is { } to && from < to
                ? new(question, [], from, to)
                : null;
        }

        List<string> choices = [];
        foreach (var item in items)
        {
            if (item?.FirstChild is not EmphasisInline { DelimiterCount: 2 } letter || Words(letter) != $"{Letter(choices.Count)}") return null;
            choices.Add(Words(item)[1..].Trim());
        }

        return choices.Count is >= 2 and <= MostChoices ? new(question, [.. choices], 0, choices.Count - 1) : null;
    }

    /// <summary>The words after the mark; null without it.</summary>
    private static string? Asked(ContainerInline paragraph)
    {
        if (!paragraph.Descendants<EmphasisInline>().Any(bold => bold.DelimiterCount == 2 && Words(bold).StartsWith(Mark, StringComparison.Ordinal))) return null;
        var words = Words(paragraph);
        return words[(words.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)..].TrimStart(':', ' ');
    }

    private static string Words(ContainerInline inline) => string.Concat(inline.Descendants().Select(part => part switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        MathInline math => math.Content.ToString(),
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        LineBreakInline => " ",
        _ => "",
    }));

    private static int? Read(string number) =>
        int.TryParse(number.Replace(",", "", StringComparison.Ordinal).Replace('−', '-'), CultureInfo.InvariantCulture, out var value) && Math.Abs((long)value) <= Largest ? value : null;

    [GeneratedRegex(@"^Number\s+from\s+([-−]?[0-9][0-9,]*)\s+to\s+([-−]?[0-9][0-9,]*)")]
    private static partial Regex Range();
}
