using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Benchmarks;

/// <summary>
/// What a presenter and a full room wait for: the first page, the answer to a key, the slide on fifty screens while a network
/// trains, the votes of fifty telephones meanwhile, and what the room costs the training. Presented and headless trainings take turns; a ratio compares neighbours.
/// </summary>
internal static partial class PresentTimes
{
    private const int Followers = 50, Presses = 40;

    private const string Trivial = "#!csharp\n\nvar count = 0;\n\n#!csharp\n\n$\"value {++count}\"\n";

    private const string Talk = """
        #!markdown

        # A talk

        #!csharp

        PACKAGES
        #r "LIBRARY"

        #!csharp

        using Microsoft.DotNet.Interactive;
        using NotebookLib.Data;
        using NotebookLib.Notebook;
        using static NotebookLib.Live.LiveFigures;
        using static NotebookLib.Training.Trainer;
        using static TorchSharp.torch;
        NotebookLib.Libtorch.Load();
        LiveOutput.Show = value => KernelInvocationContext.Current.Display(value).Update;
        var model = new NotebookLib.Models.Convnet();
        var batches = new Batches(FashionMnist.Load(), 64, seed: 1);

        #!markdown

        ## Training

        #!csharp

        var clock = System.Diagnostics.Stopwatch.StartNew();
        Fit(batches, model, nn.CrossEntropyLoss(), optim.Adam(model.parameters()), epochs: 3, onBatch: LiveCurves());
        Console.WriteLine(FormattableString.Invariant($"trained in {clock.Elapsed.TotalSeconds:F2} s"));

        #!markdown

        ## The end

        #!csharp

        clock.Restart();
        Fit(batches, model, nn.CrossEntropyLoss(), optim.Adam(model.parameters()), epochs: 1, onBatch: LiveCurves());
        Console.WriteLine(FormattableString.Invariant($"and again in {clock.Elapsed.TotalSeconds:F2} s"));

        #!markdown

        ## A question

        **Predict first:** what will it be?

        - **A** nothing
        - **B** forty-two

        #!csharp

        42
        """;

    public static async Task<int> MeasureAsync(int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("benchmark-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "trivial.dib"), Trivial);
            var packages = File.ReadLines(Path.Combine(RunnerProcess.Root, "notebooks", "setup.dib")).Where(line => line.StartsWith("#r \"nuget:", StringComparison.Ordinal));
            await File.WriteAllTextAsync(Path.Combine(folder, "talk.dib"), Talk
                .Replace("PACKAGES", string.Join('\n', packages))
                .Replace("LIBRARY", Path.Combine(RunnerProcess.Root, "bin", "NotebookLib.dll")));

            using var playwright = await Playwright.CreateAsync();
            await using var browser = await playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = Environment.GetEnvironmentVariable("CHROME_PATH") ?? "/usr/bin/chromium",
                Args = ["--no-sandbox"],
            });
            var (paint, key, lag, vote, speed) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
            for (var round = 0; round <= rounds; round++)
            {
                var headless = HeadlessTraining.Run(Path.Combine(folder, "talk.dib"));
                await using var room = await Room.OpenAsync(browser, folder);
                var keys = await room.PressKeysAsync();
                var (lags, votes, presented) = await room.TrainAsync();
                if (round == 0) continue; // The files are in the system's memory from here on.

                paint.Add(room.FirstPaint);
                key.AddRange(keys);
                lag.AddRange(lags);
                vote.AddRange(votes);
                speed.Add(headless / presented * 100);
            }

            Statistics.WriteHeader();
            Statistics.Write("from process start to the first page", paint, "under 1.5 s");
            Statistics.Write("from key to the value of a trivial cell", key, "median under 60 ms");
            Statistics.Write($"from key to the slide on {Followers} screens while a network trains", lag, "under 300 ms");
            Statistics.Write($"from a vote to its receipt, all {Followers} at once while a network trains", vote, "under 300 ms");
            Statistics.Write("speed of the training, of its speed headless", speed, "90 % or more");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex(@"(?:trained|and again) in [\d.]+ s")]
    private static partial Regex Says();

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Address();

    [GeneratedRegex("""
        "poll":{"id":"([^"]+)"
        """)]
    private static partial Regex Question();

    [GeneratedRegex("""
        "live":(\d+)
        """)]
    private static partial Regex LiveSlide();

    /// <summary>A presenter's browser and the audience.</summary>
    private sealed class Room(Process server, string door, IBrowserContext context, double firstPaint) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(int Slide, long At)> _arrivals = [];
        private readonly ConcurrentQueue<string> _said = [];
        private readonly ConcurrentBag<double> _votes = [];

        /// <summary>From the start of the server to the list of notebooks, in seconds; the browser was open already.</summary>
        public double FirstPaint => firstPaint;

        public static async Task<Room> OpenAsync(IBrowser browser, string folder)
        {
            var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1920, Height = 1080 } });
            var page = await context.NewPageAsync();
            var clock = Stopwatch.StartNew();
            var server = RunnerProcess.Start("present", folder, "--no-browser", "--audience", "127.0.0.1");
            var launch = await AddressAsync(server);
            await page.GotoAsync(launch, new() { WaitUntil = WaitUntilState.Commit });
            await page.GetByRole(AriaRole.Heading, new() { Name = "Notebooks" }).WaitForAsync();
            return new(server, await AddressAsync(server), context, clock.Elapsed.TotalSeconds);
        }

        private static async Task<string> AddressAsync(Process server)
        {
            while (await server.StandardOutput.ReadLineAsync() is { } line)
            {
                if (Address().Match(line) is { Success: true } address) return address.Value;
            }
            throw new InvalidOperationException("The server ended without an address.");
        }

        private async Task<IPage> PageAsync(string path, string ready)
        {
            var page = await context.NewPageAsync();
            await page.GotoAsync(new Uri(new Uri(context.Pages[0].Url), path).AbsoluteUri);
            await page.Locator(ready).WaitForAsync(new() { State = WaitForSelectorState.Attached });
            return page;
        }

        /// <summary>Runs a trivial cell again and again, and gives the milliseconds from each key to the frame that shows the value.</summary>
        public async Task<IReadOnlyList<double>> PressKeysAsync()
        {
            var page = await PageAsync("/notebook/trivial.dib", "body[data-editor=ready]");
            await page.GetByRole(AriaRole.Button, new() { Name = "Run all", Exact = true }).ClickAsync();
            await page.GetByText("value 1").WaitForAsync();
            await page.EvaluateAsync("""
                () => {
                  window.times = [];
                  let pressed = 0, awaited = 2;
                  addEventListener('keydown', event => { if (event.key === 'Enter') pressed = performance.now(); }, true);
                  new MutationObserver(() => {
                    if (!document.querySelectorAll('.code-cell')[1].querySelector('.outputs')?.textContent.includes(`value ${awaited}`)) return;
                    awaited++;
                    requestAnimationFrame(() => times.push(performance.now() - pressed));
                  }).observe(document.body, { subtree: true, childList: true, characterData: true });
                }
                """);
            await page.Locator(".code-cell").Nth(1).FocusAsync();
            for (var count = 1; count <= Presses; count++)
            {
                await page.Keyboard.PressAsync("Control+Enter");
                await page.GetByText($"value {count + 1}", new() { Exact = true }).WaitForAsync();
                await Task.Delay(100); // a person's pause, and the frame in which it is painted
            }
            var times = await page.EvaluateAsync<double[]>("times");
            await page.CloseAsync();
            return times;
        }

        /// <summary>
        /// Trains twice before the full room, from one window on the projector: once watching, for the seconds that it takes, then
        /// again while slides are turned, for the milliseconds from each key to each follower, and while the room votes.
        /// </summary>
        public async Task<(IReadOnlyList<double> Lags, IReadOnlyCollection<double> Votes, double Seconds)> TrainAsync()
        {
            var slides = await PageAsync("/slides/talk.dib", "html[data-stage]");
            using var left = new CancellationTokenSource();
            var following = Enumerable.Range(0, Followers).Select(i => FollowAsync(i == 0, left.Token)).ToList();
            await PressAsync(slides, "Control+Enter", "PageDown", "Control+Enter");
            await TurnAsync(slides, "PageDown", 1);
            await PressAsync(slides, "Control+Enter");
            var seconds = HeadlessTraining.Seconds(await SaidAsync("trained in"));

            var lags = new List<double>();
            await TurnAsync(slides, "PageDown", 2);
            await PressAsync(slides, "Control+Enter");
            while (Said("and again in") is null)
            {
                lags.AddRange(await TurnAsync(slides, "End", 3));
                await Task.Delay(1_000);
                lags.AddRange(await TurnAsync(slides, "PageUp", 2)); // Where followers read that it has ended.
                await Task.Delay(1_000);
            }
            await left.CancelAsync();
            await Task.WhenAll(following);
            return (lags, _votes, seconds);
        }

        private static async Task PressAsync(IPage page, params string[] keys)
        {
            foreach (var key in keys) await page.Keyboard.PressAsync(key);
        }

        /// <summary>Waits until a follower reads it; to ask the page would take from the training.</summary>
        private async Task<string> SaidAsync(string text)
        {
            for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromMinutes(3); await Task.Delay(100))
            {
                if (Said(text) is { } line) return line;
            }
            throw new TimeoutException($"No follower read \"{text}\".");
        }

        private string? Said(string text) => _said.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal));

        private async Task<IEnumerable<double>> TurnAsync(IPage slides, string key, int slide)
        {
            _arrivals.Clear();
            var pressed = Stopwatch.GetTimestamp();
            await slides.Keyboard.PressAsync(key);
            while (_arrivals.Count(arrival => arrival.Slide == slide) < Followers)
            {
                if (Stopwatch.GetElapsedTime(pressed).TotalSeconds > 20) throw new TimeoutException("A follower did not arrive.");
                await Task.Delay(10);
            }
            return [.. _arrivals.Where(arrival => arrival.Slide == slide).Select(arrival => Stopwatch.GetElapsedTime(pressed, arrival.At).TotalMilliseconds)];
        }

        // They run on the presenter's machine here, which they would not: all read what comes, one looks at what it says.
        private async Task FollowAsync(bool isListening, CancellationToken left)
        {
            using var client = new HttpClient(new SocketsHttpHandler { CookieContainer = new() });
            (await client.GetAsync(door, left)).Dispose();
            using var reader = new StreamReader(await client.GetStreamAsync(new Uri(new Uri(door), "/audience/events"), left));
            var (slide, hasVoted) = (-1, false);
            try
            {
                while (await reader.ReadLineAsync(left) is { } line)
                {
                    if (isListening && Says().Match(line) is { Success: true } said) _said.Enqueue(said.Value);
                    if (LiveSlide().Match(line, 0, Math.Min(line.Length, 1_000)) is not { Success: true } match || int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) is var now && now == slide) continue;
                    slide = now;
                    if (Question().Match(line, 0, Math.Min(line.Length, 2_000)) is { Success: true, Groups: [_, var question] } && !hasVoted)
                    {
                        hasVoted = true;
                        _ = VoteAsync(client, question.Value, left);
                    }
                    _arrivals.Enqueue((slide, Stopwatch.GetTimestamp()));
                }
            }
            catch (OperationCanceledException)
            {
                // The talk is over.
            }
        }

        private async Task VoteAsync(HttpClient client, string question, CancellationToken left)
        {
            using var vote = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(door), $"/audience/answer?question={question}&answer=1")) { Headers = { { "Origin", new Uri(door).GetLeftPart(UriPartial.Authority) } } };
            var sent = Stopwatch.GetTimestamp();
            using var answer = await client.SendAsync(vote, left);
            answer.EnsureSuccessStatusCode();
            _votes.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }

        public async ValueTask DisposeAsync()
        {
            await context.CloseAsync();
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
            server.Dispose();
        }
    }
}
