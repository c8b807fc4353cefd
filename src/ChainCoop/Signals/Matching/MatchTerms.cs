using ChainCoop.Shared;

namespace ChainCoop.Signals.Matching;

/// <summary>
/// How often an officer, and an organisation under an agreement, may ask whether others know a person, as versioned data (<c>match-terms.data.json</c>): who may ask freely can guess
/// whoever he likes. A version is never edited, a later one added.
/// </summary>
/// <param name="QuotaPerDay">Requests of one officer on a day of the Netherlands.</param>
/// <param name="AlarmAfterMisses">So many of them on one day that found nobody are an alarm.</param>
/// <param name="QuotaPerAgreement">Requests of all officers of one organisation under one agreement on a day; null: no version before 2 had one.</param>
/// <param name="AlarmAfterMissesPerAgreement">So many of these that found nobody are an alarm.</param>
public sealed record MatchTerms(
    string Version, DateOnly ValidFrom, int QuotaPerDay, int AlarmAfterMisses, string Source, int? QuotaPerAgreement = null, int? AlarmAfterMissesPerAgreement = null)
{
    private static readonly IReadOnlyList<MatchTerms> Versions =
        [.. EmbeddedData.Read<TermData>("match-terms.data.json").Versions.OrderBy(version => version.ValidFrom)];

    public static MatchTerms On(DateOnly day) => Versions.LastOrDefault(version => version.ValidFrom <= day) ?? Versions[0];

    private sealed record TermData(IReadOnlyList<MatchTerms> Versions);
}
