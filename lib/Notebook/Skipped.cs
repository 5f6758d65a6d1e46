namespace NotebookLib.Notebook;

/// <summary>
/// What a cell shows that could not do its work here and does not fail for it. Besides its text it has a form of its own,
/// by which whoever runs notebooks can tell such cells from those that did their work.
/// </summary>
/// <param name="Reason">Why, and what to do about it.</param>
[TypeFormatterSource(typeof(Forms), PreferredMimeTypes = ["text/html", "text/plain", MimeType])]
internal sealed record Skipped(string Reason) : ISelfShowing
{
    public const string MimeType = "application/vnd.notebook.skipped";

    private Verdict Verdict => new("○", $"skipped: {Reason}", Verdict.Open);

    public string ToHtml() => Verdict.ToHtml();

    public override string ToString() => Verdict.ToString();

    internal sealed class Forms
    {
        public IEnumerable<object> CreateTypeFormatters() =>
            [HtmlAndText.Html, HtmlAndText.Text, new HtmlAndText.Form(MimeType, value => ((Skipped)value).Reason)];
    }
}
