using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.Formatting.TabularData;

namespace System;

/// <summary>Showing values; in this namespace, so that every cell finds them.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows a value; the result can replace it later.</summary>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) => KernelInvocationContext.Current.Display(value, mimeTypes);

    /// <summary>Shows a text as a content of the given type.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType) => KernelInvocationContext.Current.DisplayAs(value, mimeType);

    /// <summary>Shows a sequence as a table with a column for each property.</summary>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T> value, params string[] mimeTypes) => value.ToTabularDataResource().Display(mimeTypes);
}
