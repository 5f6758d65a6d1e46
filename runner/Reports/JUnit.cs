using System.Globalization;
using System.Text;
using System.Xml;
using Runner.Sessions;

namespace Runner.Reports;

/// <summary>A run as JUnit XML, which every CI service reads: a suite for a notebook, a test case for a cell.</summary>
internal static class JUnit
{
    /// <param name="suites">Those of the notebooks.</param>
    public static string Write(IEnumerable<string> suites, TimeSpan elapsed) =>
        $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<testsuites time=\"{Seconds(elapsed)}\">\n{string.Concat(suites.Select(suite => $"{suite}\n"))}</testsuites>\n";

    /// <summary>A notebook's suite.</summary>
    public static string Suite(NotebookResult notebook, IReadOnlyDictionary<int, IReadOnlyList<CellOutput>> outputs)
    {
        var text = new StringWriter();
        using (var xml = XmlWriter.Create(text, new() { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true })) WriteSuite(xml, notebook, outputs);
        return text.ToString();
    }

    private static void WriteSuite(XmlWriter xml, NotebookResult notebook, IReadOnlyDictionary<int, IReadOnlyList<CellOutput>> outputs)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Clean(notebook.Path));
        xml.WriteAttributeString("tests", Number(Math.Max(notebook.Cells.Count, notebook.Unreadable is null ? 0 : 1)));
        xml.WriteAttributeString("failures", Number(notebook.Cells.Count(cell => cell.Outcome == CellOutcome.Failed)));
        xml.WriteAttributeString("errors", notebook.Unreadable is null ? "0" : "1");
        xml.WriteAttributeString("skipped", Number(notebook.Cells.Count(cell => cell.Outcome is CellOutcome.NotRun or CellOutcome.Skipped)));
        WriteTime(xml, notebook.Elapsed);
        if (notebook.RanAt is { } ranAt) xml.WriteAttributeString("timestamp", ranAt.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture));
        if (notebook.Unreadable is { } reason)
        {
            StartCase(xml, notebook.Path, "notebook", TimeSpan.Zero);
            WriteProblem(xml, "error", reason, "Unreadable", reason);
            xml.WriteEndElement();
        }

        foreach (var cell in notebook.Cells)
        {
            StartCase(xml, notebook.Path, ReportText.Name(cell), cell.Elapsed);
            var failures = outputs[cell.Number].OfType<FailureOutput>().Where(failure => !failure.IsExpected).ToList();
            if (cell.Outcome == CellOutcome.NotRun) WriteProblem(xml, "skipped", "an earlier failure kept it from running");
            if (cell.SkipReason is { } skipped) WriteProblem(xml, "skipped", skipped);
            if (cell.Outcome == CellOutcome.Failed && failures is [])
            {
                WriteProblem(xml, "failure", "the cell failed");
            }
            else if (failures is [var first, ..])
            {
                WriteProblem(xml, "failure", first.Message, first.Name, string.Join("\n\n", failures.Select(failure => string.Join('\n', [$"{failure.Name}: {failure.Message}", .. failure.Trace]))));
            }

            WriteText(xml, "system-out", outputs[cell.Number], "stdout");
            WriteText(xml, "system-err", outputs[cell.Number], "stderr");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void StartCase(XmlWriter xml, string notebook, string name, TimeSpan elapsed)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Clean(notebook));
        xml.WriteAttributeString("name", Clean(name));
        WriteTime(xml, elapsed);
    }

    private static void WriteProblem(XmlWriter xml, string kind, string message, string? type = null, string details = "")
    {
        xml.WriteStartElement(kind);
        xml.WriteAttributeString("message", Clean(message));
        if (type is not null) xml.WriteAttributeString("type", Clean(type));
        xml.WriteString(Clean(details));
        xml.WriteEndElement();
    }

    private static void WriteText(XmlWriter xml, string element, IEnumerable<CellOutput> outputs, string stream)
    {
        var text = string.Concat(outputs.Select(output =>
            output is TextOutput written ? written.Stream == stream ? TerminalText.Settle(written.Text) : ""
            : stream == "stdout" && ReportText.Check(output) is { } check ? $"\n{check}\n" : ""));
        if (text != "") xml.WriteElementString(element, Clean(text));
    }

    private static void WriteTime(XmlWriter xml, TimeSpan time) => xml.WriteAttributeString("time", Seconds(time));

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>XML cannot hold control characters nor halves of surrogate pairs, not even escaped.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) clean.Append(text[i]).Append(text[++i]);
            else clean.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
        }

        return clean.ToString();
    }
}
