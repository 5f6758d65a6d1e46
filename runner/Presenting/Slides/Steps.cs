using Markdig.Extensions.Mathematics;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Runner.Html;
using Runner.Presenting.Live;
using Poll = Runner.Presenting.Audience.Poll;

namespace Runner.Presenting.Slides;

/// <summary>
/// Cuts a slide into steps, each of which is one screen. What is looked at goes to the wall: lists, pictures, formulas, tables,
/// code, results, and paragraphs that are called something in bold (<c>**Predict first:**</c>, <c>**3.**</c>). Other paragraphs are read, and go to the
/// speaker. A cell begins a step, together with the question that leads up to it.
/// </summary>
public sealed class Steps
{
    // In lines of a screen that can be read from the last row.
    private const int Screen = 15, PictureLines = 11, Choices = 6;

    /// <summary>Letters in a line of prose that can be read from the last row.</summary>
    internal const int LineWidth = 72;

    private readonly Slide _slide;
    private readonly Func<string, LiveCell?> _find;
    private readonly List<(List<Sight> Sights, List<string> Prose)> _screens = [];
    private readonly HashSet<Sight> _fragments = [];
    private readonly Dictionary<Sight, int> _oneByOne = [];
    private List<Sight> _sights = [];
    private List<string> _prose = [];
    private string _heading = "";
    private Hand _hand;

    private Steps(Slide slide, Func<string, LiveCell?> find) => (_slide, _find) = (slide, find);

    /// <summary>A slide's steps, at least one.</summary>
    /// <param name="find">A cell as it stands now: what came out decides whether it fits beside its code.</param>
    public static IReadOnlyList<Step> Of(Slide slide, Func<string, LiveCell?> find) => new Steps(slide, find).Cut();

    private List<Step> Cut()
    {
        foreach (var part in _slide.Parts)
        {
            if (_find(part.CellId) is not { } cell) continue;
            if (part.Prose is { } prose) AddProse(part, prose, Hands.Of(cell.Extras));
            else AddCell(part, cell);
        }

        // What comes after the last sight is said with it.
        if (_sights.Count > 0) Close();
        else if (_screens is [.., var last]) last.Prose.AddRange(_prose);
        else if (_prose is [var first, ..]) // Nothing to look at: the first thing that is said stands for it.
        {
            _sights.Add(new(SightKind.Words, $"{_slide.Key}.prose", _slide.Parts[0], first));
            Close();
        }
        else Close();

        return [.. _screens.SelectMany((screen, i) => Unfold(screen.Sights, string.Join("\n\n", screen.Prose), i == 0))];
    }

    private void AddProse(SlidePart part, string text, Hand ofCell)
    {
        var blocks = (IReadOnlyList<Block>?)Prose.Parse(text) ?? [];
        var isFirst = true;
        for (var i = 0; i < blocks.Count; i++)
        {
            var block = blocks[i];
            if (block is HeadingBlock { Level: <= 3 } && _heading == "" && part == _slide.Parts[0])
            {
                _heading = text.Substring(block.Span.Start, block.Span.Length);
                continue;
            }

            if (Hands.Of(block, text) is { } hand)
            {
                if (hand == Hand.Break) Break();
                else _hand |= hand;
                continue;
            }

            if (SpeakerNotes.IsComment(block) || block is LinkReferenceDefinitionGroup) continue;
            var end = EndOf(blocks, ref i, text);
            var markdown = text[block.Span.Start..end].TrimEnd();
            hand = _hand | (isFirst ? ofCell : ofCell & ~(Hand.Fragment | Hand.Break));
            _hand = Hand.None;
            if (hand.HasFlag(Hand.Break)) Break();
            var kind = hand.HasFlag(Hand.Say) ? null : KindOf(block, blocks.ElementAtOrDefault(i + 1)) ?? (hand.HasFlag(Hand.Show) ? SightKind.Lead : null);
            if (hand.HasFlag(Hand.Skip))
            {
                // Neither seen nor said.
            }
            else if (kind is { } seen)
            {
                foreach (var (n, piece) in (hand.HasFlag(Hand.OneByOne) ? [markdown] : Pieces.Of(block, text, markdown)).Index())
                {
                    if (n > 0) BreakBeforeLead();
                    Add(new(seen, n == 0 ? $"{part.Key}.{i}" : $"{part.Key}.{i}/{n}", part, piece), n == 0 ? hand : Hand.None, block);
                }
            }
            else if (isFirst && _sights.Count == 0 && _screens is [.., { Sights: [.., { IsCell: true }] } before]) before.Prose.Add(markdown); // What a cell showed is explained behind it.
            else _prose.Add(markdown);
            isFirst = false;
        }
    }

    // What folds away belongs together, whatever stands in it.
    private static int EndOf(IReadOnlyList<Block> blocks, ref int i, string text)
    {
        if (IsHtml(blocks[i], "<details") && !IsHtml(blocks[i], "</details"))
        {
            var close = Enumerable.Range(i, blocks.Count - i).FirstOrDefault(at => IsHtml(blocks[at], "</details"), i);
            i = close;
        }

        return blocks[i].Span.End + 1;

        bool IsHtml(Block block, string tag) => block is HtmlBlock && text.AsSpan(block.Span.Start, block.Span.Length).Contains(tag, StringComparison.OrdinalIgnoreCase);
    }

    private static SightKind? KindOf(Block block, Block? next) => block switch
    {
        MathBlock => SightKind.Formula,
        ParagraphBlock { Inline: { } inlines } => inlines.Descendants<LinkInline>().Any(link => link.IsImage) ? SightKind.Picture
            : inlines.All(inline => inline is MathInline or LineBreakInline) ? SightKind.Formula
            : IsCalled(inlines) ? SightKind.Lead
            : next is ListBlock or Table or FencedCodeBlock && block.Span.Length <= 3 * LineWidth ? SightKind.Lead
            : null,
        HtmlBlock html => html.Lines.ToString().Contains("<img", StringComparison.OrdinalIgnoreCase) ? SightKind.Picture : SightKind.Lead,
        HeadingBlock => SightKind.Lead,
        _ => SightKind.Words,
    };

    // Predict first: …, 3. …, After this lesson you can: not a word in bold with which a sentence happens to begin.
    private static bool IsCalled(ContainerInline inlines) =>
        inlines.FirstChild is EmphasisInline { DelimiterCount: 2 } bold && (bold.NextSibling is null || EndsSentence(bold.LastChild));

    private static bool EndsSentence(Inline? last) => last is LiteralInline literal && literal.ToString() is [.., ':' or '.' or '?' or '!'];

    private void Add(Sight sight, Hand hand, Block block)
    {
        // The choices of a question belong to it.
        if (block is ListBlock && _sights is [.., { Kind: SightKind.Lead } question] && question.Markdown.StartsWith("**", StringComparison.Ordinal) && !question.Markdown.EndsWith("**", StringComparison.Ordinal) && Rows(sight) <= Choices)
        {
            sight = sight with { Kind = SightKind.Lead };
        }

        if (sight.Kind == SightKind.Lead)
        {
            if (_sights.Exists(each => each.IsCell && each.Kind != SightKind.Setup) || _sights.Sum(Rows) + Rows(sight) > Screen) BreakBeforeLead();
        }
        else if (_sights.Exists(each => each.IsCell) || _sights.Sum(Rows) + Rows(sight) > Screen || (sight.Kind == SightKind.Picture && _sights.Exists(each => each.Kind == SightKind.Picture)))
        {
            BreakBeforeLead();
        }

        if (hand.HasFlag(Hand.Fragment)) _fragments.Add(sight);
        if (hand.HasFlag(Hand.OneByOne) && block is ListBlock { Count: > 1 } list) _oneByOne[sight] = list.Count;
        _sights.Add(sight);
    }

    private void AddCell(SlidePart part, LiveCell cell)
    {
        var hand = _hand | Hands.Of(cell.Extras);
        _hand = Hand.None;
        if (hand.HasFlag(Hand.Skip)) return;
        if (hand.HasFlag(Hand.Break)) Break();
        if (IsSetup(cell.Text))
        {
            _sights.Add(new(SightKind.Setup, part.Key, part));
            return;
        }

        if (_sights.Exists(sight => sight.Kind is not (SightKind.Lead or SightKind.Setup))) BreakBeforeLead();
        var hidesCode = hand.HasFlag(Hand.HideCode);
        var code = cell.Text.Trim().Split('\n');
        var outputs = cell.Outputs.Select(Extent.Of).ToList();
        if (!hidesCode && Room.Height(code) > Free && !_sights.Exists(IsPoll)) Break();
        var isLong = !hidesCode && code.Sum(Room.Wrapped) > Room.MostCode && !_sights.Exists(IsPoll);
        var isWhole = !isLong && (outputs is [] || (!hidesCode && Room.Holds(Free, code, outputs)));
        var sight = new Sight(hidesCode ? SightKind.Result : isWhole ? SightKind.Cell : SightKind.Code, part.Key, part);
        if (hand.HasFlag(Hand.Fragment) && _sights.Count > 0) _fragments.Add(sight);
        if (isLong)
        {
            foreach (var lines in Pieces.Of(code))
            {
                _sights.Add(sight with { Key = lines.From == 0 ? sight.Key : $"{sight.Key}@{lines.From}", Lines = lines });
                Close();
            }
        }
        else if (isWhole || !hidesCode)
        {
            _sights.Add(sight);
            Close();
        }

        if (isWhole || outputs is []) return;
        foreach (var (from, count) in Room.Screens(outputs))
        {
            var key = from > 0 ? $"{ResultKey(part.Key)}:{from}" : hidesCode ? part.Key : ResultKey(part.Key);
            _sights.Add(new(SightKind.Result, key, part) { Outputs = (from, count) });
            Close();
        }
    }

    /// <summary>The key of the step that shows what came out of a cell.</summary>
    internal static string ResultKey(string cell) => $"{cell}:result";

    private static bool IsSetup(string code) => code.Trim() is var text && text.StartsWith("#!import ", StringComparison.Ordinal) && !text.Contains('\n');

    // A question with choices stays with its cell, however small both get: the room answers until the cell runs.
    private static bool IsPoll(Sight sight) => sight.Part.Prose is { } prose && Poll.Of(prose) is not null;

    // How many lines of code the screen still holds.
    private double Free => Room.Below(_screens.Count == 0 && _heading != "", _sights.Where(sight => !sight.IsCell).Select(sight => (sight.Markdown, IsList(sight))));

    private static bool IsList(Sight sight) => sight.Markdown is ['-' or '*' or (>= '0' and <= '9'), ..] and not ['*', '*', ..];

    private static int Rows(Sight sight) => sight.Kind switch
    {
        SightKind.Picture => PictureLines,
        SightKind.Formula => 3,
        SightKind.Setup => 1,
        _ => sight.Markdown.Split('\n').Length is var lines && (IsList(sight) || sight.Markdown.Contains("```", StringComparison.Ordinal)) ? lines : Math.Max(1, (sight.Markdown.Length + LineWidth - 1) / LineWidth),
    };

    // What leads up to the next sight goes with it.
    private void BreakBeforeLead()
    {
        var lead = _sights.AsEnumerable().Reverse().TakeWhile(sight => sight.Kind == SightKind.Lead).Reverse().ToList();
        _sights.RemoveRange(_sights.Count - lead.Count, lead.Count);
        var said = _prose;
        if (_sights.Count > 0)
        {
            _prose = [];
            Close();
        }

        (_sights, _prose) = (lead, said);
    }

    private void Break()
    {
        if (_sights.Count > 0) Close();
    }

    private void Close()
    {
        _screens.Add((_sights, _prose));
        (_sights, _prose) = ([], []);
    }

    // One step, or several where parts of the screen come one after the other.
    private IEnumerable<Step> Unfold(List<Sight> sights, string prose, bool isFirst)
    {
        var screen = sights is [var first, ..] ? first.Key : _slide.Key;
        var stops = new List<(int Sight, int Items)>();
        foreach (var (i, sight) in sights.Index())
        {
            if (_fragments.Contains(sight) && i > 0) stops.Add((i - 1, int.MaxValue));
            if (_oneByOne.TryGetValue(sight, out var count)) stops.AddRange(Enumerable.Range(1, count - 1).Select(items => (i, items)));
        }

        stops.Add((sights.Count - 1, int.MaxValue));
        return stops.Select((stop, number) => new Step(number == 0 ? screen : $"{screen}+{number}", _heading, isFirst && number == 0,
            [.. sights.Select((sight, i) => i < stop.Sight ? sight : i > stop.Sight ? sight with { Shown = 0 } : stop.Items == int.MaxValue ? sight : sight with { Shown = stop.Items })], prose)
        { Screen = screen });
    }
}
