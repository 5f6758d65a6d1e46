using Microsoft.Extensions.DependencyInjection;
using Runner.Presenting.Live;
using Runner.Presenting.Safety;

namespace Tests.Runner.Presenting;

/// <summary>What happened to other local servers that run code, tried on this one.</summary>
public sealed class SafetyTests(Served served) : IClassFixture<Served>
{
    private static readonly string[] Socket = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="];

    private static string Status(string answer) => answer.Split(' ', 3)[1];

    private async Task<string> PresenterAsync() => $"Cookie: {(await served.CookieAsync(served.Server.NewLaunchAddress())).Split(';')[0]}";

    private async Task<string> AudienceAsync() => $"Cookie: {(await served.CookieAsync(served.Server.AudienceAddress)).Split(';')[0]}";

    [Fact]
    public async Task Every_route_and_every_file_is_refused_without_a_key()
    {
        var web = Path.Combine(AppContext.BaseDirectory, "web");
        var files = Directory.EnumerateFiles(web, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(web, file).Replace('\\', '/')).ToList();
        var routes = served.Server.Routes.Select(pattern => System.Text.RegularExpressions.Regex.Replace(pattern, @"\{[^}]*\}", "lesson.dib")).ToList();
        Assert.Contains(routes, route => route.Contains("_blazor"));
        Assert.Contains("_framework/blazor.web.js", files);

        foreach (var path in routes.Concat(files).Append("nowhere").Select(path => $"/{path.TrimStart('/')}").Distinct())
        {
            Assert.Equal("401", Status(await served.AskAsync(path)));
            Assert.NotEqual("200", Status(await served.AskAsync(path, "POST", $"Origin: {served.Server.Origin}", "Content-Length: 0")));
        }
        Assert.Equal("401", Status(await served.AskAsync("/_blazor?id=1", [$"Origin: {served.Server.Origin}", .. Socket])));
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("127.0.0.1:1")]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    public async Task Another_name_for_this_address_is_refused_key_or_no_key(string host)
    {
        var cookie = await PresenterAsync();

        Assert.Equal("400", Status(await served.AskAsync("/", $"Host: {host}", cookie)));
        Assert.Equal("400", Status(await served.AskAsync("/_blazor?id=1", [$"Host: {host}", cookie, $"Origin: http://{host}", .. Socket])));
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("http://127.0.0.1")]
    [InlineData("null")]
    [InlineData("{origin}.evil.example")]
    [InlineData("{origin}0")]
    [InlineData("https://{host}")]
    public async Task Another_origin_is_refused_on_pages_calls_and_sockets_key_or_no_key(string origin)
    {
        var header = $"Origin: {origin.Replace("{origin}", served.Server.Origin).Replace("{host}", new Uri(served.Server.Origin).Authority)}";
        var cookie = await PresenterAsync();

        Assert.Equal("403", Status(await served.AskAsync("/", header, cookie)));
        Assert.Equal("403", Status(await served.AskAsync("/_blazor/negotiate?negotiateVersion=1", "POST", header, cookie, "Content-Length: 0")));
        Assert.Equal("403", Status(await served.AskAsync("/_blazor?id=1", [header, cookie, .. Socket])));
    }

    [Fact]
    public async Task A_call_or_a_socket_that_does_not_say_where_it_comes_from_is_refused()
    {
        var cookie = await PresenterAsync();

        Assert.Equal("403", Status(await served.AskAsync("/_blazor/negotiate?negotiateVersion=1", "POST", cookie, "Content-Length: 0")));
        Assert.Equal("403", Status(await served.AskAsync("/_blazor?id=1", [cookie, .. Socket])));
        Assert.Equal("200", Status(await served.AskAsync("/_blazor/negotiate?negotiateVersion=1", "POST", cookie, served.PageKey, $"Origin: {served.Server.Origin}", "Content-Length: 0")));
    }

    // Browsers send cookies to every port of this machine: another user's program on one of them has it then.
    [Fact]
    public async Task The_presenters_cookie_alone_reads_nothing_and_runs_nothing()
    {
        var (cookie, origin) = (await PresenterAsync(), $"Origin: {served.Server.Origin}");

        Assert.Equal("401", Status(await served.AskAsync("/_blazor/negotiate?negotiateVersion=1", "POST", cookie, origin, "Content-Length: 0")));
        Assert.Equal("401", Status(await served.AskAsync("/_blazor?id=1", [cookie, origin, .. Socket])));
        Assert.Equal("401", Status(await served.AskAsync("/_blazor?id=1&access_token=x", [cookie, origin, "Authorization: Bearer x", .. Socket])));
        Assert.Equal("401", Status(await served.AskAsync("/_blazor", [cookie, origin, .. Socket])));
        Assert.Equal("401", Status(await served.AskAsync("/audience/events", cookie)));
        Assert.DoesNotContain("Set-Cookie", await served.AskAsync("/enter", "POST", cookie, origin, "Content-Length: 0"));
        foreach (var page in new[] { "/", "/notebook/lesson.dib", "/slides/lesson.dib", "/speaker/lesson.dib", "/?token=", $"/?token={new Uri(served.Server.NewLaunchAddress()).Query[7..^1]}~" })
        {
            var answer = await served.AskAsync(page, cookie);
            Assert.DoesNotContain("Lesson", answer);
            Assert.DoesNotContain("lesson.dib", answer[answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)..]);
            Assert.DoesNotContain(served.PageKey[^20..], answer);
        }
    }

    [Fact]
    public async Task A_cookie_that_others_have_set_in_front_or_in_hundreds_does_not_shut_out_the_presenter()
    {
        var cookie = await PresenterAsync();
        var name = cookie["Cookie: ".Length..cookie.IndexOf('=')];

        Assert.Equal("200", Status(await served.AskAsync("/notebook/lesson.dib", $"Cookie: {name}=planted; {cookie["Cookie: ".Length..]}")));
        var hundreds = string.Join("; ", Enumerable.Range(0, 180).Select(each => $"x{each}={new string('x', 4_000)}"));
        Assert.Equal("200", Status(await served.AskAsync("/notebook/lesson.dib", $"Cookie: {hundreds}; {cookie["Cookie: ".Length..]}")));
    }

    [Theory]
    [InlineData("/%09/host.example/")]
    [InlineData("/%0a/host.example/")]
    [InlineData("/%5chost.example/")]
    [InlineData("//host.example/")]
    [InlineData("/%2f%2fhost.example/")]
    [InlineData("/%22%3e%3cscript%3e")]
    public async Task The_launch_leads_on_to_this_server_alone(string path)
    {
        var answer = await served.AskAsync($"{path}{new Uri(served.Server.NewLaunchAddress()).Query}");

        var lead = System.Net.WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(answer, "data-path=\"([^\"]*)\"").Groups[1].Value);
        Assert.Matches(@"^/(?![/\\])[A-Za-z0-9%./_-]*$", lead);
        Assert.DoesNotContain("<script>", answer);
    }

    [Theory]
    [InlineData("../secret.dib")]
    [InlineData("..%2fsecret.dib")]
    [InlineData("/etc/passwd")]
    [InlineData("linked/secret.dib")]
    [InlineData("link.dib")]
    public void No_name_on_the_shelf_leads_out_of_the_folder(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right of their own there.");
        var link = Path.Combine(served.Course, "link.dib");
        if (!File.Exists(link)) File.CreateSymbolicLink(link, Path.Combine(served.Course, "..", "secret.dib"));

        Assert.Null(served.Server.Services.GetRequiredService<Bookshelf>().Open(name));
    }

    // A header that tells of more than any memory holds.
    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(1L << 31)]
    [InlineData(64 << 20)]
    public async Task A_very_large_message_closes_the_connection_and_is_not_taken_in(long length)
    {
        var sent = 0L;
        var origin = new Uri(served.Server.Origin);
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(origin.Host, origin.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(string.Join("\r\n", ["GET /_blazor HTTP/1.1", $"Host: {origin.Authority}", await PresenterAsync(), served.PageKey, $"Origin: {served.Server.Origin}", .. Socket, "", ""])), TestContext.Current.CancellationToken);
        var buffer = new byte[64 << 10];
        Assert.StartsWith("HTTP/1.1 101", System.Text.Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)));

        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            await stream.WriteAsync(Frame("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"u8.ToArray(), null), TestContext.Current.CancellationToken);
            await stream.WriteAsync(Frame([0xff, 0xff, 0xff, 0xff, 0x07], length), TestContext.Current.CancellationToken);
            for (; sent < 40 << 20; sent += buffer.Length) await stream.WriteAsync(buffer, TestContext.Current.CancellationToken);
        });
        Assert.InRange(sent, 0, 20 << 20); // What the system itself keeps of a connection, and no more.
        Assert.Equal("200", Status(await served.AskAsync("/", await PresenterAsync())));

        // Binary, masked with nothing, and as long as it says.
        static byte[] Frame(byte[] content, long? length)
        {
            var size = new byte[8];
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(size, length ?? content.Length);
            return [0x82, 0xff, .. size, 0, 0, 0, 0, .. content];
        }
    }

    [Fact]
    public async Task The_presenters_address_works_once_and_its_cookie_stays_with_this_site_out_of_reach_of_scripts()
    {
        var address = new Uri(served.Server.NewLaunchAddress()).PathAndQuery;

        var first = await served.AskAsync(address);

        Assert.Equal("200", Status(first));
        var cookie = first.Split("\r\n").Single(line => line.StartsWith("Set-Cookie:", StringComparison.OrdinalIgnoreCase)).ToLowerInvariant();
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=strict", cookie);
        Assert.Equal("401", Status(await served.AskAsync(address)));
        Assert.Equal("401", Status(await served.AskAsync("/?token=")));
        Assert.Equal("401", Status(await served.AskAsync("/", "Cookie: notebook-0=x")));
    }

    [Theory]
    [InlineData("/notebook/../secret.dib")]
    [InlineData("/notebook/..%2fsecret.dib")]
    [InlineData("/notebook/%2e%2e/secret.dib")]
    [InlineData("/notebook/..%5csecret.dib")]
    [InlineData("/notebook/%252e%252e%252fsecret.dib")]
    [InlineData("/notebook//etc/passwd")]
    [InlineData("/page/../secret.md")]
    [InlineData("/page/..%2fsecret.md")]
    [InlineData("/page/%252e%252e%252fsecret.md")]
    [InlineData("/page//etc/passwd")]
    [InlineData("/page/lesson.dib")]
    [InlineData("/own/../../runner.deps.json")]
    [InlineData("/own/..%2f..%2frunner.deps.json")]
    [InlineData("/own/%2e%2e/%2e%2e/runner.deps.json")]
    [InlineData("/../../../../etc/passwd")]
    public async Task No_path_leads_out_of_the_folder(string path)
    {
        File.WriteAllText(Path.Combine(served.Course, "..", "secret.md"), "# Outside\n");

        var answer = await served.AskAsync(path, await PresenterAsync());

        Assert.DoesNotContain("#!markdown", answer);
        Assert.DoesNotContain("Outside", answer);
        Assert.DoesNotContain("runtimeTarget", answer);
        Assert.DoesNotContain("root:", answer);
    }

    [Fact]
    public async Task The_audience_is_let_in_but_neither_to_the_notebooks_nor_to_the_door_of_commands()
    {
        var cookie = await AudienceAsync();

        Assert.Equal("403", Status(await served.AskAsync("/", cookie)));
        Assert.Equal("403", Status(await served.AskAsync("/notebook/lesson.dib", cookie)));
        Assert.Equal("403", Status(await served.AskAsync("/page/glossary.md", cookie)));
        Assert.Equal("200", Status(await served.AskAsync("/own/page.css", cookie)));
        await using var notebook = new LiveNotebook(Path.Combine(served.Course, "lesson.dib"), new Dictionary<string, string>(), served.Drafts);
        Assert.Throws<UnauthorizedAccessException>(() => notebook.By(new(Role.Audience)));
    }

    [Fact]
    public async Task A_page_may_run_only_our_own_scripts_and_a_frame_may_reach_nothing()
    {
        var cookie = await PresenterAsync();

        Assert.Contains("script-src 'self';", await served.AskAsync("/", cookie));
        var frame = await served.AskAsync("/own/frame.html", cookie);
        Assert.Contains("sandbox allow-scripts; default-src 'none';", frame);
        Assert.DoesNotContain("connect-src", frame);
    }
}
