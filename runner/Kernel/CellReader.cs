using Runner.Documents;

namespace Runner.Kernel;

/// <summary>Stands in for the console's input inside a cell: a line is what a person answers, or what <c>--param stdin=…</c> gave beforehand.</summary>
internal sealed class CellReader : TextReader
{
    private readonly Queue<string>? _given = Environment.GetEnvironmentVariable(ParameterUse.Variable + ParameterUse.Console) is { } lines ? new(lines.Split('\n')) : null;
    private string _line = "";
    private int _at;

    public override string? ReadLine()
    {
        if (_at == _line.Length && !Ask()) return null;
        var line = _line[_at..].TrimEnd('\n');
        _at = _line.Length;
        return line;
    }

    public override int Read() => Peek() is >= 0 and var next && ++_at > 0 ? next : -1;

    public override int Peek() => _at < _line.Length || Ask() ? _line[_at] : -1;

    /// <summary>Has another line; false at the input's end, which is where a person gives no answer.</summary>
    private bool Ask()
    {
        var line = _given is null ? Answer() : _given.TryDequeue(out var given) ? given : null;
        (_line, _at) = (line is null ? "" : $"{line}\n", 0);
        return line is not null;
    }

    private static string? Answer()
    {
        try
        {
            return CellRun.Current?.AskAsync(ParameterUse.Console, "", isPassword: false).GetAwaiter().GetResult();
        }
        catch (CellFailure failure)
        {
            throw new EndOfStreamException(failure.Message); // One that the cell can catch, and that is told with its line.
        }
    }
}
