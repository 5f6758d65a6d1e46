using System.Text.Json;
using System.Text.Json.Nodes;
using Runner.Html;

namespace Runner.Editors;

/// <summary>HTML that carries scripts, as a document for a frame without an origin. Large scripts are named in it, and sent once.</summary>
internal static class Frame
{
    public const string MimeType = "application/vnd.notebooklib.frame+json";

    private const string Own = "frame.js", Plotly = "plotly.js", Mermaid = "mermaid.js";

    public static JsonNode Of(string html)
    {
        var isChart = html.Contains("class=\"chart\"", StringComparison.Ordinal) || html.Contains("Plotly.", StringComparison.Ordinal);
        var document = $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            {PagePolicy.Meta()}
            <style>{Asset.Text("notebook.css")} html {"{ background: var(--page); }"} body {"{ margin: 0; font: 1rem/1.5 var(--sans); color: var(--ink); display: flow-root; }"}</style>
            {(isChart && PlotlyScript.IsThere ? Script(Plotly) : "")}
            </head>
            <body>
            {html}
            {(html.Contains(Diagram.Mark, StringComparison.Ordinal) ? Script(Mermaid) : "")}{Script(Own)}
            </body>
            </html>
            """;
        return new JsonObject { ["mime"] = MimeType, ["text"] = JsonSerializer.Serialize(new { document }) };
    }

    /// <summary>The text of a script that documents name.</summary>
    public static string Read(string name) => (name switch
    {
        Plotly => PlotlyScript.Read(),
        Mermaid => Diagram.Script,
        Own => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "web", "own", "frame-content.js")), // The same as in the browser's frames.
        _ => null,
    } ?? throw new EditorFault(EditorFault.BadParameters, $"There is no asset \"{name}\".")).Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase);

    private static string Script(string name) => $"<script src=\"asset:{name}\"></script>";
}
