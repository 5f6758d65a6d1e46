namespace Runner.Editors;

/// <summary>Reads lines, none of them longer than is good for the memory.</summary>
internal static class LineReader
{
    /// <summary>The longest line in bytes: of a notebook with all its pictures, say.</summary>
    public const int Limit = 64 << 20;

    /// <summary>The lines without their line breaks, to the end; null for one that was too long. A last line without an end is none.</summary>
    public static async IAsyncEnumerable<byte[]?> ReadAsync(Stream input)
    {
        var buffer = new byte[1 << 16];
        var line = new MemoryStream();
        var isTooLong = false;
        int count;
        while ((count = await input.ReadAsync(buffer).ConfigureAwait(false)) > 0)
        {
            var rest = buffer.AsMemory(0, count);
            for (int end; (end = rest.Span.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
            {
                Take(rest.Span[..end]);
                yield return isTooLong ? null : line.ToArray();
                if (line.Capacity > buffer.Length) line = new();
                line.SetLength(0);
                isTooLong = false;
            }
            Take(rest.Span);
        }

        void Take(ReadOnlySpan<byte> piece)
        {
            isTooLong |= line.Length + piece.Length > Limit;
            if (!isTooLong) line.Write(piece);
        }
    }
}
