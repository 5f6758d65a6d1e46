using Runner.Sessions;

namespace Tests.Runner.Sessions;

/// <summary>How the end of a kernel process is told.</summary>
public class KernelDeathTests
{
    [Theory]
    [InlineData(134, "terminate called after throwing an instance of 'c10::Error'\n  what():  mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)\nException raised from meta at x.cpp:1",
        "The kernel process was ended by an error in a native library that .NET cannot catch (c10::Error): mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3). What its cells had declared is lost.\n")]
    [InlineData(134, "", "The kernel process aborted (signal 6). What its cells had declared is lost.")]
    [InlineData(136, "", "The kernel process divided a whole number by zero in native code (signal 8). What its cells had declared is lost.")]
    public void A_signal_is_told_in_words_with_what_the_library_said(int exitCode, string lastWords, string told)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "has no signals");

        Assert.StartsWith(told, KernelDeath.Describe(exitCode, lastWords));
    }
}
