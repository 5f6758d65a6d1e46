using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Drawing;

/// <summary>One picture of the course: a card with a title, a drawing and, below it, what to take away.</summary>
/// <param name="name">The file's name without its ending.</param>
/// <param name="lesson">The notebook that shows it.</param>
/// <param name="title">What it shows, in a few words; stands in the picture.</param>
/// <param name="description">The alternative text: what a reader who does not see the picture needs to know.</param>
/// <param name="height">In pixels. All pictures are <see cref="Width"/> wide, so that letters have the same size on a page.</param>
public abstract class Figure(string name, string lesson, string title, string description, double height)
{
    /// <summary>The width of every picture in pixels.</summary>
    public const double Width = 800;

    /// <summary>The distance of text from the card's edge.</summary>
    protected const double Margin = 28;

    private const double CaptionStep = 22;

    public string Name => name;
    public string Lesson => lesson;
    public string Title => title;
    public string Description => description;
    public double Height => height;

    /// <summary>Lines of text under the drawing.</summary>
    protected virtual string[] Caption => [];

    /// <summary>Rules that only this picture needs.</summary>
    protected virtual string Css => "";

    /// <summary>Draws between the title (above y = 60) and the caption.</summary>
    protected abstract void Draw(Canvas canvas);

    /// <summary>The whole file.</summary>
    public string ToSvg()
    {
        var root = new XElement(Canvas.Svg + "svg",
            new XAttribute("viewBox", $"0 0 {Canvas.Number(Width)} {Canvas.Number(Height)}"),
            new XAttribute("width", Canvas.Number(Width)),
            new XAttribute("height", Canvas.Number(Height)),
            new XAttribute("role", "img"),
            new XAttribute("aria-labelledby", "title description"),
            new XElement(Canvas.Svg + "title", new XAttribute("id", "title"), Title),
            new XElement(Canvas.Svg + "desc", new XAttribute("id", "description"), Description),
            new XElement(Canvas.Svg + "style", Style.Sheet(Css)));
        var canvas = new Canvas(root)
            .Rectangle(new(0.75, 0.75, Width - 1.5, Height - 1.5), "card", radius: 12)
            .Text(Margin, 34, Title, Size.Title, anchor: Anchor.Start, style: "title");
        Draw(canvas);
        for (var i = 0; i < Caption.Length; i++)
            canvas.Text(Margin, Height - 26 - (Caption.Length - 1 - i) * CaptionStep, Caption[i], anchor: Anchor.Start, style: "muted");
        return Write(root);
    }

    private static string Write(XElement root)
    {
        var text = new StringBuilder();
        var settings = new XmlWriterSettings { Indent = true, IndentChars = "  ", NewLineChars = "\n", OmitXmlDeclaration = true };
        using (var writer = XmlWriter.Create(text, settings))
            root.Save(writer);
        return text.Append('\n').ToString();
    }
}
