using System.Security.Claims;

namespace Runner.Presenting.Safety;

/// <summary>What somebody who came in by a key may do.</summary>
public enum Role
{
    /// <summary>Sees what the presenter sees; can run and change nothing.</summary>
    Audience,

    /// <summary>Runs, edits, saves.</summary>
    Presenter,
}

/// <summary>Who looks at a page: one browser session.</summary>
/// <param name="Follower">Tells a browser of the audience from the others, and says nothing of whose it is.</param>
public sealed record Visitor(Role Role, string? Follower = null)
{
    /// <summary>Who a request, or the circuit that it began, belongs to; without a role nobody comes this far.</summary>
    public static Visitor Of(ClaimsPrincipal principal) => new(principal.IsInRole(nameof(Role.Presenter)) ? Role.Presenter : Role.Audience, principal.FindFirst(ClaimTypes.NameIdentifier)?.Value);

    /// <summary>As ASP.NET carries it.</summary>
    public ClaimsPrincipal Principal => new(new ClaimsIdentity([new(ClaimTypes.Role, Role.ToString()), .. Follower is null ? Array.Empty<Claim>() : [new(ClaimTypes.NameIdentifier, Follower)]], "key"));
}
