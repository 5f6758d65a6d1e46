using System.Text.RegularExpressions;
using Tests.Pictures;

namespace Tests.Runner;

/// <summary>The page that says who is trusted with what.</summary>
public sealed partial class SecurityPageTests
{
    [Fact]
    public void Every_claim_names_tests_and_every_test_that_it_names_is_there()
    {
        var page = File.ReadAllLines(Path.Combine(PictureFiles.Folder, "..", "SECURITY.md"));
        var claims = page.SkipWhile(line => !line.StartsWith("| Claim", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|')).Where(line => !line.StartsWith("| **", StringComparison.Ordinal)).ToList();
        var tests = typeof(SecurityPageTests).Assembly.GetTypes()
            .Where(type => type.GetMethods().Any(method => method.IsDefined(typeof(FactAttribute), inherit: true))).Select(type => type.Name).ToHashSet();

        Assert.True(claims.Count > 10);
        foreach (var claim in claims)
        {
            var named = Test().Matches(claim.Split('|')[^2]).Select(match => match.Groups[1].Value).ToList();
            Assert.NotEmpty(named);
            Assert.All(named, name => Assert.Contains(name, tests));
        }
    }

    [GeneratedRegex("`([A-Za-z]+)`")]
    private static partial Regex Test();
}
