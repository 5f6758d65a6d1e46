using System.Collections;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Runner.Protocol;

namespace Runner.Kernel.Editing;

/// <summary>What the cells have declared, for a person to look through.</summary>
internal static partial class VariableList
{
    private const int TextLimit = 200;

    /// <summary>All texts together may take this long: code of the notebook makes them, and somebody waits.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <param name="isBusy">Whether a cell runs, beside which no other code of the notebook may.</param>
    public static VariablesFound Of(CSharpCells cells, string requestId, Func<bool> isBusy)
    {
        var model = cells.Understand("");
        var declared = model.LookupSymbols(0).OfType<IFieldSymbol>().Where(field => field.ContainingType.IsScriptClass).ToDictionary(field => field.Name);
        var begun = Stopwatch.GetTimestamp();
        return new(requestId,
        [
            .. from variable in cells.Variables
               orderby variable.Name.ToLowerInvariant(), variable.Name
               let type = declared.TryGetValue(variable.Name, out var field) ? field.Type.ToMinimalDisplayString(model, 0) : variable.Type.Name
               select new VariableInfo(variable.Name, type, Text(variable.Value, isBusy() ? TimeSpan.Zero : Patience - Stopwatch.GetElapsedTime(begun)), Shape(variable.Value)),
        ]);
    }

    private static string? Text(object? value, TimeSpan patience)
    {
        if (value is null) return "null";
        if (value is Array { Rank: > 1 }) return null; // Its shape says more than a row of its values.
        if (value is string or decimal || value.GetType().IsPrimitive) return Shorten(CSharpLiteral(value));
        if (patience <= TimeSpan.Zero) return null;
        try
        {
            var writing = Task.Run(() => BoundedWriter.Format(value, TextLimit));
            return writing.Wait(patience) ? Shorten(writing.Result) : null;
        }
        catch (AggregateException e)
        {
            return Shorten($"[{e.GetBaseException().Message}]"); // A tensor that was given back, say.
        }
    }

    private static string CSharpLiteral(object value) =>
        Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false) ?? $"{value}";

    private static string Shorten(string text)
    {
        var line = Blanks().Replace(text, " ").Trim();
        return line.Length <= TextLimit ? line : $"{line[..(TextLimit - 1)]}…";
    }

    // A tensor is whatever says its shape, as those of TorchSharp do.
    private static IReadOnlyList<long>? Shape(object? value)
    {
        try
        {
            return value switch
            {
                null or string => null,
                Array array => [.. Enumerable.Range(0, array.Rank).Select(array.GetLongLength)],
                ICollection collection when collection.GetType().Assembly == typeof(object).Assembly || collection.GetType().Assembly == typeof(Stack<>).Assembly => [collection.Count],
                _ => value.GetType().GetProperty("shape")?.GetValue(value) as long[],
            };
        }
        catch (Exception e) when (e is System.Reflection.TargetInvocationException or System.Reflection.AmbiguousMatchException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
