namespace Tests.Runner.Kernel;

/// <summary>What the kernel offers to mend an error with; <c>|</c> is where the error begins.</summary>
public sealed class FixesTests(TestKernel kernel) : IClassFixture<TestKernel>
{
    private async Task<IReadOnlyList<(string Title, string Text)>> FixAsync(string text)
    {
        var code = text.Replace("|", "");
        return [.. (await kernel.Session.FixesAsync(code, text.IndexOf('|'), TestContext.Current.CancellationToken)).Select(fix => (fix.Title, code.Remove(fix.Edit.Start, fix.Edit.End - fix.Edit.Start).Insert(fix.Edit.Start, fix.Edit.Text)))];
    }

    [Theory]
    [InlineData("|Stopwatch.StartNew()", "using System.Diagnostics;", "using System.Diagnostics;\nStopwatch.StartNew()")]
    [InlineData("new |ConcurrentBag<int>()", "using System.Collections.Concurrent;", "using System.Collections.Concurrent;\nnew ConcurrentBag<int>()")]
    [InlineData("using System.IO;\n// what follows\nnew |Stopwatch()", "using System.Diagnostics;", "using System.IO;\nusing System.Diagnostics;\n// what follows\nnew Stopwatch()")]
    [InlineData("// raises-exception\nnew |Stopwatch()", "using System.Diagnostics;", "// raises-exception\nusing System.Diagnostics;\nnew Stopwatch()")]
    [InlineData("[|Conditional(\"A\")] void F() { }", "using System.Diagnostics;", "using System.Diagnostics;\n[Conditional(\"A\")] void F() { }")]
    [InlineData("System.Xml.Linq.XDocument.Parse(\"<a/>\").|XPathSelectElement(\"a\")", "using System.Xml.XPath;", "using System.Xml.XPath;\nSystem.Xml.Linq.XDocument.Parse(\"<a/>\").XPathSelectElement(\"a\")")]
    [InlineData("var epochs = 1;\n|epohcs + 1", "Change to 'epochs'", "var epochs = 1;\nepochs + 1")]
    [InlineData("|console.WriteLine()", "Change to 'Console'", "Console.WriteLine()")]
    [InlineData("\"a\".|Lenght", "Change to 'Length'", "\"a\".Length")]
    [InlineData("\"a\"?.|Lenght", "Change to 'Length'", "\"a\"?.Length")]
    [InlineData("Math.|Sqr(2)", "Change to 'Sqrt'", "Math.Sqrt(2)")]
    [InlineData("new |Lisst<int>()", "Change to 'List'", "new List<int>()")]
    [InlineData("System.|Tex.StringBuilder b;", "Change to 'Text'", "System.Text.StringBuilder b;")]
    [InlineData("|howMany = 3;", "Declare 'howMany'", "var howMany = 3;")]
    public async Task A_name_that_is_not_known_can_be_mended(string text, string title, string mended) =>
        Assert.Equal(mended, Assert.Single(await FixAsync(text), fix => fix.Title == title).Text);

    [Theory]
    [InlineData("|qwertzuiop")]
    [InlineData("int n = |\"text\";")]
    [InlineData("|Math.Sqrt(2)")]
    [InlineData("1 + |2")]
    [InlineData("")]
    public async Task Where_nothing_is_known_to_help_nothing_is_offered(string text) => Assert.Empty(await FixAsync(text + (text.Contains('|') ? "" : "|")));

    [Fact]
    public async Task Names_of_cells_that_ran_count_as_spellings()
    {
        await kernel.RunAsync("var learningRate = 0.1;\nclass Layer { public int Stride; }");
        Assert.Equal("learningRate * 2", Assert.Single(await FixAsync("|lerningRate * 2")).Text);
        Assert.Equal("new Layer().Stride", Assert.Single(await FixAsync("new Layer().|Stirde")).Text);
    }
}
