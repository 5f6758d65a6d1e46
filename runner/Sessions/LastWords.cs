using System.Text;

namespace Runner.Sessions;

/// <summary>What a process wrote to its own stdout and stderr: the beginning and the end of it, which is where a crash is told.</summary>
internal sealed class LastWords
{
    private const int Limit = 4_000;

    private readonly StringBuilder _head = new();
    private readonly StringBuilder _tail = new();
    private bool _left;

    public async Task ListenAsync(StreamReader reader)
    {
        var buffer = new char[4_096];
        int count;
        while ((count = await reader.ReadAsync(buffer).ConfigureAwait(false)) > 0)
        {
            lock (_head)
            {
                var toHead = Math.Min(count, Limit - _head.Length);
                _head.Append(buffer, 0, toHead);
                _tail.Append(buffer, toHead, count - toHead);
                if (_tail.Length <= Limit) continue;
                _tail.Remove(0, _tail.Length - Limit);
                _left = true;
            }
        }
    }

    public override string ToString()
    {
        lock (_head)
        {
            return $"{_head}{(_left ? "\n…\n" : "")}{_tail}".Trim();
        }
    }
}
