namespace Runner.Presenting.Slides;

/// <summary>
/// Holds back the last picture of a page that is to be printed, which nobody sees, until all of its steps are drawn: a browser
/// without a window prints as soon as a page has loaded.
/// </summary>
public sealed class Printing : IDisposable
{
    /// <summary>How long it waits for a page that is never done.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _drawn = new(0);

    /// <summary>Where the picture is, below the server's address.</summary>
    public const string Picture = "print-drawn";

    /// <summary>Whether a page is to be printed.</summary>
    /// <param name="path">Its address below the server's.</param>
    public static bool Is(string path) => path.StartsWith("print/", StringComparison.Ordinal) || path.StartsWith("handout/", StringComparison.Ordinal);

    /// <summary>A page is drawn.</summary>
    public void Release() => _drawn.Release();

    /// <summary>Completes when it is.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _drawn.WaitAsync(Longest, cancellationToken);

    public void Dispose() => _drawn.Dispose();
}
