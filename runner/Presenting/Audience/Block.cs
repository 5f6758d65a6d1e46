using System.Collections.Immutable;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Runner.Documents;
using Runner.Html;
using Runner.Presenting.Cells;
using Runner.Presenting.Live;
using Runner.Presenting.Slides;
using Runner.Reports;

namespace Runner.Presenting.Audience;

/// <summary>A piece of a slide as the audience gets it. Two that are the same object look the same.</summary>
/// <param name="Key">Where it belongs: a newer block of the same key takes its place.</param>
/// <param name="Json">The block as it is sent.</param>
public sealed record Block(string Key, ReadOnlyMemory<byte> Json)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="kind">How it is styled: <c>prose</c>, <c>code</c> or <c>output</c>.</param>
    /// <param name="isFramed">Whether it may carry scripts, and needs a frame that can reach nothing.</param>
    public static Block Of(string key, string kind, string html, bool isFramed = false, string state = "") =>
        new(key, JsonSerializer.SerializeToUtf8Bytes(new { key, kind, html, isFramed, state }, Web));
}

/// <summary>Slides as blocks. What many look at is made once, and again only when it changes.</summary>
/// <param name="root">The folder that is presented.</param>
public sealed class Blocks(string? root = null)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(int Slide, bool IsPinned), Showing> _now = [];
    private ImmutableList<Stroke> _ink = [];
    private long _version = -1;
    private readonly Dictionary<string, (object Version, Block Block)> _cells = [];
    private readonly ConditionalWeakTable<LiveOutput, Block> _outputs = [];

    /// <summary>What there is to see now: the same for all until something changes.</summary>
    /// <param name="pinned">The slide that is wanted, from 0; null for the one that is shown to the room.</param>
    internal Showing Now(Stage stage, int? pinned)
    {
        lock (_gate)
        {
            if (stage.Version is var version && version != _version)
            {
                _now.Clear();
                _version = version;
            }

            if (stage.Current is not { } presentation) return Showing.Nothing;
            if (!_now.TryGetValue((0, false), out var live)) _now[(0, false)] = live = Showing.Of(presentation, null, this);
            if (pinned is not { } slide) return live;
            var key = (Math.Clamp(slide, 0, live.Place.Furthest), true);
            if (!_now.TryGetValue(key, out var back)) _now[key] = back = Showing.Of(presentation, slide, this);
            return back;
        }
    }

    /// <summary>The lines that are drawn over cells: the same object while they are the same.</summary>
    internal ImmutableList<Stroke> Ink(Presentation presentation)
    {
        ImmutableList<Stroke> now = presentation.Strokes.RemoveAll(stroke => stroke.Over is null);
        return _ink.SequenceEqual(now) ? _ink : _ink = now;
    }

    /// <summary>A slide's blocks, from top to bottom.</summary>
    public IReadOnlyList<Block> Of(LiveNotebook notebook, Slide slide)
    {
        var folder = Path.GetDirectoryName(notebook.File)!;
        lock (_gate)
        {
            return [.. slide.Parts.SelectMany(part => Of(notebook, part, folder))];
        }
    }

    private IEnumerable<Block> Of(LiveNotebook notebook, SlidePart part, string folder)
    {
        if (part.Prose is { } prose)
        {
            var extras = notebook.Find(part.CellId)?.Extras;
            return [Kept(part.Key, (prose, extras), () => Prose(part.Key, prose, extras, folder))];
        }

        return notebook.Find(part.CellId) is { } cell
            ? [Kept(part.Key, (cell.Text, cell.State, cell.Elapsed), () => Code(part.Key, cell)), .. cell.Outputs.Select(output => _outputs.GetValue(output, each => Output(part.Key, each, folder)))]
            : [];

        Block Kept(string key, object version, Func<Block> make)
        {
            key = $"{notebook.File}\n{key}";
            if (_cells.TryGetValue(key, out var kept) && kept.Version.Equals(version)) return kept.Block;
            var block = make();
            _cells[key] = (version, block);
            return block;
        }
    }

    private Block Prose(string key, string text, CellExtras? extras, string folder)
    {
        var html = Links.EncloseForAudience(Attachments.Embed(new Prose().Render(text, isListed: false), extras), folder, root);
        return HarmlessHtml.Of(html) is { } harmless ? Block.Of(key, "prose", harmless) : Block.Of(key, "prose", $"<div class=\"prose\">{html}</div>", isFramed: true);
    }

    private static Block Code(string key, LiveCell cell)
    {
        var status = cell.State switch
        {
            CellState.Queued => "waits",
            CellState.Running => "runs",
            CellState.Failed => "failed",
            CellState.Done => ReportText.Time(cell.Elapsed ?? TimeSpan.Zero),
            _ => "",
        };
        return Block.Of(key, "code", $"<pre class=\"source\" tabindex=\"0\"><code>{CodeHtml.Highlight(cell.Text, cell.Kernel)}</code></pre><span class=\"status\">{status}</span>",
            state: cell.State.ToString().ToLowerInvariant());
    }

    private Block Output(string key, LiveOutput output, string folder)
    {
        key = $"{key}:{output.Id}";
        switch (output)
        {
            case LiveText text:
                return Block.Of(key, "output", OutputHtml.Text(text.Text.ToString(), text.Stream));
            case LiveFailure { Failure: var failure, Line: var line }:
                return Block.Of(key, "output", $"<div class=\"failure\"><p><strong>{WebUtility.HtmlEncode(failure.Name)}</strong>{(line > 0 ? $" line {line}" : "")}</p>{OutputHtml.Text(failure.Message)}</div>");
            case LiveValue value when InputsFigure.Of(value.Data) is { } figure:
                return Block.Of(key, "output", Inputs(figure));
            case LiveValue value:
                var html = Links.EncloseForAudience(OutputHtml.Render(value.Data, new Prose()), folder, root);
                return HarmlessHtml.Of(html) is { } harmless ? Block.Of(key, "output", harmless) : Block.Of(key, "output", html, isFramed: true);
            default:
                return Block.Of(key, "output", "");
        }
    }

    private static string Inputs(InputsFigure figure)
    {
        var inputs = figure.Inputs.Select(input => $"<li>{WebUtility.HtmlEncode(input.Label)}: <b>{WebUtility.HtmlEncode(string.Join(' ', Words(input)))}</b></li>");
        return $"<figure class=\"inputs\"><ul>{string.Concat(inputs)}</ul><img src=\"data:image/png;base64,{WebUtility.HtmlEncode(figure.Picture.Png)}\" alt=\"{WebUtility.HtmlEncode(figure.Picture.Alt)}\" width=\"{figure.Picture.Width}\" height=\"{figure.Picture.Height}\"></figure>";

        static IEnumerable<string> Words(InputsFigure.Input input) =>
            input.Values.Select(value => input.Options is { } options && value >= 0 && value < options.Count ? options[(int)value] : InputsFigure.Write(value));
    }
}
