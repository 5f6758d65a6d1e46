using System.Net;
using System.Text.Json;
using Runner.Presenting.Live;

namespace Tests.Runner.Presenting.Audience;

public class AudienceTests
{
    private const string Talk = """
        #!markdown

        # One

        Seen by all.

        <!-- notes: Seen by one. -->

        #!csharp

        Console.Write("from the kernel");

        #!html

        <script>alert(1)</script>

        #!markdown

        ## Two

        ## Three
        """;

    [Fact]
    public async Task A_follower_sees_the_slide_without_the_speakers_notes()
    {
        await using var hall = await Hall.OpenAsync(Talk);
        using var follower = await hall.FollowerAsync();
        var first = await FirstAsync(Hall.EventsAsync(follower), _ => true);
        Assert.Equal((0, 3), (Head(first, "slide"), Head(first, "count")));
        Assert.Contains("Seen by all.", first.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("Seen by one.", first.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_follower_goes_where_the_presenter_goes()
    {
        await using var hall = await Hall.OpenAsync(Talk);
        using var follower = await hall.FollowerAsync();
        hall.Director.GoTo(1);
        var events = Hall.EventsAsync(follower);
        await FirstAsync(events, each => Head(each, "slide") == 1);
        hall.Director.GoTo(2);
        await FirstAsync(Hall.EventsAsync(follower), each => Head(each, "slide") == 2);
    }

    [Fact]
    public async Task A_follower_who_looks_back_stays_there_and_nobody_looks_ahead()
    {
        await using var hall = await Hall.OpenAsync(Talk);
        using var follower = await hall.FollowerAsync();
        hall.Director.GoTo(1);
        var back = await FirstAsync(Hall.EventsAsync(follower, "?slide=0"), _ => true);
        Assert.Equal((0, 1), (Head(back, "slide"), Head(back, "live")));
        Assert.Equal(1, Head(await FirstAsync(Hall.EventsAsync(follower, "?slide=2"), _ => true), "slide"));
        Assert.Equal(0, Head(await FirstAsync(Hall.EventsAsync(follower, "?slide=-7"), _ => true), "slide"));
    }

    [Fact]
    public async Task Outputs_arrive_as_they_come_and_scripts_only_for_a_frame()
    {
        await using var hall = await Hall.OpenAsync(Talk);
        using var follower = await hall.FollowerAsync();
        var blocks = new Dictionary<string, JsonElement>();
        hall.Director.Commands.RunAll();
        await FirstAsync(Hall.EventsAsync(follower), each =>
        {
            foreach (var block in each.GetProperty("blocks").EnumerateArray()) blocks[block.GetProperty("key").GetString()!] = block;
            return hall.Notebook.Cells[2].State == CellState.Done && each.GetProperty("order").GetArrayLength() == 5;
        });
        var outputs = blocks.Values.Where(block => block.GetProperty("kind").GetString() == "output").ToDictionary(block => block.GetProperty("html").GetString()!, block => block.GetProperty("isFramed").GetBoolean());
        Assert.False(outputs.Single(output => output.Key.Contains("from the kernel", StringComparison.Ordinal)).Value);
        Assert.True(outputs.Single(output => output.Key.Contains("<script>", StringComparison.Ordinal)).Value);
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        await using var hall = await Hall.OpenAsync(Talk);
        using var follower = await hall.FollowerAsync();
        List<JsonElement> news = [];
        hall.Director.Select(hall.Notebook.Cells[1].Id);
        await FirstAsync(Hall.EventsAsync(follower), each =>
        {
            news.Add(each);
            if (news.Count == 1) hall.Director.Run();
            return hall.Notebook.Cells[1].State == CellState.Done && each.GetRawText().Contains("from the kernel", StringComparison.Ordinal) && news.Count > 1;
        });
        Assert.Equal(3, news[0].GetProperty("blocks").GetArrayLength());
        Assert.All(news[1..], each => Assert.DoesNotContain("Seen by all.", each.GetRawText(), StringComparison.Ordinal));
        Assert.Equal($"{hall.Notebook.Cells[0].Id}-1", news[^1].GetProperty("order")[0].GetString());
    }

    [Fact]
    public async Task A_hall_full_of_followers_arrives_where_the_presenter_is()
    {
        await using var hall = await Hall.OpenAsync(Talk);
        using var follower = await hall.FollowerAsync();
        var seated = 0;
        var arrivals = Enumerable.Range(0, 50).Select(_ => FirstAsync(Hall.EventsAsync(follower), each =>
        {
            if (Head(each, "slide") == 0 && Interlocked.Increment(ref seated) == 50) hall.Director.GoTo(1);
            return Head(each, "slide") == 1;
        }));
        Assert.All(await Task.WhenAll(arrivals), each => Assert.Contains("Two", each.GetRawText(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_follower_does_not_hold_up_the_end()
    {
        await using var hall = await Hall.OpenAsync(Talk);
        using var follower = await hall.FollowerAsync();
        await using var events = Hall.EventsAsync(follower).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await events.MoveNextAsync());

        await hall.StopAsync().WaitAsync(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken); // Less than the time after which all is cut off.
        Assert.False(await events.MoveNextAsync());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/notebook/talk.dib")]
    [InlineData("/slides/talk.dib")]
    [InlineData("/speaker/talk.dib")]
    [InlineData("/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("/_blazor")]
    [InlineData("/_framework/blazor.web.js")]
    [InlineData("/audience/../notebook/talk.dib")]
    [InlineData("/audience/%2e%2e/notebook/talk.dib")]
    [InlineData("/audiences")]
    public async Task The_audience_gets_nowhere_else(string path)
    {
        await using var hall = await Hall.OpenAsync(Talk);
        foreach (var way in new[] { hall.Door, new Uri(hall.Origin, hall.Door.Query) })
        {
            using var browser = Hall.Browser(way);
            using var letIn = await browser.GetAsync(way, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, letIn.StatusCode);
            using var answer = await browser.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task The_audience_can_send_nothing_not_even_to_its_own_page()
    {
        await using var hall = await Hall.OpenAsync(Talk);
        using var follower = await hall.FollowerAsync();
        foreach (var path in new[] { "/audience", "/audience/events", "/_blazor/negotiate", "/" })
        {
            using var post = new HttpRequestMessage(HttpMethod.Post, path) { Headers = { { "Origin", hall.Door.GetLeftPart(UriPartial.Authority) } } };
            using var answer = await follower.SendAsync(post, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task No_presenter_comes_in_by_the_audiences_door()
    {
        await using var hall = await Hall.OpenAsync(Talk);
        using var browser = Hall.Browser(hall.Door);
        using var answer = await browser.GetAsync($"/{hall.LaunchToken}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task The_audiences_door_is_closed_without_its_token_and_under_a_foreign_name()
    {
        await using var hall = await Hall.OpenAsync(Talk);
        using var browser = Hall.Browser(hall.Door);
        using var nobody = await browser.GetAsync("/audience", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        using var guess = await browser.GetAsync("/?token=aaaaaaaaaaaa", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, guess.StatusCode);
        using var rebound = await browser.SendAsync(new(HttpMethod.Get, hall.Door) { Headers = { Host = $"evil.example:{hall.Door.Port}" } }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, rebound.StatusCode);
    }

    [Fact]
    public async Task A_presenter_who_opens_the_audiences_link_stays_presenter()
    {
        await using var hall = await Hall.OpenAsync(Talk);
        using var browser = Hall.Browser(hall.Origin);
        using var launch = await browser.GetAsync($"/{hall.LaunchToken}", TestContext.Current.CancellationToken);
        using var link = await browser.GetAsync($"/{hall.Door.Query}", TestContext.Current.CancellationToken);
        using var page = await browser.GetAsync("/notebook/talk.dib", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    private static int Head(JsonElement news, string name) => news.GetProperty("head").GetProperty(name).GetInt32();

    private static async Task<JsonElement> FirstAsync(IAsyncEnumerable<JsonElement> events, Func<JsonElement, bool> isIt)
    {
        await foreach (var each in events)
        {
            if (isIt(each)) return each;
        }

        throw new InvalidOperationException("The stream ended.");
    }
}
