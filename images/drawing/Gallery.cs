using System.Text;
using Drawing.Convolution;
using Drawing.History;
using Drawing.Padding;
using Drawing.Pooling;
using Drawing.Training;
using Drawing.Transfer;
using Drawing.Why;

namespace Drawing;

/// <summary>All pictures, and the files they become.</summary>
public static class Gallery
{
    private const string Begin = "<!-- drawn: begin -->\n";
    private const string End = "<!-- drawn: end -->";

    /// <summary>The pictures in the order of the lessons.</summary>
    public static IReadOnlyList<Figure> Figures { get; } =
    [
        new VisualWorld(), new DenseVersusConvolutional(), new ReceptiveField(), new ConvnetArchitecture(),
        new ConvolutionAnimated(), new StrideAndDilation(),
        new ConvolutionChannels(), new ConvolutionFilters(), new Relu(),
        new PaddingKeepsSize(), new PaddingValid(), new PaddingFull(), new PaddingSame(),
        new PoolingMaxAverage(), new PoolingFeatureMaps(),
        new TrainingLoop(), new ConvolutionGradients(), new FeatureHierarchy(), new FeaturesAndClassifier(),
        new Timeline(), new LeNet5(), new AlexNet(), new Vgg16(), new GoogLeNet(), new InceptionModule(),
        new ResNet152(), new ResidualBlock(), new PlainVersusResidual(),
        new FeatureExtraction(), new FineTuning(), new InvertedResidual(),
    ];

    /// <summary>Every file the command writes into a folder, with its text: the pictures and the list in the README.</summary>
    public static IEnumerable<(string Path, string Text)> Files(string folder)
    {
        foreach (var figure in Figures)
            yield return (Path.Combine(folder, figure.Name + ".svg"), figure.ToSvg());
        var readme = Path.Combine(folder, "README.md");
        yield return (readme, WithList(File.ReadAllText(readme)));
    }

    /// <summary>What is missing, out of date or left over in a folder; empty when all is well.</summary>
    public static IReadOnlyList<string> Problems(string folder)
    {
        var files = Files(folder).ToList();
        var drawn = files.Select(file => file.Path).ToHashSet();
        return
        [
            .. files.Where(file => !File.Exists(file.Path)).Select(file => $"{file.Path} is missing"),
            .. files.Where(file => File.Exists(file.Path) && File.ReadAllText(file.Path) != file.Text)
                .Select(file => $"{file.Path} is out of date"),
            .. Directory.GetFiles(folder, "*.svg").Where(path => !drawn.Contains(path))
                .Select(path => $"{path} is drawn by no figure"),
        ];
    }

    private static string WithList(string readme)
    {
        var begin = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = readme.IndexOf(End, StringComparison.Ordinal);
        if (begin < Begin.Length || end < begin)
            throw new InvalidDataException($"images/README.md has lost the marks between which the list of pictures stands: {Begin.Trim()} and {End}.");
        return readme[..begin] + List() + readme[end..];
    }

    private static string List()
    {
        var list = new StringBuilder();
        foreach (var lesson in Figures.GroupBy(figure => figure.Lesson))
        {
            list.Append($"\n### {lesson.Key}\n\n| File | Title | Alternative text |\n|---|---|---|\n");
            foreach (var figure in lesson)
                list.Append($"| [{figure.Name}.svg]({figure.Name}.svg) | {figure.Title} | {figure.Description} |\n");
        }
        return list.Append('\n').ToString();
    }
}
