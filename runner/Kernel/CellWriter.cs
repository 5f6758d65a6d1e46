using System.Text;

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

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value) => CellRun.Current?.Print(stream, value ?? "");

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(new string(buffer));

    public override void WriteLine() => Write(NewLine);

    public override void WriteLine(string? value) => Write(value + NewLine);
}
