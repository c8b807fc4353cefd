using ChainCoop.Shared;

namespace ChainCoop.Cases.Security;

/// <summary>Open: nothing was recorded yet.</summary>
public enum CheckOutcome { Open, Met, NotMet }

/// <summary>The legal check of a measure: what it has to have under a version of the rules, and what of it was found.</summary>
/// <param name="Grounds">Those that the law knows for this kind of measure.</param>
public sealed record MeasureCheck(MeasureRulesVersion Rules, CheckOutcome Outcome, IReadOnlyList<CheckedRequirement> Requirements, IReadOnlyList<MeasureGround> Grounds);

/// <param name="Explanation">What it asks for, and what is wrong where it is not met.</param>
/// <param name="Source">The law behind it.</param>
public sealed record CheckedRequirement(MeasureRequirement Requirement, CheckOutcome Outcome, string Explanation, string Source);

/// <summary>What a measure rests on, as far as rules can tell whether the law knows it.</summary>
internal sealed record ImpositionClaim(IReadOnlyList<StatutoryBasis> Articles, CompetentBody Body, bool FactsMayBeDisclosed);

/// <summary>
/// Courts annulled closures for weak facts and for a missing statutory basis (domain, section 6). One check for who is about to impose and
/// for who reads the measure. It tells whether the law knows the combination; whether the facts carry it stays the work of a lawyer.
/// </summary>
internal static class ImpositionCheck
{
    private static readonly MeasureRequirement Basis = new("statutory-basis");
    private static readonly MeasureRequirement Body = new("competent-body");
    private static readonly MeasureRequirement Disclosable = new("disclosable-facts");

    /// <param name="claim">Null while the measure is not imposed.</param>
    public static MeasureCheck Of(MeasureKind kind, ImpositionClaim? claim, MeasureRuleSet rules)
    {
        var rule = rules.Of(kind);
        IReadOnlyList<CheckedRequirement> found = [.. rules.Requirements.Select(Checked)];
        return new MeasureCheck(
            rules.Version,
            claim is null ? CheckOutcome.Open : found.Any(one => one.Outcome == CheckOutcome.NotMet) ? CheckOutcome.NotMet : CheckOutcome.Met,
            found, rule?.Grounds ?? []);

        CheckedRequirement Checked(RequirementRule requirement)
        {
            var fault = claim is null ? null : FaultOf(requirement.Requirement, kind, rule, claim);
            return new CheckedRequirement(
                requirement.Requirement,
                claim is null ? CheckOutcome.Open : fault is null ? CheckOutcome.Met : CheckOutcome.NotMet,
                fault is null ? requirement.Explanation : $"{fault} {requirement.Explanation}", requirement.Source);
        }
    }

    /// <summary>All that stands in the way of imposing, each with its place in the request.</summary>
    public static IReadOnlyList<Fault> FaultsIn(MeasureKind kind, ImpositionClaim claim, MeasureRuleSet rules) =>
    [
        .. Of(kind, claim, rules).Requirements.Zip(rules.Requirements, (found, rule) => (found, rule))
            .Where(pair => pair.found.Outcome == CheckOutcome.NotMet).Select(pair => new Fault(pair.rule.At, pair.found.Explanation)),
    ];

    /// <summary>What the request cannot leave out (text, document, term) was there: a request without it was refused before.</summary>
    private static string? FaultOf(MeasureRequirement requirement, MeasureKind kind, MeasureKindRule? rule, ImpositionClaim claim)
    {
        if (rule is null) return requirement == Basis ? $"The rules know no measure {kind}." : null;
        var ground = rule.GroundOf(claim.Articles);
        if (requirement == Basis && ground is null) return $"A {kind} does not rest on {string.Join(" with ", claim.Articles)}; the law knows {string.Join(", ", rule.Grounds)}.";
        if (requirement == Body)
        {
            // Without a ground: a body that has the power on no ground at all is wrong whatever the ground will be.
            if (!(ground?.Bodies ?? [.. rule.Grounds.SelectMany(one => one.Bodies)]).Contains(claim.Body))
                return $"The {claim.Body} has no power for this {kind}; the law knows {(ground is null ? string.Join(", ", rule.Grounds) : ground.ToString())}.";
        }

        return requirement == Disclosable && !claim.FactsMayBeDisclosed && !rule.MayRestOnUndisclosedFacts ? $"A {kind} does not rest on facts that may not be disclosed." : null;
    }
}
