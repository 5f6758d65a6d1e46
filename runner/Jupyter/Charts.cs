using System.Text.RegularExpressions;
using Runner.Html;
using Runner.Protocol;

namespace Runner.Jupyter;

/// <summary>
/// Charts of Plotly.NET for pages that are not ours. Their scripts would fetch plotly.js, by a require.js that the page has or
/// not: here they take it from the page, into which the first output with a chart brings it.
/// </summary>
internal sealed partial class Charts
{
    private bool _isBrought;

    /// <summary>The event, with charts that fetch nothing.</summary>
    public KernelEvent Enclose(KernelEvent @event) => @event switch
    {
        DisplayShown shown => shown with { Data = Enclose(shown.Data) },
        DisplayUpdated updated => updated with { Data = Enclose(updated.Data) },
        _ => @event,
    };

    private MimeContent[] Enclose(IReadOnlyList<MimeContent> data) =>
        [.. data.Select(content => content.MimeType == "text/html" && PlotlyScript.IsThere ? content with { Content = Enclose(content.Content) } : content)];

    private string Enclose(string html)
    {
        var enclosed = Script().Replace(html, script => script.Value.Contains("Plotly.", StringComparison.Ordinal) && script.Value.Contains("requirejs.config", StringComparison.Ordinal)
            ? $"{script.Groups[1]}(function () {{\n{PlotlyScript.Require}\n{script.Groups[2]}\n}})();</script>"
            : script.Value);
        if (enclosed == html || _isBrought) return enclosed;

        _isBrought = true;
        // Where a loader of modules is in the page, plotly.js would give itself to it instead of to the page.
        return $"<script>(function (define, module, exports) {{\n{PlotlyScript.Read()}\n}})();\ndispatchEvent(new Event(\"plotly\"));</script>\n{enclosed}";
    }

    [GeneratedRegex(@"(<script\b[^>]*>)([\s\S]*?)</script\s*>", RegexOptions.IgnoreCase)]
    private static partial Regex Script();
}
