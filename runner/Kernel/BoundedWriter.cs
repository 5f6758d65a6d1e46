using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.DotNet.Interactive.Formatting;

namespace Runner.Kernel;

/// <summary>
/// Takes the text of a value as far as it is of use. The framework's formatter for plain text goes on into whatever it finds: of a
/// value that yields itself, until the stack is used up and with it the process.
/// </summary>
internal sealed class BoundedWriter : StringWriter
{
    private const int DepthLimit = 20;

    private readonly FormatContext _context;
    private readonly int _limit;

    private BoundedWriter(int limit) : base(CultureInfo.InvariantCulture)
    {
        _limit = limit;
        _context = new(this);
    }

    /// <summary>The value as plain text, no longer than the limit, nor deeper than anybody reads.</summary>
    public static string Format(object value, int limit)
    {
        var writer = new BoundedWriter(limit);
        try
        {
            value.FormatTo(writer._context, PlainTextFormatter.MimeType);
            return writer.ToString();
        }
        catch (Exception) when (writer.IsFull)
        {
            var text = writer.ToString();
            return $"{text[..Math.Min(text.Length, limit)]}…";
        }
    }

    private bool IsFull => GetStringBuilder().Length > _limit || _context.Depth > DepthLimit || !RuntimeHelpers.TryEnsureSufficientExecutionStack();

    public override void Write(char value) => Bounded().Append(value);

    public override void Write(string? value) => Bounded().Append(value);

    public override void Write(char[] buffer, int index, int count) => Bounded().Append(buffer, index, count);

    private StringBuilder Bounded() => IsFull ? throw new InvalidOperationException("This is as much as is shown.") : GetStringBuilder();
}
