using Microsoft.DotNet.Interactive.Formatting;
using NotebookLib.Plotting;
using SkiaSharp;

namespace Tests.Lib.Notebook;

public sealed class SelfShowingTests
{
    private static readonly Picture Picture = new(Png(40, 20), "Loss & \"accuracy\"");

    [Fact]
    public void The_notebook_formatting_finds_the_html_of_a_picture() =>
        Assert.StartsWith("<img src=\"data:image/png;base64,", Picture.ToDisplayString("text/html"));

    [Fact]
    public void The_notebook_formatting_finds_the_text_of_a_picture() =>
        Assert.Equal("[picture 20x10: Loss & \"accuracy\"]", Picture.ToDisplayString("text/plain"));

    [Fact]
    public void A_picture_is_sent_as_html_and_as_text() =>
        Assert.Equal(["text/html", "text/plain"], Formatter.GetPreferredMimeTypesFor(typeof(Picture)));

    [Fact]
    public void A_picture_inside_a_pocket_view_shows_its_html()
    {
        PocketView view = PocketViewTags.div(Picture);
        Assert.Contains("<img src=\"data:image/png;base64,", view.ToDisplayString("text/html"));
    }

    private static byte[] Png(int width, int height)
    {
        using var bitmap = new SKBitmap(width, height);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
