using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Runner.Html;
using Runner.Protocol;
using Runner.Sessions;

namespace Runner.Jupyter;

/// <summary>
/// Figures whose inputs are moved in a page of Jupyter's. Each brings a script along that, where the page lets it reach the kernel,
/// opens a comm for the figure; over it go values to the kernel, and pictures back. Elsewhere a figure stands as its library drew it.
/// </summary>
/// <remarks>
/// The page's <c>comm_open</c> says <c>{"figure": id}</c>, and each <c>comm_msg</c> of its <c>{"values": [numbers]}</c>. The kernel
/// answers with the figure, and at the end of each movement with <c>{"problem": text or null}</c>; it closes what it does not know.
/// </remarks>
internal sealed class FigureComms
{
    /// <summary>What comms for figures are opened with.</summary>
    public const string Target = "notebooklib.figure";

    private const string Gone = "This figure is of an earlier kernel: run its cell again.";

    private readonly Latest<InputsFigure> _figures = new(100);
    private readonly Latest<(string Figure, Request Last)> _comms = new(1_000); // by their own names, with what came last over them
    private readonly FigureMoves _moves;

    /// <param name="file">The notebook's path, as errors shall name it.</param>
    public FigureComms(KernelSession session, string file) => _moves = new(session, file, ShowAsync);

    /// <summary>The event, with the script where it shows a figure.</summary>
    public KernelEvent Enclose(KernelEvent @event) => @event switch
    {
        DisplayShown shown => shown with { Data = Enclose(shown.Data) },
        DisplayUpdated updated => updated with { Data = Enclose(updated.Data) },
        _ => @event,
    };

    /// <summary>Those that are open, for whoever asks.</summary>
    public JsonObject Info(string? target) =>
        target is null or Target ? new(_comms.All.Select(comm => KeyValuePair.Create(comm.Key, (JsonNode?)new JsonObject { ["target_name"] = Target }))) : [];

    /// <summary>Takes a message of a comm. Up to its first wait it keeps the order of the messages.</summary>
    public async Task TakeAsync(Request request)
    {
        var comm = request.Text("comm_id");
        var said = request.Message.Content["data"] as JsonObject ?? [];
        switch (request.Message.Type)
        {
            case "comm_open":
                if (!request.Has<string>("target_name", out var target) || target != Target) await CloseAsync(request, comm, "Comms of this kind are not known here.").ConfigureAwait(false);
                else if (said["figure"] is not JsonValue id || !id.TryGetValue(out string? name) || _figures.Find(name) is not { } figure) await CloseAsync(request, comm, Gone).ConfigureAwait(false);
                else
                {
                    _comms[comm] = (name, request);
                    await TellAsync(request, comm, Shown(figure)).ConfigureAwait(false);
                }
                break;
            case "comm_msg":
                if (_comms.Find(comm).Figure is not { } known || _figures.Find(known) is not { } moved)
                {
                    await CloseAsync(request, comm, Gone).ConfigureAwait(false);
                    break;
                }
                _comms[comm] = (known, request);
                var problem = Values(said["values"], moved.Values.Length) is { } values
                    ? await _moves.MoveAsync(known, moved.CodeFor(values)).ConfigureAwait(false)
                    : $"The figure has {moved.Values.Length} values to set, each a number.";
                await TellAsync(request, comm, new() { ["problem"] = problem }).ConfigureAwait(false);
                break;
            case "comm_close":
                _comms.Remove(comm);
                break;
        }
    }

    /// <summary>A kernel process has ended, and with it what its figures are drawn by.</summary>
    public void Forget()
    {
        _figures.Clear();
        _comms.Clear();
    }

    private IReadOnlyList<MimeContent> Enclose(IReadOnlyList<MimeContent> data)
    {
        if (InputsFigure.Of(data) is not { } figure) return data;

        _figures[figure.Id] = figure;
        var script = Asset.Text("jupyter/figure.js");
        return [.. data.Select(content => content.MimeType != "text/html" ? content : content with
        {
            Content = $"<div data-figure=\"{WebUtility.HtmlEncode(figure.Id)}\">{content.Content}</div>\n<script>\n({script.TrimEnd().TrimEnd(';')})({JsonSerializer.Serialize(figure.Id)});\n</script>",
        })];
    }

    private Task ShowAsync(DisplayUpdated updated)
    {
        if (InputsFigure.Of(updated.Data) is not { } figure) return Task.CompletedTask;

        _figures[figure.Id] = figure;
        return Task.WhenAll(_comms.All.Where(comm => comm.Value.Figure == figure.Id).Select(comm => TellAsync(comm.Value.Last, comm.Key, Shown(figure))));
    }

    private static JsonObject Shown(InputsFigure figure)
    {
        var shown = JsonSerializer.SerializeToNode(figure, JsonSerializerOptions.Web)!.AsObject();
        shown.Remove("code"); // The kernel knows it.
        return shown;
    }

    private static List<double>? Values(JsonNode? given, int count)
    {
        if (given is not JsonArray all || all.Count != count) return null;
        var values = all.OfType<JsonValue>().Where(value => value.TryGetValue<double>(out _)).Select(value => value.GetValue<double>()).Where(double.IsFinite).ToList();
        return values.Count == count ? values : null;
    }

    private static Task TellAsync(Request request, string comm, JsonObject data) => request.TellAsync("comm_msg", new() { ["comm_id"] = comm, ["data"] = data });

    private static Task CloseAsync(Request request, string comm, string why) => request.TellAsync("comm_close", new() { ["comm_id"] = comm, ["data"] = new JsonObject { ["problem"] = why } });
}
