using NotebookLib.Notebook;
using NotebookLib.Plotting;

namespace NotebookLib.Live;

/// <summary>Where a picture stands that others take the place of.</summary>
internal sealed class Place
{
    private Action<object>? _update;

    public void Show(Picture picture)
    {
        if (_update is not null) _update(picture);
        else if (LiveOutput.Show is { } show) _update = show(picture);
        else Console.WriteLine(picture);
    }
}
