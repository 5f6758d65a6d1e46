using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;
using Runner.Jupyter;

namespace Tests.Runner.Jupyter;

/// <summary>A front end of Jupyter, as far as tests need one: it sends requests, and hears all that the kernel says.</summary>
internal sealed class FrontEnd : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DealerSocket _shell = new(), _control = new(), _stdin = new();
    private readonly SubscriberSocket _iopub = new();
    private readonly RequestSocket _heartbeat = new();

    public FrontEnd()
    {
        var ports = FreePorts(5);
        Connection = new("127.0.0.1", ports[0], ports[1], ports[2], ports[3], ports[4], "the key");
        _shell.Options.Identity = _stdin.Options.Identity = Guid.NewGuid().ToByteArray(); // As Jupyter's front ends do, so that questions find who is asked.
        _shell.Connect(Connection.Address(Connection.ShellPort));
        _stdin.Connect(Connection.Address(Connection.StdinPort));
        _control.Connect(Connection.Address(Connection.ControlPort));
        _heartbeat.Connect(Connection.Address(Connection.HeartbeatPort));
        _iopub.SubscribeToAnyTopic();
        _iopub.Connect(Connection.Address(Connection.IopubPort));
    }

    public Connection Connection { get; }

    /// <summary>Waits until the kernel answers and what it publishes is heard.</summary>
    public void WaitUntilReady()
    {
        NetMQMessage? heard = null;
        do Await(Send("kernel_info_request", []));
        while (!_iopub.TryReceiveMultipartMessage(TimeSpan.FromMilliseconds(100), ref heard));
        while (_iopub.TryReceiveMultipartMessage(TimeSpan.FromMilliseconds(100), ref heard)) { }
    }

    public Message Send(string type, JsonObject content, bool isControl = false, string key = "the key")
    {
        var message = Message.New(type, "front end", content);
        (isControl ? _control : _shell).SendMultipartMessage(new NetMQMessage(message.Write(key)));
        return message;
    }

    /// <summary>Sends a request whose content may be anything.</summary>
    public Message SendRaw(string type, byte[] content)
    {
        var message = Message.New(type, "front end", []);
        var frames = message.Write("the key").ToList();
        frames[^1] = content;
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHMAC(System.Security.Cryptography.HashAlgorithmName.SHA256, "the key"u8);
        foreach (var frame in frames[2..]) hash.AppendData(frame);
        frames[1] = System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
        _shell.SendMultipartMessage(new NetMQMessage(frames));
        return message;
    }

    public Message Execute(string code, bool isSilent = false, bool canAnswer = true) =>
        Send("execute_request", new() { ["code"] = code, ["silent"] = isSilent, ["store_history"] = true, ["allow_stdin"] = canAnswer });

    /// <summary>Waits for a question of the kernel's, and answers it.</summary>
    public Message Answer(Message request, string text)
    {
        var question = Next(_stdin, request);
        _stdin.SendMultipartMessage(new NetMQMessage(Message.New("input_reply", "front end", new() { ["value"] = text }).Write("the key")));
        return question;
    }

    /// <summary>The reply to a request; those to others are passed over.</summary>
    public Message Await(Message request, bool isControl = false) => Next(isControl ? _control : _shell, request);

    /// <summary>What is published for a request, up to the word that the kernel is idle again, without the states.</summary>
    public IReadOnlyList<Message> Hear(Message request) => [.. HearAll(request).Where(message => message.Type != "status")];

    /// <summary>What is published for a request, up to the word that the kernel is idle again.</summary>
    public IReadOnlyList<Message> HearAll(Message request)
    {
        var heard = new List<Message>();
        while (heard is not [.., { Type: "status" } last] || (string?)last.Content["execution_state"] != "idle") heard.Add(Next(_iopub, request));
        return heard;
    }

    /// <summary>Waits for a message of this type.</summary>
    public Message HearFirst(Message request, string type)
    {
        while (true)
            if (Next(_iopub, request) is { } message && message.Type == type) return message;
    }

    public string Echo(string text)
    {
        _heartbeat.SendFrame(text);
        return _heartbeat.TryReceiveFrameString(Patience, out var answer) ? answer! : "";
    }

    public void Dispose()
    {
        foreach (var socket in (NetMQSocket[])[_shell, _control, _stdin, _iopub, _heartbeat]) socket.Dispose();
    }

    /// <summary>The next message that belongs to a request.</summary>
    private static Message Next(NetMQSocket socket, Message request)
    {
        NetMQMessage? frames = null;
        while (socket.TryReceiveMultipartMessage(Patience, ref frames))
        {
            var message = Message.Read([.. frames!.Select(frame => frame.ToByteArray())], "the key");
            if ((string?)message.ParentHeader["msg_id"] == (string?)request.Header["msg_id"]) return message;
        }
        throw new TimeoutException($"Nothing more came for {request.Type}.");
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        foreach (var listener in listeners) listener.Start();
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners) listener.Dispose();
        return ports;
    }
}
