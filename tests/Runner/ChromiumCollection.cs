namespace Tests.Runner;

/// <summary>Tests with a browser run one after another, when the others are done: a page that waits for a busy machine looks like one that hangs.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ChromiumCollection
{
    public const string Name = "Chromium";
}
