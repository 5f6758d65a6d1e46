using System.Net;
using System.Text;
using Runner.Documents;
using Runner.Html;
using Runner.Sessions;

namespace Runner.Reports;

/// <summary>The cells of an executed notebook as HTML, whatever page they stand in.</summary>
internal sealed class CellsHtml
{
    /// <summary>In prose: the reader shall guess what the cells up to the next prose put out, which stays folded until it is asked for.</summary>
    private const string Question = "**Predict first";

    private readonly NotebookResult _notebook;
    private readonly IReadOnlyDictionary<int, IReadOnlyList<CellOutput>> _outputs;
    private readonly Prose _prose = new();

    /// <param name="offline">Takes care of what the cells refer to.</param>
    public CellsHtml(NotebookResult notebook, IReadOnlyDictionary<int, IReadOnlyList<CellOutput>> outputs, Offline offline)
    {
        (_notebook, _outputs) = (notebook, outputs);
        var body = new StringBuilder();
        var sinceQuestion = 0; // Cells of code; 0 where nothing is asked.
        foreach (var cell in notebook.Cells)
        {
            var isProse = cell.Cell.Kernel == "markdown";
            WriteCell(body, cell, isProse ? 0 : sinceQuestion);
            if (isProse) sinceQuestion = cell.Cell.Contents.Contains(Question, StringComparison.OrdinalIgnoreCase) ? 1 : 0;
            else if (sinceQuestion > 0) sinceQuestion++;
        }
        Content = offline.Enclose(body.ToString());
        HasMath = Content.Contains("class=\"math\"", StringComparison.Ordinal);
        HasDiagram = Content.Contains(Diagram.Mark, StringComparison.Ordinal);
        HasChart = offline.NeedsPlotly || Content.Contains("class=\"chart\"", StringComparison.Ordinal);
        Heading = _prose.Headings.FirstOrDefault(heading => heading.Level == 1);
        Title = Heading?.Text ?? Path.GetFileNameWithoutExtension(notebook.Path);
    }

    /// <summary>The cells below each other.</summary>
    public string Content { get; }

    /// <summary>The heading that is the page's title; null where the prose has none.</summary>
    public Heading? Heading { get; }

    /// <summary>That title, or else the file's name.</summary>
    public string Title { get; }

    /// <summary>Whether the page has to bring KaTeX and its styles.</summary>
    public bool HasMath { get; }

    /// <summary>Whether the page has to bring Mermaid.</summary>
    public bool HasDiagram { get; }

    /// <summary>Whether the page has to bring plotly.js.</summary>
    public bool HasChart { get; }

    /// <summary>The headings of the page below its title, down to the third level.</summary>
    public IEnumerable<Heading> Sections => _prose.Headings.Where(heading => heading != Heading && heading.Level <= 3);

    /// <summary>The sections as items of a list.</summary>
    public string SectionList => string.Join('\n', Sections.Select(heading => $"<li class=\"level-{heading.Level}\"><a href=\"#{heading.Id}\">{heading.Html}</a></li>"));

    /// <summary>How the notebook came out, with links to the cells that failed.</summary>
    public string Verdict => $"<p class=\"verdict {(_notebook.Held ? "held" : "failed")}\">{Encode(ReportText.Verdict(_notebook))}" +
        string.Concat(_notebook.Cells.Where(cell => cell.Outcome == CellOutcome.Failed).Select(cell => $" <a href=\"#Cell-{cell.Number}\">Cell {cell.Number}</a>")) + "</p>";

    // Of the first cell after a question the outputs are folded; of those that follow also the code, which checks what came out and so tells it.
    private void WriteCell(StringBuilder body, CellResult result, int sinceQuestion)
    {
        var (number, cell) = (result.Number, result.Cell);
        // Jupyter Book's tags say what readers see; a failure they always see.
        var tags = result.Outcome == CellOutcome.Failed ? [] : cell.Tags.Select(tag => tag.Replace('_', '-')).ToHashSet();
        if (tags.Contains("remove-cell")) return;
        var isProse = cell.Kernel is "markdown" or Cell.Raw;
        body.Append($"<div class=\"cell {(isProse ? "prose" : "code")}{(result.Outcome == CellOutcome.Failed ? " failed" : "")}\" id=\"Cell-{number}\">\n");
        var (isAnswer, isAfter) = (sinceQuestion == 1, sinceQuestion > 1 && result.Outcome != CellOutcome.Failed);
        using (Folded(body, isAfter || tags.Contains("hide-cell"), isProse ? "Text" : isAfter ? $"And what cell {number} says of it" : $"Cell {number}"))
        {
            if (cell.Kernel == Cell.Raw) body.Append($"<pre class=\"text\"{OutputHtml.Focus(cell.Contents.Split('\n'))}>{Encode(cell.Contents)}</pre>\n");
            else if (isProse) body.Append(Attachments.Embed(_prose.Render(cell.Contents), cell.Extras));
            else WriteCode(body, result, tags);

            // What a cell of prose shows is its own text, which stands there already.
            var shown = _outputs[number].Where(output => output is TextOutput text ? !tags.Contains($"remove-{text.Stream}") : !isProse || output is not ShownOutput).ToList();
            if (shown is not [] && !tags.Contains("remove-output"))
            {
                isAnswer &= result.Outcome != CellOutcome.Failed;
                using var folded = Folded(body, isAnswer || tags.Contains("hide-output"), isAnswer ? "You have a guess? Show what comes out" : "Output");
                body.Append("<div class=\"outputs\">\n");
                foreach (var output in shown) body.Append(Render(output, result)).Append('\n');
                body.Append("</div>\n");
            }
        }

        body.Append("</div>\n");
    }

    /// <summary>What is written meanwhile is unfolded by the reader.</summary>
    private static Closing? Folded(StringBuilder body, bool isFolded, string what)
    {
        if (!isFolded) return null;
        body.Append($"<details class=\"other\"><summary>{Encode(what)}</summary>\n");
        return new(body);
    }

    private sealed class Closing(StringBuilder body) : IDisposable
    {
        public void Dispose() => body.Append("</details>\n");
    }

    private static void WriteCode(StringBuilder body, CellResult result, HashSet<string> tags)
    {
        var (number, cell) = (result.Number, result.Cell);
        var lines = cell.Contents.Split('\n');
        var source = $"<pre class=\"source\"{OutputHtml.Focus(lines)}><code>{CodeHtml.Highlight(cell.Contents, cell.Kernel)}</code></pre>\n";
        body.Append($"<p class=\"label\"><a class=\"number\" href=\"#Cell-{number}\" aria-label=\"Cell {number}\">{number}</a>");
        body.Append(result.Outcome switch
        {
            CellOutcome.NotRun => "<span class=\"time\">did not run</span>",
            CellOutcome.Failed => $"<span class=\"time\"><strong>failed</strong> after {ReportText.Time(result.Elapsed)}</span>",
            _ => $"<span class=\"time\">{ReportText.Time(result.Elapsed)}</span>",
        });
        body.Append("</p>\n");
        if (tags.Contains("remove-input") || (cell.Kernel == "mermaid" && result.Outcome == CellOutcome.Held)) return; // A diagram's text is what it shows.
        using var folded = Folded(body, tags.Contains("hide-input") || cell.Kernel != "csharp", cell.Kernel == "csharp" ? "Code" : cell.Kernel);
        body.Append(source);
    }

    private string Render(CellOutput output, CellResult cell) => output switch
    {
        TextOutput text => OutputHtml.Text(TerminalText.Settle(text.Text), text.Stream),
        ShownOutput shown => $"<div class=\"shown\">{OutputHtml.Render(shown.Data, _prose)}</div>",
        FailureOutput failure => Render(failure, cell),
        _ => "",
    };

    private string Render(FailureOutput failure, CellResult cell)
    {
        var (file, line, column) = ReportText.Place(_notebook, cell, failure.Position);
        var place = failure.Position is { } position ? $"cell {position.Cell}, line {position.Line}, column {column}{(line > 0 ? $" ({Path.GetFileName(file)}:{line})" : "")}" : "";
        var trace = failure.Trace is [] ? "" : $"<details><summary>Stack</summary><pre class=\"text\">{Encode(string.Join('\n', failure.Trace))}</pre></details>";
        return $"<div class=\"failure\"><p><strong>{Encode(failure.Name)}</strong> {Encode(place)}</p>{OutputHtml.Text(failure.Message)}{trace}</div>";
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
