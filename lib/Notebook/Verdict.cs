using System.Net;
using System.Text;

namespace NotebookLib.Notebook;

/// <summary>The outcome of a check or an exercise, as the reader sees it.</summary>
/// <param name="Mark">A sign that says the outcome without colour: ✓, ✗ or ○.</param>
/// <param name="Headline">The outcome in a sentence.</param>
/// <param name="Colour">The colour of the bar beside it.</param>
/// <param name="Advice">What to think about next; null for nothing.</param>
[TypeFormatterSource(typeof(HtmlAndText))]
internal sealed record Verdict(string Mark, string Headline, string Colour, string? Advice = null) : ISelfShowing
{
    // Okabe-Ito: bluish green, vermillion, sky blue.
    public const string Good = "#009E73", Bad = "#D55E00", Open = "#56B4E9";

    public string ToHtml()
    {
        var html = new StringBuilder($"""<div style="border-left:5px solid {Colour};padding:.4em .9em;margin:.4em 0;line-height:1.5"><b>{Mark}</b> {Encode(Headline)}""");
        if (Advice is not null) html.Append($"""<div>{Encode(Advice)}</div>""");
        return html.Append("</div>").ToString();

        static string Encode(string text) => WebUtility.HtmlEncode(text);
    }

    public override string ToString() => Advice is null ? $"{Mark} {Headline}" : $"{Mark} {Headline}\n  {Advice}";
}
