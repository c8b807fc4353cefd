using ChainCoop.Shared;

namespace ChainCoop.Privacy.Erasures;

/// <summary>
/// How long a proposed erasure waits for somebody to decide, as versioned data (<c>erasure-terms.data.json</c>). A version is
/// never edited, a later one added: for a proposal the one of its day counts.
/// </summary>
public static class ErasureTerms
{
    private static readonly IReadOnlyList<TermVersion> Versions =
        [.. EmbeddedData.Read<TermData>("erasure-terms.data.json").Versions.OrderBy(version => version.ValidFrom)];

    /// <summary>The end, in the Netherlands, of the last day on which somebody may decide.</summary>
    public static DateTimeOffset LapsesAt(DateTimeOffset proposedAt)
    {
        var day = DutchTime.DayOf(proposedAt);
        var term = Versions.LastOrDefault(version => version.ValidFrom <= day) ?? Versions[0];
        return DutchTime.EndOf(day.AddDays(term.ProposalDays)).ToUniversalTime();
    }

    private sealed record TermData(IReadOnlyList<TermVersion> Versions);

    private sealed record TermVersion(string Version, DateOnly ValidFrom, int ProposalDays, string SourceNl, string Explanation);
}
