using Runner.Protocol;

namespace Tests.Runner.Kernel;

/// <summary>What cells show: values, displays, updates, and what they write to the console.</summary>
public sealed class ShowingTests(TestKernel kernel) : IClassFixture<TestKernel>
{
    [Fact]
    public async Task Writes_to_one_stream_are_gathered_in_order_and_carriage_returns_pass()
    {
        var output = await kernel.RunAsync("Console.Write(\"10%\\r\");\nConsole.Write(\"20%\\r\");\nConsole.WriteLine(\"done\");\nConsole.Error.Write(\"oh\");");

        Assert.Equal(
            [("stdout", "10%\r20%\rdone" + Environment.NewLine), ("stderr", "oh")],
            output.Events.OfType<StreamWritten>().Select(text => (text.Name, text.Text)));
    }

    [Fact]
    public async Task A_write_arrives_while_the_cell_runs()
    {
        var arrived = new List<KernelEvent>();
        var signal = Path.Combine(kernel.Folder, "go");
        await foreach (var each in kernel.Session.ExecuteAsync(
            "csharp", $"Console.Write(\"first\");\nwhile (!System.IO.File.Exists(\"go\")) await Task.Delay(5);", kernel.File, 1, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken))
        {
            arrived.Add(each);
            if (each is StreamWritten) await File.WriteAllTextAsync(signal, "", TestContext.Current.CancellationToken);
        }

        Assert.IsType<CellFinished>(arrived[^1]);
        Assert.True(((CellFinished)arrived[^1]).Succeeded);
    }

    [Fact]
    public async Task Twenty_thousand_lines_are_all_there_and_few_messages()
    {
        var output = await kernel.RunAsync("for (var i = 0; i < 20_000; i++) Console.WriteLine(i);");

        Assert.Equal(string.Concat(Enumerable.Range(0, 20_000).Select(i => i + Environment.NewLine)), output.Stdout);
        Assert.InRange(output.Events.OfType<StreamWritten>().Count(), 1, 1_000);
    }

    [Fact]
    public async Task What_is_written_comes_before_what_is_shown_after_it()
    {
        var output = await kernel.RunAsync("for (var i = 0; i < 3; i++) { Console.Write(i); display($\"shown {i}\"); }");

        Assert.Equal(
            ["0", "shown 0", "1", "shown 1", "2", "shown 2"],
            output.Events.Select(each => each switch { StreamWritten written => written.Text, DisplayShown shown => CellOutput.Text(shown.Data), _ => null }).OfType<string>());
    }

    [Fact]
    public async Task What_another_thread_shows_while_the_cell_runs_appears()
    {
        var output = await kernel.RunAsync("var thread = new System.Threading.Thread(() => { display(\"from a thread\"); Console.Write(\"written\"); });\nthread.Start(); thread.Join();");

        Assert.Equal("from a thread", CellOutput.Text(output.Shown.Single().Data));
        Assert.Equal("written", output.Stdout);
    }

    [Theory]
    [InlineData("var shown = display(\"a\");\nshown.Update(\"b\");")]
    [InlineData("var shown = \"a\".Display();\nshown.Update(\"b\");")]
    [InlineData("using Microsoft.DotNet.Interactive;\nvar shown = KernelInvocationContext.Current.Display(\"a\");\nshown.Update(\"b\");")]
    [InlineData("using Microsoft.DotNet.Interactive;\nAction<object> update = KernelInvocationContext.Current.Display(\"a\").Update;\nupdate(\"b\");")]
    public async Task An_update_replaces_the_output_with_the_same_id(string code)
    {
        var output = await kernel.RunAsync(code);

        var updated = output.Events.OfType<DisplayUpdated>().Single();
        Assert.Equal(output.Shown.Single().DisplayId, updated.DisplayId);
        Assert.Equal("b", CellOutput.Text(updated.Data));
    }

    [Fact]
    public async Task An_output_of_an_earlier_cell_can_be_updated()
    {
        var first = await kernel.RunAsync("var early = display(1);");
        var second = await kernel.RunAsync("early.Update(2);");

        Assert.Equal(first.Shown.Single().DisplayId, second.Events.OfType<DisplayUpdated>().Single().DisplayId);
    }

    [Fact]
    public async Task A_displayed_value_at_the_end_of_a_cell_is_shown_once() =>
        Assert.Single((await kernel.RunAsync("display(\"once\")")).Shown);

    [Fact]
    public async Task A_text_can_be_shown_as_any_type()
    {
        var output = await kernel.RunAsync("\"# Title\".DisplayAs(\"text/markdown\");");

        Assert.Equal([new MimeContent("text/markdown", "# Title")], output.Shown.Single().Data);
    }

    [Fact]
    public async Task The_wanted_types_of_a_display_are_given()
    {
        var output = await kernel.RunAsync("new { A = 1 }.Display(\"application/json\");");

        Assert.Equal("""{"A":1}""", CellOutput.Text(output.Shown.Single().Data, "application/json"));
    }

    [Fact]
    public async Task HTML_CSS_and_Javascript_reach_the_page()
    {
        var html = await kernel.RunAsync("HTML(\"<b>bold</b>\")");
        var css = await kernel.RunAsync("CSS(\"p { color: red }\")");
        var script = await kernel.RunAsync("Javascript(\"let a = 1 < 2;\")");

        Assert.Equal([new MimeContent("text/html", "<b>bold</b>")], html.Shown.Single().Data);
        Assert.Contains("p { color: red }", CellOutput.Text(css.Shown.Single().Data, "text/html"));
        Assert.Contains("let a = 1 < 2;", CellOutput.Text(script.Shown.Single().Data, "text/html"));
    }

    [Fact]
    public async Task A_formatted_value_is_shown_as_it_is()
    {
        var output = await kernel.RunAsync("using Microsoft.DotNet.Interactive.Formatting;\nnew FormattedValue(\"image/svg+xml\", \"<svg/>\")");

        Assert.Equal([new MimeContent("image/svg+xml", "<svg/>")], output.Shown.Single().Data);
    }

    [Fact]
    public async Task A_type_that_is_HTML_content_is_shown_as_that_and_a_ToHtml_method_is_ignored()
    {
        var output = await kernel.RunAsync("""
            class Page : Microsoft.AspNetCore.Html.IHtmlContent
            {
                public void WriteTo(System.IO.TextWriter writer, System.Text.Encodings.Web.HtmlEncoder encoder) => writer.Write("<b>page</b>");
            }
            class Other { public string ToHtml() => "<b>other</b>"; }
            display(new Page());
            new Other()
            """);

        Assert.Equal([new MimeContent("text/html", "<b>page</b>")], output.Shown[0].Data);
        Assert.DoesNotContain("<b>other</b>", CellOutput.Text(output.Shown[1].Data, "text/html"));
    }

    [Fact]
    public async Task The_context_of_the_cell_shows_and_updates_in_place()
    {
        var output = await kernel.RunAsync("using Microsoft.DotNet.Interactive;\nvar shown = KernelInvocationContext.Current.Display(1);\nshown.Update(2);");

        Assert.Equal(output.Shown.Single().DisplayId, output.Events.OfType<DisplayUpdated>().Single().DisplayId);
    }

    [Fact]
    public async Task A_formula_is_shown_as_one()
    {
        var output = await kernel.RunAsync("using Microsoft.DotNet.Interactive.Formatting;\n(LaTeXString)@\"\\frac{1}{2}\"");

        Assert.Equal([new("text/latex", @"$$\frac{1}{2}$$"), new MimeContent("text/plain", @"\frac{1}{2}")], output.Shown.Single().Data);
    }

    [Fact]
    public async Task A_type_shows_itself_by_an_attribute_of_its_own_named_as_the_formatting_packages()
    {
        var output = await kernel.RunAsync("""
            class TypeFormatterSourceAttribute : Attribute
            {
                public TypeFormatterSourceAttribute(Type type) => FormatterSourceType = type;
                public Type FormatterSourceType { get; }
                public string[] PreferredMimeTypes { get; set; }
            }
            class Form
            {
                public string MimeType { get; set; }
                public bool Format(object value, System.IO.TextWriter writer) { writer.Write($"{MimeType} of a drawing"); return true; }
            }
            class Source
            {
                public IEnumerable<object> CreateTypeFormatters() => new[] { new Form { MimeType = "text/html" }, new Form { MimeType = "application/vnd.plotly.v1+json" }, new Form { MimeType = "text/plain" } };
            }
            [TypeFormatterSource(typeof(Source), PreferredMimeTypes = new[] { "text/html", "application/vnd.plotly.v1+json" })]
            class Drawing { }
            new Drawing()
            """);

        Assert.Equal(
            [new("text/html", "text/html of a drawing"), new("application/vnd.plotly.v1+json", "application/vnd.plotly.v1+json of a drawing"), new("text/plain", "text/plain of a drawing")],
            output.Shown.Single().Data);
    }

    [Fact]
    public async Task A_formatter_registered_in_a_cell_is_used()
    {
        var output = await kernel.RunAsync("""
            using Microsoft.DotNet.Interactive.Formatting;
            record Kernel3(int Size);
            Formatter.Register<Kernel3>((k, writer) => writer.Write($"<b>{k.Size}</b>"), "text/html");
            new Kernel3(5)
            """);

        Assert.Equal("<b>5</b>", CellOutput.Text(output.Shown.Single().Data, "text/html"));
    }

    [Fact]
    public async Task Text_that_stands_in_for_a_page_is_short()
    {
        var output = await kernel.RunAsync("Enumerable.Range(0, 5_000).Select(i => new string('x', 5_000)).ToArray()");

        Assert.InRange(CellOutput.Text(output.Shown.Single().Data)!.Length, 10, 5_000);
    }

    [Theory]
    [InlineData("markdown", "text/markdown")]
    [InlineData("html", "text/html")]
    [InlineData("javascript", "application/javascript")]
    [InlineData("mermaid", "text/vnd.mermaid")]
    public async Task A_cell_of_text_is_shown_as_what_it_is(string name, string mimeType)
    {
        var output = await kernel.RunAsync(name, "#!nothing special\ncontents");

        Assert.Equal([new MimeContent(mimeType, "#!nothing special\ncontents")], output.Shown.Single().Data);
    }

    [Fact]
    public async Task A_flood_of_text_is_cut_off_with_a_note()
    {
        var output = await kernel.RunAsync("var line = new string('x', 1_000_000);\nfor (var i = 0; i < 1_000; i++) Console.Write(line);");

        Assert.True(output.Held);
        Assert.InRange(output.Stdout.Length, 9_900_000, 10_000_000);
        Assert.Equal(
            "\n[Output beyond 10 million characters is left out.]\n[990 million characters were left out.]\n",
            string.Concat(output.Events.OfType<StreamWritten>().Where(text => text.Name == "stderr").Select(text => text.Text)));
    }

    [Fact]
    public async Task A_flood_of_small_writes_is_cut_off_too()
    {
        var output = await kernel.RunAsync("for (var i = 0; i < 2_000_000; i++) Console.Write('x');");

        Assert.True(output.Held);
        Assert.InRange(output.Stdout.Length, 10_000, 1_000_000);
        Assert.Contains("left out", output.Events.OfType<StreamWritten>().Last().Text);
    }

    [Fact]
    public async Task A_page_too_large_to_show_is_left_out_with_its_size()
    {
        var output = await kernel.RunAsync("HTML(new string('x', 150_000_000))");

        Assert.Contains("150 million characters is left out", CellOutput.Text(output.Shown.Single().Data));
    }

    [Fact]
    public async Task A_flood_of_outputs_is_cut_off_and_counted()
    {
        var output = await kernel.RunAsync("var page = HTML(new string('x', 20_000_000));\nfor (var i = 0; i < 10; i++) display(page);");

        Assert.True(output.Held);
        Assert.Equal(5, output.Shown.Count); // four pages, and the note in place of the fifth
        Assert.Equal("[6 outputs were left out.]\n", output.Events.OfType<StreamWritten>().Single().Text);
    }

    [Theory]
    [InlineData("class Tree : IEnumerable<Tree> { public IEnumerator<Tree> GetEnumerator() { yield return this; } IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); }\nnew Tree()")]
    [InlineData("class Wide : IEnumerable<Wide> { public IEnumerator<Wide> GetEnumerator() { for (var i = 0; i < 20; i++) yield return this; } IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); }\nnew Wide()")]
    [InlineData("class Node { public Node Next => this; public string Name => \"a\"; }\nnew Node()")]
    public async Task A_value_that_holds_itself_is_shown_as_far_as_anybody_reads(string code)
    {
        var output = await kernel.RunAsync("csharp", code, timeout: TimeSpan.FromSeconds(60));

        Assert.True(output.Held);
        Assert.InRange(output.Value!.Length, 1, 5_000);
        Assert.Equal("2", (await kernel.RunAsync("1 + 1")).Value);
    }

    [Fact]
    public async Task What_the_compiler_names_is_shown_by_its_name()
    {
        var output = await kernel.RunAsync("record Point(int X);\nIEnumerable<Point> Three() { yield return new(3); }\nThree()");

        Assert.DoesNotContain("Submission#", string.Concat(output.Shown.Single().Data.Select(data => data.Content)));
    }

    [Fact]
    public async Task Cultures_are_those_of_a_console_program_on_this_machine()
    {
        Assert.SkipWhen(OperatingSystem.IsLinux() && !File.Exists("/usr/share/icu") && !Directory.EnumerateFiles("/usr/lib", "libicuuc.so.*", SearchOption.AllDirectories).Any(), "there is no ICU here");

        Assert.Equal("0,5 ", (await kernel.RunAsync("var de = new System.Globalization.CultureInfo(\"de-DE\");\nstring.Create(de, $\"{0.5} \")")).Value);
        Assert.Equal("True", (await kernel.RunAsync("(string.Compare(\"a\", \"B\", StringComparison.CurrentCulture) < 0).ToString()")).Value);
    }

    [Theory]
    [InlineData("var d = display(\"0\");\nfor (var i = 0; i < 300; i++) d.Update(new string('x', 1_000_000));")]
    [InlineData("for (var i = 0; i < 300; i++) display(new string('x', 1_000_000));")]
    public async Task What_has_been_replaced_or_left_out_takes_no_memory_while_the_cell_runs(string code)
    {
        var output = await kernel.RunAsync($"var before = GC.GetTotalMemory(forceFullCollection: true);\n{code}\n(GC.GetTotalMemory(forceFullCollection: true) - before) / 1_000_000");

        Assert.InRange(int.Parse(output.Value!), -100, code.Contains("Update") ? 100 : 500); // Of 300 million characters; 100 million may be shown.
    }
}
