using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Runner.Presenting.Audience;

/// <summary>Bounds how many connections the audience's port holds, in all and from one address; more are closed as they come.</summary>
internal sealed class Crowd
{
    /// <summary>In all.</summary>
    public const int Most = 2_000;

    /// <summary>From one address: a whole school may come by one, but one alone can't take all seats.</summary>
    public const int MostOfOne = 500;

    /// <summary>What may come in by one connection, in bytes: a page asks for some files and then only listens.</summary>
    public const int MostSent = 64 << 10;

    private const int Full = 100;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _of = [];
    private int _all, _peak;

    public async Task HoldAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var address = ((IPEndPoint)connection.RemoteEndPoint!).Address;
        if (!Enter(address))
        {
            connection.Abort();
            return;
        }

        try
        {
            connection.Transport = new Pipes(new BoundedReader(connection.Transport.Input, MostSent, connection.Abort), connection.Transport.Output);
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            Leave(address);
        }
    }

    private bool Enter(IPAddress address)
    {
        lock (_gate)
        {
            var there = _of.GetValueOrDefault(address);
            if (_all >= Most || there >= MostOfOne) return false;
            _of[address] = there + 1;
            _peak = Math.Max(_peak, ++_all);
            return true;
        }
    }

    private void Leave(IPAddress address)
    {
        lock (_gate)
        {
            if (--_of[address] == 0) _of.Remove(address);
            if (--_all > 0) return;
            var wasFull = _peak > Full;
            _peak = 0;
            if (!wasFull) return;
        }

        // What hundreds took is kept for hundreds more until somebody asks for it back.
        _ = Task.Run(() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive));
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>Ends a connection by which too much has come in.</summary>
    private sealed class BoundedReader(PipeReader reader, long most, Action end) : PipeReader
    {
        private ReadOnlySequence<byte> _read;
        private long _taken;

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => Count(await reader.ReadAsync(cancellationToken).ConfigureAwait(false));

        public override bool TryRead(out ReadResult result)
        {
            if (!reader.TryRead(out result)) return false;
            Count(result);
            return true;
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            _taken += _read.Slice(0, consumed).Length;
            reader.AdvanceTo(consumed, examined);
        }

        public override void CancelPendingRead() => reader.CancelPendingRead();

        public override void Complete(Exception? exception = null) => reader.Complete(exception);

        private ReadResult Count(ReadResult result)
        {
            _read = result.Buffer;
            if (_taken + _read.Length > most) end();
            return result;
        }
    }
}
