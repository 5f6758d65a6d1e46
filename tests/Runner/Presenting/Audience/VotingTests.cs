using System.Net;
using System.Text;
using System.Text.Json;
using Runner.Presenting.Live;

namespace Tests.Runner.Presenting.Audience;

/// <summary>The one thing that a follower can say, and those who would say more.</summary>
public class VotingTests
{
    private const string Talk = """
        #!markdown

        # One

        **Predict first:** what is it?

        - **A** nothing
        - **B** forty-two
        - **C** =HYPERLINK("x")

        #!csharp

        Console.Write(6 * 7);

        #!markdown

        ## Two

        **Predict first:** how many?

        - **Number** from 0 to 100

        #!csharp

        Console.Write(50);
        """;

    [Fact]
    public async Task The_room_answers_then_sees_what_it_believes_and_only_then_the_result()
    {
        await using var hall = await Hall.OpenAsync(Talk);
        await using var one = await Voter.SitAsync(hall);
        await using var two = await Voter.SitAsync(hall);
        Assert.Equal(HttpStatusCode.NoContent, await one.AnswerAsync(1));
        Assert.Equal(HttpStatusCode.NoContent, await two.AnswerAsync(0));
        Assert.Equal(2, hall.Ballot!.Count);
        Assert.Equal(JsonValueKind.Null, one.Poll.GetProperty("bars").ValueKind); // Nobody is led by the others.

        hall.Director.RunAndAdvance();
        Assert.True(hall.Ballot is { IsOpen: false, IsShown: true });
        Assert.Equal(CellState.Idle, hall.Notebook.Cells[1].State);
        var told = await one.UntilAsync(poll => poll.GetProperty("bars").ValueKind == JsonValueKind.Array);
        Assert.Equal([1, 1, 0], told.GetProperty("bars").EnumerateArray().Select(bar => bar.GetProperty("count").GetInt32()));

        hall.Director.RunAndAdvance();
        while (hall.Notebook.Cells[1].State != CellState.Done) await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.True(hall.Ballot.IsShown); // Beside the result.
        Assert.Equal(HttpStatusCode.Conflict, await (await Voter.SitAsync(hall)).AnswerAsync(2));
    }

    [Fact]
    public async Task Where_nobody_has_answered_the_cell_runs_at_once()
    {
        await using var hall = await Hall.OpenAsync(Talk);
        Assert.True(hall.Ballot!.IsOpen);
        hall.Director.Run();
        Assert.False(hall.Ballot.IsOpen);
        while (hall.Notebook.Cells[1].State != CellState.Done) await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_phone_that_answers_a_thousand_times_counts_once()
    {
        await using var hall = await Hall.OpenAsync(Talk);
        await using var voter = await Voter.SitAsync(hall);
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 1_000; i++)
        {
            try
            {
                answers.Add(await voter.AnswerAsync(i % 3));
            }
            catch (HttpRequestException)
            {
                // So much came in by one connection that it was closed.
            }
        }

        Assert.Equal(1, hall.Ballot!.Count);
        Assert.Single(answers, HttpStatusCode.NoContent);
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
    }

    [Fact]
    public async Task A_phone_that_comes_under_many_names_has_no_more_answers_than_pages_open_at_once()
    {
        await using var hall = await Hall.OpenAsync(Talk);
        await using var voter = await Voter.SitAsync(hall);
        Assert.Equal(HttpStatusCode.NoContent, await voter.AnswerAsync(0));
        for (var i = 0; i < 20; i++)
        {
            using var other = await hall.FollowerAsync(); // Another cookie, but no page that follows.
            Assert.Equal(HttpStatusCode.Forbidden, await Voter.AnswerAsync(hall, other, hall.Ballot!.Id, 1));
        }

        await voter.LeaveAsync();
        while (hall.Followers > 0) await Task.Delay(20, TestContext.Current.CancellationToken);
        await using var again = await Voter.SitAsync(hall); // One page after the other.
        Assert.Equal(HttpStatusCode.Conflict, await again.AnswerAsync(1));
        Assert.Equal(1, hall.Ballot!.Count);
    }

    [Fact]
    public async Task Who_opens_the_link_again_is_who_came_before()
    {
        await using var hall = await Hall.OpenAsync(Talk);
        await using var voter = await Voter.SitAsync(hall);
        await using var other = await Voter.SitAsync(hall);
        Assert.Equal(HttpStatusCode.NoContent, await voter.AnswerAsync(0));
        using var link = await voter.Browser.GetAsync(hall.Door, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Conflict, await voter.AnswerAsync(1));
    }

    [Theory]
    [InlineData("-1", HttpStatusCode.BadRequest)]
    [InlineData("3", HttpStatusCode.BadRequest)]
    [InlineData("2147483648", HttpStatusCode.BadRequest)]
    [InlineData("1.5", HttpStatusCode.BadRequest)]
    [InlineData("NaN", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("1;DROP", HttpStatusCode.BadRequest)]
    [InlineData("<script>", HttpStatusCode.BadRequest)]
    public async Task What_is_no_answer_is_not_taken(string answer, HttpStatusCode expected)
    {
        await using var hall = await Hall.OpenAsync(Talk);
        await using var voter = await Voter.SitAsync(hall);
        using var request = Voter.Request(hall, $"?question={hall.Ballot!.Id}&answer={Uri.EscapeDataString(answer)}");
        using var response = await voter.Browser.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(0, hall.Ballot.Count);
        Assert.Equal(HttpStatusCode.NoContent, await voter.AnswerAsync(2)); // It has cost nobody the answer.
    }

    [Fact]
    public async Task An_answer_to_another_question_is_none_to_this()
    {
        await using var hall = await Hall.OpenAsync(Talk);
        await using var voter = await Voter.SitAsync(hall);
        var late = voter.Id;
        hall.Director.Next();
        Assert.Equal(HttpStatusCode.Conflict, await Voter.AnswerAsync(hall, voter.Browser, late, 1));
        Assert.Equal(HttpStatusCode.Conflict, await Voter.AnswerAsync(hall, voter.Browser, "", 1));
        Assert.Equal(0, hall.Ballot!.Count);
        var number = await voter.UntilAsync(poll => poll.GetProperty("to").GetInt32() == 100);
        Assert.Equal(HttpStatusCode.NoContent, await Voter.AnswerAsync(hall, voter.Browser, number.GetProperty("id").GetString()!, 50));
        hall.Director.Previous();
        Assert.Equal(0, hall.Ballot!.Count);
    }

    [Fact]
    public async Task Nothing_longer_than_a_number_is_taken()
    {
        await using var hall = await Hall.OpenAsync(Talk);
        await using var voter = await Voter.SitAsync(hall);
        foreach (HttpContent body in new HttpContent[] { new StringContent("1"), new ByteArrayContent(new byte[40_000]), new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes("#!csharp"))) })
        {
            using var request = Voter.Request(hall, $"?question={voter.Id}&answer=1");
            request.Content = body;
            if (body is StreamContent) request.Headers.TransferEncodingChunked = true;
            using var response = await voter.Browser.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        }

        Assert.Equal(0, hall.Ballot!.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("http://evil.example")]
    public async Task No_foreign_page_answers_for_a_follower(string? origin)
    {
        await using var hall = await Hall.OpenAsync(Talk);
        await using var voter = await Voter.SitAsync(hall);
        using var request = Voter.Request(hall, $"?question={voter.Id}&answer=1");
        request.Headers.Remove("Origin");
        if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
        using var response = await voter.Browser.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(0, hall.Ballot!.Count);
    }

    [Fact]
    public async Task Nobody_answers_without_the_link_or_by_a_cookie_that_was_made_up()
    {
        await using var hall = await Hall.OpenAsync(Talk);
        await using var voter = await Voter.SitAsync(hall);
        var cookie = await hall.AudienceCookieAsync();
        foreach (var made in new[] { "", $"{cookie}x", $"{cookie.Split('=')[0]}=somebody.{cookie.Split('.')[1]}", $"{cookie.Split('.')[0]}.", $"{cookie.Split('.')[0]}" })
        {
            using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new(hall.Door.GetLeftPart(UriPartial.Authority)) };
            using var request = Voter.Request(hall, $"?question={voter.Id}&answer=1");
            request.Headers.TryAddWithoutValidation("Cookie", made);
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    [Fact]
    public async Task The_presenters_own_port_takes_no_answers_with_or_without_an_audience()
    {
        await using var hall = await Hall.OpenAsync(Talk);
        await using var alone = await Hall.OpenAsync(Talk, isAlone: true);
        Assert.Null(alone.Ballot);
        foreach (var (each, link) in new[] { (hall, hall.AudienceAtHome), (alone, alone.AudienceAtHome) })
        {
            using var browser = Hall.Browser(each.Origin);
            using var letIn = await browser.GetAsync(link, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, letIn.StatusCode);
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/audience/answer?question={hall.Ballot!.Id}&answer=1") { Headers = { { "Origin", each.Origin.GetLeftPart(UriPartial.Authority) } } };
            using var response = await browser.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }
    }

    [Fact]
    public async Task What_the_room_believed_is_kept_as_a_table_without_anybodys_name()
    {
        await using var hall = await Hall.OpenAsync(Talk);
        await using var one = await Voter.SitAsync(hall);
        await using var two = await Voter.SitAsync(hall);
        await one.AnswerAsync(2);
        await two.AnswerAsync(2);
        while (!File.Exists(hall.Table)) await Task.Delay(50, TestContext.Current.CancellationToken);
        string[] table = ["lesson,section,question,round,answer,count", "\"One\",\"One\",\"what is it?\",1,\"C =HYPERLINK(\"\"x\"\")\",2"];
        Assert.Equal(table, await File.ReadAllLinesAsync(hall.Table, TestContext.Current.CancellationToken));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(hall.Table)!));
    }

    [Fact]
    public async Task The_room_is_asked_again_when_it_has_answered_and_both_answers_are_kept()
    {
        await using var hall = await Hall.OpenAsync(Talk);
        await using var voter = await Voter.SitAsync(hall);
        hall.Director.AskAgain();
        Assert.Equal((1, true), (hall.Ballot!.Round, hall.Ballot.IsOpen)); // Nobody has answered yet.
        await voter.AnswerAsync(0);
        hall.Director.AskAgain();
        Assert.Equal(1, hall.Ballot.Round); // It has not been looked at.
        hall.Director.ToggleAnswers();
        hall.Director.AskAgain();
        var first = voter.Id;
        await voter.UntilAsync(poll => poll.GetProperty("id").GetString() != first);
        Assert.Equal(HttpStatusCode.NoContent, await voter.AnswerAsync(2));
        Assert.Equal(HttpStatusCode.Conflict, await voter.AnswerAsync(2));
        Assert.Equal((2, 1, 1), (hall.Ballot.Round, hall.Ballot.Count, hall.Ballot.Before!.Count));
        while (!File.Exists(hall.Table) || (await File.ReadAllLinesAsync(hall.Table, TestContext.Current.CancellationToken)).Length < 3) await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(["1", "2"], (await File.ReadAllLinesAsync(hall.Table, TestContext.Current.CancellationToken))[1..].Select(row => row.Split(',')[3]));
    }

    /// <summary>A follower with a page that is open.</summary>
    private sealed class Voter(Hall hall, HttpClient browser, IAsyncEnumerator<JsonElement> events) : IAsyncDisposable
    {
        public HttpClient Browser => browser;

        public JsonElement Poll => events.Current.GetProperty("head").GetProperty("poll");

        public string Id => Poll.GetProperty("id").GetString()!;

        public static async Task<Voter> SitAsync(Hall hall)
        {
            var browser = await hall.FollowerAsync();
            var events = Hall.EventsAsync(browser).GetAsyncEnumerator(TestContext.Current.CancellationToken);
            Assert.True(await events.MoveNextAsync());
            return new(hall, browser, events);
        }

        public static HttpRequestMessage Request(Hall hall, string query) => new(HttpMethod.Post, $"/audience/answer{query}") { Headers = { { "Origin", hall.Door.GetLeftPart(UriPartial.Authority) } } };

        public static async Task<HttpStatusCode> AnswerAsync(Hall hall, HttpClient browser, string question, int answer)
        {
            using var request = Request(hall, $"?question={question}&answer={answer}");
            using var response = await browser.SendAsync(request, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }

        public Task<HttpStatusCode> AnswerAsync(int answer) => AnswerAsync(hall, browser, Id, answer);

        public async Task<JsonElement> UntilAsync(Func<JsonElement, bool> isIt)
        {
            while (!isIt(Poll)) Assert.True(await events.MoveNextAsync());
            return Poll;
        }

        public ValueTask LeaveAsync() => events.DisposeAsync();

        public async ValueTask DisposeAsync()
        {
            await LeaveAsync();
            browser.Dispose();
        }
    }
}
