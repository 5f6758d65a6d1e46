using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Runner.Presenting.Live;

namespace Tests.Runner.Presenting.Audience;

/// <summary>Followers who read slowly, or not at all, and in hundreds.</summary>
[Collection(AloneCollection.Name)]
public sealed class CrowdTests
{
    // A slide with 3 MB of pictures.
    private static readonly string Talk = $"#!markdown\n\n# One\n\n{string.Concat(Enumerable.Range(0, 6).Select(each => $"![{each}](p{each}.png)\n\n"))}\n\n#!csharp\n\n$\"value {{6 * 7}}\"\n";

    private static async Task<Hall> OpenAsync()
    {
        var hall = await Hall.OpenAsync(Talk);
        foreach (var each in Enumerable.Range(0, 6)) File.WriteAllBytes(Path.Combine(hall.Folder, $"p{each}.png"), RandomBytes(380_000, each));
        return hall;

        static byte[] RandomBytes(int count, int seed)
        {
            var bytes = new byte[count];
            new Random(seed).NextBytes(bytes);
            return bytes;
        }
    }

    [Fact]
    public async Task Slow_followers_share_what_they_are_sent_and_all_of_it_is_given_back()
    {
        await using var hall = await OpenAsync();
        using var one = await hall.FollowerAsync();
        await foreach (var news in Hall.EventsAsync(one))
        {
            Assert.Contains("data:image/png", news.GetRawText(), StringComparison.Ordinal);
            break;
        }
        hall.Director.Commands.Run(hall.Notebook.Cells[1].Id);
        while (hall.Notebook.Cells[1].State != CellState.Done) await Task.Delay(20, TestContext.Current.CancellationToken);
        var before = Memory();

        var crowd = new List<Socket>();
        for (var i = 0; i < 150; i++) crowd.Add(await SeatAsync(hall, address: 2 + i % 4));
        while (hall.Followers < crowd.Count) await Task.Delay(50, TestContext.Current.CancellationToken);
        await Task.Delay(1_000, TestContext.Current.CancellationToken);

        Assert.InRange(Memory() - before, long.MinValue, 50 << 20); // 450 MB, were each sent a copy.
        hall.Director.Commands.Run(hall.Notebook.Cells[1].Id);
        while (hall.Notebook.Cells[1].State != CellState.Running && hall.Notebook.Cells[1].State != CellState.Done) await Task.Delay(1, TestContext.Current.CancellationToken);
        foreach (var socket in crowd) socket.Dispose();
        while (hall.Followers > 0) await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.InRange(Memory() - before, long.MinValue, 20 << 20);
    }

    [Fact]
    public async Task Who_takes_nothing_for_long_is_dropped()
    {
        await using var hall = await OpenAsync();
        using var socket = await SeatAsync(hall, address: 2);
        while (hall.Followers < 1) await Task.Delay(50, TestContext.Current.CancellationToken);

        var limit = Stopwatch.StartNew();
        while (hall.Followers > 0 && limit.Elapsed < TimeSpan.FromSeconds(60)) await Task.Delay(100, TestContext.Current.CancellationToken);

        Assert.Equal(0, hall.Followers);
    }

    [Fact]
    public async Task One_address_cannot_take_all_connections()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere this machine has one loopback address.");
        await using var hall = await Hall.OpenAsync("#!markdown\n\n# One\n");
        var (crowd, refused) = (new List<Socket>(), 0);
        for (var i = 0; i < 520; i++)
        {
            try
            {
                crowd.Add(await ConnectAsync(hall, address: 2));
            }
            catch (SocketException)
            {
                refused++;
            }
        }
        await Task.Delay(500, TestContext.Current.CancellationToken);

        Assert.Equal(20, refused + crowd.Count(socket => socket.Poll(0, SelectMode.SelectRead)));
        using var other = await hall.FollowerAsync();
        await foreach (var _ in Hall.EventsAsync(other)) break;
        foreach (var socket in crowd) socket.Dispose();
    }

    [Fact]
    public async Task A_connection_by_which_too_much_comes_in_is_closed()
    {
        await using var hall = await Hall.OpenAsync("#!markdown\n\n# One\n");
        using var socket = await ConnectAsync(hall, address: 1);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /audience HTTP/1.1\r\nHost: {hall.Door.Authority}\r\n"), TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<SocketException>(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                await socket.SendAsync(Encoding.ASCII.GetBytes($"x{i}: {new string('x', 4_000)}\r\n"), TestContext.Current.CancellationToken);
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }
        });
    }

    private static long Memory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static async Task<Socket> ConnectAsync(Hall hall, int address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 };
        if (OperatingSystem.IsLinux()) socket.Bind(new IPEndPoint(IPAddress.Parse($"127.0.0.{address}"), 0));
        await socket.ConnectAsync(IPAddress.Loopback, hall.Door.Port, TestContext.Current.CancellationToken);
        return socket;
    }

    // Asks for the stream, and reads none of it.
    private static async Task<Socket> SeatAsync(Hall hall, int address)
    {
        var socket = await ConnectAsync(hall, address);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /audience/events HTTP/1.1\r\nHost: {hall.Door.Authority}\r\nCookie: {await hall.AudienceCookieAsync()}\r\n\r\n"), TestContext.Current.CancellationToken);
        return socket;
    }
}
