using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Runner.Presenting.Safety;
using Runner.Presenting.Slides;

namespace Runner.Presenting.Audience;

/// <summary>
/// One page of the audience: a stream of server-sent events, each with what has changed since the one before.
/// </summary>
/// <param name="pinned">The slide it shows, from 0; null for the one that is shown to the room.</param>
internal sealed class Follower(Stage stage, Blocks blocks, int? pinned)
{
    /// <summary>What is handed over at a time: no more than this waits for somebody who reads slowly.</summary>
    private const int PieceSize = 16 << 10;

    /// <summary>Between two events to one page, so that many pages and a fast cell are not too much.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    /// <summary>What changes within this time of each other is one event.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(15);

    /// <summary>For each page that follows, the time over which they take turns: all at once, they would be in the presenter's way.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(0.15);

    /// <summary>After this time without anything to say it says so: a connection that has gone is noticed.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <summary>Who has not taken a piece after this time is dropped, and so is who still reads what the room has long left: a page comes again by itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private Showing? _sent;

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
        using var vote = stage.Ballots?.Seat(Visitor.Of(context.User).Follower, context.Connection.RemoteIpAddress);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var showing = blocks.Now(stage, pinned);
                await SendAsync(context, showing, stop).ConfigureAwait(false);
                _sent = showing;
                await Task.Delay(Pause, stop).ConfigureAwait(false);
                await WaitAsync(changes.Reader, stop).ConfigureAwait(false);
                await Task.Delay(Gathering + (stage.Followers * Random.Shared.NextDouble() * Turn), stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The page is closed or too slow, or the presentation ends.
        }
        finally
        {
            stage.Changed -= Notice;
        }
    }

    private async Task SendAsync(HttpContext context, Showing showing, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var begun = Stopwatch.GetTimestamp();
        try
        {
            foreach (var piece in showing.EventAfter(_sent))
            {
                for (var at = 0; at < piece.Length; at += PieceSize)
                {
                    patience.CancelAfter(Patience);
                    await context.Response.Body.WriteAsync(piece.Slice(at, Math.Min(PieceSize, piece.Length - at)), patience.Token).ConfigureAwait(false);
                    if (Stopwatch.GetElapsedTime(begun) > Patience && blocks.Now(stage, pinned) != showing) await patience.CancelAsync().ConfigureAwait(false);
                }
            }

            await context.Response.Body.FlushAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            context.Abort();
            throw;
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
}
