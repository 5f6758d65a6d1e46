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

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _of = [];
    private int _all;

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
            _all++;
            return true;
        }
    }

    private void Leave(IPAddress address)
    {
        lock (_gate)
        {
            if (--_of[address] == 0) _of.Remove(address);
            _all--;
        }
    }
}
