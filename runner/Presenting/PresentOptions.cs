using System.Net;
using Runner.Presenting.Live;

namespace Runner.Presenting;

/// <summary>What is presented, and where.</summary>
/// <param name="Root">A folder of notebooks, or one.</param>
public sealed record PresentOptions(string Root)
{
    /// <summary>The port on loopback; 0 for one that is free.</summary>
    public int Port { get; init; }

    /// <summary>The address of this machine that the audience comes in by; null to let only this machine in.</summary>
    public IPAddress? Audience { get; init; }

    /// <summary>The audience's port; 0 for one that is free.</summary>
    public int AudiencePort { get; init; }

    /// <summary>Environment variables for the kernel processes.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where unsaved edits are kept.</summary>
    public Drafts Drafts { get; init; } = Drafts.OfUser();

    /// <summary>Where the table of what the audience answered is kept.</summary>
    public string Answers { get; init; } = Drafts.StateOfUser("answers");
}
