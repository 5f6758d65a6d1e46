using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NotebookLib.Notebook;
using NotebookLib.Plotting;

namespace NotebookLib.Live;

/// <summary>What a figure with inputs shows at one moment: the inputs, where they stand, and the picture.</summary>
/// <remarks>
/// <para>It comes in three forms. A front end that can run code shows the first it knows:</para>
/// <para><c>application/vnd.notebooklib.inputs+json</c>, the live figure:</para>
/// <code>
/// {
///   "id": "5f0c…",                         the same for all moments of one figure
///   "inputs": [                            in this order; all values are numbers
///     { "kind": "slider", "label": "stride", "min": 1, "max": 4, "step": 1, "values": [2] },
///     { "kind": "choice", "label": "photo", "min": 0, "max": 1, "step": 1, "values": [0], "options": ["cat", "cup"] },
///     { "kind": "matrix", "label": "kernel", "min": -5, "max": 5, "step": 1, "values": [0, 1, …], "columns": 3 }
///   ],
///   "code": "NotebookLib.Live.LiveFigures.Set(\"5f0c…\", {values});",
///   "picture": { "png": "…", "alt": "…", "width": 396, "height": 432 },   base64, and CSS pixels
///   "problem": "…"                         only where none could be drawn for these values; the picture is the last one
/// }
/// </code>
/// <para>When a reader moves an input, the front end puts the values of all inputs, in order and separated by commas, in the
/// place of <c>{values}</c> and runs the code as any request. What comes back is an update of this output: the same JSON
/// with the values as they were taken and the new picture. While one request runs, further movements wait; of those
/// that wait only the latest is sent. An input that is being moved keeps what the reader gave it.</para>
/// <para><c>text/html</c>, for pages: the picture with inputs that work by themselves where all pictures are known, else the
/// picture with a line that tells what can be tried. <c>text/plain</c>, for consoles: the picture's description and that line.</para>
/// </remarks>
[TypeFormatterSource(typeof(Forms), PreferredMimeTypes = [MimeType, "text/html", "text/plain"])]
internal sealed class InteractivePicture(string id, IReadOnlyList<InputState> inputs, Picture picture) : ISelfShowing
{
    public const string MimeType = "application/vnd.notebooklib.inputs+json";

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The picture for every combination of values, the last input changing fastest; empty where there are too many.</summary>
    public IReadOnlyList<Picture> Frames { get; init; } = [];

    /// <summary>How a page without a kernel process draws the figure, where it can do so by itself.</summary>
    public string? Page { get; init; }

    /// <summary>Why there is no picture for the values as they stand.</summary>
    public string? Problem { get; init; }

    private string Tries => $"You can change {string.Join("; ", inputs)}.";

    public string ToJson() => JsonSerializer.Serialize(new
    {
        Id = id,
        Inputs = inputs,
        Code = $"NotebookLib.Live.LiveFigures.Set(\"{id}\", {{values}});",
        Picture = new { picture.Png, picture.Alt, picture.Width, picture.Height },
        Problem,
    }, Web);

    public string ToHtml() => Page is not null ? Page : Frames is []
        ? $"""<figure style="margin:0">{picture.ToHtml()}<figcaption style="margin-top:.4em">{WebUtility.HtmlEncode(Tries)} Where there are no controls, change the values in the cell and run it again.</figcaption></figure>"""
        : FramesHtml.Write(id, inputs, picture, Frames);

    public override string ToString() => $"{picture}\n{Tries}";

    private sealed class Forms
    {
        public IEnumerable<object> CreateTypeFormatters() =>
            [new HtmlAndText.Form(MimeType, value => ((InteractivePicture)value).ToJson()), HtmlAndText.Html, HtmlAndText.Text];
    }
}
