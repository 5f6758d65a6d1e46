namespace Runner.Sessions;

/// <summary>How a kernel process is started.</summary>
/// <param name="Folder">Its working directory: the notebook's folder.</param>
public sealed record KernelOptions(string Folder)
{
    /// <summary>Environment variables beside those of this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The most memory in bytes that the process may hold before it is ended; null for as much as there is.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>How long the process may take until it is ready before it is ended; on a busy machine it takes some seconds.</summary>
    public TimeSpan StartTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What to do, as a sentence, where a cell asks a person and nobody can answer; <c>{0}</c> is what it asks for, <c>{1}</c> what <c>--param</c> would be given.</summary>
    public string Unasked { get; init; } = "Run with --param {1}.";

    /// <summary>Whether cells in languages that are not run here are skipped instead of failing.</summary>
    public bool SkipUnsupported { get; init; }
}
