using System.Diagnostics;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Runner.Presenting.Live;
using Runner.Presenting.Safety;

namespace Runner.Presenting.Pages;

/// <summary>A page that follows a notebook: it renders as soon as something has changed, and while much changes for a fifth of the time at most.</summary>
public abstract class Following : ComponentBase, IDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(10);

    /// <summary>What changes within this time of each other is rendered together.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(4);

    private DateTime _next;
    private int _isWaiting;

    /// <summary>The notebook that is followed; null where there is none.</summary>
    protected LiveNotebook? Notebook { get; private set; }

    /// <summary>What the visitor may do to it; null for the audience.</summary>
    protected LiveNotebook.Commands? Do { get; private set; }

    [CascadingParameter] private Task<AuthenticationState> Authentication { get; set; } = null!;

    /// <summary>What this window asks before work is lost.</summary>
    protected Asking Asking { get; }

    protected Following() => Asking = new(() => _ = InvokeAsync(StateHasChanged));

    /// <summary>Stops what runs, as keys do it: what has run for long is asked about.</summary>
    protected Task StopAsync() => Asking.StopAsync(Notebook!, Do!);

    /// <summary>Who looks.</summary>
    protected Visitor Visitor { get; private set; } = new(Role.Audience);

    protected override async Task OnInitializedAsync() => Visitor = Visitor.Of((await Authentication).User);

    protected void Follow(LiveNotebook? notebook)
    {
        if (ReferenceEquals(notebook, Notebook)) return;
        if (Notebook is not null) Notebook.Changed -= Notice;
        Notebook = notebook;
        Do = notebook is not null && Visitor.Role == Role.Presenter ? notebook.By(Visitor) : null;
        if (Notebook is not null) Notebook.Changed += Notice;
    }

    public virtual void Dispose()
    {
        Follow(null);
        GC.SuppressFinalize(this);
    }

    /// <summary>Something to show has changed.</summary>
    protected void Notice()
    {
        if (Interlocked.Exchange(ref _isWaiting, 1) == 1) return;
        _ = InvokeAsync(async () =>
        {
            var early = _next - DateTime.UtcNow;
            await Task.Delay(early > Gathering ? early : Gathering);
            Volatile.Write(ref _isWaiting, 0);
            var watch = Stopwatch.StartNew();
            StateHasChanged();
            _next = DateTime.UtcNow + TimeSpan.FromMilliseconds(Math.Clamp(4 * watch.Elapsed.TotalMilliseconds, ShortestPause.TotalMilliseconds, 250));
        });
    }
}
