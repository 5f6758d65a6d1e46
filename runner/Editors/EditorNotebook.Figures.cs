using Runner.Html;
using Runner.Protocol;

namespace Runner.Editors;

// The inputs of figures.
internal sealed partial class EditorNotebook
{
    private readonly Dictionary<string, InputsFigure> _figures = [];

    /// <summary>Sets the inputs of a figure.</summary>
    /// <param name="output">The output that it stands in.</param>
    /// <returns>What went wrong, once all that was asked for has run; null where nothing did.</returns>
    public async Task<string?> MoveAsync(string output, IReadOnlyList<double> values)
    {
        InputsFigure? figure;
        lock (_shownIn) figure = _figures.GetValueOrDefault(output);
        if (figure is null) return "This figure is of an earlier kernel: run its cell again.";
        if (values.Count != figure.Values.Length) throw new EditorFault(EditorFault.BadParameters, $"The figure has {figure.Values.Length} values to set, not {values.Count}.");

        return await _moves.MoveAsync(output, figure.CodeFor(values)).ConfigureAwait(false);
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
