using System.Collections.Concurrent;
using Runner.Protocol;

namespace Tests.Runner.Kernel;

/// <summary>What tasks and timers show when their cell has ended.</summary>
public sealed class LateOutputTests : IAsyncDisposable
{
    private readonly TestKernel _kernel = new();
    private readonly ConcurrentQueue<KernelEvent> _late = [];

    public ValueTask DisposeAsync() => _kernel.DisposeAsync();

    private async Task<string> StartAsync(string code)
    {
        if (_kernel.Session is null)
        {
            await _kernel.InitializeAsync();
            _kernel.Session!.Late += _late.Enqueue;
        }
        return (await _kernel.RunAsync(code)).Events.OfType<CellStarted>().Single().RequestId;
    }

    private async Task<IReadOnlyList<KernelEvent>> LateAsync(Func<IReadOnlyList<KernelEvent>, bool> until)
    {
        for (var waits = 0; waits < 500 && !until([.. _late]); waits++) await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.True(until([.. _late]), $"What came: {string.Join("; ", _late)}");
        return [.. _late];
    }

    [Fact]
    public async Task What_a_task_writes_belongs_to_the_cell_that_started_it_and_is_marked()
    {
        var cell = await StartAsync("var gate = new TaskCompletionSource();\nvar late = Task.Run(async () => { await gate.Task; Console.Write(\"late\"); });");

        var next = await _kernel.RunAsync("gate.SetResult(); await late;\nConsole.Write(\"now\");");

        Assert.Equal("now", next.Stdout);
        var events = await LateAsync(all => all.Count > 0);
        Assert.Equal([new StreamWritten(cell, "stdout", "[After the cell had ended:]\nlate")], events);
    }

    [Theory]
    [InlineData("display(\"a\")")]
    [InlineData("\"a\".Display()")]
    public async Task What_a_task_shows_and_updates_does_too(string display)
    {
        var cell = await StartAsync($"var gate = new TaskCompletionSource();\n_ = Task.Run(async () => {{ await gate.Task; var shown = {display}; shown.Update(\"b\"); }});");

        await StartAsync("gate.SetResult();");

        var events = await LateAsync(all => all.OfType<DisplayUpdated>().Any(update => CellOutput.Text(update.Data) == "b"));
        Assert.All(events, each => Assert.Equal(cell, each.RequestId));
        var ids = events.OfType<DisplayUpdated>().Select(update => update.DisplayId).Concat(events.OfType<DisplayShown>().Select(shown => shown.DisplayId));
        Assert.Single(ids.Distinct());
        Assert.Contains("After the cell", string.Concat(events.OfType<StreamWritten>().Select(text => text.Text)));
    }

    [Fact]
    public async Task An_output_of_the_cell_is_updated_in_place_and_needs_no_mark()
    {
        var cell = await StartAsync("var gate = new TaskCompletionSource();\nvar shown = display(\"a\");\n_ = Task.Run(async () => { await gate.Task; shown.Update(\"b\"); });");

        await StartAsync("gate.SetResult();");

        var update = Assert.IsType<DisplayUpdated>(Assert.Single(await LateAsync(all => all.Count > 0)));
        Assert.Equal((cell, "b"), (update.RequestId, CellOutput.Text(update.Data)));
    }

    [Fact]
    public async Task A_flood_that_goes_on_while_cells_begin_and_end_loses_nothing()
    {
        await StartAsync("var flood = Task.Run(() => { for (var i = 0; i < 100_000; i++) Console.Write($\"{i} \"); });");
        for (var cell = 0; cell < 20; cell++) await _kernel.RunAsync("1 + 1");
        await _kernel.RunAsync("await flood;");

        var events = await LateAsync(all => string.Concat(all.OfType<StreamWritten>().Select(text => text.Text)).EndsWith("99999 ", StringComparison.Ordinal));

        var expected = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i} "));
        var late = string.Concat(events.OfType<StreamWritten>().Select(text => text.Text)).Split(":]\n")[1];
        Assert.EndsWith(late, expected); // What came before its cell had ended stands there.
        Assert.True(late.Length > 1_000);
    }

    [Fact]
    public async Task A_timer_goes_on_writing_while_no_cell_runs()
    {
        var cell = await StartAsync("var ticks = 0;\nvar timer = new System.Threading.Timer(_ => Console.Write($\"tick {++ticks} \"), null, 300, 50);");

        var events = await LateAsync(all => all.OfType<StreamWritten>().Any(text => text.Text.Contains("tick 3")));

        Assert.All(events, each => Assert.Equal(cell, each.RequestId));
    }
}
