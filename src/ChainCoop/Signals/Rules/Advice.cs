using ChainCoop.Shared;

namespace ChainCoop.Signals.Rules;

/// <summary>What one rule found and advises, and the indicators that led to it. A person decides; no finding closes a signal.</summary>
/// <param name="AgainstDismissal">Who dismisses nevertheless says why, and the record says that it was against this.</param>
/// <param name="Indicators">In the order of the version's list; none where the rule is about something else.</param>
public sealed record AssessmentFinding(FindingCode Finding, AdviceCode Advice, bool AgainstDismissal, IReadOnlyList<IndicatorCode> Indicators)
{
    public bool Equals(AssessmentFinding? other) =>
        other is not null && (Finding, Advice, AgainstDismissal) == (other.Finding, other.Advice, other.AgainstDismissal) && Indicators.SequenceEqual(other.Indicators);

    public override int GetHashCode() => HashCode.Combine(Finding, Advice, AgainstDismissal, Indicators.Count);
}

/// <summary>What is known after the steps that were taken: of an indicator that was looked at again the later value.</summary>
/// <param name="Step">The last one.</param>
/// <param name="Minor">Whether a possible victim is a minor.</param>
/// <param name="Stopped">Steps at which the assessment stopped.</param>
public sealed record AssessedFacts(
    AssessmentStep Step, Urgency Urgency, IndicatorValue Minor, IReadOnlyDictionary<IndicatorCode, ObservedIndicator> Indicators, IReadOnlySet<AssessmentStep> Stopped)
{
    /// <summary>Null: no step was taken.</summary>
    public static AssessedFacts? Of(Urgency urgency, IReadOnlyList<StepTaken> steps)
    {
        if (steps.Count == 0) return null;
        Dictionary<IndicatorCode, ObservedIndicator> indicators = [];
        foreach (var seen in steps.SelectMany(step => step.Indicators)) indicators[seen.Code] = seen;
        return new AssessedFacts(
            steps[^1].Step, urgency, steps.Select(step => step.Minor).LastOrDefault(minor => minor is not null) ?? IndicatorValue.Unknown, indicators,
            steps.Where(step => step.Conclusion == AssessmentConclusion.Stop).Select(step => step.Step).ToHashSet());
    }
}

public static class Advice
{
    public static readonly AdviceCode Notify = new("notify");

    /// <summary>What the rules say of what is known, in their order. Each rule is asked by itself: none outvotes another.</summary>
    public static IReadOnlyList<AssessmentFinding> On(AssessmentVersion rules, AssessedFacts facts) => [.. rules.Rules.Select(rule => Of(rule, rules, facts)).OfType<AssessmentFinding>()];

    /// <summary>After the steps that a signal has, on the rules of the last one; empty where these are not known any more.</summary>
    public static IReadOnlyList<AssessmentFinding> On(Urgency urgency, IReadOnlyList<StepTaken> steps) =>
        AssessedFacts.Of(urgency, steps) is { } facts && AssessmentRules.Current.Find(steps[^1].RuleVersion) is { } rules ? On(rules, facts) : [];

    private static AssessmentFinding? Of(AssessmentRule rule, AssessmentVersion rules, AssessedFacts facts)
    {
        var when = rule.When;
        if (!rule.Steps.Contains(facts.Step)) return null;
        if (when.Minor && facts.Minor != IndicatorValue.Observed) return null;
        if (when.Urgency is { } urgency && urgency != facts.Urgency) return null;
        if (when.Stopped is { } stopped && !facts.Stopped.Contains(stopped)) return null;

        var counted = rules.Indicators.Where(indicator =>
            facts.Indicators.TryGetValue(indicator.Code, out var seen) && seen.Value == when.Value && Weighs(seen.Reliability)
            && (!when.Critical || indicator.Critical) && (when.Group is not { } group || group == indicator.Group)).ToList();
        var groups = counted.Select(indicator => indicator.Group).Distinct().Count();
        if (counted.Count < when.AtLeast || counted.Count > when.AtMost || groups < when.InGroups || groups > when.InGroupsAtMost) return null;
        if (when.Coercion is { } coercion && coercion != counted.Exists(indicator => indicator.Coercion)) return null;

        return new AssessmentFinding(rule.Finding, rule.Advice, rule.AgainstDismissal, when.AtLeast > 0 ? [.. counted.Select(indicator => indicator.Code)] : []);

        bool Weighs(Reliability? reliability) =>
            when.Reliability == SourceWeight.Any || (when.Reliability == SourceWeight.Reliable) == (reliability is not { } grade || rules.Reliable.Contains(grade));
    }
}
