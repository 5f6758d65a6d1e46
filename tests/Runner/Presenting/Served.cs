using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Runner.Presenting;
using Runner.Presenting.Live;
using Runner.Presenting.Safety;

namespace Tests.Runner.Presenting;

/// <summary>A server with a folder of its own, shared by the tests of a class.</summary>
public class Served : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("present-test-").FullName;

    public PresentServer Server { get; private set; } = null!;

    /// <summary>The folder that is served.</summary>
    public string Course => Path.Combine(_folder, "course");

    public Drafts Drafts => new(Path.Combine(_folder, "drafts"));

    protected virtual string Root => Course;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Course);
        File.WriteAllText(Path.Combine(_folder, "secret.dib"), "#!markdown\n\n# Outside\n");
        Write("lesson.dib", "#!markdown\n\n# Lesson\n\n#!csharp\n\n1 + 1\n");
        Server = await PresentServer.StartAsync(new(Root) { Drafts = Drafts, Environment = new Dictionary<string, string> { ["NOTEBOOK_PARAM_epochs"] = "1", ["OMP_WAIT_POLICY"] = "PASSIVE" } });
    }

    public string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(Course, name), text);
        return name;
    }

    /// <summary>What the presenter's pages hand over besides the cookie, as a header.</summary>
    public string PageKey => $"Authorization: Bearer {Server.Services.GetRequiredService<Keys>().PageKey}";

    /// <summary>The cookie that an address is swapped for.</summary>
    public async Task<string> CookieAsync(string address)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        var response = await client.GetAsync(address, TestContext.Current.CancellationToken);
        return response.Headers.GetValues("Set-Cookie").Single();
    }

    /// <summary>The whole answer to a GET whose path and headers are sent exactly so, as no browser would.</summary>
    public async Task<string> AskAsync(string path, params string[] headers)
    {
        var origin = new Uri(Server.Origin);
        using var client = new TcpClient();
        await client.ConnectAsync(origin.Host, origin.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        string[] host = headers.Any(header => header.StartsWith("Host:", StringComparison.Ordinal)) ? [] : [$"Host: {origin.Authority}"];
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", [$"{(headers.Contains("POST") ? "POST" : "GET")} {path} HTTP/1.1", .. host, "Connection: close", .. headers.Where(header => header.Contains(':')), "", ""])), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var answer = new StringBuilder();
        var buffer = new char[4096];
        // A socket that was let in stays open: its first line tells enough.
        while (!answer.ToString().StartsWith("HTTP/1.1 101", StringComparison.Ordinal) && await reader.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var count) answer.Append(buffer, 0, count);
        return answer.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
