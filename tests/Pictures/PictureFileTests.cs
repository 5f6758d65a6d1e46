using System.Text.RegularExpressions;
using System.Xml.Linq;
using Drawing;

namespace Tests.Pictures;

public partial class PictureFileTests
{
    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(PictureFiles.Folder, "*.svg").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

    [Fact]
    public void Checked_in_pictures_are_what_the_command_draws() => Assert.Empty(Gallery.Problems(PictureFiles.Folder));

    [Fact]
    public void A_picture_out_of_date_missing_or_left_over_is_named()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            foreach (var path in Directory.GetFiles(PictureFiles.Folder, "*.svg").Append(Path.Combine(PictureFiles.Folder, "README.md")))
                File.Copy(path, Path.Combine(folder.FullName, Path.GetFileName(path)));
            File.AppendAllText(Path.Combine(folder.FullName, "relu.svg"), " ");
            File.Delete(Path.Combine(folder.FullName, "padding-same.svg"));
            File.WriteAllText(Path.Combine(folder.FullName, "by-hand.svg"), "<svg/>");
            Assert.Equal(
                ["by-hand.svg is drawn by no figure", "padding-same.svg is missing", "relu.svg is out of date"],
                Gallery.Problems(folder.FullName).Select(problem => Path.GetFileName(problem)).Order(StringComparer.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_picture_tells_a_screen_reader_what_it_shows(string name)
    {
        var root = PictureFiles.Load(name);
        Assert.Equal("img", (string?)root.Attribute("role"));
        var labels = ((string?)root.Attribute("aria-labelledby"))!.Split(' ');
        Assert.Equal(labels, root.Elements().Take(2).Select(element => (string?)element.Attribute("id")));
        Assert.Equal([PictureFiles.Svg + "title", PictureFiles.Svg + "desc"], root.Elements().Take(2).Select(element => element.Name));
        Assert.InRange(root.Element(PictureFiles.Svg + "title")!.Value.Length, 4, 80);
        Assert.InRange(root.Element(PictureFiles.Svg + "desc")!.Value.Length, 60, 500);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_picture_needs_nothing_but_itself(string name)
    {
        var root = PictureFiles.Load(name);
        Assert.All(root.DescendantsAndSelf(), element => Assert.Equal(PictureFiles.Svg, element.Name.Namespace));
        Assert.DoesNotContain(root.Descendants(), element => element.Name.LocalName is "image" or "use" or "script" or "foreignObject");
        Assert.DoesNotContain(root.Descendants().Attributes(), attribute => attribute.Name.LocalName == "href");
        Assert.DoesNotMatch("url\\(|@import|data:", root.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_picture_answers_to_dark_pages_and_defines_every_style_it_uses(string name)
    {
        var root = PictureFiles.Load(name);
        var sheet = root.Element(PictureFiles.Svg + "style")!.Value;
        Assert.Contains("prefers-color-scheme: dark", sheet);
        var defined = ClassName().Matches(sheet).Select(match => match.Groups[1].Value).ToHashSet();
        var used = root.Descendants().Attributes("class").SelectMany(attribute => attribute.Value.Split(' ')).ToHashSet();
        Assert.Empty(used.Except(defined));
    }

    [GeneratedRegex(@"\.([a-z][a-z0-9-]*)")]
    private static partial Regex ClassName();
}
