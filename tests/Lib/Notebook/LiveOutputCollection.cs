using NotebookLib.Notebook;

namespace Tests.Lib.Notebook;

/// <summary>Tests that look at what the library shows: they run alone, because that door is one for the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LiveOutputCollection
{
    public const string Name = "Live output";

    /// <summary>Everything that is shown while the action runs.</summary>
    public static IReadOnlyList<object> ShownBy(Action action)
    {
        var shown = new List<object>();
        LiveOutput.Show = value =>
        {
            shown.Add(value);
            var place = shown.Count - 1;
            return newer => shown[place] = newer;
        };
        try
        {
            action();
        }
        finally
        {
            LiveOutput.Show = null;
        }
        return shown;
    }
}
