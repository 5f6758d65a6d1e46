using System.Net;

namespace Runner.Html;

/// <summary>Diagrams in Mermaid's language. A page shows their text until Mermaid, where the page brings it, has drawn them.</summary>
/// <remarks>See <see href="https://mermaid.js.org">mermaid.js.org</see>; the script lies in <c>assets/mermaid</c>.</remarks>
internal static class Diagram
{
    /// <summary>What tells a page that it needs <see cref="Script"/>.</summary>
    public const string Mark = "<pre class=\"mermaid\"";

    /// <summary>The diagram as HTML.</summary>
    public static string Html(string text) => $"<figure class=\"diagram\">{Mark}{OutputHtml.Focus(text.Split('\n'))}>{WebUtility.HtmlEncode(text.Trim('\n'))}</pre></figure>";

    /// <summary>Mermaid, and what makes it draw the page's diagrams; to stand at the page's end. It lies beside the runner, not
    /// in it: few pages need its megabytes.</summary>
    public static string Script => $"{File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "web", "html", "mermaid", "mermaid.min.js"))}\n{Asset.Text("diagrams.js")}";
}
