using System.Net;
using System.Net.Sockets;
using NotebookLib.Models;
using Tests.Reference;
using TorchSharp;
using static TorchSharp.torch;

namespace Tests.Lib.Models;

public sealed class ImageNetTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly string _cache = Path.Combine(Directory.CreateTempSubdirectory().FullName, "cache");
    private readonly nn.Module<Tensor, Tensor> _network = nn.Linear(300, 400);
    private readonly byte[] _file;

    public ImageNetTests()
    {
        var path = Path.Combine(_cache, "..", "saved.safetensors");
        using var saved = nn.Linear(300, 400);
        SafeTensors.Save(saved, path);
        _file = File.ReadAllBytes(path);
    }

    public void Dispose()
    {
        _network.Dispose();
        _scope.Dispose();
        Directory.Delete(Path.GetDirectoryName(_cache)!, recursive: true);
    }

    [Fact]
    public void ResNet_18_computes_torchvision_s_logits_after_its_weights_went_through_a_file()
    {
        var reference = TorchvisionReference.Read("resnet18");
        var path = Path.Combine(_cache, "..", "resnet18.safetensors");
        using (var original = torchvision.models.resnet18())
        {
            FormulaWeights.Fill(original, reference.Gain);
            SafeTensors.Save(original, path);
        }
        using var network = torchvision.models.resnet18();
        ImageNet.LoadWeights(network, path);

        using var _ = no_grad();
        var logits = network.call(FormulaWeights.Image(reference.InputSize)).data<float>();
        Assert.All(logits.Zip(reference.Logits), pair => Assert.Equal(pair.Second, pair.First, tolerance: 1e-4));
    }

    [Fact]
    public void A_download_that_broke_off_goes_on_where_it_stopped()
    {
        using var server = new Server(_file, tag: "\"one\"") { BreakAfter = 200_000 };
        Assert.False(ImageNet.TryLoadWeights(_network, server.Address, out var reason, cache: _cache));
        Assert.Contains(server.Address, reason);

        server.BreakAfter = null;
        ImageNet.LoadWeights(_network, server.Address, cache: _cache);

        Assert.Equal([null, "bytes=200000-"], server.Ranges);
        Assert.Equal(_file, File.ReadAllBytes(Assert.Single(Directory.GetFiles(_cache))));
        ImageNet.LoadWeights(_network, server.Address, cache: _cache); // from the cache
        Assert.Equal(2, server.Ranges.Count);
    }

    [Fact]
    public void A_download_begins_anew_when_the_server_s_file_is_another_by_now()
    {
        using (var server = new Server(new byte[_file.Length], tag: "\"one\"") { BreakAfter = 200_000 })
            Assert.False(ImageNet.TryLoadWeights(_network, server.Address, out _, cache: _cache));
        Assert.Single(Directory.GetFiles(_cache));

        using var newer = new Server(_file, tag: "\"two\"");
        ImageNet.LoadWeights(_network, newer.Address, cache: _cache);

        Assert.Equal(["bytes=200000-"], newer.Ranges);
        Assert.Equal(_file, File.ReadAllBytes(Assert.Single(Directory.GetFiles(_cache))));
    }

    [Fact]
    public void A_downloaded_file_that_is_too_short_is_refused_and_not_kept()
    {
        using var server = new Server(_file[..^1], tag: "\"one\"");
        Assert.False(ImageNet.TryLoadWeights(_network, server.Address, out var reason, cache: _cache));
        Assert.Contains("cut short", reason);
        Assert.Empty(Directory.GetFiles(_cache));
    }

    [Theory]
    [InlineData("resnet18", "Allow the download of https://")]
    [InlineData("alexnet", "torchvision.models.alexnet(")]
    [InlineData("https://example.org/x.safetensors", "https://example.org/x.safetensors is not in the cache")]
    [InlineData("/nowhere/x.safetensors", "There is no file")]
    [InlineData("resnet-18", "There are no weights of a network called resnet-18. Known are alexnet, vgg16")]
    public void Without_the_network_one_line_says_how_to_get_the_weights(string source, string saying)
    {
        Assert.False(ImageNet.TryLoadWeights(_network, source, out var reason, download: false, cache: _cache));
        Assert.Contains(saying, reason);
        Assert.DoesNotContain('\n', reason);
    }

    [Fact]
    public void Another_network_s_weights_are_refused_with_what_differs()
    {
        using var other = nn.Linear(3, 4);
        var error = Assert.Throws<InvalidDataException>(() => ImageNet.LoadWeights(other, Path.Combine(_cache, "..", "saved.safetensors")));
        Assert.Contains("weight: [400, 300] in the file, [4, 3] in the network", error.Message);
    }

    [Fact]
    public void A_file_that_is_refused_has_changed_nothing()
    {
        var path = Path.Combine(_cache, "..", "half.safetensors");
        SafeTensors.Save(new Dictionary<string, Tensor> { ["weight"] = ones(400, 300) }, path);
        Assert.Throws<InvalidDataException>(() => ImageNet.LoadWeights(_network, path));
        Assert.NotEqual(1, _network.state_dict()["weight"].mean().item<float>());
    }

    [Fact]
    public void A_busy_server_costs_nothing_of_what_was_downloaded()
    {
        using var server = new Server(_file, tag: "\"one\"") { BreakAfter = 200_000 };
        Assert.False(ImageNet.TryLoadWeights(_network, server.Address, out _, cache: _cache));
        (server.BreakAfter, server.IsBusy) = (null, true);
        Assert.False(ImageNet.TryLoadWeights(_network, server.Address, out var reason, cache: _cache));
        Assert.Contains("503", reason);
        server.IsBusy = false;
        ImageNet.LoadWeights(_network, server.Address, cache: _cache);
        Assert.Equal([null, "bytes=200000-", "bytes=200000-"], server.Ranges);
    }

    [Fact]
    public void The_users_cache_is_closed_to_everybody_else_and_nobody_elses_is_used()
    {
        var (before, home) = (Environment.GetEnvironmentVariable("XDG_CACHE_HOME"), Directory.CreateDirectory(_cache).FullName);
        var weights = Path.Combine(home, "NotebookLib", "weights");
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", home);
        try
        {
            Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the system says where caches are.");
            using var server = new Server(_file, tag: "\"one\"");
            ImageNet.LoadWeights(_network, server.Address);
            Assert.Single(Directory.GetFiles(weights));
            Assert.True(SecondUser.IsClosed(weights));

            SecondUser.Require();
            SecondUser.Give(weights);
            Assert.False(ImageNet.TryLoadWeights(_network, $"{server.Address}?another", out var reason));
            Assert.Contains($"{weights} is not used, because it belongs to somebody else.", reason);
        }
        finally
        {
            Environment.SetEnvironmentVariable("XDG_CACHE_HOME", before);
        }
    }

    [Fact]
    public void Two_files_of_one_path_are_kept_apart()
    {
        using var server = new Server(_file, tag: "\"one\"");
        ImageNet.LoadWeights(_network, $"{server.Address}?file=a", cache: _cache);
        ImageNet.LoadWeights(_network, $"{server.Address}?file=b", cache: _cache);
        Assert.Equal(2, server.Ranges.Count);
    }

    [Fact]
    public void The_thousand_classes_have_their_names()
    {
        Assert.Equal(1000, ImageNet.Classes.Count);
        Assert.Equal(("tench", "tabby", "toilet tissue"), (ImageNet.Classes[0], ImageNet.Classes[281], ImageNet.Classes[999]));
    }

    /// <summary>A web server on this machine with one file, that continues a broken download if asked for the same content.</summary>
    private sealed class Server : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public Server(byte[] file, string tag)
        {
            _listener.Start();
            Address = $"http://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}/a/w.safetensors";
            _ = Serve(file, tag);
        }

        public string Address { get; }

        /// <summary>Sends no more of the file than this, and ends the connection.</summary>
        public int? BreakAfter { get; set; }

        /// <summary>Answers that it has no time.</summary>
        public bool IsBusy { get; set; }

        public List<string?> Ranges { get; } = [];

        public void Dispose() => _listener.Dispose();

        private async Task Serve(byte[] file, string tag)
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, leaveOpen: true);
                Dictionary<string, string> headers = [];
                while (await reader.ReadLineAsync() is { Length: > 0 } line)
                    if (line.Split(": ") is [var name, var value]) headers[name] = value;

                Ranges.Add(headers.GetValueOrDefault("Range"));
                if (IsBusy)
                {
                    await stream.WriteAsync("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
                    continue;
                }
                var from = headers.GetValueOrDefault("If-Range") == tag ? int.Parse(headers["Range"][6..^1]) : 0;
                var answer = $"HTTP/1.1 {(from > 0 ? $"206 Partial Content\r\nContent-Range: bytes {from}-{file.Length - 1}/{file.Length}" : "200 OK")}\r\nETag: {tag}\r\nContent-Length: {file.Length - from}\r\nConnection: close\r\n\r\n";
                await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer));
                await stream.WriteAsync(file.AsMemory(from, Math.Min(BreakAfter ?? int.MaxValue, file.Length - from)));
            }
        }
    }
}
