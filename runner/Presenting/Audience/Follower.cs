using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Runner.Presenting.Slides;

namespace Runner.Presenting.Audience;

/// <summary>
/// One page of the audience: a stream of server-sent events, each with what has changed since the one before. There is no
/// way back: a page that follows has nothing to send.
/// </summary>
/// <param name="pinned">The slide it shows, from 0; null for the one that is shown to the room.</param>
internal sealed class Follower(Stage stage, Blocks blocks, int? pinned)
{
    /// <summary>Between two events to one page, so that many pages and a fast cell are not too much.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    /// <summary>What changes within this time of each other is one event.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(15);

    /// <summary>After this time without anything to say it says so: a connection that has gone is noticed.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private readonly HashSet<Block> _sent = new(ReferenceEqualityComparer.Instance);
    private Head? _head;

    public async Task SendAsync(HttpContext context)
    {
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        void Notice() => changes.Writer.TryWrite(true);

        var server = context.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, server.ApplicationStopping);
        var stop = ending.Token;
        context.Response.ContentType = "text/event-stream";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        stage.Changed += Notice;
        using var seat = stage.Count();
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(News(), stop).ConfigureAwait(false);
                await context.Response.Body.FlushAsync(stop).ConfigureAwait(false);
                await Task.Delay(Pause, stop).ConfigureAwait(false);
                await WaitAsync(changes.Reader, stop).ConfigureAwait(false);
                await Task.Delay(Gathering, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The page is closed, or the presentation ends.
        }
        finally
        {
            stage.Changed -= Notice;
        }
    }

    private static async Task WaitAsync(ChannelReader<bool> changes, CancellationToken stop)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timer.CancelAfter(Silence);
        try
        {
            await changes.ReadAsync(timer.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Nothing has changed for a while.
        }
    }

    /// <summary>What has changed, as one event; a comment where nothing has.</summary>
    private ReadOnlyMemory<byte> News()
    {
        if (stage.Current is not { } presentation) return _head == null && (_head = Head.Waiting) is { } waiting ? Event(waiting, [], []) : ":\n\n"u8.ToArray();
        var deck = presentation.Deck;
        var live = presentation.Number;
        var number = Math.Clamp(pinned ?? live, 0, Math.Max(live, Math.Min(presentation.Furthest, deck.Slides.Count - 1)));
        var slide = deck.Slides[number];
        var all = blocks.Of(presentation.Notebook, slide);
        var head = new Head(presentation.Notebook.Title, slide.Title, number, live, Math.Max(live, presentation.Furthest), deck.Slides.Count,
            pinned is null && presentation.Place.Part < slide.Parts.Count ? slide.Parts[presentation.Place.Part].Key : null);
        var fresh = all.Where(block => !_sent.Contains(block)).ToList();
        if (head == _head && fresh is [] && all.Count == _sent.Count) return ":\n\n"u8.ToArray();
        _head = head;
        _sent.Clear();
        _sent.UnionWith(all);
        return Event(head, all.Select(block => block.Key), fresh);
    }

    private static ReadOnlyMemory<byte> Event(Head head, IEnumerable<string> order, IReadOnlyList<Block> fresh)
    {
        var text = new MemoryStream(1_000 + fresh.Sum(block => block.Json.Length));
        text.Write("data: {\"head\":"u8);
        JsonSerializer.Serialize(text, head, JsonSerializerOptions.Web);
        text.Write(",\"order\":"u8);
        JsonSerializer.Serialize(text, order);
        text.Write(",\"blocks\":["u8);
        foreach (var (i, block) in fresh.Index())
        {
            if (i > 0) text.WriteByte((byte)',');
            text.Write(block.Json.Span);
        }

        text.Write("]}\n\n"u8);
        return text.GetBuffer().AsMemory(0, (int)text.Length);
    }

    /// <summary>Where in the presentation a page is.</summary>
    /// <param name="At">The part at the top of the room's screen.</param>
    private sealed record Head(string Notebook, string Title, int Slide, int Live, int Furthest, int Count, string? At)
    {
        public static readonly Head Waiting = new("", "", 0, 0, 0, 0, null);
    }
}
