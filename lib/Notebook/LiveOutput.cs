namespace NotebookLib.Notebook;

/// <summary>
/// The one door between the library and the notebook that runs it: values to show and replace in place, and the wish to stop.
/// </summary>
/// <remarks>
/// <para>The library knows no notebook engine, so <c>setup.dib</c> hands it over:</para>
/// <code>
/// using Microsoft.DotNet.Interactive;
/// LiveOutput.Show = value => KernelInvocationContext.Current.Display(value).Update;
/// LiveOutput.Html = value => value.ToDisplayString("text/html"); // with Microsoft.DotNet.Interactive.Formatting
/// LiveOutput.Cancellation = () => KernelInvocationContext.Current.CancellationToken;
/// </code>
/// <para>Outside a notebook nobody sets it, and whoever shows something writes plain lines to the console.</para>
/// </remarks>
public static class LiveOutput
{
    /// <summary>
    /// Shows a value and returns the action that replaces it, where it stands, by another; null outside a notebook.
    /// </summary>
    public static Func<object, Action<object>>? Show { get; set; }

    /// <summary>
    /// A value as the notebook's formatters show it on a page; null outside a notebook.
    /// </summary>
    public static Func<object, string>? Html { get; set; }

    /// <summary>
    /// Gives the token that is cancelled when somebody interrupts the cell that is running; null outside a notebook.
    /// </summary>
    public static Func<CancellationToken>? Cancellation { get; set; }

    /// <summary>
    /// Whether somebody may be watching while a cell runs. Where nobody is, figures that move are drawn once, as they end:
    /// outside a notebook, and where the parameter <c>live</c> is <c>false</c>, as the runner sets it for a run from first to
    /// last cell.
    /// </summary>
    public static bool IsWatched => Show is not null && NotebookParameters.Parameter("live", true);

    /// <summary>Shows a value that stays as it is: in the notebook, or as its text on the console.</summary>
    /// <param name="value">The value; one that shows itself, such as a picture or a table.</param>
    public static void Display(object value)
    {
        if (Show is { } show) show(value);
        else Console.WriteLine(value);
    }
}
