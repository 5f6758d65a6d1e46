namespace Tests.Runner;

/// <summary>Tests that run when all others are done, one after another: they count this process's memory, or drive a whole editor.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone";
}
