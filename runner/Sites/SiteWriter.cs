using System.Text.RegularExpressions;
using Runner.Documents;
using Runner.Html;
using Runner.Reports;
using Runner.Sessions;

namespace Runner.Sites;

/// <summary>
/// Writes executed notebooks, and the Markdown pages beside them, as a site that needs no server: pages with navigation and
/// search, which share their styles, scripts and pictures, and open from disk as they do from the network.
/// </summary>
internal sealed partial class SiteWriter : IRunObserver
{
    private readonly ReportFolder _folder;
    private readonly Secrets _secrets;
    private readonly string _introduction, _introductionFile;
    private readonly List<PageLink> _pages = [];
    private readonly Dictionary<string, string> _files = [];
    private readonly Dictionary<string, string> _descriptions = [];
    private readonly Dictionary<string, NotebookResult> _results = [];
    private readonly SearchIndex _index = new();
    private bool _hasMath, _hasChart, _hasDiagram;

    /// <param name="output">The folder to write to.</param>
    /// <param name="notebooks">The notebooks that will run, in order.</param>
    /// <param name="title">The site's title; null for that of the first folder's <c>README.md</c>.</param>
    /// <param name="secrets">What must not stand in any page.</param>
    /// <param name="error">Where is told what could not be written.</param>
    public SiteWriter(string output, IReadOnlyList<string> notebooks, string? title, Secrets secrets, TextWriter error)
    {
        (_folder, _secrets) = (new(output, error), secrets);
        var folders = notebooks.Select(path => Path.GetDirectoryName(Path.GetFullPath(path))!).Distinct().ToList();
        var texts = folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.md").Order(StringComparer.Ordinal)).Where(MayCome).ToList();
        foreach (var path in notebooks.Concat(texts))
        {
            var file = Path.GetFullPath(path);
            if (Path.GetFileName(file) != "README.md") _pages.Add(new(file, Address(Path.GetFileNameWithoutExtension(file)), TitleOf(file)));
        }

        var readme = texts.Find(file => Path.GetFileName(file) == "README.md");
        _introduction = readme is null ? $"# {Path.GetFileName(folders.FirstOrDefault() ?? "Notebooks")}" : File.ReadAllText(readme);
        _introductionFile = readme ?? Path.Combine(folders.FirstOrDefault() ?? ".", "README.md");
        Title = title ?? HeadingOf(_introduction) ?? "Notebooks";
    }

    /// <summary>The site's title.</summary>
    public string Title { get; }

    /// <summary>Whether everything so far could be written.</summary>
    public bool Held => _folder.Held;

    public void NotebookEnded(NotebookResult notebook)
    {
        WritePage(notebook);
        _results[Path.GetFullPath(notebook.Path)] = notebook with { Cells = [.. notebook.Cells.Select(cell => cell with { Events = [] })] };
    }

    public void RunEnded(RunResult run)
    {
        foreach (var page in _pages.FindAll(page => page.File.EndsWith(".md", StringComparison.Ordinal))) WritePage(AsNotebook(page.File, File.ReadAllText(page.File)));
        WriteIndex();
        _folder.Write("assets/search-index.js", () => _index.Write(_pages));
        _folder.Write("assets/search.js", () => Asset.Text("search.js"));
        _folder.Write("assets/site.css", () => Asset.StyleSheet("fonts/fonts.css") + Asset.Text("notebook.css") + Asset.Text("report.css") + Asset.Text("site.css"));
        if (_hasMath)
        {
            _folder.Write("assets/katex.css", () => Asset.StyleSheet("katex/katex.min.css"));
            _folder.Write("assets/katex.js", () => Asset.Text("katex/katex.min.js"));
            _folder.Write("assets/math.js", () => Asset.Text("math.js"));
        }

        if (_hasDiagram) _folder.Write("assets/diagrams.js", () => Diagram.Script);
        if (_hasChart && PlotlyScript.Read() is { } plotly)
        {
            _folder.Write("assets/plotly.js", () => plotly);
            _folder.Write("assets/charts.js", () => Asset.Text("charts.js"));
        }
    }

    private void WritePage(NotebookResult notebook)
    {
        var file = Path.GetFullPath(notebook.Path);
        var index = _pages.FindIndex(page => page.File == file);
        var cells = Cells(notebook);
        var link = _pages[index] = _pages[index] with { Title = cells.Title };
        _index.Add(link, cells.Content);
        _descriptions[file] = FirstParagraph().Match(cells.Content) is { Success: true } paragraph ? paragraph.Groups[1].Value : "";
        var page = new SitePage(Title, _pages)
        {
            Link = link,
            Cells = cells,
            Facts = file.EndsWith(".md", StringComparison.Ordinal) ? "" : SitePage.FactsOf(notebook, cells),
        };
        _folder.Write(link.Address, page.Write);
    }

    private void WriteIndex()
    {
        var cells = Cells(AsNotebook(_introductionFile, HeadingOf(_introduction) is null ? $"# {Title}\n\n{_introduction}" : _introduction));
        var home = new PageLink(_introductionFile, "index.html", Title);
        _index.Add(home, cells.Content);
        _folder.Write("index.html", () => new SitePage(Title, _pages)
        {
            Link = home,
            Cells = cells,
            Facts = SitePage.ListOf(_pages.Select(page => (page, _descriptions.GetValueOrDefault(page.File, ""), _results.GetValueOrDefault(page.File)))),
        }.Write());
    }

    private CellsHtml Cells(NotebookResult notebook)
    {
        var offline = new Offline(Path.GetDirectoryName(Path.GetFullPath(notebook.Path))!, Place);
        var cells = new CellsHtml(notebook, CellOutput.Fold(notebook.Cells, _secrets.Conceal), offline);
        foreach (var address in offline.LeftOut.Distinct()) LeaveOut(notebook.Path, $"it refers to {address}, which");
        _hasMath |= cells.HasMath;
        _hasChart |= cells.HasChart;
        _hasDiagram |= cells.HasDiagram;
        return cells;
    }

    private bool MayCome(string text)
    {
        var may = Premises.Hold(text, Path.GetDirectoryName(text)!);
        if (!may) LeaveOut(text, "the file");
        return may;
    }

    private void LeaveOut(string file, string what) => _folder.Fail(file, $"{what} is hidden or lies outside the notebook's repository, or its folder where it is in none. It was left out of the site.");

    /// <summary>The address in the site of a file that a page shows or links to.</summary>
    private string Place(string file) => Offline.Escape(PlaceOf(file));

    /// <summary>Where such a file stands: a page of its own, or a copy.</summary>
    private string PlaceOf(string file)
    {
        if (_pages.Find(page => page.File == file) is { } page) return page.Address;
        if (file == _introductionFile) return "index.html";
        if (_files.TryGetValue(file, out var known)) return known;

        var room = Offline.IsPicture(file) ? "images" : "files";
        var (stem, extension) = (Path.GetFileNameWithoutExtension(file), Path.GetExtension(file));
        var address = $"{room}/{stem}{extension}";
        for (var i = 2; _files.ContainsValue(address); i++) address = $"{room}/{stem}-{i}{extension}";
        _folder.Copy(file, address);
        return _files[file] = address;
    }

    /// <summary>A page's own name; of two that share it, the second gets a number.</summary>
    private string Address(string stem)
    {
        var address = $"{stem}.html";
        for (var i = 2; address == "index.html" || _pages.Exists(page => page.Address == address); i++) address = $"{stem}-{i}.html";
        return address;
    }

    private static NotebookResult AsNotebook(string file, string text)
    {
        var cell = new Cell("markdown", text);
        return new(file, new([cell]), [new(1, cell, CellOutcome.Held, TimeSpan.Zero, [])], TimeSpan.Zero, 0);
    }

    /// <summary>A page's title before it has run.</summary>
    private static string TitleOf(string file)
    {
        try
        {
            var text = File.ReadAllText(file);
            var prose = file.EndsWith(".md", StringComparison.Ordinal) ? [text] : Notebook.Parse(file, text).Cells.Where(cell => cell.Kernel == "markdown").Select(cell => cell.Contents);
            return prose.Select(HeadingOf).FirstOrDefault(heading => heading is not null) ?? Path.GetFileNameWithoutExtension(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotebookFormatException)
        {
            return Path.GetFileNameWithoutExtension(file); // Running it will tell.
        }
    }

    private static string? HeadingOf(string markdown)
    {
        var prose = new Prose();
        prose.Render(markdown);
        return prose.Headings.FirstOrDefault(heading => heading.Level == 1)?.Text;
    }

    [GeneratedRegex("<p>(?!<img)(.{0,4000}?)</p>", RegexOptions.Singleline)]
    private static partial Regex FirstParagraph();
}
