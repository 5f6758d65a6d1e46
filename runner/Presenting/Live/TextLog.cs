using System.Text;
using Runner.Reports;

namespace Runner.Presenting.Live;

/// <summary>A growing text of which the beginning and the end are kept: what is between them in a very long one, nobody reads.</summary>
public sealed class TextLog
{
    private const int Limit = 30_000;

    private readonly Lock _gate = new();
    private readonly StringBuilder _head = new();
    private readonly StringBuilder _tail = new();
    private long _left;
    private string? _settled;

    public void Append(string text)
    {
        lock (_gate)
        {
            _settled = null;
            var toHead = Math.Min(text.Length, Limit - _head.Length);
            _head.Append(text, 0, toHead);
            _tail.Append(text, toHead, text.Length - toHead);
            if (_tail.Length <= 2 * Limit) return;
            _left += _tail.Length - Limit;
            _tail.Remove(0, _tail.Length - Limit);
        }
    }

    /// <summary>The text as a terminal would show it.</summary>
    public override string ToString()
    {
        lock (_gate)
        {
            return _settled ??= TerminalText.Settle($"{_head}{(_left > 0 ? $"\n… {_left:N0} characters left out …\n" : "")}{_tail}");
        }
    }
}
