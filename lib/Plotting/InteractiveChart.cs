using System.Net;
using System.Security.Cryptography;
using System.Text;
using NotebookLib.Notebook;

namespace NotebookLib.Plotting;

/// <summary>
/// A picture that turns into a chart with values under the pointer, zoom and pan where the page has plotly.js, and stays
/// a picture where it has not. Nothing is fetched.
/// </summary>
/// <param name="still">The chart as a picture.</param>
/// <param name="figureJson">The chart as plotly.js takes it: <c>{"data": […], "layout": {…}}</c>.</param>
[TypeFormatterSource(typeof(Forms), PreferredMimeTypes = [PlotlyMimeType, "text/html", "text/plain"])]
public sealed class InteractiveChart(Picture still, string figureJson) : Picture(still.Png, still.Alt)
{
    /// <summary>The MIME type by which front ends know a figure of plotly.js.</summary>
    public const string PlotlyMimeType = "application/vnd.plotly.v1+json";

    /// <summary>The chart as plotly.js takes it: <c>{"data": […], "layout": {…}}</c>.</summary>
    public string FigureJson => figureJson;

    /// <summary>The picture, and a script that puts the chart in its place if the page has plotly.js.</summary>
    public override string ToHtml()
    {
        // Named by its contents, so that the same chart gives the same page.
        var name = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(FigureJson)))[..12];
        return $$"""
            <div data-chart="{{name}}" aria-label="{{WebUtility.HtmlEncode(Alt)}}">{{base.ToHtml()}}</div>
            <script>if (window.Plotly) document.querySelectorAll('[data-chart="{{name}}"]').forEach(function (place) {
              var figure = {{FigureJson.Replace("</", "<\\/")}}, chart = document.createElement('div'), picture = place.firstElementChild;
              place.setAttribute('role', 'img');
              place.style.maxWidth = '{{Width}}px';
              place.appendChild(chart);
              window.Plotly.newPlot(chart, figure.data, figure.layout, {responsive: true}).then(function () { if (picture) picture.style.display = 'none'; });
            });</script>
            """;
    }

    private sealed class Forms
    {
        public IEnumerable<object> CreateTypeFormatters() =>
            [new HtmlAndText.Form(PlotlyMimeType, value => ((InteractiveChart)value).FigureJson), HtmlAndText.Html, HtmlAndText.Text];
    }
}
