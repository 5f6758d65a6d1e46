using System.Net.Sockets;
using System.Text;
using NetMQ;
using NetMQ.Sockets;
using Runner.Jupyter;

namespace Tests.Runner.Jupyter;

/// <summary>What reaches a kernel's ports without its key, or with it and odd. Afterwards it beats, interrupts, and knows its variables.</summary>
public sealed class AttackedKernelTests : IAsyncDisposable
{
    private readonly FrontEnd _frontEnd = new();
    private readonly JupyterKernel _kernel;

    public AttackedKernelTests()
    {
        _kernel = new(_frontEnd.Connection, new(Path.GetTempPath()), "notebook");
        _frontEnd.WaitUntilReady();
        Assert.Equal("ok", Run("var kept = 42;"));
    }

    public async ValueTask DisposeAsync()
    {
        await _kernel.DisposeAsync();
        _frontEnd.Dispose();
    }

    private int[] Ports => [_frontEnd.Connection.ShellPort, _frontEnd.Connection.ControlPort, _frontEnd.Connection.StdinPort, _frontEnd.Connection.IopubPort, _frontEnd.Connection.HeartbeatPort];

    private static readonly byte[] Greeting = [0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0, .. "NULL"u8, .. new byte[48]];
    private static readonly byte[] Ready = [4, 26, .. "\u0005READY\u000bSocket-Type"u8, 0, 0, 0, 6, .. "DEALER"u8];

    // Signatures of ZMTP 1 and 2 with lengths beyond every number, encryption that is not spoken here, what a web page can post, and noise.
    private static byte[][] Greetings =>
    [
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00, 0x00],
        [0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00, .. new byte[100]],
        [0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0x7e, 1, 0],
        [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 0, .. new byte[100]],
        [.. Greeting[..12], .. "CURVE"u8, .. new byte[47]],
        [.. "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\n\r\nbody"u8],
        [.. Greeting, 4, 0xff, .. new byte[255]],
        [.. Greeting, 0xff, 0xff],
        [.. Greeting, 6, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        [.. Greeting, .. Ready, 2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        [.. Greeting, .. Ready, 2, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        [.. Greeting, .. Ready, .. Enumerable.Repeat((byte[])[1, 0], 1000).SelectMany(frame => frame)],
        [0, 1, 2, 3],
        [],
    ];

    [Fact]
    public async Task No_greeting_and_no_length_of_a_frame_does_harm()
    {
        foreach (var (bytes, port) in from bytes in Greetings from port in Ports select (bytes, port)) await SendAsync(port, bytes, isAll: true);
        Lives();
    }

    [Fact]
    public async Task A_large_message_without_a_signature_is_not_read()
    {
        byte[] announced = [.. Greeting, .. Ready, 2, 0, 0, 0, 0, 0x0c, 0, 0, 0]; // of 201,326,592 bytes
        foreach (var port in Ports) await SendAsync(port, announced, isAll: false); // It ends the connection, though the message has not come.
        Lives();
    }

    [Fact]
    public void A_heartbeat_of_any_form_does_no_harm()
    {
        using var dealer = new DealerSocket();
        dealer.Options.Linger = TimeSpan.FromSeconds(5);
        dealer.Connect(_frontEnd.Connection.Address(_frontEnd.Connection.HeartbeatPort));
        dealer.SendFrame("without a delimiter");
        Assert.Equal("without a delimiter", Next());
        dealer.SendMoreFrame("").SendMoreFrame("of").SendFrame("several frames");
        Assert.Equal(["", "of", "several frames"], new[] { Next(), Next(), Next() });
        Lives();

        string Next() => dealer.TryReceiveFrameString(TimeSpan.FromSeconds(30), out var frame) ? frame! : "nothing";
    }

    [Fact]
    public async Task Whoever_comes_by_the_hundred_and_says_nothing_does_no_harm()
    {
        var clients = Enumerable.Range(0, 200).Select(_ => new TcpClient()).ToList();
        foreach (var (index, client) in clients.Index()) await client.ConnectAsync("127.0.0.1", Ports[index % 5], TestContext.Current.CancellationToken);
        Lives();
        clients.ForEach(client => client.Dispose());
    }

    [Theory]
    [InlineData("""{"code":"1","code":"2"}""")]
    [InlineData("""{"code":"\ud83d"}""")]
    [InlineData("""{"code":7,"silent":"yes","store_history":[]}""")]
    [InlineData("[1]")]
    public void A_signed_but_odd_request_is_answered(string content)
    {
        foreach (var type in (string[])["execute_request", "complete_request", "inspect_request", "history_request"])
        {
            var request = _frontEnd.SendRaw(type, Encoding.UTF8.GetBytes(content));
            if (type == "history_request" && content.Contains('7', StringComparison.Ordinal)) continue;
            Assert.Equal("error", (string?)_frontEnd.Await(request).Content["status"]);
        }
        Lives();
    }

    // What a cell shows may be odd, too.
    [Fact]
    public void Half_a_character_that_a_cell_shows_does_no_harm()
    {
        Assert.Equal("ok", Run("Console.Write(\"a\\ud83d\");\n\"b\\ud83d\""));
        Lives();
    }

    private void Lives()
    {
        Assert.Equal("beat", _frontEnd.Echo("beat"));
        var endless = _frontEnd.Execute("Console.Write(\"runs\");\nawait Task.Delay(-1, Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken);");
        _frontEnd.HearFirst(endless, "stream");
        Assert.Equal("ok", (string?)_frontEnd.Await(_frontEnd.Send("interrupt_request", [], isControl: true), isControl: true).Content["status"]);
        Assert.Equal("Interrupted", (string?)_frontEnd.Await(endless).Content["ename"]);
        Assert.Equal("ok", Run("if (kept != 42) throw new Exception();"));
    }

    private string? Run(string code) => (string?)_frontEnd.Await(_frontEnd.Execute(code)).Content["status"];

    /// <summary>Sends bytes, and reads until the other side ends the connection.</summary>
    /// <param name="isAll">Whether to say that nothing more will come.</param>
    private static async Task SendAsync(int port, byte[] bytes, bool isAll)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
        try
        {
            await socket.SendAsync(bytes, TestContext.Current.CancellationToken);
            if (isAll) socket.Shutdown(SocketShutdown.Send);
            for (var buffer = new byte[1000]; await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60)) > 0;) { }
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.NotConnected or SocketError.Shutdown)
        {
            // So it did, with a bang.
        }
    }
}
