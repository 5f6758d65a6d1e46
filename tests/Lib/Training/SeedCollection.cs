namespace Tests.Lib.Training;

/// <summary>Tests that seed torch and count on what follows: they run alone, because its generator is one for the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SeedCollection
{
    public const string Name = "Seed";
}
