using Microsoft.JSInterop;
using Runner.Presenting.Live;
using Runner.Protocol;

namespace Runner.Presenting.Pages;

/// <summary>What the page's script asks for: keys that run cells, edits, and what an editor shows while someone types.</summary>
public sealed class EditorCalls : IDisposable
{
    private readonly LiveNotebook.Commands _do;
    private readonly Func<Task> _stop;

    /// <param name="stop">Stops what runs, as the window does it.</param>
    public EditorCalls(LiveNotebook.Commands commands, Func<Task> stop)
    {
        (_do, _stop) = (commands, stop);
        Reference = DotNetObjectReference.Create(this);
    }

    /// <summary>What the script holds.</summary>
    public DotNetObjectReference<EditorCalls> Reference { get; }

    [JSInvokable]
    public void Edit(string id, string text) => _do.Edit(id, text);

    /// <param name="text">The text as the editor has it; null where no editor is open.</param>
    [JSInvokable]
    public void Run(string id, string? text)
    {
        if (text is not null) _do.Edit(id, text);
        _do.Run(id);
    }

    /// <inheritdoc cref="Run"/>
    [JSInvokable]
    public void RunOnce(string id, string? text)
    {
        if (text is not null) _do.Edit(id, text);
        _do.RunOnce(id);
    }

    [JSInvokable]
    public void RunAbove(string id) => _do.RunAbove(id);

    /// <summary>Tells which cell the reader is at.</summary>
    [JSInvokable]
    public void At(string id) => Here = id;

    /// <summary>The cell that the reader is at; null where there is none.</summary>
    public string? Here { get; private set; }

    [JSInvokable]
    public string Add(string? after, string kernel) => _do.Add(after, kernel);

    [JSInvokable]
    public void ChangeKernel(string id, string kernel) => _do.ChangeKernel(id, kernel);

    [JSInvokable]
    public void Delete(string id) => _do.Delete(id);

    [JSInvokable]
    public void Undelete() => _do.Undelete();

    [JSInvokable]
    public void Move(string id, int by) => _do.Move(id, by);

    [JSInvokable]
    public Task Stop() => _stop();

    [JSInvokable]
    public bool Save() => _do.Save();

    [JSInvokable]
    public Task<CompletionsFound> Complete(string text, int offset) => _do.CompleteAsync(text, offset);

    [JSInvokable]
    public Task<string> Inspect(string text, int offset) => _do.InspectAsync(text, offset);

    [JSInvokable]
    public Task<SignaturesFound> Signatures(string text, int offset) => _do.SignaturesAsync(text, offset);

    [JSInvokable]
    public Task<IReadOnlyList<CellDiagnostic>> Check(string id, string text) => _do.CheckAsync(id, text);

    [JSInvokable]
    public Task<RenameFound> Rename(string id, string text, int offset, string? name) => _do.RenameAsync(id, text, offset, name);

    [JSInvokable]
    public Task<IReadOnlyList<CodeFix>> Fixes(string text, int offset) => _do.FixesAsync(text, offset);

    public void Dispose() => Reference.Dispose();
}
