using ChainCoop.Shared;

namespace ChainCoop.Privacy.Requests;

/// <summary>
/// Within what time a request is answered, as versioned data (<c>request-terms.data.json</c>). A version is never edited, a
/// later one added; an event keeps the day, so that later terms never move that of an earlier request.
/// </summary>
public static class RequestTerms
{
    private static readonly IReadOnlyList<TermVersion> Versions =
        [.. EmbeddedData.Read<TermData>("request-terms.data.json").Versions.OrderBy(version => version.ValidFrom)];

    /// <summary>Nobody could ask by these rules before the AVG applied.</summary>
    public static DateOnly Earliest => Versions[0].ValidFrom;

    /// <summary>
    /// The last day on which the answer is in time. A term in months ends with the day of the same number; where that month
    /// has no such day, with its last (art. 3 Regulation 1182/71). It is never put off over a weekend: it may come too early,
    /// not too late.
    /// </summary>
    public static DateOnly DueOn(SubjectRequestRegime regime, DateOnly receivedOn)
    {
        var term = Of(regime, receivedOn);
        return receivedOn.AddMonths(term.Months).AddDays(7 * term.Weeks);
    }

    /// <summary>That day after an extension, counted from receipt; null where the law has none.</summary>
    public static DateOnly? ExtendedTo(SubjectRequestRegime regime, DateOnly receivedOn)
    {
        var term = Of(regime, receivedOn);
        return term.ExtensionMonths == 0 ? null : receivedOn.AddMonths(term.Months + term.ExtensionMonths).AddDays(7 * term.Weeks);
    }

    private static Term Of(SubjectRequestRegime regime, DateOnly on) =>
        (Versions.LastOrDefault(version => version.ValidFrom <= on) ?? Versions[0]).Terms.Single(term => term.Regime == regime);

    private sealed record TermData(IReadOnlyList<TermVersion> Versions);

    private sealed record TermVersion(string Version, DateOnly ValidFrom, IReadOnlyList<Term> Terms);

    private sealed record Term(
        SubjectRequestRegime Regime, string SourceNl, string Explanation, int Months = 0, int Weeks = 0, int ExtensionMonths = 0);
}
