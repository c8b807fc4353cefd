using ChainCoop.Contracts;
using ChainCoop.Feeds;

namespace ChainCoop.Tests.Subscriptions;

/// <summary>A filter names types, and no other text comes in as one.</summary>
public partial class types_of_entries
{
    /// <summary>The catalogue is made from the code (<c>event_catalogue</c>).</summary>
    [Fact]
    public void are_those_of_the_catalogue() => EntryTypes.All.Order(StringComparer.Ordinal).ShouldBe(
        Form().Matches(File.ReadAllText(Source.PathOf("docs/event-catalogue.md"))).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void have_families_that_end_with_a_dot() => FeedTypes.Families.ShouldAllBe(family => family.EndsWith('.') && family.Split('.').Length == 4);

    [System.Text.RegularExpressions.GeneratedRegex(@"^\| `(nl\.chaincoop\.[a-z0-9.-]+)` \|", System.Text.RegularExpressions.RegexOptions.Multiline)]
    private static partial System.Text.RegularExpressions.Regex Form();
}
