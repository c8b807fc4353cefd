using System.Text.Json;
using ChainCoop.Platform;
using ChainCoop.Shared;

namespace ChainCoop.Cases.Security;

/// <summary>
/// Which measure rests on which statute, which body has the power, and what an imposed measure has to have, as versioned data
/// (<c>measure-rules.data.json</c>). A version is never edited: an imposition keeps the version that it was decided on.
/// </summary>
public static class MeasureRules
{
    /// <summary>In the order of their first days.</summary>
    public static IReadOnlyList<MeasureRuleSet> All { get; } = Load();

    /// <summary>In force on the day; the first one also before it.</summary>
    public static MeasureRuleSet On(DateOnly day) => All.LastOrDefault(rules => rules.ValidFrom <= day) ?? All[0];

    /// <summary>Null where there is no such version.</summary>
    public static MeasureRuleSet? Find(MeasureRulesVersion version) => All.FirstOrDefault(rules => rules.Version == version);

    private static IReadOnlyList<MeasureRuleSet> Load()
    {
        using var file = EmbeddedData.Read("measure-rules.data.json");
        return [.. JsonSerializer.Deserialize<MeasureRulesFile>(file, Json.Http)!.Versions.OrderBy(rules => rules.ValidFrom)];
    }

    private sealed record MeasureRulesFile(IReadOnlyList<MeasureRuleSet> Versions);
}

/// <param name="ValidFrom">First day on which it is used.</param>
/// <param name="Requirements">What an imposed measure has to have, in the order in which a lawyer looks at it.</param>
public sealed record MeasureRuleSet(
    MeasureRulesVersion Version, DateOnly ValidFrom, string Source, IReadOnlyList<RequirementRule> Requirements, IReadOnlyList<MeasureKindRule> Measures)
{
    /// <summary>Null where the law knows no such measure.</summary>
    internal MeasureKindRule? Of(MeasureKind kind) => Measures.FirstOrDefault(rule => rule.Kind == kind);
}

/// <param name="At">Where the request to impose says it (RFC 6901).</param>
/// <param name="Explanation">What it asks for, and why.</param>
/// <param name="Source">The law behind it.</param>
public sealed record RequirementRule(MeasureRequirement Requirement, string At, string Explanation, string Source);

/// <param name="IsDecision">Whether it is a decision (besluit, art. 1:3 Awb), so that objection, appeal and interim relief are open.</param>
/// <param name="MayRestOnUndisclosedFacts">Whether facts may carry it that cannot be shown to the person concerned.</param>
/// <param name="Source">The law behind these two.</param>
/// <param name="Grounds">On one of these it rests.</param>
public sealed record MeasureKindRule(MeasureKind Kind, bool IsDecision, bool MayRestOnUndisclosedFacts, string Source, IReadOnlyList<MeasureGround> Grounds)
{
    internal MeasureGround? GroundOf(IReadOnlyList<StatutoryBasis> articles) => Grounds.FirstOrDefault(ground => ground.Articles.ToHashSet().SetEquals(articles));

    internal bool TakesBibobAdvice => Grounds.Any(ground => ground.BibobAdvice);
}

/// <param name="Articles">All of them together: where there are two, one gives the power and the other the means.</param>
/// <param name="Bodies">Each of them has the power; the local regulation or mandate decides between two.</param>
/// <param name="BibobAdvice">Whether the Landelijk Bureau Bibob can be asked for advice first.</param>
public sealed record MeasureGround(IReadOnlyList<StatutoryBasis> Articles, IReadOnlyList<CompetentBody> Bodies, bool BibobAdvice = false)
{
    public override string ToString() => $"{string.Join(" with ", Articles)} ({string.Join(" or ", Bodies)})";
}
