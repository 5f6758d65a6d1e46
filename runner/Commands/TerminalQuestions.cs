using System.Text;
using Runner.Protocol;

namespace Runner.Commands;

/// <summary>Asks whoever sits at the terminal what cells want to know, one thing at a time.</summary>
internal sealed class TerminalQuestions
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Whether there is a terminal, and somebody in front of it.</summary>
    public static bool CanBeAsked =>
        !Console.IsInputRedirected && !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));

    /// <summary>Gives the line that is typed; null at the input's end (Ctrl-D, on Windows Ctrl-Z). A password is not shown.</summary>
    public async Task<string?> AskAsync(InputRequested asked)
    {
        await _one.WaitAsync().ConfigureAwait(false);
        try
        {
            return await Task.Run(() => asked.IsPassword ? ReadHidden() : Console.ReadLine()).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    private static string? ReadHidden()
    {
        var typed = new StringBuilder();
        for (; ; )
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter) break;
            if (key is { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } && typed.Length == 0) return null;
            if (key.Key == ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar)) typed.Append(key.KeyChar);
        }
        Console.WriteLine();
        return typed.ToString();
    }
}
