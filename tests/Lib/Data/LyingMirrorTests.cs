using System.Net;
using System.Net.Sockets;
using System.Text;
using NotebookLib.Data;
using Tests.Reference;

namespace Tests.Lib.Data;

/// <summary>Servers that lie about what they send. The right file comes whole from an honest one afterwards, and nothing else stays.</summary>
public sealed class LyingMirrorTests : IDisposable
{
    private const string Images = "t10k-images-idx3-ubyte.gz", Labels = "t10k-labels-idx1-ubyte.gz";

    private static readonly byte[] File = Official(Labels);
    private readonly string _folder = Directory.CreateTempSubdirectory("lying-mirror-test-").FullName;

    public LyingMirrorTests() => System.IO.File.WriteAllBytes(Path.Combine(_folder, Images), Official(Images));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_file_without_an_end_is_cut_off()
    {
        long sent = 0;
        await using var liar = new Server(async (_, stream) =>
        {
            await stream.WriteAsync(Head("200 OK"));
            for (var part = new byte[1 << 20]; sent < 1L << 32; sent += part.Length) await stream.WriteAsync(part);
        });
        Assert.Contains("more than the 67,108,864 bytes", Refusal(liar));
        Assert.InRange(sent, 0, 200 << 20); // the rest is buffers on the way
    }

    [Theory]
    [InlineData("Content-Length: 9223372036854775807")]
    [InlineData("Content-Length: 67108865")]
    public async Task A_length_beyond_all_bounds_is_refused_before_anything_is_read(string length)
    {
        await using var liar = new Server((_, stream) => stream.WriteAsync(Head("200 OK", length)).AsTask());
        Assert.Contains("more than the 67,108,864 bytes", Refusal(liar));
    }

    [Theory]
    [InlineData("Content-Length: 1000000")]
    [InlineData("Content-Length: 10")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task A_length_that_is_not_what_comes_is_refused(string length)
    {
        await using var liar = new Server(async (_, stream) => await stream.WriteAsync((byte[])[.. Head("200 OK", length), .. File]));
        Refusal(liar);
    }

    [Fact]
    public async Task A_part_that_nobody_asked_for_is_not_taken_for_the_file()
    {
        await using var liar = new Server(async (_, stream) => await stream.WriteAsync((byte[])[.. Head("206 Partial Content", $"Content-Range: bytes 0-{File.Length - 1}/{File.Length}", $"Content-Length: {File.Length}"), .. File]));
        Assert.Contains("a part of the file", Refusal(liar));
    }

    // The first half is there. Asked for the second, the server sends bytes from elsewhere, or says that there are none.
    [Theory]
    [InlineData("206 Partial Content", "Content-Range: bytes 7-99/*")]
    [InlineData("206 Partial Content", "X: no range")]
    [InlineData("416 Range Not Satisfiable", "X: nothing")]
    public async Task A_range_other_than_the_one_asked_for_is_dropped_and_the_whole_file_asked_for(string status, string range)
    {
        var asked = new List<bool>();
        await using var liar = new Server(async (request, stream) =>
        {
            var isRange = request.Contains("Range: bytes=", StringComparison.Ordinal);
            asked.Add(isRange);
            await stream.WriteAsync((byte[])(isRange ? [.. Head(status, range, "Content-Length: 5"), .. "wrong"u8] : [.. Head("200 OK", "ETag: \"one\"", $"Content-Length: {File.Length}"), .. asked.Count == 1 ? File[..3000] : File]));
        });
        Refusal(liar, leaves: true);
        using var dataset = FashionMnist.Load(train: false, _folder, [liar.Address]);
        Assert.Equal(10_000, dataset.Count);
        Assert.Equal([false, true, false], asked);
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public async Task A_tag_that_is_no_name_for_a_file_does_no_harm()
    {
        await using var odd = new Server(async (_, stream) => await stream.WriteAsync((byte[])[.. Head("200 OK", $"ETag: \"{new string('a', 5000)}\"", $"Content-Length: {File.Length}"), .. File]));
        System.IO.File.WriteAllText(Path.Combine(_folder, $"{Labels}.no tag.part"), "");
        System.IO.File.WriteAllText(Path.Combine(_folder, $"{Labels}.bm8gdGFn.part"), ""); // "no tag" in Base64
        using var dataset = FashionMnist.Load(train: false, _folder, [odd.Address]);
        Assert.Equal(10_000, dataset.Count);
    }

    // A stranger's repository may hold such a link; "ImFnZSI" is the name that the tag "age" gives an unfinished file.
    [Fact]
    public async Task Nothing_is_written_through_a_link_that_lies_where_the_unfinished_file_belongs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links takes rights there.");
        var victim = Path.Combine(_folder, "victim");
        System.IO.File.WriteAllText(victim, "mine");
        System.IO.File.CreateSymbolicLink(Path.Combine(_folder, $"{Labels}.ImFnZSI.part"), victim);
        await using var server = new Server(async (_, stream) => await stream.WriteAsync((byte[])[.. Head("200 OK", "ETag: \"age\"", $"Content-Length: {File.Length}"), .. File]));
        using var dataset = FashionMnist.Load(train: false, _folder, [server.Address]);
        Assert.Equal("mine", System.IO.File.ReadAllText(victim));
    }

    /// <summary>What is said of a mirror that is not believed.</summary>
    private string Refusal(Server liar, bool leaves = false)
    {
        var error = Assert.Throws<IOException>(() => FashionMnist.Load(train: false, _folder, [liar.Address]));
        Assert.Equal(leaves ? 2 : 1, Directory.GetFiles(_folder).Length);
        return error.Message;
    }

    private static byte[] Head(string status, params string[] headers) => Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nConnection: close\r\n{string.Concat(headers.Select(header => $"{header}\r\n"))}\r\n");

    private static byte[] Official(string name) => System.IO.File.ReadAllBytes(ReferenceFiles.InRepository($"data/fashion-mnist/{name}"));

    private sealed class Server : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _serving;

        public Server(Func<string, NetworkStream, Task> answer)
        {
            _listener.Start();
            _serving = ServeAsync(answer);
        }

        public Uri Address => new($"http://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _serving;
        }

        private async Task ServeAsync(Func<string, NetworkStream, Task> answer)
        {
            while (true)
            {
                try
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    await using var stream = client.GetStream();
                    var request = "";
                    for (var buffer = new byte[4096]; !request.EndsWith("\r\n\r\n", StringComparison.Ordinal);) request += Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer));
                    await answer(request, stream);
                }
                catch (IOException)
                {
                    // Nobody listens to it any more.
                }
                catch (Exception e) when (e is InvalidOperationException or SocketException)
                {
                    return;
                }
            }
        }
    }
}
