namespace NotebookLib.Notebook;

/// <summary>
/// A value that shows itself in a notebook: as HTML, and where only text can be shown as its <see cref="object.ToString"/>.
/// </summary>
/// <remarks>
/// A class that implements it carries <c>[TypeFormatterSource(typeof(HtmlAndText))]</c>: notebook front ends of .NET look
/// for an attribute of that name, whosever it is, so that a library needs no reference to their formatting package.
/// </remarks>
internal interface ISelfShowing
{
    /// <summary>The value as one HTML element, without a script and without anything to fetch.</summary>
    string ToHtml();
}

/// <summary>Names the class that formats values of the attributed type; found by its name and its properties' names.</summary>
/// <param name="formatterSourceType">A type with a public <c>CreateTypeFormatters()</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>The type with a public <c>CreateTypeFormatters()</c>.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The forms in which the value is sent to a front end, best first.</summary>
    public string[] PreferredMimeTypes { get; init; } = ["text/html", "text/plain"];
}

/// <summary>The formatters of an <see cref="ISelfShowing"/> value.</summary>
internal sealed class HtmlAndText
{
    /// <summary>Called by the notebook's formatting, by name.</summary>
    public IEnumerable<object> CreateTypeFormatters() => [Html, Text];

    internal static readonly Form Html = new("text/html", value => ((ISelfShowing)value).ToHtml());
    internal static readonly Form Text = new("text/plain", value => $"{value}");

    /// <summary>One form of a value; its members are found by name.</summary>
    internal sealed class Form(string mimeType, Func<object, string> render)
    {
        public string MimeType => mimeType;

        public bool Format(object value, TextWriter writer)
        {
            writer.Write(render(value));
            return true;
        }
    }
}

