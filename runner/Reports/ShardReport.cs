using System.Text.Json;

namespace Runner.Reports;

/// <summary>What the report of one shard of a run keeps beside its pages, so that those of all shards can be made one.</summary>
/// <param name="Shard">Which it is, from 1.</param>
/// <param name="Of">How many there are.</param>
/// <param name="Notebooks">The notebooks of all shards, in the order of the whole run.</param>
/// <param name="Parts">What is said of its own.</param>
internal sealed record ShardReport(int Shard, int Of, IReadOnlyList<string> Notebooks, TimeSpan Elapsed, List<NotebookPart> Parts)
{
    public const string File = "shard.json";

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    public string Write() => JsonSerializer.Serialize(this, Form);

    /// <summary>Reads what is kept in the folder of a shard's report.</summary>
    /// <exception cref="IOException">The folder has none.</exception>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static ShardReport Read(string folder)
    {
        var path = Path.Combine(folder, File);
        if (!System.IO.File.Exists(path)) throw new IOException($"{folder} holds no report of a shard: `run --shard 1/5 --report FOLDER` writes one.");
        try
        {
            var report = JsonSerializer.Deserialize<ShardReport>(System.IO.File.ReadAllText(path), Form) ?? throw new JsonException("it is empty");
            var named = report.Parts.Find(part => Path.GetFileName(part.Name) != part.Name || part.Name == "");
            if (named is not null) throw new JsonException($"'{named.Name}' is no name of a page");
            if (report.Shard < 1 || report.Shard > report.Of) throw new JsonException($"there is no shard {report.Shard} of {report.Of}");
            return report;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is no report of a shard: {e.Message}", e);
        }
    }
}

/// <summary>What the reports of a run say of one notebook.</summary>
/// <param name="Path">As it was given.</param>
/// <param name="Name">Of its pages, without the ending.</param>
/// <param name="Suite">Its part of <c>junit.xml</c>.</param>
/// <param name="Row">Its row in the table of <c>summary.md</c>.</param>
/// <param name="Failures">What is said there of cells that failed; "" for nothing.</param>
/// <param name="Skipped">Of cells that were skipped.</param>
/// <param name="Checks">Of the checks in it.</param>
internal sealed record NotebookPart(string Path, string Name, bool Held, string Suite, string Row, string Failures, string Skipped, string Checks);
