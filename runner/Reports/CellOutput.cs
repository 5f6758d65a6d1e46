using System.Text;
using Runner.Protocol;
using Runner.Sessions;

namespace Runner.Reports;

/// <summary>What stands below a cell once it has ended.</summary>
public abstract record CellOutput
{
    /// <summary>
    /// The outputs of each cell, by its number. Text that a cell wrote in pieces is one output; an update has replaced what it
    /// updates, in whichever cell that was shown.
    /// </summary>
    /// <param name="conceal">Applied to all text, to take out what must not be written down.</param>
    public static IReadOnlyDictionary<int, IReadOnlyList<CellOutput>> Fold(IEnumerable<CellResult> cells, Func<string, string>? conceal = null)
    {
        conceal ??= text => text;
        var folded = new Dictionary<int, List<CellOutput>>();
        var shown = new Dictionary<string, (List<CellOutput> Cell, int Index)>();
        foreach (var cell in cells)
        {
            var outputs = folded[cell.Number] = [];
            var text = new StringBuilder();
            foreach (var each in cell.Events)
            {
                if (each is StreamWritten written && outputs is [.., TextOutput last] && last.Stream == written.Name)
                {
                    text.Append(written.Text);
                    continue;
                }

                EndText();
                switch (each)
                {
                    case StreamWritten begun:
                        text.Append(begun.Text);
                        outputs.Add(new TextOutput(begun.Name, ""));
                        break;
                    case DisplayUpdated updated when shown.TryGetValue(updated.DisplayId, out var place):
                        place.Cell[place.Index] = ((ShownOutput)place.Cell[place.Index]) with { Data = Conceal(updated.Data) };
                        break;
                    case DisplayUpdated updated:
                        Show(updated.DisplayId, new(Conceal(updated.Data), false));
                        break;
                    case DisplayShown display:
                        Show(display.DisplayId, new(Conceal(display.Data), display.IsResult));
                        break;
                    case CellFailed failed:
                        outputs.Add(new FailureOutput(failed.Name, conceal(failed.Message), [.. failed.Trace.Select(conceal)], failed.Position, failed.IsExpected));
                        break;
                    case CellSkipped skipped:
                        outputs.Add(new TextOutput("stdout", $"[Skipped: {conceal(skipped.Reason)}]\n"));
                        break;
                }
            }

            EndText();

            void EndText()
            {
                // An update of something shown earlier may have come between two pieces of one text.
                if (text.Length > 0 && outputs[^1] is TextOutput piece) outputs[^1] = piece with { Text = piece.Text + conceal(text.ToString()) };
                text.Clear();
            }

            void Show(string id, ShownOutput output)
            {
                shown[id] = (outputs, outputs.Count);
                outputs.Add(output);
            }
        }

        return folded.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<CellOutput>)pair.Value);

        // Binary content is left alone: a match in its base64 would be chance.
        IReadOnlyList<MimeContent> Conceal(IReadOnlyList<MimeContent> data) =>
            [.. data.Select(content => content.MimeType.StartsWith("image/", StringComparison.Ordinal) ? content : content with { Content = conceal(content.Content) })];
    }

    /// <summary>The outputs without pictures, charts and tables: little enough to keep for hundreds of notebooks.</summary>
    public static IReadOnlyDictionary<int, IReadOnlyList<CellOutput>> TextsOf(IReadOnlyDictionary<int, IReadOnlyList<CellOutput>> outputs) =>
        outputs.ToDictionary(cell => cell.Key, cell => (IReadOnlyList<CellOutput>)[.. cell.Value.Where(output => output is not ShownOutput || ReportText.Check(output) is not null)]);
}

/// <summary>Text written to a stream.</summary>
/// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
public sealed record TextOutput(string Stream, string Text) : CellOutput;

/// <summary>A value that was shown, as it stood last.</summary>
public sealed record ShownOutput(IReadOnlyList<MimeContent> Data, bool IsResult) : CellOutput;

/// <summary>Why a cell failed.</summary>
/// <param name="IsExpected">The cell announces it, and holds.</param>
public sealed record FailureOutput(string Name, string Message, IReadOnlyList<string> Trace, CodePosition? Position, bool IsExpected = false) : CellOutput;
