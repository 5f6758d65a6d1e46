using System.Globalization;
using System.Xml;

namespace Runner.Reports;

/// <summary>One part of a run that several machines share.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Of">How many there are.</param>
internal sealed record Shard(int Number, int Of)
{
    private const int Most = 1_000;

    /// <summary>Reads <c>2/5</c>; null where it is something else.</summary>
    public static Shard? Parse(string text) =>
        text.Split('/') is [var first, var second] && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var of) && number >= 1 && number <= of && of <= Most ? new(number, of) : null;

    /// <summary>
    /// Its notebooks, in their order. Each goes, the longest first, to the shard that has least to do so far, so that all end
    /// together; every machine comes to the same parts.
    /// </summary>
    /// <param name="seconds">How long notebooks took, by their path; what has none takes as long for its size as the others.</param>
    public IReadOnlyList<string> Take(IReadOnlyList<string> notebooks, IReadOnlyDictionary<string, double> seconds)
    {
        var all = notebooks.Select((path, index) => (path, index, Size: Size(path), Seconds: seconds.TryGetValue(Key(path), out var time) ? time : (double?)null)).ToList();
        var timed = all.Where(each => each.Seconds is not null).ToList();
        var secondsPerByte = timed is [] ? 1 : timed.Sum(each => each.Seconds!.Value) / timed.Sum(each => each.Size);
        var work = new double[Of];
        var mine = new List<int>();
        foreach (var (index, time) in all.Select(each => (each.index, Time: each.Seconds ?? each.Size * secondsPerByte)).OrderByDescending(each => each.Time).ThenBy(each => each.index))
        {
            var least = Array.IndexOf(work, work.Min());
            work[least] += time;
            if (least == Number - 1) mine.Add(index);
        }
        return [.. mine.Order().Select(index => notebooks[index])];
    }

    /// <summary>How long the notebooks of an earlier run took, as its <c>junit.xml</c> tells.</summary>
    /// <exception cref="InvalidDataException">It is no such report.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyDictionary<string, double> Times(string junit)
    {
        var seconds = new Dictionary<string, double>();
        try
        {
            using var xml = XmlReader.Create(junit, new() { DtdProcessing = DtdProcessing.Prohibit, CheckCharacters = false });
            while (xml.Read())
            {
                if (xml is { NodeType: XmlNodeType.Element, Name: "testsuite" } && xml.GetAttribute("name") is { } name
                    && double.TryParse(xml.GetAttribute("time"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var time) && time > 0) seconds[Key(name)] = time; // 0: it did not run
            }
            return seconds;
        }
        catch (XmlException e)
        {
            throw new InvalidDataException($"{junit} is no report in JUnit's form: {e.Message}", e);
        }
    }

    // The same on every system, and from wherever it was given.
    private static string Key(string path) => Path.GetRelativePath(Environment.CurrentDirectory, path).Replace('\\', '/');

    private static long Size(string path) => File.Exists(path) ? Math.Max(1, new FileInfo(path).Length) : 1;
}
