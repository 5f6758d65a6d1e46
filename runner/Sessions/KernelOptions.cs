namespace Runner.Sessions;

/// <summary>How a kernel process is started.</summary>
/// <param name="Folder">Its working directory: the notebook's folder.</param>
public sealed record KernelOptions(string Folder)
{
    /// <summary>Environment variables beside those of this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
