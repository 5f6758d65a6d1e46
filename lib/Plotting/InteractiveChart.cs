using System.Net;
using NotebookLib.Notebook;

namespace NotebookLib.Plotting;

/// <summary>
/// A picture in whose place comes a chart with values under the pointer, zoom and pan, once the page has drawn it; where
/// scripts cannot run, and on paper, the picture stays.
/// </summary>
/// <param name="still">The chart as a picture.</param>
/// <param name="chartHtml">The chart as HTML, with a script that draws it by plotly.js; new names for its elements each time.</param>
[TypeFormatterSource(typeof(HtmlAndText))]
public sealed class InteractiveChart(Picture still, Func<string> chartHtml) : Picture(still.Png, still.Alt)
{
    /// <summary>The picture and the chart; a style shows one of them.</summary>
    public override string ToHtml() => $$"""
        <div class="interactive-chart" role="figure" aria-label="{{WebUtility.HtmlEncode(Alt)}}" style="max-width:{{Width}}px">
        <style>.interactive-chart:has(.js-plotly-plot) > img { display: none; }</style>
        {{base.ToHtml()}}
        {{chartHtml()}}
        </div>
        """;
}
