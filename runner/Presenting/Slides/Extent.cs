using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Runner.Html;
using Runner.Presenting.Live;

namespace Runner.Presenting.Slides;

/// <summary>How much room an output takes, as far as that can be told before it is drawn.</summary>
/// <param name="Lines">Of text.</param>
/// <param name="Width">The longest line, in letters.</param>
/// <param name="Ratio">A picture's width by its height; null for text.</param>
internal sealed partial record Extent(int Lines, int Width, double? Ratio = null)
{
    private const double UsualRatio = 1.5;
    private const int Widest = 118;

    private static readonly ConditionalWeakTable<LiveOutput, Extent> Known = [];

    public static Extent Of(LiveOutput output) => Known.GetValue(output, Measure);

    private static Extent Measure(LiveOutput output) => output switch
    {
        LiveText text => OfText(text.Text.ToString()),
        LiveFailure { Failure.Message: var message } => OfText(message) with { Lines = message.Count('\n') + 4 },
        LiveValue { Data: [{ MimeType: "text/plain", Content: var text }, ..] } => OfText(text),
        LiveValue { Data: var data } when InputsFigure.Of(data) is { } figure => OfPicture(figure.Picture.Width, 1.3 * figure.Picture.Height), // with its dials
        LiveValue { Data: [{ MimeType: "text/html", Content: var html }, ..] } when !Drawn().IsMatch(html) => OfHtml(html),
        LiveValue { Data: [{ Content: var html }, ..] } when Size().Match(html) is { Success: true } size => OfPicture(Number(size.Groups["width"]), Number(size.Groups["height"])),
        _ => OfPicture(UsualRatio, 1),
    };

    private static Extent OfText(string text)
    {
        var lines = text.TrimEnd().Split('\n');
        return new(lines.Length, lines.Max(line => line.Length));
    }

    private static Extent OfHtml(string html)
    {
        var rows = Math.Max(1, Row().Count(html));
        return new(rows + 1, Math.Min(Tag().Replace(html, "").Length / rows, Widest));
    }

    private static Extent OfPicture(double width, double height) => new(0, 0, width > 0 && height > 0 ? width / height : UsualRatio);

    private static double Number(Group digits) => double.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("<(?:img|svg|canvas|script|iframe|video)\\b", RegexOptions.IgnoreCase)]
    private static partial Regex Drawn();

    [GeneratedRegex("<(?:img|svg)\\b[^>]*?\\swidth=\"(?<width>[0-9]{1,5})\"[^>]*?\\sheight=\"(?<height>[0-9]{1,5})\"", RegexOptions.IgnoreCase)]
    private static partial Regex Size();

    [GeneratedRegex("<(?:tr|p|div|li|br|pre)\\b", RegexOptions.IgnoreCase)]
    private static partial Regex Row();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
