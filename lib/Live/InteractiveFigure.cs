using System.Security.Cryptography;
using System.Text;
using NotebookLib.Plotting;
using static TorchSharp.torch;

namespace NotebookLib.Live;

/// <summary>A figure with inputs that stands in a notebook: what draws it, where its inputs stand, and the output it is shown in.</summary>
internal sealed class InteractiveFigure
{
    /// <summary>So many pictures are drawn beforehand, if they are not larger together than so many bytes.</summary>
    private const int MostFrames = 12, MostBytes = 3_000_000;

    private readonly Func<IReadOnlyList<InputState>, Picture> _draw;
    private IReadOnlyList<InputState> _inputs;
    private Picture _picture;
    private Action<object> _update = _ => { };

    public InteractiveFigure(IReadOnlyList<InputState> inputs, Func<IReadOnlyList<InputState>, Picture> draw)
    {
        (_inputs, _draw) = (inputs, draw);
        _picture = Draw(inputs);
        // Named by its contents, so that the same figure gives the same page.
        var contents = Encoding.UTF8.GetBytes($"{string.Join("\n", inputs)}\n{_picture.Alt}");
        Id = Convert.ToHexString(SHA256.HashData([.. contents, .. _picture.Png]))[..12].ToLowerInvariant();
    }

    public string Id { get; }

    /// <param name="show">Shows a value, and gives what updates it; null where there is no notebook.</param>
    /// <param name="page">Writes the figure for a page without a kernel process, where it needs no frames drawn beforehand.</param>
    public void Show(Func<object, Action<object>>? show, Func<string, IReadOnlyList<InputState>, Picture, string>? page = null)
    {
        if (show is null) Console.WriteLine(new InteractivePicture(Id, _inputs, _picture));
        else _update = show(new InteractivePicture(Id, _inputs, _picture) { Frames = page is null ? Frames() : [], Page = page?.Invoke(Id, _inputs, _picture) });
    }

    public void Set(double[] values)
    {
        if (values.Length != _inputs.Sum(input => input.Values.Count))
            throw new ArgumentException($"The figure has {_inputs.Sum(input => input.Values.Count)} values to set, not {values.Length}.", nameof(values));
        var rest = values.AsEnumerable();
        List<InputState> set = [];
        foreach (var input in _inputs)
        {
            set.Add(input.With(rest.Take(input.Values.Count)));
            rest = rest.Skip(input.Values.Count);
        }
        _inputs = set;
        string? problem = null;
        try
        {
            _picture = Draw(_inputs);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            problem = e.Message.Split('\n')[0]; // The reader moves on to other values; libtorch's own stack helps nobody.
        }
        _update(new InteractivePicture(Id, _inputs, _picture) { Problem = problem });
    }

    private Picture Draw(IReadOnlyList<InputState> inputs)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return _draw(inputs);
    }

    // All combinations, the last input changing fastest; none where there are too many, or one that cannot be drawn.
    private Picture[] Frames()
    {
        var places = _inputs.Select(input => input.Places).ToArray();
        var count = places.Aggregate(1L, (product, each) => product * each);
        if (count is 0 or > MostFrames) return [];
        var frames = new Picture[count];
        for (var i = 0; i < count; i++)
        {
            var rest = i;
            var at = _inputs.ToArray();
            for (var input = at.Length - 1; input >= 0; rest /= places[input], input--) at[input] = at[input].At(rest % places[input]);
            try
            {
                frames[i] = at.Zip(_inputs).All(pair => pair.First.Place == pair.Second.Place) ? _picture : Draw(at);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                return []; // Values that cannot be drawn: the reader is told once they are chosen.
            }
            if (frames.Sum(frame => (long)(frame?.Png.Length ?? 0)) > MostBytes) return [];
        }
        return frames;
    }
}
