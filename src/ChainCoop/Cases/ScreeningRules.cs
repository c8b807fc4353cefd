using ChainCoop.Shared;

namespace ChainCoop.Cases;

/// <summary>What the rules advise, and why. A human decides.</summary>
/// <param name="Grounds">Each set of criteria that advises to accept once all of it is met.</param>
public sealed record ScreeningAdvice(ScreeningRulesVersion Rules, ScreeningConclusion Conclusion, IReadOnlyList<ScreeningGround> Grounds);

/// <param name="Missing">Those of the criteria that are not met; none: the ground carries the advice.</param>
public sealed record ScreeningGround(IReadOnlyList<ScreeningCriterion> Criteria, IReadOnlyList<ScreeningCriterion> Missing);

/// <summary>
/// Which criteria together advise to accept a case, as versioned data (<c>screening-rules.data.json</c>). A version is never edited, a
/// later one added; what was decided keeps the version that advised.
/// </summary>
public static class ScreeningRules
{
    private static readonly IReadOnlyList<RulesOfVersion> Versions =
        [.. EmbeddedData.Read<RulesData>("screening-rules.data.json").Versions.OrderBy(version => version.ValidFrom)];

    public static ScreeningRulesVersion On(DateTimeOffset now)
    {
        var day = DutchTime.DayOf(now);
        return new((Versions.LastOrDefault(version => version.ValidFrom <= day) ?? Versions[0]).Version);
    }

    /// <param name="met">The criteria that are met.</param>
    public static ScreeningAdvice Advise(ScreeningRulesVersion rules, IReadOnlyCollection<ScreeningCriterion> met)
    {
        List<ScreeningGround> grounds = [];
        foreach (var accept in Versions.Single(version => version.Version == rules.Value).Accept)
        {
            IReadOnlyList<ScreeningCriterion> criteria = [.. accept.Select(ScreeningCriterion.From)];
            grounds.Add(new ScreeningGround(criteria, [.. criteria.Where(criterion => !met.Contains(criterion))]));
        }

        var accepts = grounds.Exists(ground => ground.Missing.Count == 0);
        return new ScreeningAdvice(rules, accepts ? ScreeningConclusion.Accepted : ScreeningConclusion.Rejected, grounds);
    }

    private sealed record RulesData(IReadOnlyList<RulesOfVersion> Versions);

    private sealed record RulesOfVersion(string Version, DateOnly ValidFrom, string Source, IReadOnlyList<IReadOnlyList<string>> Accept);
}
