using Runner.Protocol;

namespace Tests.Runner.Kernel;

/// <summary>A new name in all cells of a notebook as they stand, whether they ran or not; <c>|</c> is where it is asked for.</summary>
public sealed class RenamingTests(TestKernel kernel) : IClassFixture<TestKernel>
{
    private async Task<(string[] Cells, string? Problem)> RenameAsync(string? name, params string[] cells)
    {
        var cell = Array.FindIndex(cells, text => text.Contains('|'));
        var offset = cells[cell].IndexOf('|');
        cells[cell] = cells[cell].Remove(offset, 1);
        var found = await kernel.Session.RenameAsync(kernel.File, cells, cell, offset, name, TestContext.Current.CancellationToken);
        foreach (var edit in found.Edits.Reverse()) cells[edit.Cell] = cells[edit.Cell].Remove(edit.Start, edit.End - edit.Start).Insert(edit.Start, edit.Text);
        return (cells, found.Problem);
    }

    [Fact]
    public async Task A_variable_is_renamed_wherever_it_is_the_same()
    {
        var (cells, problem) = await RenameAsync("rate",
            "#!time\nvar lr| = 0.1; // lr",
            "",
            "Console.WriteLine($\"lr {lr}\");\nvoid Step() { var lr = 1; Use(lr); }\nvoid Use(int lr) { }",
            "Func<int, int> next = lr => lr + 1;\nnext(2) * lr",
            "var lr = 5;\nlr");

        Assert.Null(problem);
        Assert.Equal(
        [
            "#!time\nvar rate = 0.1; // lr",
            "",
            "Console.WriteLine($\"lr {rate}\");\nvoid Step() { var lr = 1; Use(lr); }\nvoid Use(int lr) { }",
            "Func<int, int> next = lr => lr + 1;\nnext(2) * rate",
            "var lr = 5;\nlr",
        ], cells);
    }

    [Theory]
    [InlineData("Size", "record Pa|ir(int X);", "new Pair(1) is Pair { X: 1 } pair ? pair.X : 0", "record Size(int X);", "new Size(1) is Size { X: 1 } pair ? pair.X : 0")]
    [InlineData("Y", "record Pair(int X);", "new Pair(X: 1) { X = 2 }.|X", "record Pair(int Y);", "new Pair(Y: 1) { Y = 2 }.Y")]
    [InlineData("Net", "class Model\n{\n    public Model() { }\n    ~Model() { }\n}", "new List<M|odel>()", "class Net\n{\n    public Net() { }\n    ~Net() { }\n}", "new List<Net>()")]
    [InlineData("Area", "interface IShape { int Size(); }\nabstract class Base : IShape { public abstract int Size(); }", "class Own : Base { public override int S|ize() => 1; }\nclass Other { public int Size() => 2; }", "interface IShape { int Area(); }\nabstract class Base : IShape { public abstract int Area(); }", "class Own : Base { public override int Area() => 1; }\nclass Other { public int Size() => 2; }")]
    [InlineData("by", "/// <param name=\"times\">how often</param>\nint Scale(int value, int t|imes = 2) => value * times;", "Scale(1, times: 3)", "/// <param name=\"by\">how often</param>\nint Scale(int value, int by = 2) => value * by;", "Scale(1, by: 3)")]
    [InlineData("Twice", "int Double|(int x) => 2 * x;\nint Double(string x) => 2;", "Double(1) + Double(\"a\")", "int Twice(int x) => 2 * x;\nint Double(string x) => 2;", "Twice(1) + Double(\"a\")")]
    [InlineData("all", "int total| = 1;", "(new { total }.total, (total, 2).total)", "int all = 1;", "(new { total = all }.total, (total: all, 2).total)")]
    [InlineData("T2", "static T Same<|T>(T x) where T : class => x;", "Same(\"T\")", "static T2 Same<T2>(T2 x) where T2 : class => x;", "Same(\"T\")")]
    [InlineData("Mine", "using Own| = System.Text.StringBuilder;", "new Own()", "using Mine = System.Text.StringBuilder;", "new Mine()")]
    [InlineData("y", "if (int.TryParse(\"1\", out var x)) x|++;", "var (a, b) = (x, 1);\na", "if (int.TryParse(\"1\", out var y)) y++;", "var (a, b) = (y, 1);\na")]
    public async Task All_that_is_the_same_to_the_compiler_goes_along(string name, string first, string second, string firstAfter, string secondAfter)
    {
        var (cells, problem) = await RenameAsync(name, first, second);
        Assert.Null(problem);
        Assert.Equal([firstAfter, secondAfter], cells);
    }

    [Theory]
    [InlineData("b", "With that name 'b' in cell 3, line 1 would mean something else.", "var b = 1;", "var a| = 2;", "b")]
    [InlineData("y", "With that name cell 1, line 1 would no longer compile: A local", "void F() { int x| = 1; int y = x; }")]
    [InlineData("class", "'class' is a keyword", "var a| = 1;")]
    [InlineData("2a", "'2a' is no name in C#", "var a| = 1;")]
    [InlineData("F", "'Max' is not declared in a cell of this notebook, but in System.", "Math.Ma|x(1, 2)")]
    [InlineData("F", "'ToString' is not declared in a cell", "class A { public override string ToStr|ing() => \"\"; }")]
    [InlineData("F", "There is no name here", "1 +| 2")]
    [InlineData("F", "There is no name here", "\"te|xt\"")]
    [InlineData("F", "What 'nothing' is here, the compiler cannot tell", "no|thing")]
    [InlineData("b", "What 'a' is in cell 1, line 2, the compiler cannot tell", "\na", "var a| = 1;")] // used above
    [InlineData("b", "A magic command names 'a' in cell 2, line 1", "var a| = 1;", "#!share a --from csharp")]
    [InlineData("Z", "What 'Size' is in cell 2, line 2, the compiler cannot tell", "class Layer { public int Si|ze; }", "dynamic layer = new Layer();\nlayer.Other = Unknown.Size;")]
    public async Task What_would_not_be_right_is_refused_with_the_reason(string name, string why, params string[] cells)
    {
        var (_, problem) = await RenameAsync(name, cells);
        Assert.StartsWith(why, problem);
    }

    [Fact]
    public async Task Errors_of_other_cells_and_names_of_packages_that_are_not_there_yet_are_no_hindrance()
    {
        var (cells, problem) = await RenameAsync("net", "#r \"nuget: TorchSharp, 1.0\"\nusing TorchSharp;", "var mod|el = torch.nn.Linear(1, 1);\nmodel.eval();", "half = ", "Console.Write(model.weight);");
        Assert.Null(problem);
        Assert.Equal(["var net = torch.nn.Linear(1, 1);\nnet.eval();", "half = ", "Console.Write(net.weight);"], cells[1..]);
    }

    [Fact]
    public async Task Cells_count_as_they_stand_and_imports_and_references_as_they_ran()
    {
        kernel.Write("shared.dib", "#!csharp\n\nusing System.Numerics;\nvar shared = 1;\nclass Layer { public virtual int Size => 1; }");
        await kernel.RunAsync("#!import shared.dib");
        await kernel.RunAsync("csharp", "var first = \"as it ran\";", cell: 2);

        var (cells, problem) = await RenameAsync("begin", "#!import shared.dib", "var first| = BigInteger.One;", "first.IsOne ? shared : new Layer().Size");
        Assert.Null(problem);
        Assert.Equal(["#!import shared.dib", "var begin = BigInteger.One;", "begin.IsOne ? shared : new Layer().Size"], cells);

        Assert.Equal("'shared' is declared in shared.dib, which this notebook imports.", (await RenameAsync("x", "#!import shared.dib", "sha|red")).Problem);
        Assert.Equal("'Size' is declared in shared.dib, which this notebook imports.", (await RenameAsync("x", "", "class Mine : Layer { public override int Si|ze => 2; }")).Problem);
    }

    [Fact]
    public async Task Without_a_new_name_it_is_told_where_the_present_one_stands()
    {
        var found = await kernel.Session.RenameAsync(kernel.File, ["var a = 1;", "a + a"], 1, 1, null, TestContext.Current.CancellationToken);
        Assert.Equal([new CellEdit(0, 4, 5, "a"), new CellEdit(1, 0, 1, "a"), new CellEdit(1, 4, 5, "a")], found.Edits);
    }

    [Fact]
    public async Task A_notebook_that_is_too_long_is_refused()
    {
        Assert.StartsWith("The notebook is too long", (await RenameAsync("b", "var a| = 1;", new string(' ', 4_000_000))).Problem);
        Assert.StartsWith("The notebook is too long", (await RenameAsync("b", ["var a| = 1;", .. Enumerable.Repeat("", 2_000)])).Problem);
    }
}
