using System.Text.Json.Nodes;
using Runner.Jupyter;

namespace Tests.Runner.Jupyter;

/// <summary>Figures with inputs, moved over comms.</summary>
public sealed class FigureCommsTests : IAsyncDisposable
{
    private static readonly string Notebooks = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "notebooks"));

    private readonly FrontEnd _frontEnd = new();
    private readonly JupyterKernel _kernel;

    public FigureCommsTests()
    {
        _kernel = new(_frontEnd.Connection, new(Notebooks), Path.Combine(Notebooks, "mine.ipynb"));
        _frontEnd.WaitUntilReady();
    }

    public async ValueTask DisposeAsync()
    {
        await _kernel.DisposeAsync();
        _frontEnd.Dispose();
    }

    [Fact]
    public void A_figure_is_moved_over_a_comm_and_other_comms_are_closed()
    {
        var (id, html) = Show();
        Assert.Contains("comm_manager", html);

        var opened = Told(_frontEnd.Send("comm_open", new() { ["comm_id"] = "first", ["target_name"] = "notebooklib.figure", ["data"] = new JsonObject { ["figure"] = id } }));
        Assert.Equal(2, (double)Assert.Single(opened)["inputs"]![0]!["values"]![0]!);
        var before = (string?)opened[0]["picture"]!["png"];
        Assert.Equal("""{"first":{"target_name":"notebooklib.figure"}}""", Info([]));
        Assert.Equal("{}", Info(new() { ["target_name"] = "another" }));

        var moved = Told(Move("first", [4]));
        Assert.Equal(4, (double)moved[0]["inputs"]![0]!["values"]![0]!);
        Assert.NotEqual(before, (string?)moved[0]["picture"]!["png"]);
        Assert.Equal("""{"problem":null}""", moved[^1].ToJsonString());

        foreach (var wrong in (JsonArray[])[[], [1, 2], ["4"], [new JsonArray()]])
            Assert.Equal("""{"problem":"The figure has 1 values to set, each a number."}""", Assert.Single(Told(Move("first", wrong))).ToJsonString());

        Assert.Equal(["status", "comm_close", "status"], _frontEnd.HearAll(Move("another", [1])).Select(message => message.Type));
        Assert.Equal("comm_close", _frontEnd.Hear(_frontEnd.Send("comm_open", new() { ["comm_id"] = "second", ["target_name"] = "jupyter.widget", ["data"] = new JsonObject() }))[0].Type);
        _frontEnd.Hear(_frontEnd.Send("comm_close", new() { ["comm_id"] = "first" }));
        Assert.Equal("{}", Info([]));
    }

    [Fact]
    public void Of_many_movements_the_last_is_drawn()
    {
        var (id, _) = Show();
        _frontEnd.Send("comm_open", new() { ["comm_id"] = "first", ["target_name"] = "notebooklib.figure", ["data"] = new JsonObject { ["figure"] = id } });
        var last = Enumerable.Range(0, 50).Select(i => Move("first", [1 + (i % 4)])).Last();
        _frontEnd.Hear(last);
        Assert.Equal(2, (double)Told(_frontEnd.Send("comm_open", new() { ["comm_id"] = "second", ["target_name"] = "notebooklib.figure", ["data"] = new JsonObject { ["figure"] = id } }))[0]["inputs"]![0]!["values"]![0]!);
    }

    [Fact]
    public void A_figure_of_a_kernel_process_that_has_ended_is_closed_with_a_word()
    {
        var (id, _) = Show();
        _frontEnd.Hear(_frontEnd.Send("comm_open", new() { ["comm_id"] = "first", ["target_name"] = "notebooklib.figure", ["data"] = new JsonObject { ["figure"] = id } }));
        _frontEnd.Await(_frontEnd.Execute("Environment.Exit(1);"));
        _frontEnd.Await(_frontEnd.Execute("1"));

        var closed = Assert.Single(_frontEnd.Hear(Move("first", [3])));
        Assert.Equal("comm_close", closed.Type);
        Assert.Contains("run its cell again", (string?)closed.Content["data"]!["problem"]);
    }

    private (string Id, string Html) Show()
    {
        Assert.Equal("ok", (string?)_frontEnd.Await(_frontEnd.Execute("#!import setup.dib")).Content["status"]);
        var cell = _frontEnd.Execute("""Interact(Slider("size", 1, 4, 2), size => PlotBars("bars", "length", [.. Enumerable.Range(1, size).Select(i => ($"{i}", (double)i))]));""");
        var data = _frontEnd.Hear(cell).Last(message => message.Type is "display_data" or "execute_result").Content["data"]!;
        return ((string)data["application/vnd.notebooklib.inputs+json"]!["id"]!, (string)data["text/html"]!);
    }

    private Message Move(string comm, JsonArray values) => _frontEnd.Send("comm_msg", new() { ["comm_id"] = comm, ["data"] = new JsonObject { ["values"] = values } });

    private JsonNode[] Told(Message request) => [.. _frontEnd.Hear(request).Where(message => message.Type == "comm_msg").Select(message => message.Content["data"]!)];

    private string Info(JsonObject asked) => _frontEnd.Await(_frontEnd.Send("comm_info_request", asked)).Content["comms"]!.ToJsonString();
}
