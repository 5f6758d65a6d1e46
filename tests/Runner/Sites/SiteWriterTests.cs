using System.Text.Json;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Runner.Commands;
using Runner.Sites;
using static Tests.Runner.Reports.Recorded;

namespace Tests.Runner.Sites;

/// <summary>A site as its readers have it: as files, and opened from disk in a browser.</summary>
public sealed partial class SiteWriterTests : IDisposable
{
    private const string Secret = "hush-hush-hush";

    private readonly string _folder = Directory.CreateTempSubdirectory("site-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Output => Path.Combine(_folder, "out");

    private string Put(string file, string text)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private string Read(string file) => File.ReadAllText(Path.Combine(Output, file));

    /// <summary>A course of two lessons, the second of which failed, and a glossary.</summary>
    private SiteWriter Write()
    {
        const string First = "# Padding <em>first</em>\n\nWhat a border does.\n\n![a kernel](../images/kernel.svg)\n\n## Same size\n\nSee [pooling](02-pooling.dib#stride) and the [glossary](glossary.md), [setup](setup.dib).\n\n$$n + 2p$$";
        const string Second = "# Pooling\n\nWhat pooling keeps.\n\n## Stride\n\nThe **window** moves on by $s$.";
        Directory.CreateDirectory(Path.Combine(_folder, ".git"));
        Put("images/kernel.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"/>");
        Put("notebooks/setup.dib", "#!csharp\n\n1\n");
        Put("notebooks/glossary.md", "# Glossary\n\nWords.\n\n| Term | Lesson |\n|---|---|\n| stride | [2](02-pooling.dib) |\n");
        Put("notebooks/README.md", "# The course\n\nFrom the start.\n");
        string[] paths = [Put("notebooks/01-padding.dib", $"#!markdown\n\n{First}\n"), Put("notebooks/02-pooling.dib", $"#!markdown\n\n{Second}\n")];
        var writer = new SiteWriter(Output, paths, null, new([new("API_TOKEN", Secret)]), TextWriter.Null);

        var first = Notebook(paths[0], Cell(1, "markdown", First), Cell(2, "csharp", "var canal = \"x\";\ncanal", Wrote($"Écluse {Secret}\n"), Showed("text/html", "<table><tr><td>zebra</td></tr></table>")),
            Cell(3, "csharp", "chart", Showed("application/vnd.plotly.v1+json", """{"data":[{"type":"bar","x":["a","b"],"y":[1,2]}],"layout":{"title":{"text":"Errors"}}}""")));
        var second = Notebook(paths[1], Cell(1, "markdown", Second), Cell(2, "csharp", "boom()", Failed("it broke")));
        writer.NotebookEnded(second); // Side by side, the second may be the first to end.
        writer.NotebookEnded(first);
        writer.RunEnded(Run(first, second));
        Assert.True(writer.Held);
        return writer;
    }

    [Fact]
    public void Every_link_of_every_page_leads_to_something_that_is_there()
    {
        Write();
        string[] pages = ["01-padding.html", "02-pooling.html", "glossary.html", "index.html"];
        Assert.Equal(pages, Directory.GetFiles(Output).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        foreach (var page in pages)
        {
            var links = Link().Matches(Read(page)).Select(match => match.Groups[1].Value).Where(link => !link.StartsWith("data:")).ToList();
            Assert.NotEmpty(links);
            foreach (var link in links)
            {
                var (file, anchor) = (link.Split('#')[0], link.Split('#').ElementAtOrDefault(1));
                Assert.True(File.Exists(Path.Combine(Output, file is "" ? page : file)), $"{page} -> {link}");
                if (anchor is not null) Assert.Contains($"id=\"{anchor}\"", Read(file is "" ? page : file));
            }
        }
    }

    [Fact]
    public void Pages_lead_to_each_other_in_the_order_of_the_course()
    {
        Write();

        Assert.Contains("rel=\"next\" href=\"01-padding.html\"", Read("index.html"));
        Assert.DoesNotContain("rel=\"prev\"", Read("01-padding.html"));
        Assert.Contains("rel=\"next\" href=\"02-pooling.html\"", Read("01-padding.html"));
        Assert.Contains("rel=\"prev\" href=\"01-padding.html\"", Read("02-pooling.html"));
        Assert.Contains("rel=\"next\" href=\"glossary.html\"", Read("02-pooling.html"));
        Assert.DoesNotContain("rel=\"next\"", Read("glossary.html"));
        Assert.Contains("<a href=\"02-pooling.html\" aria-current=\"page\">Pooling</a><ul>\n<li class=\"level-2\"><a href=\"#stride\">Stride</a></li>", Read("02-pooling.html"));
        Assert.Contains("<a href=\"02-pooling.html\">Pooling</a></li>", Read("01-padding.html"));
    }

    [Fact]
    public void The_first_page_names_the_course_and_what_each_lesson_is_about_and_how_it_ran()
    {
        Write();
        var index = Read("index.html");

        Assert.Contains("<title>The course</title>", index);
        Assert.Contains("From the start.", index);
        Assert.Matches("(?s)<a href=\"01-padding.html\">Padding first</a><p>What a border does.</p><p class=\"facts\">.*<a href=\"02-pooling.html\">Pooling</a><p>What pooling keeps.</p><p class=\"verdict failed\">1 of 2 cells failed", index);
        Assert.Contains("<title>Pooling · The course</title>", Read("02-pooling.html"));
    }

    [Fact]
    public void Pages_share_what_they_need_and_bring_only_that()
    {
        Write();

        Assert.All(["01-padding.html", "02-pooling.html", "glossary.html", "index.html"], page => Assert.Contains("href=\"assets/site.css\"", Read(page)));
        Assert.Contains("src=\"images/kernel.svg\"", Read("01-padding.html"));
        Assert.Contains("assets/katex.js", Read("01-padding.html"));
        Assert.Contains("assets/plotly.js", Read("01-padding.html"));
        Assert.DoesNotContain("katex", Read("glossary.html"));
        Assert.DoesNotContain("plotly", Read("02-pooling.html"));
        Assert.All(Directory.GetFiles(Output, "*.html"), page => Assert.True(new FileInfo(page).Length < 20_000, page));
    }

    [Fact]
    public void The_search_index_holds_every_section_with_its_words_and_no_secret()
    {
        Write();
        var script = Read("assets/search-index.js");
        using var index = JsonDocument.Parse(script["window.searchIndex = ".Length..].TrimEnd().TrimEnd(';'));

        string[] Section(int page, int section) => [.. index.RootElement[page].GetProperty("sections")[section].EnumerateArray().Select(each => each.GetString()!)];
        Assert.Equal(["01-padding.html", "02-pooling.html", "glossary.html", "index.html"], index.RootElement.EnumerateArray().Select(page => page.GetProperty("address").GetString()));
        Assert.Equal(["padding-first", "Padding first", "What a border does."], Section(0, 0));
        Assert.Equal("same-size", Section(0, 1)[0]);
        Assert.Contains("var canal = \"x\"; canal Écluse *** zebra", Section(0, 1)[2]);
        Assert.Equal(["stride", "Stride", "The window moves on by s. boom() System.Exception it broke"], Section(1, 1));
        Assert.DoesNotContain(Secret, script);
    }

    [Fact]
    public void Two_files_of_one_name_stand_beside_each_other()
    {
        Put("a/x.png", "1");
        Put("b/x.png", "2");
        string[] paths = [Put("a/index.dib", "#!markdown\n\n![one](x.png)"), Put("b/index.dib", "#!markdown\n\n![two](x.png)")];
        var writer = new SiteWriter(Output, paths, "Both", new([]), TextWriter.Null);

        writer.NotebookEnded(Notebook(paths[0], Cell(1, "markdown", "![one](x.png)")));
        writer.NotebookEnded(Notebook(paths[1], Cell(1, "markdown", "![two](x.png)")));
        writer.RunEnded(Run());

        Assert.Contains("images/x.png", Read("index-2.html"));
        Assert.Contains("images/x-2.png", Read("index-3.html"));
        Assert.Equal("2", Read("images/x-2.png"));
        Assert.Contains("<title>Both</title>", Read("index.html"));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../.git/config")]
    [InlineData("../../outside.txt")]
    [InlineData("planted.txt")]
    [InlineData(".env")]
    public void A_file_from_elsewhere_on_the_machine_is_not_published_and_named(string address)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right of their own there.");
        var outside = Put("outside.txt", "the machine's own");
        Put("repository/.git/config", "the machine's own");
        Put("repository/notebooks/.env", "the machine's own");
        var text = $"# One\n\n[x]({address}) [y](../own.csv) ![z]({address})";
        var notebook = Put("repository/notebooks/one.dib", $"#!markdown\n\n{text}\n");
        Put("repository/own.csv", "1");
        File.CreateSymbolicLink(Path.Combine(_folder, "repository", "notebooks", "planted.txt"), outside);
        File.CreateSymbolicLink(Path.Combine(_folder, "repository", "notebooks", "planted.md"), outside);
        var error = new StringWriter();
        var writer = new SiteWriter(Output, [notebook], "One", new([]), error);

        writer.NotebookEnded(Notebook(notebook, Cell(1, "markdown", text)));
        writer.RunEnded(Run());

        Assert.False(writer.Held);
        Assert.Contains($"{notebook}: it refers to {address}, which", error.ToString());
        Assert.Contains("planted.md: the file is hidden or lies outside", error.ToString());
        Assert.Equal("1", Read("files/own.csv"));
        Assert.All(Directory.GetFiles(Output, "*", SearchOption.AllDirectories), file => Assert.DoesNotMatch("machine's own|root:", File.ReadAllText(file)));
    }

    [Fact]
    public void Names_with_marks_of_their_own_meaning_in_addresses_are_escaped()
    {
        const string Text = "# Basics\n\n[itself](C%23%20basics.dib#content), ![x](50%25.png)\n\n## Content";
        Put("50%.png", "1");
        string[] paths = [Put("C# basics.dib", $"#!markdown\n\n{Text}\n")];
        var writer = new SiteWriter(Output, paths, "One", new([]), TextWriter.Null);

        writer.NotebookEnded(Notebook(paths[0], Cell(1, "markdown", Text)));
        writer.RunEnded(Run());

        var page = Read("C# basics.html");
        Assert.Contains("<a href=\"C%23%20basics.html#content\">itself</a>", page);
        Assert.Single(Regex.Matches(page, "id=\"content\""));
        Assert.Contains("src=\"images/50%25.png\"", page);
        Assert.Contains("<a href=\"C%23%20basics.html\" aria-current", page);
        Assert.Contains("rel=\"next\" href=\"C%23%20basics.html\"", Read("index.html"));
        Assert.Contains("<li><a href=\"C%23%20basics.html\">Basics</a><p>", Read("index.html"));
        Assert.Contains("\"address\":\"C%23%20basics.html\"", Read("assets/search-index.js"));
    }

    [Fact]
    public void What_is_no_notebook_is_refused_in_one_line()
    {
        var error = Assert.Single(SiteCommand.Create().Parse([Output, "README.md", "a.dib", _folder]).Errors);
        Assert.StartsWith("README.md is no notebook", error.Message);
        Assert.Empty(SiteCommand.Create().Parse([Output, "a.dib", "b.ipynb", _folder]).Errors);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Light, 360)]
    public Task Every_page_opens_from_disk_without_network_or_error_readable_for_all(ColorScheme scheme, int width) => Chromium.UseAsync(async browser =>
    {
        Write();
        foreach (var file in Directory.GetFiles(Output, "*.html"))
        {
            var page = await browser.NewPageAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 } });
            var problems = new List<string>();
            page.Console += (_, message) => problems.AddRange(message.Type is "error" or "warning" ? [message.Text] : []);
            page.PageError += (_, error) => problems.Add(error);
            page.RequestFailed += (_, request) => problems.Add(request.Url);
            page.Request += (_, request) => problems.AddRange(new Uri(request.Url).Scheme is "file" or "data" or "blob" ? [] : [request.Url]);

            await page.GotoAsync(new Uri(file).AbsoluteUri);

            Assert.Empty(problems);
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, "the page scrolls sideways");
            Assert.True(await page.EvaluateAsync<bool>("[...document.images].every(image => image.naturalWidth > 0)"));
            var axe = await page.RunAxe();
            Assert.Empty(axe.Violations.Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));
        }
    });

    [Theory]
    [InlineData(1440)]
    [InlineData(360)]
    public Task A_reader_finds_a_section_by_its_words_with_the_keyboard_alone(int width) => Chromium.UseAsync(async browser =>
    {
        Write();
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 900 } });
        await page.GotoAsync(new Uri(Path.Combine(Output, "01-padding.html")).AbsoluteUri);

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("ecluse"); // of "Écluse"
        await FoundAsync("1 section");
        Assert.Equal(["Écluse"], await page.Locator("#Found mark").AllTextContentsAsync());
        Assert.True(await page.EvaluateAsync<bool>("document.querySelector('#Found').getBoundingClientRect().left >= 0 && document.documentElement.scrollWidth <= innerWidth"));
        var axe = await page.RunAxe();
        Assert.Empty(axe.Violations.Select(violation => violation.Id));

        await page.Locator(".search input").FillAsync("window strid");
        await page.Keyboard.PressAsync("ArrowDown");
        Assert.Equal("02-pooling.html#stride", await page.EvaluateAsync<string>("document.activeElement.getAttribute('href')"));
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/02-pooling.html#stride$"), new() { Timeout = 30_000 });

        await page.Locator(".search input").FillAsync("no such words");
        await FoundAsync("Nothing found");
        await page.Keyboard.PressAsync("Escape");
        Assert.True(await page.Locator("#Found").IsHiddenAsync());

        // Each page loads the index when the search is first turned to.
        Task FoundAsync(string what) => Assertions.Expect(page.Locator("#Found [role=status]")).ToHaveTextAsync(what, new() { Timeout = 30_000 });
    });

    [GeneratedRegex("(?:href|src)=\"([^\"]*)\"")]
    private static partial Regex Link();
}
