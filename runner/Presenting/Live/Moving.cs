using Runner.Protocol;

namespace Runner.Presenting.Live;

// The inputs of figures. Whoever drags a slider asks faster than a kernel draws: while one request runs, the others wait,
// and of those that wait for one output only the latest is run.
public sealed partial class LiveNotebook
{
    private readonly Dictionary<string, string> _wanted = [];
    private Task<string?>? _moving;

    private Task<string?> MoveAsync(string output, string code)
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
        await foreach (var each in _session.ExecuteAsync("csharp", code, File, 0).ConfigureAwait(false))
        {
            if (each is DisplayUpdated updated && _cells.Find(cell => cell.Outputs.Exists(output => output.Id == updated.DisplayId)) is { } owner)
                Update(owner.Id, now => now with { Outputs = OutputFolding.Replace(now.Outputs, updated) });
            else if (each is CellFailed failed)
                problem = failed.Message;
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
