using System.Text;

namespace Runner.Sessions;

/// <summary>What a process wrote to its own stdout or stderr: the beginning and the end of it, which is where a crash is told.</summary>
internal sealed class LastWords
{
    private const int Limit = 4_000;

    private readonly StringBuilder _head = new();
    private readonly StringBuilder _tail = new();
    private bool _left;

    public void Add(string text)
    {
        lock (_head)
        {
            var toHead = Math.Min(text.Length, Limit - _head.Length);
            _head.Append(text, 0, toHead);
            _tail.Append(text, toHead, text.Length - toHead);
            if (_tail.Length <= Limit) return;
            _tail.Remove(0, _tail.Length - Limit);
            _left = true;
        }
    }

    /// <summary>Gives them, and keeps none.</summary>
    public string Take()
    {
        lock (_head)
        {
            var words = Whole;
            _head.Clear();
            _tail.Clear();
            _left = false;
            return words;
        }
    }

    public override string ToString()
    {
        lock (_head)
        {
            return Whole.Trim();
        }
    }

    private string Whole => $"{_head}{(_left ? "\n…\n" : "")}{_tail}";
}
