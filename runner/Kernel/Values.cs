using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;
using Runner.Protocol;

namespace Runner.Kernel;

/// <summary>
/// From a value to what can be shown of it: every MIME type that its formatters prefer, and text for consoles.
/// </summary>
internal static class Values
{
    private const string PlainText = "text/plain";

    /// <summary>A screenful of text tells what a value is; where it is only the stand-in for a page or picture, that is enough.</summary>
    private const int StandInLimit = 4_000;

    private const int TextLimit = 1_000_000;

    /// <param name="mimeTypes">The wanted ones; none for those that the value's type prefers.</param>
    public static IReadOnlyList<MimeContent> Format(object? value, params IReadOnlyCollection<string> mimeTypes)
    {
        switch (value)
        {
            case null: return [new(PlainText, "<null>")];
            case LaTeXString formula: return [new("text/latex", $"$${formula}$$"), new(PlainText, $"{formula}")];
            case FormattedValue formatted: return [new(formatted.MimeType, formatted.Value)];
            case IEnumerable<FormattedValue> formatted: return [.. formatted.Select(each => new MimeContent(each.MimeType, each.Value))];
        }

        var wanted = mimeTypes.Count > 0 ? mimeTypes : value is string ? [PlainText] : Formatter.GetPreferredMimeTypesFor(value.GetType());
        List<MimeContent> data = [.. wanted.Select(type => new MimeContent(type, value.ToDisplayString(type)))];
        var text = data.FindIndex(content => content.MimeType == PlainText);
        if (text >= 0) data[text] = new(PlainText, Shorten(data[text].Content, data.Count == 1 ? TextLimit : StandInLimit));
        else if (value is not IHtmlContent) data.Add(new(PlainText, StandIn(value)));
        return data;
    }

    /// <summary>Formats values of no account, so that the first cell finds the formatters loaded.</summary>
    public static void WarmUp()
    {
        Format(0);
        Format("");
    }

    private static string StandIn(object value)
    {
        try
        {
            return Shorten(value.ToDisplayString(PlainText), StandInLimit);
        }
        catch (Exception)
        {
            return value.GetType().ToString(); // It has another form to be shown in.
        }
    }

    private static string Shorten(string text, int limit) =>
        text.Length <= limit ? text : $"{text.AsSpan(0, limit)}… ({text.Length - limit:N0} more characters)";
}
