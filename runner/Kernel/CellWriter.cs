using System.Reactive.Disposables;
using System.Text;
using Microsoft.DotNet.Interactive.Utility;

namespace Runner.Kernel;

/// <summary>Stands in for the console inside a cell: each write is an event of its own, at once.</summary>
internal sealed class CellWriter(string stream) : TextWriter
{
    /// <summary>Makes everything that is written to the console, by whatever thread, the output of a cell.</summary>
    public static void TakeConsole()
    {
        Console.SetOut(new CellWriter("stdout"));
        Console.SetError(new CellWriter("stderr"));
    }

    /// <summary>Takes it from the framework too, which else takes it for itself while each of its commands begins and ends.</summary>
    public static void KeepConsole()
    {
        _ = ConsoleOutput.Subscribe(_ => Disposable.Empty); // Only the first who subscribes makes it take the console.
        TakeConsole();
    }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value) => CellRun.Current?.Print(stream, value ?? "");

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(new string(buffer));

    public override void WriteLine() => Write(NewLine);

    public override void WriteLine(string? value) => Write(value + NewLine);
}
