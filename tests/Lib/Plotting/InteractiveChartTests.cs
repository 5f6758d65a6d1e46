using System.Text.Json;
using Microsoft.DotNet.Interactive.Formatting;
using NotebookLib.Notebook;
using NotebookLib.Plotting;
using Plotly.NET;
using Tests.Lib.Notebook;
using static NotebookLib.Plotting.Plots;

namespace Tests.Lib.Plotting;

/// <summary>Charts with a picture, in a notebook whose formatter for charts gives the figure as it is.</summary>
[Collection(LiveOutputCollection.Name)]
public sealed class InteractiveChartTests : IDisposable
{
    private static readonly string[] Classes = ["Bag", "Coat", "Dress"];
    private static readonly long[,] Matrix = { { 90, 6, 4 }, { 3, 80, 17 }, { 0, 0, 100 } };

    public InteractiveChartTests() => LiveOutput.Html = chart => $"<script>{GenericChart.toFigureJson((GenericChart)chart)}</script>";

    public void Dispose() => LiveOutput.Html = null;

    private static JsonElement Figure(Picture picture) => JsonElement.Parse(Assert.IsType<InteractiveChart>(picture).ToHtml().Split("<script>")[1].Split("</script>")[0]);

    [Fact]
    public void The_confusion_matrix_carries_the_values_and_the_classes()
    {
        var figure = Figure(PlotConfusionMatrix(Matrix, Classes));
        var trace = figure.GetProperty("data")[0];
        Assert.Equal("[[90,6,4],[3,80,17],[0,0,100]]", trace.GetProperty("z").GetRawText());
        Assert.Equal(Classes, trace.GetProperty("x").EnumerateArray().Select(x => x.GetString()));
        Assert.Equal(Classes, trace.GetProperty("y").EnumerateArray().Select(y => y.GetString()));
        Assert.Equal("What is taken for what", figure.GetProperty("layout").GetProperty("title").GetProperty("text").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Bars_carry_values_and_reference(bool horizontal)
    {
        var figure = Figure(PlotBars("T", "error (%)", [("a", 16.4), ("b", 3.6)], horizontal, reference: (5.1, "a person"), interactive: true));
        var (bars, line) = (figure.GetProperty("data")[0], figure.GetProperty("data")[1]);
        Assert.Equal("[16.4,3.6]", bars.GetProperty(horizontal ? "x" : "y").GetRawText());
        // Plotly draws lines over the numbers of bars: what stands in front of all is an annotation.
        Assert.Equal(["16.4", "3.6"], figure.GetProperty("layout").GetProperty("annotations").EnumerateArray().Select(each => each.GetProperty("text").GetString()));
        Assert.Equal("[5.1,5.1]", line.GetProperty(horizontal ? "x" : "y").GetRawText());
        Assert.False(figure.GetProperty("layout").TryGetProperty("width", out _), "It takes the width that there is.");
    }

    [Fact]
    public void A_chart_is_sent_as_picture_and_chart_in_one_page_and_as_text()
    {
        var chart = PlotConfusionMatrix(Matrix, Classes);
        Assert.Equal(["text/html", "text/plain"], Formatter.GetPreferredMimeTypesFor(typeof(InteractiveChart)));
        Assert.Equal(chart.ToHtml(), chart.ToDisplayString("text/html"));
        Assert.Contains("<img src=\"data:image/png;base64,", chart.ToHtml());
        Assert.StartsWith("[picture ", chart.ToDisplayString("text/plain"));
    }

    [Fact]
    public void Names_are_text_and_cannot_end_the_script()
    {
        const string Name = "</script><b>";
        foreach (var chart in new[] { PlotConfusionMatrix(Matrix, [Name, "b", "c"], Name), PlotBars(Name, Name, [(Name, 1)], reference: (1, Name), interactive: true) })
            Assert.Single(chart.ToHtml().Split("</script>")[..^1]);
    }

    [Fact]
    public void Where_plotly_cannot_load_and_outside_a_notebook_the_picture_remains()
    {
        var still = PlotBars("T", "y", [("a", 1)]);
        Assert.Same(still, Interactive(() => throw new FileLoadException("FSharp.Core"), still));
        Assert.Same(still, Interactive(() => throw new TypeInitializationException("Plotly", new FileNotFoundException("FSharp.Core")), still));
        LiveOutput.Html = null;
        Assert.Equal(typeof(Picture), PlotConfusionMatrix(Matrix, Classes).GetType());
    }
}
