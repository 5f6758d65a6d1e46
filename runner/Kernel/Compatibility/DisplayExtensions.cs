using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace System;

/// <summary>Showing values; in this namespace, so that every cell finds them.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows a value; the result can replace it later.</summary>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) => KernelInvocationContext.Current.Display(value, mimeTypes);

    /// <summary>Shows a text as a content of the given type.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType) => KernelInvocationContext.Current.DisplayAs(value, mimeType);
}
