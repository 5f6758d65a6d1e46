using System.Globalization;
using System.Text.Json;
using Runner.Protocol;

namespace Runner.Html;

/// <summary>A figure with inputs, as its library describes it (there, <c>InteractivePicture</c>) by a MIME type of its own.</summary>
/// <param name="Code">What to run when an input was moved, with <c>{values}</c> where the values of all inputs belong.</param>
/// <param name="Problem">Why the picture is not that of the values.</param>
public sealed record InputsFigure(string Id, IReadOnlyList<InputsFigure.Input> Inputs, string Code, InputsFigure.Drawing Picture, string? Problem = null)
{
    private const string MimeType = "application/vnd.notebooklib.inputs+json";

    /// <summary>Something that is set.</summary>
    /// <param name="Kind"><c>slider</c>, <c>choice</c> or <c>matrix</c>.</param>
    /// <param name="Values">Where it stands: one number, or those of a matrix row by row.</param>
    /// <param name="Options">The names of what can be chosen.</param>
    public sealed record Input(string Kind, string Label, double Min, double Max, double Step, IReadOnlyList<double> Values, IReadOnlyList<string>? Options = null, int Columns = 1);

    /// <summary>A PNG in base64 and its size in CSS pixels.</summary>
    public sealed record Drawing(string Png, string Alt, int Width, int Height);

    /// <summary>The values of all inputs, one after the other.</summary>
    public double[] Values => [.. Inputs.SelectMany(input => input.Values)];

    /// <summary>The figure that a value is; null where it is something else.</summary>
    public static InputsFigure? Of(IReadOnlyList<MimeContent> data)
    {
        if (data is not [{ MimeType: MimeType } first, ..]) return null;
        try
        {
            return JsonSerializer.Deserialize<InputsFigure>(first.Content, JsonSerializerOptions.Web) is { Inputs: not null, Code: not null, Picture: not null } figure ? figure : null;
        }
        catch (JsonException)
        {
            return null; // Another library's, or a later version: the value has other forms.
        }
    }

    /// <summary>What to run for these values.</summary>
    public string CodeFor(IEnumerable<double> values) => Code.Replace("{values}", string.Join(", ", values.Select(Write)), StringComparison.Ordinal);

    /// <summary>A number as code and as HTML have it.</summary>
    public static string Write(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
