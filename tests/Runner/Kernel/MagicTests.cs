using Runner.Protocol;

namespace Tests.Runner.Kernel;

/// <summary>Magic commands and imports.</summary>
public sealed class MagicTests(TestKernel kernel) : IClassFixture<TestKernel>
{
    [Fact]
    public async Task An_unknown_magic_command_fails_the_cell_before_anything_of_it_runs()
    {
        var output = await kernel.RunAsync("Console.Write(1);\n#!nonsense --now");

        Assert.Equal("UnknownMagic", output.Error.Name);
        Assert.Contains("#!nonsense", output.Error.Message);
        Assert.Equal(2, output.Error.Position!.Line);
        Assert.Equal("", output.Stdout);
    }

    [Fact]
    public async Task A_line_that_names_a_language_begins_a_part_in_it()
    {
        var output = await kernel.RunAsync("var n = 1;\n#!markdown\n# Title\n\n#!unknown here is text\n#!csharp\nn + 1");

        Assert.Equal("# Title\n\n#!unknown here is text", CellOutput.Text(output.Shown[0].Data, "text/markdown"));
        Assert.Equal("2", output.Value);
    }

    [Theory]
    [InlineData("#!html\n<b>x</b>", "text/html", "<b>x</b>")]
    [InlineData("#!javascript\nlet a = 1;", "application/javascript", "let a = 1;")]
    [InlineData("#!markdown\n*x*", "text/markdown", "*x*")]
    [InlineData("#!mermaid --display-width 5\ngraph LR", "text/vnd.mermaid", "graph LR")]
    public async Task Each_language_that_is_shown_is_shown_as_its_type(string code, string mimeType, string content) =>
        Assert.Equal([new MimeContent(mimeType, content)], (await kernel.RunAsync(code)).Shown.Single().Data);

    [Fact]
    public async Task References_and_imports_of_an_imported_file_hold_and_paths_in_it_begin_at_its_own_folder()
    {
        var output = Path.GetDirectoryName(typeof(MagicTests).Assembly.Location)!;
        Directory.CreateDirectory(Path.Combine(kernel.Folder, "shared"));
        File.Copy(Path.Combine(output, "CsCheck.dll"), Path.Combine(kernel.Folder, "shared", "CsCheck.dll"), overwrite: true);
        kernel.Write("shared/references.dib", "#!csharp\n\n#r \"CsCheck.dll\"\nusing CsCheck;\n\n#!csharp\n\n#!import beside.dib\n");
        kernel.Write("shared/beside.dib", "var beside = 1;");

        Assert.Equal("Check", (await kernel.RunAsync("#!import shared/references.dib\nnameof(Check)")).Value);
    }

    [Fact]
    public async Task Time_shows_how_long_the_cell_took_after_all_else()
    {
        var output = await kernel.RunAsync("#!time\ndisplay(\"work\");");

        Assert.Equal("work", CellOutput.Text(output.Shown[0].Data));
        Assert.Matches(@"^Wall time: [\d.]+ms$", CellOutput.Text(output.Shown[1].Data)!);
    }

    [Fact]
    public async Task Who_lists_the_variables_and_whos_their_types_and_values()
    {
        await kernel.RunAsync("var alpha = 1;\nvar beta = \"two\";");
        await kernel.RunAsync("var alpha = 3.5;");

        Assert.Matches(@"alpha[\s,]+beta", CellOutput.Text((await kernel.RunAsync("#!who")).Shown.Single().Data, "text/html")!);
        var whos = (await kernel.RunAsync("#!whos")).Shown.Single().Data;
        Assert.Contains("<td>alpha</td>", CellOutput.Text(whos, "text/html"));
        Assert.Contains("alpha  System.Double  3.5\nbeta  System.String  two", CellOutput.Text(whos));
    }

    [Fact]
    public async Task About_and_lsmagic_say_what_there_is()
    {
        Assert.Contains(".NET 10", CellOutput.Text((await kernel.RunAsync("#!about")).Shown.Single().Data));
        Assert.Contains("#!whos", CellOutput.Text((await kernel.RunAsync("#!lsmagic")).Shown.Single().Data));
    }

    [Fact]
    public async Task What_an_import_declares_stays_and_its_Markdown_is_shown()
    {
        kernel.Write("setup.dib", "#!csharp\n\nusing System.Numerics;\nvar fromSetup = 20;\nint Twice(int a) => 2 * a;\nrecord Point(int X);\n\n#!markdown\n\n# Set up\n");

        var output = await kernel.RunAsync("#!import setup.dib\nnew Point(Twice(fromSetup) + (int)Vector2.One.X).X");

        Assert.Equal("41", output.Value);
        Assert.Equal("# Set up", CellOutput.Text(output.Shown[0].Data, "text/markdown"));
    }

    [Fact]
    public async Task Code_before_an_import_runs_before_it()
    {
        kernel.Write("speak.dib", "Console.Write(\"import \");");

        Assert.Equal("before import after", (await kernel.RunAsync("Console.Write(\"before \");\n#!import \"speak.dib\"\nConsole.Write(\"after\");")).Stdout);
    }

    [Fact]
    public async Task Importing_twice_runs_it_twice()
    {
        kernel.Write("count.dib", "Console.Write(\"x\");");

        Assert.Equal("xx", (await kernel.RunAsync("#!import count.dib\n#!import count.dib")).Stdout);
    }

    [Fact]
    public async Task A_failing_cell_of_an_import_fails_the_importing_cell_with_its_own_place()
    {
        var path = kernel.Write("bad.dib", "#!csharp\n\nvar good = 1;\n\n#!csharp\n\n// second cell\nint.Parse(\"x\");\n\n#!csharp\n\nConsole.Write(\"not reached\");\n");

        var output = await kernel.RunAsync("#!import bad.dib\nConsole.Write(\"nor this\");");

        Assert.False(output.Held);
        Assert.Equal("System.FormatException", output.Error.Name);
        Assert.Equal(new CodePosition(path, 2, 2, 1), output.Error.Position);
        Assert.Equal("at top level in bad.dib, cell 2, line 2", output.Error.Trace[^1]);
        Assert.Equal("", output.Stdout);
        Assert.True((await kernel.RunAsync("good")).Held);
    }

    [Theory]
    [InlineData("code.cs", "var imported = 7;", "csharp")]
    [InlineData("code.csx", "var imported = 7;", "csharp")]
    [InlineData("page.html", "<b>x</b>", "text/html")]
    [InlineData("page.js", "let a = 1;", "application/javascript")]
    public async Task An_import_of_a_file_in_one_language_runs_it(string name, string text, string kind)
    {
        kernel.Write(name, text);

        var output = await kernel.RunAsync($"#!import {name}");

        if (kind == "csharp") Assert.Equal("7", (await kernel.RunAsync("imported")).Value);
        else Assert.Equal([new MimeContent(kind, text)], output.Shown.Single().Data);
    }

    [Fact]
    public async Task An_import_of_ipynb_runs_its_cells()
    {
        kernel.Write("note.ipynb", """{"cells":[{"cell_type":"code","source":["var fromJupyter = 5;"],"metadata":{},"outputs":[]}],"nbformat":4,"nbformat_minor":5,"metadata":{}}""");

        Assert.Equal("5", (await kernel.RunAsync("#!import note.ipynb\nfromJupyter")).Value);
    }

    [Theory]
    [InlineData("#!import missing.dib", "missing.dib")]
    [InlineData("#!import circle.dib", "imports itself")]
    [InlineData("#!import broken.dib", "line 3")]
    public async Task An_import_that_cannot_be_says_why(string code, string reason)
    {
        kernel.Write("circle.dib", "#!import circle.dib");
        kernel.Write("broken.dib", "#!meta\n{\n");

        var output = await kernel.RunAsync(code);

        Assert.Equal("ImportFailed", output.Error.Name);
        Assert.Contains(reason, output.Error.Message);
    }
}
