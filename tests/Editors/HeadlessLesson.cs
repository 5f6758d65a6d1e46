using System.Diagnostics;
using System.Text.Json.Nodes;
using Runner.Protocol;
using Runner.Reports;

namespace Tests.Editors;

/// <summary>A lesson as <c>run --report</c> leaves it, trained for one epoch where it says how many.</summary>
internal sealed class HeadlessLesson : IDisposable
{
    public static readonly string Notebooks = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../notebooks"));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("headless-");
    private readonly string _name;

    private HeadlessLesson(string name) => _name = name;

    public static TheoryData<string> Names => [.. Directory.GetFiles(Notebooks, "*-*.dib").Order().Select(path => Path.GetFileNameWithoutExtension(path))];

    /// <summary>Its report as a page.</summary>
    public string Page => File.ReadAllText(Path.Combine(_folder.FullName, $"{_name}.html"));

    /// <summary>Its outputs as text, by number of the cell.</summary>
    public SortedDictionary<int, string> Values
    {
        get
        {
            var cells = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder.FullName, $"{_name}.ipynb")))!["cells"]!.AsArray();
            return new(cells.Index().Where(cell => cell.Item!["outputs"] is not null).ToDictionary(cell => cell.Index + 1, cell => Text(cell.Item!["outputs"]!.AsArray().Select(Output!))));
        }
    }

    /// <summary>What a lesson is run with.</summary>
    public static Dictionary<string, string> Parameters(string name) =>
        File.ReadAllText(Path.Combine(Notebooks, $"{name}.dib")).Contains("Parameter(\"epochs\"", StringComparison.Ordinal) ? new() { ["epochs"] = "1" } : [];

    public static async Task<HeadlessLesson> RunAsync(string name)
    {
        var lesson = new HeadlessLesson(name);
        string[] arguments = ["exec", VSCodeTests.Window.Engine, "run", Path.Combine(Notebooks, $"{name}.dib"), "--report", lesson._folder.FullName, .. Parameters(name).SelectMany(each => new[] { "--param", $"{each.Key}={each.Value}" })];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, said);
        return lesson;
    }

    /// <summary>A cell's outputs as one text. When something is shown between what is written is a matter of time: each comes by itself.</summary>
    public static string Text(IEnumerable<CellOutput> outputs)
    {
        var all = outputs.ToList();
        var written = all.OfType<TextOutput>().GroupBy(text => text.Stream, text => text.Text).Select(texts => new TextOutput(texts.Key, string.Concat(texts)));
        return string.Join('\n', OutputText.Lines([.. written.OrderBy(text => text.Stream, StringComparer.Ordinal), .. all.OfType<ShownOutput>()]));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static CellOutput Output(JsonNode output) => (string)output["output_type"]! switch
    {
        "stream" => new TextOutput((string)output["name"]!, Whole(output["text"]!)),
        "error" => new FailureOutput((string)output["ename"]!, (string)output["evalue"]!, [], null),
        _ => new ShownOutput([.. output["data"]!.AsObject().Select(content => new MimeContent(content.Key, Whole(content.Value!)))], false),
    };

    private static string Whole(JsonNode text) => text is JsonArray lines ? string.Concat(lines.Select(line => (string)line!)) : text is JsonValue value && value.TryGetValue<string>(out var whole) ? whole : text.ToJsonString();
}
