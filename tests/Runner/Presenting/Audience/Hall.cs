using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Runner.Presenting;
using Runner.Presenting.Audience;
using Runner.Presenting.Live;
using Runner.Presenting.Safety;
using Runner.Presenting.Slides;

namespace Tests.Runner.Presenting.Audience;

/// <summary>A presentation of one notebook, led without a browser, that the audience can follow.</summary>
internal sealed class Hall : IAsyncDisposable
{
    private readonly string _folder;
    private readonly PresentServer _server;

    private Hall(string folder, PresentServer server)
    {
        (_folder, _server) = (folder, server);
        Notebook = server.Services.GetRequiredService<Bookshelf>().Open("talk.dib")!;
        var by = Notebook.By(new(Role.Presenter));
        Director = new(server.Services.GetRequiredService<Stage>().Show(Notebook, by), by);
    }

    public LiveNotebook Notebook { get; }

    public Director Director { get; }

    /// <summary>The folder of the notebook.</summary>
    public string Folder => _folder;

    /// <summary>How many follow.</summary>
    public int Followers => _server.Services.GetRequiredService<Stage>().Followers;

    private string? _cookie;

    /// <summary>What the audience's link is swapped for.</summary>
    public async Task<string> AudienceCookieAsync()
    {
        if (_cookie is not null) return _cookie;
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        using var answer = await client.GetAsync(Door);
        return _cookie = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    public Uri Origin => new(_server.Origin);

    /// <summary>The audience's own way in.</summary>
    public Uri Door => new(_server.AudienceLink.Address!);

    public string LaunchToken => new Uri(_server.NewLaunchAddress()).Query;

    /// <summary>What the room is asked.</summary>
    public Ballot? Ballot => _server.Services.GetRequiredService<Stage>().Current?.Ballot;

    /// <summary>Where the answers are kept.</summary>
    public string Table => _server.Services.GetRequiredService<Ballots>().File;

    /// <summary>The audience's way in from this machine.</summary>
    public Uri AudienceAtHome => new(_server.AudienceAddress);

    /// <param name="isAlone">Whether it is open to this machine only.</param>
    public static async Task<Hall> OpenAsync(string notebook, bool isAlone = false)
    {
        var folder = Directory.CreateTempSubdirectory("hall-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "talk.dib"), notebook);
        return new(folder, await PresentServer.StartAsync(new(folder) { Audience = isAlone ? null : IPAddress.Loopback, Drafts = new(Path.Combine(folder, "drafts")), Answers = Path.Combine(folder, "answers") }));
    }

    /// <summary>A browser without a screen.</summary>
    public static HttpClient Browser(Uri at) => new(new SocketsHttpHandler { CookieContainer = new() }) { BaseAddress = new(at.GetLeftPart(UriPartial.Authority)), Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>One of the audience, let in.</summary>
    public async Task<HttpClient> FollowerAsync()
    {
        var browser = Browser(Door);
        using var answer = await browser.GetAsync(Door);
        answer.EnsureSuccessStatusCode();
        return browser;
    }

    /// <summary>What a follower is told, event by event.</summary>
    public static async IAsyncEnumerable<JsonElement> EventsAsync(HttpClient follower, string query = "")
    {
        using var reader = new StreamReader(await follower.GetStreamAsync($"/audience/events{query}"));
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal)) yield return JsonElement.Parse(line.AsSpan(6));
        }
    }

    /// <summary>Ends the presentation as Ctrl-C does.</summary>
    public Task StopAsync() => _server.WaitAsync(new(canceled: true));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
