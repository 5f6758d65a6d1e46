using System.Globalization;
using System.Xml.Linq;

namespace Tests.Pictures;

/// <summary>The checked-in pictures as files.</summary>
internal static class PictureFiles
{
    public static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static string Folder { get; } = FindFolder();

    public static XElement Load(string name) => XDocument.Load(Path.Combine(Folder, name + ".svg")).Root!;

    /// <summary>The numbers of one named matrix, row by row.</summary>
    public static double[] Numbers(string picture, string matrix)
    {
        var group = Load(picture).Descendants(Svg + "g").Single(group => (string?)group.Attribute("data-name") == matrix);
        return [.. group.Descendants(Svg + "text").Select(text => double.Parse(text.Value.Replace('−', '-'), CultureInfo.InvariantCulture))];
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "NotebookLib.csproj")))
                return Path.Combine(folder.FullName, "images");
        throw new DirectoryNotFoundException("No folder above the tests contains NotebookLib.csproj.");
    }
}
