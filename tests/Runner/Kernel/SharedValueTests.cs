using Runner.Protocol;

namespace Tests.Runner.Kernel;

/// <summary><c>#!value</c>, <c>#!set</c> and <c>#!share</c>.</summary>
public sealed class SharedValueTests(TestKernel kernel) : IClassFixture<TestKernel>
{
    [Fact]
    public async Task A_stored_text_becomes_a_variable_by_share_and_by_set()
    {
        var stored = await kernel.RunAsync("#!value --name json\n{\n  \"a\": \"#1\"\n}");
        Assert.True(stored.Held);
        Assert.Equal("{\n  \"a\": \"#1\"\n}", CellOutput.Text(stored.Shown.Single().Data));

        Assert.Equal("{\n  \"a\": \"#1\"\n}", (await kernel.RunAsync("#!share --from value json\njson")).Value);
        Assert.Equal("{\n  \"a\": \"#1\"\n}", (await kernel.RunAsync("#!share json --from value --as other\nother")).Value);
        Assert.Equal("{\n  \"a\": \"#1\"\n}", (await kernel.RunAsync("#!set --name third --value @value:json\nthird")).Value);
    }

    [Fact]
    public async Task A_stored_text_with_a_type_is_shown_as_that()
    {
        var output = await kernel.RunAsync("#!value --name page --mime-type text/html\n<b>x</b>");

        Assert.Equal("<b>x</b>", CellOutput.Text(output.Shown.Single().Data, "text/html"));
    }

    [Fact]
    public async Task A_text_can_come_from_a_file()
    {
        kernel.Write("data.csv", "1,2");

        Assert.Equal("1,2", (await kernel.RunAsync("#!value --from-file data.csv --name csv\n#!csharp\n#!share csv --from value\ncsv")).Value);
    }

    [Theory]
    [InlineData("--value plain", "plain")]
    [InlineData("--value \"one two\"", "one two")]
    [InlineData("--value \"mail me @home\"", "mail me @home")]
    public async Task Set_makes_a_text(string value, string text) =>
        Assert.Equal(text, (await kernel.RunAsync($"#!set --name words {value}\nwords.ToUpper().ToLower()")).Value);

    [Fact]
    public async Task Set_copies_by_JSON_and_byref_does_not()
    {
        await kernel.RunAsync("var number = 3;\nvar list = new List<int> { 1 };\nvar flag = true;");

        Assert.Equal("System.Double", (await kernel.RunAsync("#!set --name copied --value @csharp:number\n$\"{copied.GetType()}\"")).Value);
        Assert.Equal("True", (await kernel.RunAsync("#!set --name copiedFlag --value @csharp:flag\n(copiedFlag == true).ToString()")).Value);
        Assert.Equal("1", (await kernel.RunAsync("#!set --name copiedList --value @csharp:list\ncopiedList.RootElement.GetArrayLength().ToString()")).Value);
        Assert.Equal("2", (await kernel.RunAsync("#!set --name same --value @csharp:list --byref\nsame.Add(2);\nlist.Count.ToString()")).Value);
    }

    [Theory]
    [InlineData("@input:\"Your name\"", "who")]
    [InlineData("@password", "who.GetClearTextPassword()")]
    public async Task What_a_person_would_be_asked_for_comes_from_a_parameter(string value, string code)
    {
        await using var session = new global::Runner.Sessions.KernelSession(new(kernel.Folder) { Environment = new Dictionary<string, string> { ["NOTEBOOK_PARAM_who"] = "Ada L." } });
        var events = new List<KernelEvent>();
        await foreach (var each in session.ExecuteAsync("csharp", $"#!set --name who --value {value}\n{code}", kernel.File, 1, null, TestContext.Current.CancellationToken)) events.Add(each);

        Assert.Equal("Ada L.", new CellOutput(events).Value);
    }

    [Theory]
    [InlineData("#!share x --from value", "CommandFailed", "'x'")]
    [InlineData("#!share x --from csharp", "ValueNotFound", "'x'")]
    [InlineData("#!set --name y --value @fsharp:x", "UnsupportedKernel", "'fsharp'")]
    [InlineData("#!share x --from fsharp", "UnsupportedKernel", "'fsharp'")]
    [InlineData("#!set --name x --value @input:\"Your name\"", "ValueNotFound", "--param x=VALUE")]
    [InlineData("#!set --name 1x --value a", "ValueNotFound", "'1x'")]
    [InlineData("#!set --name class --value a", "ValueNotFound", "'class'")]
    [InlineData("#!set --value a", "CommandFailed", "Missing required parameter '--name'")]
    [InlineData("#!set --name a --value b --colour b", "CommandFailed", "Unrecognized parameter name '--colour'")]
    [InlineData("#!value --name a --from-file missing.txt", "System.IO.FileNotFoundException", "missing.txt")]
    [InlineData("#!value\ntext", "CommandFailed", "Missing required parameter '--name'")]
    public async Task What_cannot_be_says_why_at_its_line(string code, string name, string reason)
    {
        var output = await kernel.RunAsync($"// first\n{code}");

        Assert.Equal(name, output.Error.Name);
        Assert.Contains(reason, output.Error.Message);
        Assert.Equal(2, output.Error.Position!.Line);
    }
}
