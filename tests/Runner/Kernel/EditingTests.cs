using Runner.Protocol;

namespace Tests.Runner.Kernel;

/// <summary>What the kernel tells an editor while someone types; <c>|</c> in a text is the cursor.</summary>
public sealed class EditingTests(TestKernel kernel) : IClassFixture<TestKernel>
{
    private async Task<CompletionsFound> CompleteAsync(string text) =>
        await kernel.Session.CompleteAsync(text.Replace("|", ""), text.IndexOf('|'), TestContext.Current.CancellationToken);

    private async Task<IEnumerable<string>> NamesAsync(string text) => (await CompleteAsync(text)).Items.Select(item => item.Text);

    private async Task<string> InspectAsync(string text) =>
        await kernel.Session.InspectAsync(text.Replace("|", ""), text.IndexOf('|'), TestContext.Current.CancellationToken);

    private Task<IReadOnlyList<CellDiagnostic>> CheckAsync(string text) => kernel.Session.CheckAsync(text, TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_word_is_completed_from_what_ran_before_and_from_the_cell_itself()
    {
        await kernel.RunAsync("using System.Globalization;\nvar featureMaps = 3;\nint FeatureCount(int layer) => layer;");

        var found = await CompleteAsync("var featureOfCell = 1;\n1 + feat|");

        Assert.Equal(["featureMaps", "featureOfCell", "FeatureCount"], found.Items.Take(3).Select(item => item.Text).Order(StringComparer.Ordinal).OrderBy(name => name[0] == 'F'));
        Assert.Equal("variable", found.Items.First(item => item.Text == "featureMaps").Kind);
        Assert.Equal("int FeatureCount(int layer)", found.Items.First(item => item.Text == "FeatureCount").Description);
        Assert.Equal((27, 31), (found.Start, found.End));
        Assert.Contains("CultureInfo", await NamesAsync("Cult|"));
    }

    [Fact]
    public async Task A_type_that_no_using_names_comes_with_its_namespace_and_after_those_in_reach()
    {
        var found = (await CompleteAsync("var lock1 = new object();\nBlockingColl|")).Items;
        Assert.Equal(("BlockingCollection", "System.Collections.Concurrent"), Assert.Single(found, item => item.Using is not null) is var item ? (item.Text, item.Using) : default);
        Assert.DoesNotContain((await CompleteAsync("using System.Collections.Concurrent;\nBlockingColl|")).Items, each => each.Using is not null);
        Assert.Empty((await CompleteAsync("\"text\".BlockingColl|")).Items);
        var lists = (await CompleteAsync("Lis|")).Items.Select(each => each.Using is null).ToList();
        Assert.Equal(lists.OrderDescending(), lists);
    }

    [Fact]
    public async Task A_using_that_comes_with_a_type_stands_where_usings_may()
    {
        async Task<CodeEdit> AlsoAsync(string text) => (await CompleteAsync(text)).Items.First(item => item.Text == "BlockingCollection").Also!;

        Assert.Equal(new(0, 0, "using System.Collections.Concurrent;\n"), await AlsoAsync("BlockingColl|"));
        Assert.Equal(new(17, 17, "using System.Collections.Concurrent;\n"), await AlsoAsync("using System.IO;\nBlockingColl|"));
        Assert.Equal(new(18, 18, "using System.Collections.Concurrent;\n"), await AlsoAsync("// skip-execution\nBlockingColl|"));
    }

    [Fact]
    public async Task Behind_override_stand_the_members_that_can_be_overridden_with_a_body()
    {
        await kernel.RunAsync("""
            abstract class Layer
            {
                public abstract int Forward(int input, ref int count);
                protected virtual string Name { get; set; }
                public virtual void Reset<T>(string[] names = null) { }
                public virtual int this[int index] => index;
                public sealed override int GetHashCode() => 1;
                public void Plain() { }
            }
            class Middle : Layer { public override int Forward(int input, ref int count) => input; public virtual T As<T>() => default; }
            """);

        var found = (await CompleteAsync("class Mine : Middle\n{\n    public override |\n    public override int this[int index] => 2;\n}")).Items;
        Assert.Equal(["T As<T>()", "bool Equals(object obj)", "int Forward(int input, ref int count)", "string Name", "string ToString()", "void Reset<T>(string[] names = null)"], found.Select(item => item.Text).Order(StringComparer.Ordinal));
        Assert.Equal("int Forward(int input, ref int count)\n{\n\treturn base.Forward(input, ref count);\n\\}", found.Single(item => item.Text.Contains("Forward")).Snippet);
        Assert.Equal("string Name { get => base.Name; set => base.Name = value; \\}", found.Single(item => item.Text == "string Name").Snippet);
        Assert.Equal("void Reset<T>(string[] names = null)\n{\n\tbase.Reset<T>(names);\n\\}", found.Single(item => item.Text.Contains("Reset")).Snippet);
        Assert.All(found, item => Assert.Null(item.Also));

        var bare = Assert.Single((await CompleteAsync("class Mine : Layer { override Forw| }")).Items);
        Assert.Equal((new CodeEdit(21, 21, "public "), true), (bare.Also, bare.Snippet!.Contains("\tthrow new NotImplementedException();")));
        Assert.Equal("protected ", (await CompleteAsync("class Mine : Layer { override Nam| }")).Items.Single(item => item.Text == "string Name").Also?.Text);
    }

    [Theory]
    [InlineData("forea|", "foreach")]
    [InlineData("void F()\n{\n    if (true) { whil| }\n}", "while")]
    [InlineData("class A\n{\n    pro|\n}", "prop")]
    [InlineData("clas|", "class")]
    [InlineData("var a = fo|", null)]
    [InlineData("Use(whil|)", null)]
    [InlineData("class A\n{\n    forea|\n}", null)]
    [InlineData("void F<T>() where T : clas|", null)]
    [InlineData("pro|", null)]
    public async Task Snippets_are_offered_where_they_can_stand(string text, string? offered) =>
        Assert.Equal(offered is null ? [] : [offered], (await CompleteAsync(text)).Items.Where(item => item.Kind == "snippet").Select(item => item.Text));

    [Theory]
    [InlineData("\"text\".Repl|", "Replace", "Length")] // filtered by the word
    [InlineData("\"text\".|", "Length", "IsNullOrEmpty")] // no static members of a value
    [InlineData("string.|", "Join", "Length")]
    [InlineData("new[] { 1 }.Sel|", "SelectMany", "Length")] // extension methods
    [InlineData("var list = new List<int>();\nlist.|\nvar next = 2;", "Add", "Equals1")] // an unfinished line before another
    [InlineData("Math.Max(1, \"a\".Le|)", "Length", "Replace")]
    [InlineData("string text = null;\ntext?.Len|", "Length", "Replace")]
    [InlineData("System.Glob|", "Globalization", "Text")]
    [InlineData("using System.|", "IO", "Console")]
    [InlineData("new Uri|", "UriBuilder", "unchecked")]
    [InlineData("class Layer { public int Size { get; set; } public int Area => 1; }\nnew Layer { Si|}", "Size", "Area")]
    [InlineData("new List<int> { int.Max|, Ma }", "MaxValue", "Math")]
    [InlineData("new List<double> { Mat| }", "Math", "Add")]
    [InlineData("\"a\".IndexOf(comp|", "comparisonType:", "int")]
    [InlineData("StringComparison.|", "Ordinal", "ToString1")]
    [InlineData("forea|", "foreach", "for")]
    [InlineData("#r \"nuget: No.Such, 1.0.0\"\n#!time\nConsole.WriteL|", "WriteLine", "Write")] // references and magic commands are no C#
    [InlineData("#!ti|", "time", "import")]
    [InlineData("1;\n#!|", "import", "int")]
    public async Task The_place_decides_what_is_offered(string text, string offered, string notOffered)
    {
        var names = await NamesAsync(text);

        Assert.Contains(offered, names);
        Assert.DoesNotContain(notOffered, names);
    }

    [Theory]
    [InlineData("// Cons|")]
    [InlineData("\"Cons|\"")]
    [InlineData("$\"Cons|\"")]
    [InlineData("#!markdown\nCons|")]
    [InlineData("1|")]
    [InlineData("var Cons|")]
    [InlineData("nothing.like.that.|")]
    public async Task Nothing_is_offered_where_nothing_can_be_known(string text) => Assert.Empty(await NamesAsync(text));

    [Fact]
    public async Task Packages_and_imports_that_ran_are_known()
    {
        kernel.Write("layers.dib", "#!csharp\n\nusing System.Numerics;\nrecord Pooling(int Size);");
        await kernel.RunAsync("#!import layers.dib");

        Assert.Contains("Size", await NamesAsync("new Pooling(2).|"));
        Assert.Contains("BigInteger", await NamesAsync("BigI|"));
    }

    [Fact]
    public async Task A_name_is_described_with_its_documentation_and_value()
    {
        await kernel.RunAsync("/// <summary>How far a <c>kernel</c> moves.</summary>\nint Stride(int by) => by;\nvar epochs = 12;");

        Assert.Equal("```csharp\nint Stride(int by)\n```\n\nHow far a `kernel` moves.", await InspectAsync("1 + Str|ide(2)"));
        Assert.Equal("```csharp\n(variable) int epochs\n```\n\nNow `12`", await InspectAsync("epochs| + 1"));
        Assert.StartsWith("```csharp\nstring Join(", await InspectAsync("string.Jo|in(\",\", 1)"));
        Assert.Equal("", await InspectAsync("1 +| 2"));
    }

    [Fact]
    public async Task The_frameworks_documentation_is_found_where_the_SDK_has_it()
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref")), "needs the SDK's reference assemblies");

        Assert.Contains("smallest integral value", await InspectAsync("Math.Ceil|ing(1.5)"));
    }

    [Fact]
    public async Task Between_parentheses_the_signatures_are_told_and_the_parameter()
    {
        await kernel.RunAsync("/// <summary>Convolves.</summary>\n/// <param name=\"stride\">how far it moves</param>\nint Conv(int size, int stride = 1) => size;");

        Assert.Equal("```csharp\nint Conv(int size, [int stride = 1])\n```\n\n`stride`: how far it moves\n\nConvolves.", await InspectAsync("Conv(3, |)"));
        Assert.StartsWith("```csharp\nint Conv(int size", await InspectAsync("Conv(|"));
        Assert.Equal("", await InspectAsync("Conv(3) |"));
        Assert.Contains("DateTime(int year, int month, int day)", await InspectAsync("new DateTime(|)"));
    }

    [Fact]
    public async Task A_check_tells_what_would_not_compile_with_its_span()
    {
        await kernel.RunAsync("var known = 1;");

        Assert.Empty(await CheckAsync("known + 1"));
        var found = Assert.Single(await CheckAsync("known.ToString();\nknown + unknownName"));
        Assert.Equal(("error", "CS0103"), (found.Severity, found.Code));
        Assert.Equal((2, 9), (found.Position.Line, found.Position.Column));
        Assert.Equal((2, 20), (found.End!.Line, found.End.Column));
    }

    [Fact]
    public async Task A_check_of_a_cell_that_brings_names_of_its_own_tells_only_what_is_no_CSharp()
    {
        Assert.Empty(await CheckAsync("#r \"nuget: Some.Package, 1.0.0\"\nSome.Package.Run();"));
        Assert.Empty(await CheckAsync("#!import setup.dib\nFromSetup();\n#!markdown\nnot C#"));
        Assert.Equal(2, Assert.Single(await CheckAsync("#!import setup.dib\nFromSetup(;")).Position.Line);
    }

    [Fact]
    public async Task An_editor_is_answered_while_a_cell_runs()
    {
        var running = kernel.RunAsync("while (!System.IO.File.Exists(\"stop\")) await Task.Delay(5);");

        Assert.Contains("Console", await NamesAsync("Cons|"));
        Assert.False(running.IsCompleted);
        kernel.Write("stop", "");
        Assert.True((await running).Held);
    }

    [Fact]
    public async Task A_dead_kernel_knows_nothing()
    {
        await using var session = new global::Runner.Sessions.KernelSession(new(kernel.Folder));
        await foreach (var _ in session.ExecuteAsync("csharp", "Environment.Exit(1);", "a.dib", 1, null, TestContext.Current.CancellationToken)) { }

        Assert.Empty((await session.CompleteAsync("Cons", 4, TestContext.Current.CancellationToken)).Items);
        Assert.Equal("", await session.InspectAsync("Console", 4, TestContext.Current.CancellationToken));
        Assert.Empty(await session.CheckAsync("1 +", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_a_cell_does_when_it_is_stopped_keeps_nobody_from_an_answer()
    {
        await using var session = new global::Runner.Sessions.KernelSession(new(kernel.Folder));
        var shown = new TaskCompletionSource();
        var running = Task.Run(async () =>
        {
            await foreach (var each in session.ExecuteAsync("csharp",
                "var stop = Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken;\nstop.Register(() => System.Threading.Thread.Sleep(-1));\nConsole.Write(1);\nawait Task.Delay(-1);", kernel.File, 1))
            {
                if (each is StreamWritten) shown.TrySetResult();
            }
        }, TestContext.Current.CancellationToken);
        await shown.Task;

        var stopping = session.InterruptAsync(running, TimeSpan.FromSeconds(10));

        Assert.NotEmpty((await session.CompleteAsync("Console.Wri", 11, TestContext.Current.CancellationToken)).Items);
        session.End("Interrupted", "That is enough.");
        await stopping;
    }
}
