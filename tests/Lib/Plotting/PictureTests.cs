using NotebookLib.Plotting;
using SkiaSharp;

namespace Tests.Lib.Plotting;

public sealed class PictureTests
{
    [Fact]
    public void The_size_on_the_page_is_half_the_size_in_pixels()
    {
        var picture = new Picture(Png(1600, 1000), "curves");
        Assert.Equal((800, 500), (picture.Width, picture.Height));
    }

    [Fact]
    public void The_html_tells_what_the_picture_shows_and_fits_a_narrow_page() =>
        Assert.EndsWith(""" alt="&lt;a&gt; &quot;b&quot; &amp; c" width="20" height="10" style="max-width:100%;height:auto;border-radius:6px">""",
            new Picture(Png(40, 20), "<a> \"b\" & c").ToHtml());

    [Fact]
    public void Charts_say_that_a_dark_page_may_turn_them_round_and_photographs_do_not()
    {
        Assert.Contains(" class=\"plot\" ", Plots.PlotBars("Right", "images (%)", [("a", 1), ("b", 2)]).ToHtml());
        using var images = TorchSharp.torch.zeros(2, 1, 4, 4);
        Assert.DoesNotContain("class=", Plots.PlotImages(images).ToHtml());
    }

    [Fact]
    public void Bytes_that_are_no_png_are_refused() =>
        Assert.Throws<ArgumentException>(() => new Picture(new byte[100], "nothing"));

    [Fact]
    public void A_picture_without_a_description_is_refused() =>
        Assert.Throws<ArgumentException>(() => new Picture(Png(4, 4), " "));

    [Fact]
    public void A_saved_picture_replaces_the_file_and_leaves_nothing_else_behind()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "new", "picture.png");
            new Picture(Png(4, 4), "old").Save(path);
            var picture = new Picture(Png(8, 8), "new").Save(path);
            Assert.Equal(picture.Png, File.ReadAllBytes(path));
            Assert.Equal(["picture.png"], Directory.GetFiles(Path.GetDirectoryName(path)!).Select(Path.GetFileName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_link_to_a_picture_stays_and_one_that_is_read_only_is_not_replaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a permission.");
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var (path, link) = (Path.Combine(folder.FullName, "picture.png"), Path.Combine(folder.FullName, "link.png"));
            File.CreateSymbolicLink(link, "picture.png");
            var picture = new Picture(Png(4, 4), "first").Save(link);
            Assert.Equal(picture.Png, File.ReadAllBytes(path));
            Assert.NotNull(new FileInfo(link).LinkTarget);

            File.SetAttributes(path, FileAttributes.ReadOnly);
            Assert.Equal($"{path} is read-only.", Assert.Throws<UnauthorizedAccessException>(() => new Picture(Png(8, 8), "second").Save(link)).Message);
            Assert.Equal(picture.Png, File.ReadAllBytes(path));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[] Png(int width, int height)
    {
        using var bitmap = new SKBitmap(width, height);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
