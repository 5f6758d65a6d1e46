using System.Net;
using NotebookLib.Notebook;

namespace NotebookLib.Plotting;

/// <summary>
/// A picture in whose place comes a chart with values under the pointer, zoom and pan, once the page has drawn it; where
/// scripts cannot run, and on paper, the picture stays.
/// </summary>
[TypeFormatterSource(typeof(HtmlAndText))]
public sealed class InteractiveChart : Picture
{
    private readonly Func<string> _chartHtml;

    /// <param name="still">The chart as a picture.</param>
    /// <param name="chartHtml">The chart as HTML, with a script that draws it by plotly.js; new names for its elements each time.</param>
    public InteractiveChart(Picture still, Func<string> chartHtml)
        : base(still.Png, still.Alt)
    {
        (_chartHtml, IsChart) = (chartHtml, still.IsChart);
    }

    /// <summary>The picture and the chart; a style shows one of them.</summary>
    public override string ToHtml() => $$"""
        <div class="interactive-chart" role="figure" aria-label="{{WebUtility.HtmlEncode(Alt)}}" style="max-width:{{Width}}px">
        <style>.interactive-chart:has(.js-plotly-plot) > img { display: none; }</style>
        {{base.ToHtml()}}
        {{_chartHtml()}}
        </div>
        """;
}
