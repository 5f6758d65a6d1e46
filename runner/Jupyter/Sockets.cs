using NetMQ;
using NetMQ.Sockets;

namespace Runner.Jupyter;

/// <summary>
/// The five sockets of a Jupyter kernel. They belong to one thread; what is to be sent may come from any.
/// </summary>
internal sealed class Sockets : IDisposable
{
    private readonly RouterSocket _shell, _control, _stdin;
    private readonly PublisherSocket _iopub;
    private readonly ResponseSocket _heartbeat;
    private readonly NetMQQueue<(NetMQSocket Socket, Message Message, TaskCompletionSource Sent)> _outgoing = new();
    private readonly NetMQPoller _poller;
    private readonly string _key;

    /// <param name="receive">Takes a request, and the way to answer it; must not wait.</param>
    /// <exception cref="IOException">A port is taken.</exception>
    public Sockets(Connection connection, Action<Message, Func<Message, Task>> receive)
    {
        _key = connection.Key;
        _shell = Bind(new RouterSocket(), connection.Address(connection.ShellPort));
        _control = Bind(new RouterSocket(), connection.Address(connection.ControlPort));
        _stdin = Bind(new RouterSocket(), connection.Address(connection.StdinPort));
        _iopub = Bind(new PublisherSocket(), connection.Address(connection.IopubPort));
        _heartbeat = Bind(new ResponseSocket(), connection.Address(connection.HeartbeatPort));
        _poller = [_shell, _control, _stdin, _heartbeat, _outgoing];
        foreach (var socket in (RouterSocket[])[_shell, _control])
            socket.ReceiveReady += (_, _) => Receive(socket, message => receive(message, reply => SendAsync(socket, reply)));
        _heartbeat.ReceiveReady += (_, _) => _heartbeat.SendFrame(_heartbeat.ReceiveFrameBytes());
        _outgoing.ReceiveReady += (_, _) => SendQueued();
    }

    /// <summary>Begins to receive and to send.</summary>
    public void Start() => _poller.RunAsync();

    /// <summary>Tells everybody who listens.</summary>
    public Task PublishAsync(Message message) => SendAsync(_iopub, message);

    public void Dispose()
    {
        _poller.Dispose();
        foreach (var socket in (NetMQSocket[])[_shell, _control, _stdin, _iopub, _heartbeat]) socket.Dispose();
        _outgoing.Dispose();
    }

    private Task SendAsync(NetMQSocket socket, Message message)
    {
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _outgoing.Enqueue((socket, message, sent));
        return sent.Task;
    }

    private void SendQueued()
    {
        while (_outgoing.TryDequeue(out var next, TimeSpan.Zero))
        {
            next.Socket.SendMultipartMessage(new NetMQMessage(next.Message.Write(_key)));
            next.Sent.SetResult();
        }
    }

    private void Receive(RouterSocket socket, Action<Message> take)
    {
        NetMQMessage? frames = null;
        while (socket.TryReceiveMultipartMessage(ref frames))
        {
            try
            {
                take(Message.Read([.. frames!.Select(frame => frame.ToByteArray())], _key));
            }
            catch (InvalidDataException e)
            {
                Console.Error.WriteLine($"A message was dropped: {e.Message}");
            }
        }
    }

    private static T Bind<T>(T socket, string address)
        where T : NetMQSocket
    {
        socket.Options.Linger = TimeSpan.FromSeconds(1); // The last words of a kernel that ends still arrive.
        try
        {
            socket.Bind(address);
            return socket;
        }
        catch (NetMQException e)
        {
            socket.Dispose();
            throw new IOException($"{address} cannot be opened: {e.Message}", e);
        }
    }
}
