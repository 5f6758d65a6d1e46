namespace Runner.Reports;

/// <summary>
/// Writes a run's outputs below each other, indented, on a terminal or into a log. What replaces itself in place (a
/// line written over by <c>\r</c>, an updated display) does so on a terminal; a log gets it now and then, and in the
/// end as it stood last.
/// </summary>
internal sealed class ConsolePage(TextWriter writer, bool isTerminal, int width, TimeProvider? time = null)
{
    private static readonly TimeSpan NowAndThen = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Dictionary<string, Block> _blocks = [];
    private bool _inLine;
    private Block? _last;

    /// <summary>In a log, the line that is being written over; null while the current line is an ordinary one.</summary>
    private Block? _overwritten;

    /// <summary>Whether the next piece of it begins it anew.</summary>
    private bool _isAtStart;

    /// <summary>A text that may be replaced: what of it was printed when, and what was not printed yet.</summary>
    private sealed class Block
    {
        public string Text = "";
        public string? Printed;
        public long PrintedAt;
        public int Rows;
    }

    public const string Indent = "    ";

    /// <summary>Text as a cell wrote it, in pieces of lines.</summary>
    public void Write(string text)
    {
        _last = null;
        var pieces = text.Replace("\r\n", "\n");
        for (var at = 0; at < pieces.Length;)
        {
            var end = pieces.AsSpan(at).IndexOfAny('\r', '\n');
            if (end != 0) WritePiece(end < 0 ? pieces[at..] : pieces.Substring(at, end));
            if (end < 0) break;
            if (pieces[at + end] == '\n') EndLine();
            else ReturnToStart();
            at += end + 1;
        }
        writer.Flush();
    }

    /// <summary>A question; what is typed then ends the line.</summary>
    public void Ask(string prompt)
    {
        Write(prompt == "" && _inLine ? "" : $"{prompt} ");
        _inLine = false;
    }

    /// <summary>Lines of their own, coloured or not; what in them is somebody else's has been made visible.</summary>
    public void WriteLines(string text, string indent = Indent)
    {
        FinishLine();
        _last = null;
        foreach (var line in text.TrimEnd().Split('\n')) writer.WriteLine($"{indent}{line.TrimEnd('\r')}");
        writer.Flush();
    }

    /// <summary>Lines of their own that may be replaced later.</summary>
    public void Show(string id, string text)
    {
        var block = _blocks[id] = new();
        Print(block, text);
    }

    /// <summary>Replaces lines shown before.</summary>
    public void Update(string id, string text)
    {
        if (!_blocks.TryGetValue(id, out var block)) _blocks[id] = block = new();
        block.Text = text;
        if (isTerminal && block == _last)
        {
            if (block.Rows > 0) writer.Write($"\u001b[{block.Rows}A\u001b[0J");
            Print(block, text);
        }
        else if (IsDue(block))
        {
            Print(block, text);
        }
    }

    /// <summary>The end of a cell: what was held back is printed as it stands.</summary>
    public void Settle()
    {
        FinishLine();
        foreach (var block in _blocks.Values.Where(block => block.Text != block.Printed)) Print(block, block.Text);
        _last = null;
    }

    private void Print(Block block, string text)
    {
        FinishLine();
        var lines = text.TrimEnd().Split('\n').Select(line => TerminalText.Visible(line.TrimEnd('\r')));
        if (isTerminal) lines = lines.Select(line => line.Length + Indent.Length < width ? line : line[..Math.Max(0, width - Indent.Length - 1)]);
        block.Rows = 0;
        foreach (var line in lines)
        {
            writer.WriteLine(Indent + line);
            block.Rows++;
        }
        writer.Flush();
        (block.Text, block.Printed, block.PrintedAt) = (text, text, _time.GetTimestamp());
        _last = block;
    }

    private bool IsDue(Block block) => block.Printed is null || _time.GetElapsedTime(block.PrintedAt) >= NowAndThen;

    private void WritePiece(string written)
    {
        var piece = TerminalText.Visible(written);
        if (_overwritten is not null)
        {
            _overwritten.Text = _isAtStart ? piece : _overwritten.Text + piece;
            _isAtStart = false;
            return;
        }
        writer.Write(_inLine ? piece : Indent + piece);
        _inLine = true;
    }

    private void ReturnToStart()
    {
        if (isTerminal)
        {
            writer.Write('\r');
            _inLine = false;
            return;
        }
        if (_overwritten is null)
        {
            if (_inLine) writer.WriteLine();
            _overwritten = new() { PrintedAt = _time.GetTimestamp(), Printed = _inLine ? "" : null };
            _inLine = false;
        }
        PrintOverwritten(IsDue(_overwritten));
        _isAtStart = true;
    }

    private void EndLine()
    {
        if (_overwritten is not null)
        {
            PrintOverwritten(true);
            _overwritten = null;
            return;
        }
        writer.WriteLine();
        _inLine = false;
    }

    private void FinishLine()
    {
        if (_inLine || _overwritten is not null) EndLine();
    }

    private void PrintOverwritten(bool now)
    {
        if (!now || _overwritten is not { Text: not "" } line || line.Text == line.Printed) return;
        writer.WriteLine(Indent + line.Text);
        (line.Printed, line.PrintedAt) = (line.Text, _time.GetTimestamp());
    }
}
