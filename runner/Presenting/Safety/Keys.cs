using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Runner.Presenting.Safety;

/// <summary>
/// Who may come in. A token in an address lets somebody in for the first time and is swapped for a cookie: the
/// presenter's works once, the audience's for everybody who is shown it. A browser sends cookies to every port of this machine,
/// so the presenter's opens nothing alone: the page keeps a second key, in a store that no other port's pages reach, and hands
/// it over itself. All are new at every start.
/// </summary>
public sealed class Keys
{
    private readonly HashSet<string> _launch = [];
    private readonly string _presenter = Secret();
    private readonly byte[] _audience = RandomNumberGenerator.GetBytes(32);

    /// <summary>The token of the audience's link: short enough to type, and too long to guess at a server that answers some thousand times a second.</summary>
    public string AudienceToken { get; } = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 12);

    /// <summary>What the presenter's pages keep and hand over.</summary>
    public string PageKey { get; } = Secret();

    /// <summary>Whether this is what the presenter's pages keep.</summary>
    public bool IsPageKey(string? key) => key is not null && AreSame(key, PageKey);

    /// <summary>What the presenter's cookie holds.</summary>
    public string Presenter => _presenter;

    /// <summary>A token for one browser to come in as presenter.</summary>
    public string NewLaunchToken()
    {
        var token = Secret();
        lock (_launch) _launch.Add(token);
        return token;
    }

    /// <summary>Swaps a token for what the cookie shall hold, or null where it is none or used up.</summary>
    /// <param name="isAudienceOnly">Whether only the audience's is known.</param>
    public string? Swap(string token, bool isAudienceOnly = false)
    {
        if (AreSame(token, AudienceToken)) return Signed(Secret());
        if (isAudienceOnly) return null;
        lock (_launch)
        {
            var found = _launch.Where(each => AreSame(each, token)).FirstOrDefault();
            return found is not null && _launch.Remove(found) ? _presenter : null;
        }
    }

    /// <summary>Who a cookie belongs to, or null for one that is not ours.</summary>
    public Visitor? Of(string? cookie) =>
        cookie is null ? null
        : AreSame(cookie, _presenter) ? new(Role.Presenter)
        : cookie.Split('.') is [var follower, _] && AreSame(cookie, Signed(follower)) ? new(Role.Audience, follower)
        : null;

    // A browser of the audience by a name of its own, which nobody can make up.
    private string Signed(string follower) => $"{follower}.{Base64Url.EncodeToString(HMACSHA256.HashData(_audience, Encoding.UTF8.GetBytes(follower)))}";

    private static string Secret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));

    // In the same time whatever is tried, so that no answer's delay tells how much of it was right.
    private static bool AreSame(string tried, string secret) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(tried)), SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
