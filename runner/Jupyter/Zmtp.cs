using System.Buffers.Binary;

namespace Runner.Jupyter;

/// <summary>The wire protocol of ZeroMQ, as far as a kernel needs it: version 3.0, without encryption.</summary>
/// <remarks>
/// <see href="https://rfc.zeromq.org/spec/23/">ZMTP 3.0</see>. It is read here and not by NetMQ, the library for it, since
/// everybody who reaches the port may send what they like, a web page too: NetMQ (4.0.4) ends the process over a malformed
/// greeting, by an exception on a thread of its own that nobody can catch. Whatever comes here costs its own connection at most.
/// </remarks>
internal static class Zmtp
{
    private const byte More = 1, Long = 2, Command = 4;
    private const int MostFrames = 64, LargestCommand = 1 << 10;

    /// <summary>Exchanges greetings.</summary>
    /// <param name="type">What kind of socket this is: <c>ROUTER</c> or <c>PUB</c>.</param>
    /// <returns>What the other side calls itself, in hexadecimal; "" where it does not.</returns>
    /// <exception cref="InvalidDataException">The other side speaks another protocol, or an older one.</exception>
    public static async Task<string> ShakeHandsAsync(Stream stream, string type, CancellationToken cancellationToken)
    {
        var own = new byte[64];
        (own[0], own[9], own[10]) = (0xff, 0x7f, 3);
        "NULL"u8.CopyTo(own.AsSpan(12));
        await stream.WriteAsync(own, cancellationToken).ConfigureAwait(false);
        var other = new byte[own.Length];
        await stream.ReadExactlyAsync(other, cancellationToken).ConfigureAwait(false);
        if (other[0] != own[0] || other[9] != own[9] || other[10] < own[10] || !other.AsSpan(12, 20).SequenceEqual(own.AsSpan(12, 20)))
            throw new InvalidDataException("This is no greeting of ZMTP 3 without encryption.");

        byte[] ready = [.. "\u0005READY\u000bSocket-Type"u8, 0, 0, 0, (byte)type.Length, .. System.Text.Encoding.ASCII.GetBytes(type)];
        await stream.WriteAsync((byte[])[Command, (byte)ready.Length, .. ready], cancellationToken).ConfigureAwait(false);
        var (flags, body) = await ReadFrameAsync(stream, LargestCommand, cancellationToken).ConfigureAwait(false);
        if (flags != Command || !body.AsSpan().StartsWith("\u0005READY"u8)) throw new InvalidDataException("The other side is not ready.");
        return IdentityIn(body.AsSpan(6));
    }

    // Names of one byte's length, values of four: what does not read so tells nothing.
    private static string IdentityIn(ReadOnlySpan<byte> properties)
    {
        while (properties.Length > 5 && properties[0] + 5 <= properties.Length)
        {
            var name = properties.Slice(1, properties[0]);
            var rest = properties[(1 + name.Length)..];
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - 4) break;
            if (name.SequenceEqual("Identity"u8)) return Convert.ToHexString(rest.Slice(4, (int)length));
            properties = rest[(4 + (int)length)..];
        }
        return "";
    }

    /// <summary>Reads the frames of a message.</summary>
    /// <param name="largest">The most bytes that they may have together.</param>
    /// <exception cref="InvalidDataException">It is larger, or no message.</exception>
    public static async Task<IReadOnlyList<byte[]>> ReadAsync(Stream stream, int largest, CancellationToken cancellationToken)
    {
        var frames = new List<byte[]>();
        while (frames.Count < MostFrames)
        {
            var (flags, body) = await ReadFrameAsync(stream, largest, cancellationToken).ConfigureAwait(false);
            if ((flags & Command) != 0) continue; // None that a kernel would have to obey.
            frames.Add(body);
            largest -= body.Length;
            if ((flags & More) == 0) return frames;
        }
        throw new InvalidDataException("The message has too many frames.");
    }

    /// <summary>A message as it is sent.</summary>
    public static byte[] Write(IReadOnlyList<byte[]> frames)
    {
        using var wire = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(long)];
        foreach (var (index, frame) in frames.Index())
        {
            var more = index < frames.Count - 1 ? More : (byte)0;
            BinaryPrimitives.WriteInt64BigEndian(length, frame.Length);
            wire.WriteByte((byte)(frame.Length <= byte.MaxValue ? more : more | Long));
            wire.Write(frame.Length <= byte.MaxValue ? length[^1..] : length);
            wire.Write(frame);
        }
        return wire.ToArray();
    }

    private static async Task<(byte Flags, byte[] Body)> ReadFrameAsync(Stream stream, int largest, CancellationToken cancellationToken)
    {
        var head = new byte[1 + sizeof(long)];
        await stream.ReadExactlyAsync(head.AsMemory(0, 1), cancellationToken).ConfigureAwait(false);
        var flags = head[0];
        if ((flags & ~(More | Long | Command)) != 0) throw new InvalidDataException("This is no frame.");
        var ofLength = (flags & Long) != 0 ? head.AsMemory(1) : head.AsMemory(head.Length - 1);
        await stream.ReadExactlyAsync(ofLength, cancellationToken).ConfigureAwait(false);
        var length = BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(1));
        if (length > (ulong)largest) throw new InvalidDataException($"The message is larger than {largest:N0} bytes.");
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, cancellationToken).ConfigureAwait(false);
        return (flags, body);
    }
}
