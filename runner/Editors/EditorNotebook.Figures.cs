using Runner.Html;
using Runner.Protocol;

namespace Runner.Editors;

// The inputs of figures. Whoever drags a slider asks faster than a kernel draws: while one request runs, the others wait, and of
// those that wait for one output only the latest is run.
internal sealed partial class EditorNotebook
{
    private readonly Dictionary<string, InputsFigure> _figures = [];
    private readonly Dictionary<string, string> _wanted = [];
    private Task<string?>? _moving;

    /// <summary>Sets the inputs of a figure.</summary>
    /// <param name="output">The output that it stands in.</param>
    /// <returns>What went wrong, once all that was asked for has run; null where nothing did.</returns>
    public async Task<string?> MoveAsync(string output, IReadOnlyList<double> values)
    {
        InputsFigure? figure;
        lock (_shownIn) figure = _figures.GetValueOrDefault(output);
        if (figure is null) return "This figure is of an earlier kernel: run its cell again.";
        if (values.Count != figure.Values.Length) throw new EditorFault(EditorFault.BadParameters, $"The figure has {figure.Values.Length} values to set, not {values.Count}.");

        Task<string?> moving;
        lock (_wanted)
        {
            _wanted[output] = figure.CodeFor(values);
            moving = _moving ??= Task.Run(MoveWantedAsync);
        }
        return await moving.ConfigureAwait(false);
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
        await foreach (var each in _session.ExecuteAsync("csharp", code, _file, 0).ConfigureAwait(false))
        {
            if (each is DisplayUpdated) _thinning.Add(each);
            else if (each is CellFailed failed) problem = failed.Message;
        }
        await _thinning.FlushAsync().ConfigureAwait(false);
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

    /// <summary>Remembers what is asked of a figure, if it is one.</summary>
    private void Know(string output, IReadOnlyList<MimeContent> data)
    {
        lock (_shownIn)
        {
            if (InputsFigure.Of(data) is { } figure) _figures[output] = figure with { Picture = new("", "", 0, 0) };
            else _figures.Remove(output);
        }
    }

    /// <summary>A cell runs anew: what it showed is gone.</summary>
    private void ForgetShownIn(string cell)
    {
        lock (_shownIn)
        {
            foreach (var (output, _) in _shownIn.Where(shown => shown.Value == cell).ToList())
            {
                _shownIn.Remove(output);
                _figures.Remove(output);
            }
        }
    }
}
