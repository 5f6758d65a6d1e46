namespace Runner.Html;

/// <summary>
/// What a page that goes to others allows what stands in it: outputs may run scripts, their own and those that the page brings,
/// but nothing is loaded from elsewhere, nothing sent, and no form or base leads away.
/// </summary>
internal static class PagePolicy
{
    /// <summary>The policy as an element, to stand before all that it is for.</summary>
    /// <param name="own">What the page's own files are called, where it has some beside it.</param>
    public static string Meta(string own = "") => $"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; " +
        $"script-src {own} 'unsafe-inline' 'unsafe-eval'; style-src {own} 'unsafe-inline'; img-src {own} data: blob:; media-src {own} data: blob:; font-src {own} data:; " +
        "frame-src data: blob:; worker-src blob:; connect-src 'none'; form-action 'none'; base-uri 'none'\">";
}
