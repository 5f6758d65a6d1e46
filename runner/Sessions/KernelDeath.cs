using System.Text.RegularExpressions;

namespace Runner.Sessions;

/// <summary>Says in words how a kernel process died.</summary>
internal static partial class KernelDeath
{
    private const int LinesShown = 15;

    public static string Describe(int exitCode, string lastWords)
    {
        var how = exitCode switch
        {
            _ when lastWords.Contains("Stack overflow", StringComparison.Ordinal) => "ended by a stack overflow: a method calls itself without end",
            _ when OperatingSystem.IsWindows() => exitCode < 0 ? $"crashed (0x{exitCode:X8})" : $"ended with exit code {exitCode}",
            // A shape that does not fit, say: C++ tells what it threw, and aborts.
            134 when Thrown().Match(lastWords) is { Success: true } thrown => $"was ended by an error in a native library that .NET cannot catch ({thrown.Groups["type"].Value}): {thrown.Groups["what"].Value.Trim()}",
            134 => "aborted (signal 6)",
            136 => "divided a whole number by zero in native code (signal 8)",
            137 => "was killed (signal 9), by someone or because the system ran out of memory",
            139 => "crashed in native code (signal 11, segmentation fault)",
            > 128 and < 160 => $"was ended by signal {exitCode - 128}",
            _ => $"ended with exit code {exitCode}",
        };
        var words = lastWords.Split('\n');
        var shown = words.Length <= LinesShown ? lastWords : string.Join('\n', [.. words.Take(LinesShown - 3), "…", .. words.TakeLast(2)]);
        return $"The kernel process {how.TrimEnd('.')}. What its cells had declared is lost.{(shown == "" ? "" : $"\n{shown}")}";
    }

    [GeneratedRegex(@"terminate called after throwing an instance of '(?<type>[^']*)'\s+what\(\):(?<what>[^\n]*)")]
    private static partial Regex Thrown();
}
