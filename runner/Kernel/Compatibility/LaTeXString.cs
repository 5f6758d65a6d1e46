namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>A formula in LaTeX, shown as one.</summary>
/// <param name="latexCode">For example <c>\frac{1}{2}</c>.</param>
public sealed class LaTeXString(string latexCode)
{
    /// <summary>A text taken for a formula.</summary>
    public static implicit operator LaTeXString(string source) => new(source);

    /// <summary>The formula's code.</summary>
    public override string ToString() => latexCode;
}
