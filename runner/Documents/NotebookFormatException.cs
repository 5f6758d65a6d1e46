namespace Runner.Documents;

/// <summary>A text is no notebook. The message says what is wrong and what to do; whoever read the file adds its name.</summary>
/// <param name="message">For people, without file and line.</param>
/// <param name="line">The line of the text, from 1.</param>
public sealed class NotebookFormatException(string message, int line, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The line of the text at fault, from 1.</summary>
    public int Line { get; } = line;
}
