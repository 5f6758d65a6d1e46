namespace Runner.Reports;

/// <summary>The reports of all shards of a run, as that of one run.</summary>
internal static class MergedReport
{
    /// <summary>Writes it. Notebooks of which no shard reports stand in it as failed.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="shards">The folders of the shards' reports.</param>
    /// <returns>Whether all is there, was written, and held.</returns>
    /// <exception cref="InvalidDataException">These are no reports of shards, or not of one run.</exception>
    /// <exception cref="IOException">A folder holds no report of a shard.</exception>
    public static bool Write(string folder, IReadOnlyList<string> shards, TextWriter error)
    {
        var reports = shards.Select(shard => (Folder: shard, Report: ShardReport.Read(shard))).OrderBy(each => each.Report.Shard).ToList();
        var first = reports[0];
        foreach (var (other, report) in reports.Skip(1))
        {
            if (report.Of != first.Report.Of || !report.Notebooks.SequenceEqual(first.Report.Notebooks)) throw new InvalidDataException($"{first.Folder} and {other} are no shards of one run: they count other notebooks.");
        }
        foreach (var same in reports.GroupBy(each => each.Report.Shard).Where(same => same.Count() > 1))
            throw new InvalidDataException($"{string.Join(" and ", same.Select(each => each.Folder))} both are shard {same.Key}.");

        var parts = new Dictionary<string, (NotebookPart Part, string Folder)>();
        foreach (var (from, report) in reports)
        {
            foreach (var part in report.Parts)
                if (!parts.TryAdd(part.Path, (part, from))) throw new InvalidDataException($"{part.Path} ran in {parts[part.Path].Folder} and in {from}: the shards were not made by the same times.");
        }

        var missing = Enumerable.Range(1, first.Report.Of).Except(reports.Select(each => each.Report.Shard)).ToList();
        if (missing is not []) error.WriteLine($"Of {first.Report.Of} shards {string.Join(", ", missing)} {(missing is [_] ? "is" : "are")} missing.");
        var written = new ReportFolder(folder, error);
        foreach (var (part, from) in parts.Values)
            foreach (var page in (string[])[$"{part.Name}.ipynb", $"{part.Name}.html"]) written.Copy(Path.Combine(from, page), page);

        List<NotebookPart> all = [.. first.Report.Notebooks.Select(path => parts.TryGetValue(path, out var found) ? found.Part : Missing(path))];
        var elapsed = TimeSpan.FromTicks(reports.Sum(each => each.Report.Elapsed.Ticks)); // As one machine would have taken.
        written.Write("junit.xml", () => JUnit.Write(all.Select(part => part.Suite), elapsed));
        written.Write("summary.md", () => Summary.Write(all, elapsed));
        return written.Held && missing is [] && all is not [] && all.TrueForAll(part => part.Held);
    }

    private static NotebookPart Missing(string path) => Summary.Part(new(path, new([]), [], TimeSpan.Zero, 0, "no shard has reported of it"), "", new Dictionary<int, IReadOnlyList<CellOutput>>());
}
