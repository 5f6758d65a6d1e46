using System.Collections.Immutable;
using Runner.Protocol;

namespace Runner.Presenting.Live;

/// <summary>Folds the events of one run of a cell into what stands below it.</summary>
/// <param name="file">The notebook's path.</param>
/// <param name="number">The cell's number in it while it runs.</param>
internal sealed class OutputFolding(string file, int number)
{
    private int _ids;

    public static bool Applies(KernelEvent @event) => @event is StreamWritten or DisplayShown or DisplayUpdated or CellFailed;

    public ImmutableList<LiveOutput> Apply(ImmutableList<LiveOutput> outputs, KernelEvent @event)
    {
        switch (@event)
        {
            case StreamWritten written when outputs is [.., LiveText last] && last.Stream == written.Name:
                last.Text.Append(written.Text);
                return outputs.SetItem(outputs.Count - 1, last with { Version = last.Version + 1 });
            case StreamWritten written:
                var text = new TextLog();
                text.Append(written.Text);
                return outputs.Add(new LiveText($"text-{++_ids}", 1, written.Name, text));
            case DisplayShown shown:
                return outputs.Add(new LiveValue(shown.DisplayId, 1, shown.Data, shown.IsResult));
            case DisplayUpdated updated:
                return outputs.Add(new LiveValue(updated.DisplayId, 1, updated.Data, false));
            case CellFailed failed:
                var isHere = failed.Position is { } position && position.Cell == number && position.File == file;
                return outputs.Add(new LiveFailure($"failure-{++_ids}", 1, failed, isHere ? failed.Position!.Line : 0));
            default:
                return outputs;
        }
    }

    public static ImmutableList<LiveOutput> Replace(ImmutableList<LiveOutput> outputs, DisplayUpdated updated)
    {
        var index = outputs.FindIndex(output => output.Id == updated.DisplayId);
        return index < 0 || outputs[index] is not LiveValue value ? outputs : outputs.SetItem(index, value with { Version = value.Version + 1, Data = updated.Data });
    }
}
