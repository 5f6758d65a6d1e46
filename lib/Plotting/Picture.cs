using System.Buffers.Binary;
using System.Net;
using NotebookLib.Notebook;

namespace NotebookLib.Plotting;

/// <summary>
/// A picture that a notebook shows as the value of a cell, and that can be saved: a PNG with two pixels to each
/// CSS pixel, sharp on high-density screens and projectors, and a text that says what it shows.
/// </summary>
[TypeFormatterSource(typeof(HtmlAndText))]
public class Picture : ISelfShowing
{
    /// <summary>Pixels to a CSS pixel, along each side.</summary>
    public const int Density = 2;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>A picture of the given PNG file.</summary>
    /// <param name="png">The bytes of a PNG drawn at <see cref="Density"/> pixels to the CSS pixel.</param>
    /// <param name="alt">What the picture shows, for a reader who cannot see it.</param>
    /// <exception cref="ArgumentException">The bytes are no PNG, or the text is empty.</exception>
    public Picture(byte[] png, string alt)
        : this(png, alt, Density)
    {
    }

    /// <inheritdoc cref="Picture(byte[], string)"/>
    /// <param name="png">The bytes of a PNG.</param>
    /// <param name="alt">What the picture shows, for a reader who cannot see it.</param>
    /// <param name="density">Pixels to a CSS pixel: fewer for a picture that the next one takes the place of at once.</param>
    internal Picture(byte[] png, string alt, int density)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(alt);
        if (png.Length < 24 || !png.AsSpan().StartsWith(Signature)) throw new ArgumentException("These bytes are no PNG file.", nameof(png));
        Png = png;
        Alt = alt;
        Width = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)) / density;
        Height = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)) / density;
    }

    /// <summary>The bytes of the PNG file.</summary>
    public byte[] Png { get; }

    /// <summary>What the picture shows, for a reader who cannot see it.</summary>
    public string Alt { get; }

    /// <summary>Width on the page, in CSS pixels.</summary>
    public int Width { get; }

    /// <summary>Height on the page, in CSS pixels.</summary>
    public int Height { get; }

    /// <summary>Whether it is lines and bars on paper, which may be white on black as well; photographs and maps may not.</summary>
    internal bool IsChart { get; init; }

    /// <summary>Writes the PNG to a file: whole, or not at all.</summary>
    /// <param name="path">Where to; missing folders are made, an existing file is replaced.</param>
    /// <returns>The picture itself, so that a cell can save and show in one line.</returns>
    public Picture Save(string path)
    {
        WholeFile.Write(path, file => file.Write(Png));
        return this;
    }

    /// <summary>The picture as an HTML <c>img</c> element that carries its own data.</summary>
    public virtual string ToHtml() =>
        $"""<img src="data:image/png;base64,{Convert.ToBase64String(Png)}" alt="{WebUtility.HtmlEncode(Alt)}" width="{Width}" height="{Height}"{(IsChart ? " class=\"plot\"" : "")} style="max-width:100%;height:auto;border-radius:6px">""";

    /// <summary>Size and description, for example <c>[picture 800x600: Loss against epoch]</c>.</summary>
    public override string ToString() => $"[picture {Width}x{Height}: {Alt}]";
}
