using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Runner.Jupyter;

/// <summary>A port that speaks ZeroMQ's protocol. Each connection stands for itself: whatever one sends ends no other.</summary>
internal sealed class ZmtpListener : IDisposable
{
    private const int MostPeers = 64;

    /// <summary>How long a greeting may take, and how long somebody who lags behind may read nothing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket _socket;
    private readonly string _type;
    private readonly int _largest;
    private readonly Action<Peer, IReadOnlyList<byte[]>> _receive;
    private readonly ConcurrentDictionary<Peer, Task> _peers = [];
    private readonly CancellationTokenSource _ended = new();
    private int _connections;

    /// <param name="endPoint">Where to listen.</param>
    /// <param name="type">What kind of ZeroMQ's sockets this is.</param>
    /// <param name="largest">The most bytes that a message may have.</param>
    /// <param name="receive">Takes a message; must not wait.</param>
    /// <exception cref="SocketException">The port is taken, or the address is not this machine's.</exception>
    public ZmtpListener(System.Net.IPEndPoint endPoint, string type, int largest, Action<Peer, IReadOnlyList<byte[]>> receive)
    {
        (_type, _largest, _receive) = (type, largest, receive);
        _socket = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _socket.Bind(endPoint);
            _socket.Listen();
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>Those who are connected.</summary>
    public IEnumerable<Peer> Peers => _peers.Keys;

    /// <summary>Begins to let others in.</summary>
    public void Start() => _ = Task.Run(AcceptAsync);

    /// <summary>Ends all connections, once what is on its way has been sent.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        foreach (var peer in Peers) peer.End();
        Task.WaitAll([.. _peers.Values], TimeSpan.FromSeconds(1));
        _ended.Cancel();
    }

    private async Task AcceptAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                var socket = await _socket.AcceptAsync().ConfigureAwait(false);
                if (_connections < MostPeers) _ = ServeAsync(socket);
                else socket.Dispose();
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException) when (!_ended.IsCancellationRequested)
            {
                await Task.Delay(100).ConfigureAwait(false); // Gone before it was let in, or there are too many open files.
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        Interlocked.Increment(ref _connections);
        Peer? peer = null;
        try
        {
            socket.NoDelay = true;
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            string identity;
            using (var patience = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token))
            {
                patience.CancelAfter(Patience);
                identity = await Zmtp.ShakeHandsAsync(stream, _type, patience.Token).ConfigureAwait(false);
            }

            peer = new(stream, identity);
            _peers[peer] = peer.SendAllAsync();
            using var reader = new BufferedStream(stream);
            while (true) _receive(peer, await Zmtp.ReadAsync(reader, _largest, _ended.Token).ConfigureAwait(false));
        }
        catch (Exception) // Whatever it was that came, it has cost its own connection.
        {
            peer?.End();
        }
        finally
        {
            if (peer is not null) _peers.TryRemove(peer, out _);
            socket.Dispose();
            Interlocked.Decrement(ref _connections);
        }
    }

    /// <summary>Somebody who is connected.</summary>
    internal sealed class Peer(NetworkStream stream, string identity)
    {
        private readonly Channel<byte[]> _outgoing = Channel.CreateBounded<byte[]>(1_000);
        private readonly HashSet<string> _topics = [];

        /// <summary>What it calls itself, the same on all sockets of a front end; or "".</summary>
        public string Identity => identity;

        /// <summary>Sends a message as <see cref="Zmtp.Write"/> gives it; waits for somebody who lags far behind, but not for ever.</summary>
        public async Task SendAsync(byte[] message)
        {
            if (_outgoing.Writer.TryWrite(message)) return;
            using var patience = new CancellationTokenSource(Patience);
            try
            {
                await _outgoing.Writer.WriteAsync(message, patience.Token).ConfigureAwait(false);
            }
            catch (ChannelClosedException)
            {
                // It is gone.
            }
            catch (OperationCanceledException)
            {
                End();
                stream.Close();
            }
        }

        /// <summary>Takes a wish to hear of a topic, or no more of it: 1 or 0, and how the topic begins.</summary>
        public void Subscribe(byte[] wish)
        {
            if (wish is not [0 or 1, .. var topic]) return;
            lock (_topics) _ = wish[0] == 1 ? _topics.Count < 64 && _topics.Add(Convert.ToHexString(topic)) : _topics.Remove(Convert.ToHexString(topic));
        }

        public bool Hears(byte[] topic)
        {
            var name = Convert.ToHexString(topic);
            lock (_topics) return _topics.Any(wanted => name.StartsWith(wanted, StringComparison.Ordinal));
        }

        /// <summary>Sends no more than what is on its way.</summary>
        internal void End() => _outgoing.Writer.TryComplete();

        internal async Task SendAllAsync()
        {
            try
            {
                await foreach (var message in _outgoing.Reader.ReadAllAsync().ConfigureAwait(false)) await stream.WriteAsync(message).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                End();
            }
        }
    }
}
