using ChainCoop.Shared;

namespace ChainCoop.Cases.Emergencies;

/// <summary>
/// How long emergency access lasts and when it has to be reviewed, as versioned data (<c>emergency-terms.data.json</c>). A version is
/// never edited, a later one added; an event keeps both instants.
/// </summary>
public static class EmergencyTerms
{
    private static readonly IReadOnlyList<TermVersion> Versions =
        [.. EmbeddedData.Read<TermData>("emergency-terms.data.json").Versions.OrderBy(version => version.ValidFrom)];

    /// <summary>
    /// The end of the access, and the end of the last day for the review. From a review that found it not justified, the latter is the end
    /// of the time in which the organisation does not open the same room again.
    /// </summary>
    public static (DateTimeOffset Until, DateTimeOffset ReviewBy) From(DateTimeOffset now)
    {
        var day = DutchTime.DayOf(now);
        var term = Versions.LastOrDefault(version => version.ValidFrom <= day) ?? Versions[0];
        return (now.AddHours(term.AccessHours), DutchTime.EndOf(day.AddDays(term.ReviewDays)).ToUniversalTime());
    }

    private sealed record TermData(IReadOnlyList<TermVersion> Versions);

    private sealed record TermVersion(string Version, DateOnly ValidFrom, int AccessHours, int ReviewDays, string Source);
}
