using System.Globalization;
using ChainCoop.Shared;

namespace ChainCoop.Signals.Rules;

/// <summary>A signal as a back-test needs it: ids and codes.</summary>
public sealed record AssessedSignal(SignalId Id, SignalStatus Status, Urgency Urgency, IReadOnlyList<StepTaken> Steps);

/// <param name="Before">What was advised on the rules of its last step.</param>
public sealed record AdviceDifference(SignalId Id, SignalStatus Status, IReadOnlyList<AdviceCode> Before, IReadOnlyList<AdviceCode> After)
{
    /// <summary>It was dismissed, and who did so would have had to say why.</summary>
    public bool DismissedAgainst { get; init; }

    public override string ToString() => $"{Id} {Kebab.Of(Status)}: {Written(Before)} -> {Written(After)}{(DismissedAgainst ? "; dismissed against it" : "")}";

    private static string Written(IReadOnlyList<AdviceCode> advices) => advices.Count == 0 ? "nothing" : string.Join(", ", advices);
}

/// <summary>
/// What other rules would have advised differently about what was assessed, before they are in force. It compares the advice on
/// the same observations; what people would have looked for on other rules nobody knows.
/// </summary>
/// <param name="Assessed">Signals that a step was taken on.</param>
/// <param name="LeftOut">Observations of indicators that the other rules do not have.</param>
public sealed record BackTest(AssessmentVersion Other, int Assessed, int LeftOut, IReadOnlyList<AdviceDifference> Differences)
{
    public static BackTest Run(IEnumerable<AssessedSignal> signals, AssessmentVersion other)
    {
        var (assessed, leftOut) = (0, 0);
        List<AdviceDifference> differences = [];
        foreach (var signal in signals)
        {
            if (AssessedFacts.Of(signal.Urgency, signal.Steps) is not { } facts) continue;
            assessed++;
            leftOut += facts.Indicators.Keys.Count(code => other.Find(code) is null);
            var (old, now) = (Advice.On(signal.Urgency, signal.Steps), Advice.On(other, facts));
            var (before, after) = (Codes(old), Codes(now));
            var against = signal.Status == SignalStatus.Dismissed && now.Any(finding => finding.AgainstDismissal) && !old.Any(finding => finding.AgainstDismissal);
            if (!before.SequenceEqual(after) || against) differences.Add(new AdviceDifference(signal.Id, signal.Status, before, after) { DismissedAgainst = against });
        }
        return new BackTest(other, assessed, leftOut, differences);
    }

    /// <summary>Ids, codes and counts.</summary>
    public IEnumerable<string> Lines()
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"Version {Other.Version} of the rules, compared with the version that each of {Assessed:N0} assessed signals followed. Nothing was changed.");
        yield return string.Create(CultureInfo.InvariantCulture, $"{Differences.Count:N0} would have got another advice.");
        foreach (var advice in Differences.SelectMany(difference => difference.Before.Concat(difference.After)).Distinct().OrderBy(code => code.Value, StringComparer.Ordinal))
        {
            var more = Differences.Count(difference => difference.After.Contains(advice) && !difference.Before.Contains(advice));
            var fewer = Differences.Count(difference => difference.Before.Contains(advice) && !difference.After.Contains(advice));
            if (more + fewer > 0) yield return string.Create(CultureInfo.InvariantCulture, $"{advice,-20} {more:N0} more, {fewer:N0} fewer");
        }
        yield return string.Create(CultureInfo.InvariantCulture, $"{Differences.Count(difference => difference.DismissedAgainst):N0} were dismissed and would have needed a reason.");
        if (LeftOut > 0) yield return string.Create(CultureInfo.InvariantCulture, $"{LeftOut:N0} observations are of indicators that this version does not have: they were left out.");
        foreach (var difference in Differences) yield return difference.ToString();
    }

    private static List<AdviceCode> Codes(IEnumerable<AssessmentFinding> findings) =>
        [.. findings.Select(finding => finding.Advice).Distinct().OrderBy(code => code.Value, StringComparer.Ordinal)];
}
