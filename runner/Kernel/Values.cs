using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.ValueSharing;
using Runner.Protocol;

namespace Runner.Kernel;

/// <summary>
/// From a value to what can be shown of it: every MIME type that its formatters prefer, and text for consoles.
/// </summary>
internal static partial class Values
{
    private const string PlainText = "text/plain";

    /// <summary>A screenful of text tells what a value is; where it is only the stand-in for a page or picture, that is enough.</summary>
    private const int StandInLimit = 4_000;

    private const int TextLimit = 1_000_000;

    /// <summary>Every MIME type that the value's type prefers.</summary>
    public static IReadOnlyList<FormattedValue> Format(object? value) => value is null ? [] : FormattedValue.CreateManyFromObject(value);

    /// <summary>What the framework made of a value, as it is to be shown: bounded, and with a text where it has none.</summary>
    public static IReadOnlyList<MimeContent> Shown(DisplayEvent shown)
    {
        switch (shown.Value)
        {
            case null when shown.FormattedValues.Count == 0 || shown is ReturnValueProduced: return [new(PlainText, "<null>")];
            case LaTeXString formula: return [new("text/latex", $"$${formula}$$"), new(PlainText, $"{formula}")];
            case FormattedValue formatted: return [new(formatted.MimeType, formatted.Value)];
            case IEnumerable<FormattedValue> formatted: return [.. formatted.Select(each => new MimeContent(each.MimeType, each.Value))];
        }

        List<MimeContent> data = [.. shown.FormattedValues.Select(formatted => new MimeContent(formatted.MimeType, Written(formatted.Value)))];
        var text = data.FindIndex(content => content.MimeType == PlainText);
        if (text >= 0) data[text] = new(PlainText, Shorten(data[text].Content, data.Count == 1 ? TextLimit : StandInLimit));
        else if (shown.Value is not (null or IHtmlContent or ScriptContent) && data.Exists(content => content.Content != shown.Value as string)) data.Add(new(PlainText, StandIn(shown.Value)));
        return data;
    }

    /// <summary>Prefers what a page prefers, and formats values of no account, so that the first cell finds the formatters loaded.</summary>
    public static void WarmUp()
    {
        Formatter.DefaultMimeType = "text/html";
        Formatter.SetPreferredMimeTypesFor(typeof(string), PlainText);
        Format(0);
        Format("");
    }

    /// <summary>
    /// Lets the types of a cell that yield values of their own kind be shown by their text: the framework would go on into them until
    /// the stack is used up, and with it the process.
    /// </summary>
    public static void Bound(Assembly cell)
    {
        foreach (var type in cell.GetTypes().Where(YieldsItself))
        {
            Formatter.Register(type, (value, writer) => writer.Write(value), PlainText);
            Formatter.Register(type, (value, writer) => writer.Write(WebUtility.HtmlEncode($"{value}")), "text/html");
        }

        static bool YieldsItself(Type type) => type.GetInterfaces().Any(each =>
            each.IsGenericType && each.GetGenericTypeDefinition() == typeof(IEnumerable<>) && each.GenericTypeArguments is [var yielded] && yielded != typeof(object) && yielded.IsAssignableFrom(type));
    }

    private static string StandIn(object value)
    {
        try
        {
            return Written(value is IEnumerable<KernelValue> variables ? Listed(variables) : BoundedWriter.Format(value, StandInLimit));
        }
        catch (Exception)
        {
            return value.GetType().ToString(); // It has another form to be shown in.
        }
    }

    private static string Listed(IEnumerable<KernelValue> variables) => string.Join('\n', from variable in variables
                                                                                          select $"{variable.Name}  {variable.Type}  {(variable.Value is { } value ? BoundedWriter.Format(value, 200).ReplaceLineEndings(" ") : "<null>")}");

    /// <summary>With the names that types have in the cell that declares them, not those that the compiler gave them.</summary>
    private static string Written(string text) => text.Contains("Submission#", StringComparison.Ordinal) ? CompiledName().Replace(text, "${iterator}") : text;

    private static string Shorten(string text, int limit) =>
        text.Length <= limit ? text : $"{text.AsSpan(0, limit)}… ({text.Length - limit:N0} more characters)";

    // An iterator method is a type of its own: <Name>d__1.
    [GeneratedRegex(@"Submission#\d+\+(?:(?:<|&lt;)(?<iterator>\w+)(?:>|&gt;)d__\d+)?")]
    private static partial Regex CompiledName();
}
