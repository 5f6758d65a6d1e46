namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>A content that is already in the form in which it is to be shown.</summary>
/// <param name="mimeType">For example <c>text/html</c>.</param>
/// <param name="value">The content; binary types in base64.</param>
public sealed class FormattedValue(string mimeType, string value)
{
    /// <summary>The content's type.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>The content.</summary>
    public string Value { get; } = value;
}
