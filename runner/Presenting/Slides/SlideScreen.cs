using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Runner.Documents;
using Runner.Html;
using Runner.Presenting.Cells;
using Runner.Presenting.Live;
using Runner.Presenting.Pages;

namespace Runner.Presenting.Slides;

/// <summary>What lies over a window's slides.</summary>
public enum Overlay
{
    None,
    Overview,
    GoTo,
    Help,
}

/// <summary>A window that leads a presentation, the projector's or the speaker's: keys come in here.</summary>
public abstract class SlideScreen : Following, IAsyncDisposable
{
    private IJSObjectReference? _script;
    private DotNetObjectReference<SlideScreen>? _self;
    private EditorCalls? _calls;

    [Parameter] public string? Name { get; set; }

    /// <summary>What the address of this window, and of others of its kind, begins with.</summary>
    protected abstract string Way { get; }

    /// <summary>Where the links on the slides lead.</summary>
    protected Links Links => new(Presentation!.Notebook.File, Name!, Way);

    [Inject] private Bookshelf Books { get; set; } = null!;

    [Inject] private IJSRuntime JS { get; set; } = null!;

    [Inject] protected Stage Stage { get; private set; } = null!;

    /// <summary>What is presented; null where there is no such notebook.</summary>
    protected Presentation? Presentation { get; private set; }

    protected Director Director { get; private set; } = null!;

    protected Overlay Overlay { get; private set; }

    /// <summary>Why there is nothing to present.</summary>
    protected string? Problem { get; private set; }

    protected override void OnParametersSet()
    {
        try
        {
            Follow(Name is null ? null : Books.Open(Name));
        }
        catch (Exception e) when (e is NotebookFormatException or IOException or UnauthorizedAccessException)
        {
            Problem = $"{Name} can't be read: {e.Message}";
        }

        if (Notebook is null || Do is null || Presentation?.Notebook == Notebook) return;
        Leave();
        Presentation = Stage.Show(Notebook, Do);
        Director = new(Presentation, Do);
        Presentation.Changed += Notice;
        Stage.FollowersChanged += Notice;
        Presentation.Pointed += ShowPointer;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || Presentation is null) return;
        _self = DotNetObjectReference.Create(this);
        _script = await JS.InvokeAsync<IJSObjectReference>("import", "./own/stage/stage.js");
        if (Do is null) return; // The window has gone on meanwhile.
        _calls = new(Do, StopAsync);
        await _script.InvokeVoidAsync("begin", _self, _calls.Reference, Shortcut.ByKey, $"speaker/{Offline.Escape(Name!)}");
    }

    /// <summary>Does what a key or a button asks for, but for what the page's script does by itself.</summary>
    [JSInvokable]
    public async Task PressAsync(string command)
    {
        switch (command)
        {
            case "next": Director.Next(); break;
            case "previous": Director.Previous(); break;
            case "first": Director.GoTo(0); break;
            case "last": Director.GoTo(int.MaxValue); break;
            case "overview": Toggle(Overlay.Overview); break;
            case "goto": Toggle(Overlay.GoTo); break;
            case "help": Toggle(Overlay.Help); break;
            case "run": Director.Run(); break;
            case "advance": Director.RunAndAdvance(); break;
            case "select-next": Director.SelectNext(1); break;
            case "select-previous": Director.SelectNext(-1); break;
            case "stop": await StopAsync(); break;
            case "prose": Director.ToggleProse(); break;
            case "restart": await Asking.RestartAsync(Presentation!.Notebook, Director.Commands); break;
            case "drop": await Asking.DropEditsAsync(Presentation!.Notebook, Director.Commands); break;
            case "run-all": Director.Commands.RunAll(); break;
            case "run-stale": Director.Commands.RunStale(); break;
            case "run-above": Director.RunAbove(); break;
            case "black": Director.ToggleBlack(); break;
            case "pin": Director.TogglePin(); break;
            case "invite": Director.ToggleInvitation(); break;
            case "answers": Director.ToggleAnswers(); break;
            case "ask-again": Director.AskAgain(); break;
            case "undraw": Director.Undraw(); break;
            case "erase": Director.Erase(); break;
            case "close": Close(); break;
        }

        StateHasChanged();
    }

    /// <summary>A line was drawn.</summary>
    [JSInvokable]
    public void Draw(string path, Spot? over) => Director.Draw(path, over);

    /// <summary>The pointer was moved, or put away.</summary>
    [JSInvokable]
    public void Point(double? x, double? y, Spot? spot) => Director.Point(this, x is { } left && y is { } top ? (left, top) : null, spot);

    protected void GoTo(int slide)
    {
        Overlay = Overlay.None;
        Director.GoTo(slide);
    }

    /// <summary>A cell was chosen with the mouse.</summary>
    [JSInvokable]
    public void Select(string cell) => Director.Select(cell);

    protected void Close()
    {
        if (Asking.Question is not null) _ = Asking.AnswerAsync(false);
        else if (Overlay == Overlay.None) Director.Uncover();
        Overlay = Overlay.None;
    }

    public override void Dispose()
    {
        Leave();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    public async ValueTask DisposeAsync()
    {
        Dispose();
        try
        {
            if (_script is not null) await _script.InvokeVoidAsync("end");
        }
        catch (JSDisconnectedException)
        {
            // The window is closed.
        }

        _self?.Dispose();
        _calls?.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Toggle(Overlay overlay) => Overlay = Overlay == overlay ? Overlay.None : overlay;

    private void Leave()
    {
        if (Presentation is null) return;
        Presentation.Changed -= Notice;
        Stage.FollowersChanged -= Notice;
        Presentation.Pointed -= ShowPointer;
    }

    private void ShowPointer(object by, (double X, double Y)? at)
    {
        if (by == this || _script is not { } script) return;
        _ = InvokeAsync(async () =>
        {
            try
            {
                await script.InvokeVoidAsync("point", at?.X, at?.Y);
            }
            catch (JSDisconnectedException)
            {
                // It has no pointer any more.
            }
        });
    }
}
