using System.Net;
using System.Net.Sockets;

namespace Runner.Jupyter;

/// <summary>The five sockets of a Jupyter kernel.</summary>
internal sealed class Sockets : IDisposable
{
    /// <summary>The most bytes of a request; no cell comes near it. What has no signature yet is read up to here.</summary>
    private const int LargestRequest = 16 << 20;

    /// <summary>The most bytes of anything else: heartbeats and the names of topics.</summary>
    private const int LargestWord = 1 << 10;

    private readonly List<ZmtpListener> _listeners = [];
    private readonly ZmtpListener _iopub;
    private readonly string _key;

    /// <param name="receive">Takes a request, and the way to answer it; must not wait.</param>
    /// <exception cref="IOException">A port is taken.</exception>
    public Sockets(Connection connection, Action<Message, Func<Message, Task>> receive)
    {
        _key = connection.Key;
        try
        {
            foreach (var port in (int[])[connection.ShellPort, connection.ControlPort])
                Listen(connection, port, "ROUTER", LargestRequest, (peer, frames) => Receive(frames, message => receive(message, reply => peer.SendAsync(Zmtp.Write(reply.Write(_key))))));
            Listen(connection, connection.StdinPort, "ROUTER", LargestWord, (_, _) => { });
            Listen(connection, connection.HeartbeatPort, "ROUTER", LargestWord, (peer, frames) => _ = peer.SendAsync(Zmtp.Write(frames)));
            _iopub = Listen(connection, connection.IopubPort, "PUB", LargestWord, (peer, frames) => peer.Subscribe(frames[0]));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Begins to receive and to send.</summary>
    public void Start() => _listeners.ForEach(listener => listener.Start());

    /// <summary>Tells everybody who listens.</summary>
    public Task PublishAsync(Message message)
    {
        var frames = message.Write(_key);
        var (topic, wire) = (frames[0], Zmtp.Write(frames));
        return Task.WhenAll(_iopub.Peers.Where(peer => peer.Hears(topic)).Select(peer => peer.SendAsync(wire)));
    }

    public void Dispose() => _listeners.ForEach(listener => listener.Dispose());

    private void Receive(IReadOnlyList<byte[]> frames, Action<Message> take)
    {
        try
        {
            take(Message.Read(frames, _key));
        }
        catch (InvalidDataException e)
        {
            Console.Error.WriteLine($"A message was dropped: {e.Message}");
        }
    }

    private ZmtpListener Listen(Connection connection, int port, string type, int largest, Action<ZmtpListener.Peer, IReadOnlyList<byte[]>> receive)
    {
        try
        {
            var address = connection.Ip == "*" ? IPAddress.Any : IPAddress.TryParse(connection.Ip, out var number) ? number : Dns.GetHostAddresses(connection.Ip)[0];
            var listener = new ZmtpListener(new(address, port), type, largest, receive);
            _listeners.Add(listener);
            return listener;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new IOException($"{connection.Address(port)} cannot be opened: {e.Message}", e);
        }
    }
}
