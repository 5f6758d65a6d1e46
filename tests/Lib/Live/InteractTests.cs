using System.Text.Json;
using Microsoft.DotNet.Interactive.Formatting;
using NotebookLib.Plotting;
using Tests.Lib.Notebook;
using static NotebookLib.Live.LiveFigures;
using static NotebookLib.Plotting.Plots;
using static TorchSharp.torch;

namespace Tests.Lib.Live;

[Collection(LiveOutputCollection.Name)]
public sealed class InteractTests
{
    private const string Json = "application/vnd.notebooklib.inputs+json";

    [Fact]
    public void The_kernel_draws_anew_in_place_when_a_value_is_set()
    {
        var shown = LiveOutputCollection.ShownBy(() => Interact(Slider("side", 1, 100, value: 5), Square));
        var id = Read(shown[0]).GetProperty("id").GetString()!;

        Set(id, 70);

        Assert.Single(shown);
        var now = Read(shown[0]);
        Assert.Equal(id, now.GetProperty("id").GetString());
        Assert.Equal([70], Values(now, 0));
        var picture = now.GetProperty("picture");
        Assert.Equal("70 by 70", picture.GetProperty("alt").GetString());
        Assert.Equal(Square(70).Png, picture.GetProperty("png").GetBytesFromBase64());
        Assert.Equal((Square(70).Width, Square(70).Height), (picture.GetProperty("width").GetInt32(), picture.GetProperty("height").GetInt32()));
    }

    [Fact]
    public void The_json_tells_a_front_end_all_it_needs()
    {
        using var kernel = tensor(new float[,] { { 1, 2 }, { 3, 4 } }).view(1, 1, 2, 2);
        var figure = Read(Assert.Single(LiveOutputCollection.ShownBy(() => Interact(
            Slider("stride (pixels)", 1, 4), Choice("photo", ("cat", 1), ("cup", 2)), Matrix("kernel", kernel, -9, 9, 0.5), (_, _, _) => Square(1)))));

        Assert.Equal("""
            [{"kind":"slider","label":"stride (pixels)","min":1,"max":4,"step":1,"values":[1]},
             {"kind":"choice","label":"photo","min":0,"max":1,"step":1,"values":[0],"options":["cat","cup"]},
             {"kind":"matrix","label":"kernel","min":-9,"max":9,"step":0.5,"values":[1,2,3,4],"columns":2}]
            """.ReplaceLineEndings("").Replace(", {", ",{"), figure.GetProperty("inputs").GetRawText());
        Assert.Equal($"NotebookLib.Live.LiveFigures.Set(\"{figure.GetProperty("id").GetString()}\", {{values}});", figure.GetProperty("code").GetString());
        Assert.False(figure.TryGetProperty("problem", out _));
    }

    [Fact]
    public void All_values_of_all_inputs_reach_the_drawing_in_order()
    {
        (int, double, string, float[])? seen = null;
        using var kernel = zeros(1, 1, 2, 2);
        var shown = LiveOutputCollection.ShownBy(() => Interact(Slider("a", 0, 9), Slider("b", 0, 1, 0, 0.25), Matrix("k", kernel), (a, b, k) =>
        {
            Assert.Equal([1L, 1, 2, 2], k.shape);
            seen = (a, b, "", k.data<float>().ToArray());
            return Square(a + 1);
        }));

        Set(Read(shown[0]).GetProperty("id").GetString()!, 7, 0.75, -1, 2, -3, 4);

        Assert.Equal((7, 0.75), (seen!.Value.Item1, seen.Value.Item2));
        Assert.Equal([-1, 2, -3, 4], seen.Value.Item4);
    }

    [Fact]
    public void A_choice_gives_what_its_name_stands_for()
    {
        List<string> seen = [];
        var shown = LiveOutputCollection.ShownBy(() => Interact(Slider("n", 1, 50), Choice("photo", ("cat", "chelsea.png"), ("cup", "coffee.png")), (n, file) => { seen.Add(file); return Square(n); }));
        Set(Read(shown[0]).GetProperty("id").GetString()!, 1, 1);
        Assert.Equal(["chelsea.png", "coffee.png"], seen);
    }

    [Theory]
    [InlineData(2.4, 2)]
    [InlineData(99, 9)]
    [InlineData(-3, 0)]
    public void A_value_that_the_slider_does_not_have_becomes_the_nearest_one(double value, double expected)
    {
        var shown = LiveOutputCollection.ShownBy(() => Interact(Slider("a", 0, 9), a => Square(a + 1)));
        Set(Read(shown[0]).GetProperty("id").GetString()!, value);
        Assert.Equal([expected], Values(Read(shown[0]), 0));
    }

    [Fact]
    public void Values_that_cannot_be_drawn_leave_the_picture_and_say_why()
    {
        var shown = LiveOutputCollection.ShownBy(() => Interact(Slider("k", 1, 90), k => k > 5 ? throw new ArgumentException("The kernel is larger than the image.\nat native code") : Square(k)));
        var before = Read(shown[0]).GetProperty("picture").GetRawText();

        Set(Read(shown[0]).GetProperty("id").GetString()!, 6);

        var now = Read(shown[0]);
        Assert.Equal("The kernel is larger than the image.", now.GetProperty("problem").GetString());
        Assert.Equal(before, now.GetProperty("picture").GetRawText());
        Assert.Equal([6], Values(now, 0));
    }

    [Fact]
    public void Values_that_cannot_be_drawn_do_not_keep_a_figure_with_few_pictures_from_being_shown()
    {
        var shown = LiveOutputCollection.ShownBy(() => Interact(Slider("k", 1, 4), k => k == 4 ? throw new ArgumentException("Too large.") : Square(k)));
        Set(Read(shown[0]).GetProperty("id").GetString()!, 4);
        Assert.Equal("Too large.", Read(shown[0]).GetProperty("problem").GetString());
    }

    [Fact]
    public void The_same_figure_has_the_same_id_in_every_run_and_another_figure_another()
    {
        string Id(int start) => Read(LiveOutputCollection.ShownBy(() => Interact(Slider("a", 1, 90, start), Square))[0]).GetProperty("id").GetString()!;
        Assert.Equal(Id(3), Id(3));
        Assert.NotEqual(Id(3), Id(4));
    }

    [Fact]
    public void Tensors_of_a_drawing_are_freed()
    {
        Tensor? made = null;
        LiveOutputCollection.ShownBy(() => Interact(Slider("a", 1, 90), a => { made = ones(a); return Square(a); }));
        Assert.True(made!.IsInvalid);
    }

    [Fact]
    public void Few_pictures_are_drawn_beforehand_and_the_page_needs_no_kernel()
    {
        var drawn = new List<(int, int)>();
        var html = Assert.Single(LiveOutputCollection.ShownBy(() => Interact(Slider("a", 1, 3, value: 2), Slider("b", 0, 30, step: 10), (a, b) =>
        {
            drawn.Add((a, b));
            return Square(a + b);
        }))).ToDisplayString("text/html");

        Assert.Equal(12, drawn.Distinct().Count());
        Assert.Equal(12, drawn.Count);
        Assert.Contains("<img src=\"data:image/png;base64,", html);
        Assert.Contains("a: 1 to 3, here 2; b: 0 to 30, here 0.", html);
        Assert.All(new[] { 1, 2, 3, 11, 33 }, side => Assert.Contains($"{side} by {side}", html));
    }

    [Fact]
    public void Many_pictures_are_not_and_the_page_says_what_can_be_tried()
    {
        var drawn = 0;
        var html = Assert.Single(LiveOutputCollection.ShownBy(() => Interact(Slider("stride", 1, 13), stride => { drawn++; return Square(stride); }))).ToDisplayString("text/html");
        Assert.Equal(1, drawn);
        Assert.DoesNotContain("<script", html);
        Assert.Contains("You can change stride: 1 to 13, here 1.", html);
    }

    [Fact]
    public void Labels_stay_text()
    {
        var html = Assert.Single(LiveOutputCollection.ShownBy(() => Interact(Slider("</script><b>", 1, 2), Square))).ToDisplayString("text/html");
        Assert.Single(html.Split("</script>")[1..]);
        Assert.DoesNotContain("<b>", html);
    }

    [Fact]
    public void A_notebook_gets_the_live_form_first() =>
        Assert.Equal([Json, "text/html", "text/plain"], Formatter.GetPreferredMimeTypesFor(Assert.Single(LiveOutputCollection.ShownBy(() => Interact(Slider("a", 1, 2), Square))).GetType()));

    [Fact]
    public void Outside_a_notebook_the_console_tells_picture_and_inputs()
    {
        var (console, text) = (Console.Out, new StringWriter());
        Console.SetOut(text);
        try
        {
            Interact(Slider("stride", 1, 4), Square);
        }
        finally
        {
            Console.SetOut(console);
        }
        Assert.Matches(@"^\[picture .*\]\nYou can change stride: 1 to 4, here 1\.\n$", text.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void What_cannot_be_set_is_refused_in_words()
    {
        Assert.Contains("wrong way round", Assert.Throws<ArgumentException>(() => Slider("a", 3, 1)).Message);
        Assert.Contains("cannot stand at 9", Assert.Throws<ArgumentException>(() => Slider("a", 1, 3, value: 9)).Message);
        Assert.Contains("cannot stand at 3", Assert.Throws<ArgumentException>(() => Slider("a", 0, 10, value: 3, step: 2)).Message);
        Assert.Contains("above 0", Assert.Throws<ArgumentException>(() => Slider("a", 0, 1, 0, step: 0.0)).Message);
        Assert.Contains("nothing to choose from", Assert.Throws<ArgumentException>(() => Choice<int>("a")).Message);
        Assert.Contains("shape (H, W)", Assert.Throws<ArgumentException>(() => Matrix("a", ones(2, 3, 3))).Message);
        Assert.Contains("run the cell", Assert.Throws<ArgumentException>(() => Set("no such figure", 1)).Message);
        var id = Read(LiveOutputCollection.ShownBy(() => Interact(Slider("a", 1, 90), Square))[0]).GetProperty("id").GetString()!;
        Assert.Contains("1 values to set, not 2", Assert.Throws<ArgumentException>(() => Set(id, 1, 2)).Message);
    }

    private static Picture Square(int side) => PlotImages(ones(1, side, side), alt: $"{side} by {side}");

    private static JsonElement Read(object shown) => JsonDocument.Parse(shown.ToDisplayString(Json)).RootElement;

    private static IEnumerable<double> Values(JsonElement figure, int input) =>
        figure.GetProperty("inputs")[input].GetProperty("values").EnumerateArray().Select(value => value.GetDouble());
}
