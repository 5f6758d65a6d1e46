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
    private readonly ZmtpListener _stdin;
    private readonly string _key;

    /// <param name="receive">Takes a request, the way to answer it, and the way to ask whoever sent it; must not wait.</param>
    /// <param name="answer">Takes what came in answer to a question.</param>
    /// <exception cref="IOException">A port is taken.</exception>
    public Sockets(Connection connection, Action<Message, Func<Message, Task>, Func<Message, Task<bool>>> receive, Action<Message> answer)
    {
        _key = connection.Key;
        try
        {
            foreach (var port in (int[])[connection.ShellPort, connection.ControlPort])
                Listen(connection, port, "ROUTER", LargestRequest, (peer, frames) => Receive(frames, message => receive(message, reply => peer.SendAsync(Zmtp.Write(reply.Write(_key))), question => AskAsync(peer, question))));
            _stdin = Listen(connection, connection.StdinPort, "ROUTER", LargestRequest, (_, frames) => Receive(frames, answer));
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

    // The sockets of a front end are connections of their own, which only its name holds together.
    private async Task<bool> AskAsync(ZmtpListener.Peer asker, Message question)
    {
        var peers = _stdin.Peers.Where(peer => peer.Identity == asker.Identity).ToList();
        await Task.WhenAll(peers.Select(peer => peer.SendAsync(Zmtp.Write(question.Write(_key))))).ConfigureAwait(false);
        return peers is not [];
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
