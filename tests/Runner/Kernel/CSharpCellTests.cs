using Runner.Protocol;

namespace Tests.Runner.Kernel;

/// <summary>C# cells behave as in the retired kernel.</summary>
public sealed class CSharpCellTests(TestKernel kernel) : IClassFixture<TestKernel>
{
    [Fact]
    public async Task A_last_expression_without_semicolon_is_the_value()
    {
        Assert.Equal("42", (await kernel.RunAsync("var x = 41;\nx + 1")).Value);
        Assert.Null((await kernel.RunAsync("var y = 41;")).Value);
        Assert.Empty((await kernel.RunAsync("Console.Write(1)")).Shown);
    }

    [Fact]
    public async Task Null_is_shown_as_null_in_brackets() => Assert.Equal("<null>", (await kernel.RunAsync("(string)null")).Value);

    [Fact]
    public async Task A_text_is_shown_as_plain_text_only()
    {
        var shown = (await kernel.RunAsync("\"a < b\"")).Shown.Single();

        Assert.Equal([new MimeContent("text/plain", "a < b")], shown.Data);
    }

    [Fact]
    public async Task Other_values_are_shown_as_HTML_first_and_as_text()
    {
        var shown = (await kernel.RunAsync("new[] { 1, 2, 3 }")).Shown.Single();

        Assert.Equal(["text/html", "text/plain"], shown.Data.Select(content => content.MimeType));
    }

    [Theory]
    [InlineData("new[] { new { Name = \"conv\", Size = 3 } }")]
    [InlineData("new List<object> { new object(), 3 }")]
    [InlineData("new Dictionary<string, int> { [\"conv\"] = 3 }")]
    public async Task Collections_are_tables(string code) =>
        Assert.Matches("^<table>.*<tbody>.*<td>.*3.*</td>", CellOutput.Text((await kernel.RunAsync(code)).Shown.Single().Data, "text/html")!.ReplaceLineEndings(" "));

    [Fact]
    public async Task DisplayTable_gives_each_property_a_column()
    {
        var output = await kernel.RunAsync("new[] { new { Name = \"conv\", Size = 3 } }.DisplayTable();");

        var html = CellOutput.Text(output.Shown.Single().Data, "text/html")!;
        Assert.Matches("<thead>.*Name.*Size.*</thead>.*<td>.*conv.*</td>.*<td>.*3.*</td>", html.ReplaceLineEndings(" "));
    }

    [Fact]
    public async Task A_task_as_value_is_not_awaited()
    {
        var output = await kernel.RunAsync("new System.Threading.Tasks.TaskCompletionSource<int>().Task");

        Assert.True(output.Held);
        Assert.Contains("WaitingForActivation", output.Value);
    }

    [Fact]
    public async Task Await_works_at_top_level() => Assert.Equal("7", (await kernel.RunAsync("await Task.Delay(1);\nawait Task.FromResult(7)")).Value);

    [Theory]
    [InlineData("new StringBuilder().ToString()")] // System.Text
    [InlineData("new ArrayList()")] // System.Collections
    [InlineData("new List<int>()")] // System.Collections.Generic
    [InlineData("Task.CompletedTask.IsCompleted")] // System.Threading.Tasks
    [InlineData("Enumerable.Range(0, 1).First()")] // System.Linq
    [InlineData("Math.Max(1, 2)")] // System
    [InlineData("HTML(\"a\")")] // using static Kernel
    public async Task These_namespaces_are_imported_from_the_start(string code) => Assert.True((await kernel.RunAsync(code)).Held);

    [Fact]
    public async Task System_IO_is_not_imported() => Assert.Equal("CompilationError", (await kernel.RunAsync("File.Exists(\"x\")")).Error.Name);

    [Fact]
    public async Task Nullable_annotations_are_off()
    {
        var output = await kernel.RunAsync("string text = null;\n#pragma warning error nullable\nstring other = text;");

        Assert.True(output.Held);
    }

    [Fact]
    public async Task CSharp_14_is_spoken()
    {
        var output = await kernel.RunAsync("class Box { public int Size { get => field; set => field = Math.Max(0, value); } }\nvar box = new Box();\nbox?.Size = -3;\nbox.Size");

        Assert.Equal("0", output.Value);
    }

    [Fact]
    public async Task A_namespace_in_a_cell_is_a_compile_error() =>
        Assert.Equal("CompilationError", (await kernel.RunAsync("namespace A { class B { } }")).Error.Name);

    [Fact]
    public async Task Extension_methods_are_static_methods_at_top_level()
    {
        await kernel.RunAsync("static int Twice(this int number) => 2 * number;");

        Assert.Equal("8", (await kernel.RunAsync("4.Twice()")).Value);
    }

    [Fact]
    public async Task Cells_see_usings_variables_methods_and_types_of_cells_before_them()
    {
        await kernel.RunAsync("using System.Globalization;\nvar before = 5;\nint Plus(int a) => a + before;\nrecord Layer(int Size);");

        Assert.Equal("12", (await kernel.RunAsync("CultureInfo.InvariantCulture.ToString(); before = 6;\nnew Layer(Plus(6)).Size")).Value);
    }

    [Fact]
    public async Task A_compile_error_reports_every_diagnostic_with_line_and_column()
    {
        var output = await kernel.RunAsync("var one = missing1;\n\n   missing2();");

        Assert.Equal("CompilationError", output.Error.Name);
        Assert.Contains("(1,11): error CS0103", output.Error.Message);
        Assert.Contains("(3,4): error CS0103", output.Error.Message);
        Assert.Equal([(1, 11), (3, 4)], output.Events.OfType<DiagnosticsFound>().Single().Diagnostics.Select(found => (found.Position.Line, found.Position.Column)));
        Assert.Equal(new CodePosition(kernel.File, 1, 1, 11), output.Error.Position);
    }

    [Fact]
    public async Task Nothing_of_a_cell_with_a_compile_error_persists()
    {
        await kernel.RunAsync("using System.IO.Compression;\nvar ghost = 1;\nConsole.Write(\"ran\");\nnope();");
        var output = await kernel.RunAsync("CompressionLevel level;\nghost");

        Assert.Contains("CompressionLevel", output.Error.Message);
        Assert.Contains("ghost", output.Error.Message);
    }

    [Fact]
    public async Task A_runtime_error_keeps_what_was_shown_and_declared_before_it()
    {
        var output = await kernel.RunAsync("var kept = 3;\ndisplay(kept);\nConsole.Write(\"seen\");\nthrow new InvalidOperationException(\"no\");");

        Assert.Equal("System.InvalidOperationException", output.Error.Name);
        Assert.Equal("no", output.Error.Message);
        Assert.Equal("seen", output.Stdout);
        Assert.Equal("3", CellOutput.Text(output.Shown.Single().Data));
        Assert.Equal("3", (await kernel.RunAsync("kept")).Value);
    }

    [Fact]
    public async Task The_working_directory_is_the_notebooks_folder() =>
        Assert.Equal(kernel.Folder, (await kernel.RunAsync("Environment.CurrentDirectory")).Value);

    [Fact]
    public async Task The_whole_framework_is_there_without_references() =>
        Assert.Equal("[1,2]", (await kernel.RunAsync("System.Text.Json.JsonSerializer.Serialize(new[] { 1, 2 })")).Value);
}
