using Runner.Protocol;

namespace Runner.Sessions;

/// <summary>
/// Moves the inputs of figures. Whoever drags a slider asks faster than a kernel draws: while one request runs, the others wait, and
/// of those that wait for one output only the latest is run.
/// </summary>
/// <param name="file">The notebook's path, as errors shall name it.</param>
/// <param name="show">Takes what a figure shows anew.</param>
internal sealed class FigureMoves(KernelSession session, string file, Func<DisplayUpdated, Task> show)
{
    private readonly Dictionary<string, string> _wanted = [];
    private Task<string?>? _moving;

    /// <param name="output">The output that the figure stands in.</param>
    /// <param name="code">What the figure asks to be run.</param>
    /// <returns>What went wrong, once all that was asked for has run; null where nothing did.</returns>
    public Task<string?> MoveAsync(string output, string code)
    {
        lock (_wanted)
        {
            _wanted[output] = code;
            return _moving ??= Task.Run(MoveWantedAsync);
        }
    }

    private async Task<string?> MoveWantedAsync()
    {
        string? problem = null;
        while (NextWanted() is { } code)
        {
            try
            {
                problem = await MoveNowAsync(code).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                problem = e.Message; // Those that still wait have their turn.
            }
        }
        return problem;
    }

    private async Task<string?> MoveNowAsync(string code)
    {
        string? problem = null;
        await foreach (var each in session.ExecuteAsync("csharp", code, file, 0).ConfigureAwait(false))
        {
            if (each is DisplayUpdated updated) await show(updated).ConfigureAwait(false);
            else if (each is CellFailed failed) problem = failed.Message;
        }
        return problem;
    }

    private string? NextWanted()
    {
        lock (_wanted)
        {
            foreach (var (output, code) in _wanted)
            {
                _wanted.Remove(output);
                return code;
            }
            _moving = null;
            return null;
        }
    }
}
