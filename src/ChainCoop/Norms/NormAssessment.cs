using ChainCoop.Reports;
using ChainCoop.Shared;

namespace ChainCoop.Norms;

/// <summary>From the best to the worst.</summary>
public enum NormStatus { Met, Partly, Lapsed, NotMet }

/// <param name="Status">Met; partly: its review is overdue; lapsed: it is valid no longer.</param>
/// <param name="From">Since when it counts: it was decided and recorded.</param>
/// <param name="ReviewDue">First day on which it has to be looked at again.</param>
/// <param name="ValidUntil">First day on which it counts no longer; absent: no limit.</param>
public sealed record EvidencePart(EvidenceId Id, EvidenceKind Kind, NormStatus Status, DateTimeOffset From, DateOnly? ReviewDue, DateOnly? ValidUntil);

/// <param name="Said">Whether there is a value; without one the measure does not count against the municipality.</param>
/// <param name="Value">Of offices and agreements not more than is asked for.</param>
public sealed record MeasurePart(NormMeasure Measure, MeasureSaid Said, int? Value, NormStatus Status);

/// <param name="Status">The worst of what is asked.</param>
/// <param name="Since">Since when it has this status; absent: since before the first day of the framework.</param>
/// <param name="Evidence">That was ever recorded and not withdrawn, the newest first.</param>
public sealed record ElementAssessment(
    NormElement Element, NormTheme Theme, NormLevel Level, NormStatus Status, DateTimeOffset? Since, IReadOnlyList<EvidencePart> Evidence, IReadOnlyList<MeasurePart> Measures);

/// <param name="Since">Since when it is reached, or not; absent: since before the first day of the framework.</param>
public sealed record LevelAssessment(bool Reached, DateTimeOffset? Since);

/// <summary>An element gets worse on a day, if nobody does anything.</summary>
public sealed record LapsingElement(NormElement Element, DateTimeOffset DueAt, NormStatus Becomes);

/// <summary>How a municipality meets the norm framework at an instant.</summary>
/// <param name="Advanced">Asks for the baseline, too.</param>
/// <param name="Lapsing">In the 90 days after, the first one first.</param>
public sealed record NormAssessment(
    MunicipalityCode Municipality,
    DateTimeOffset AsOf,
    NormFrameworkVersion Framework,
    LevelAssessment Baseline,
    LevelAssessment Advanced,
    IReadOnlyList<ElementAssessment> Elements,
    IReadOnlyList<LapsingElement> Lapsing)
{
    private const int DaysAhead = 90;

    /// <summary>
    /// By the framework in force on the day. What is said since when holds for whoever asks of any instant in between: it is the same function at the
    /// instants at which something can change.
    /// </summary>
    /// <param name="evidence">All that the municipality ever recorded.</param>
    /// <param name="facts">Of the municipality, in the order recorded.</param>
    public static NormAssessment Of(
        MunicipalityCode municipality, IReadOnlyList<NormFramework> frameworks, IReadOnlyList<Evidence> evidence, IReadOnlyList<Fact> facts, DateTimeOffset asOf)
    {
        var today = DutchTime.DayOf(asOf);
        var framework = frameworks.LastOrDefault(one => one.ValidFrom <= today) ?? frameworks[0];
        var past = InstantsOf(evidence, facts, asOf).Where(at => at <= asOf && at >= DutchTime.StartOf(framework.ValidFrom)).Append(asOf).Distinct().OrderDescending().ToList();
        var looks = past.ConvertAll(at => new Look(framework, evidence, facts, at));
        var statuses = looks.ConvertAll(look => framework.Elements.Select(look.StatusOf).ToArray());
        return new NormAssessment(
            municipality, asOf, framework.Version,
            new LevelAssessment(Reached(0, NormLevel.Baseline), Since(at => Reached(at, NormLevel.Baseline))),
            new LevelAssessment(Reached(0, NormLevel.Advanced), Since(at => Reached(at, NormLevel.Advanced))),
            [
                .. framework.Elements.Select((rule, number) => new ElementAssessment(
                    rule.Element, rule.Theme, rule.Level, statuses[0][number], Since(at => statuses[at][number]), looks[0].EvidenceOf(rule), looks[0].MeasuresOf(rule))),
            ],
            [.. LapsingAfter(framework, evidence, facts, asOf)]);

        // The advanced level goes further than the baseline, so that it asks for all of it.
        bool Reached(int at, NormLevel level) => !framework.Elements.Where((rule, number) => rule.Level <= level && statuses[at][number] != NormStatus.Met).Any();

        DateTimeOffset? Since<T>(Func<int, T> what)
        {
            var at = 0;
            while (at + 1 < past.Count && Equals(what(at + 1), what(0))) at++;
            return at + 1 < past.Count ? past[at] : null;
        }
    }

    /// <summary>What counts by date alone; measures over months are not foretold.</summary>
    private static IEnumerable<LapsingElement> LapsingAfter(NormFramework framework, IReadOnlyList<Evidence> evidence, IReadOnlyList<Fact> facts, DateTimeOffset asOf)
    {
        // Nobody knows yet what will be withdrawn.
        var known = evidence.Where(one => one.IsKnownAt(asOf)).Select(one => one with { WithdrawnAt = null }).ToList();
        var recorded = facts.Where(fact => fact.At <= asOf).ToList();
        var before = new Look(framework, known, recorded, asOf);
        foreach (var at in InstantsOf(known, recorded, asOf).Where(at => at > asOf && at <= asOf.AddDays(DaysAhead)).Distinct().Order())
        {
            var after = new Look(framework, known, recorded, at);
            foreach (var rule in framework.Elements)
            {
                if (after.ByDateOf(rule) is var becomes && becomes > before.ByDateOf(rule)) yield return new LapsingElement(rule.Element, at.ToUniversalTime(), becomes);
            }
            before = after;
        }
    }

    /// <summary>Every instant at which a status can change, also those to come.</summary>
    private static IEnumerable<DateTimeOffset> InstantsOf(IReadOnlyList<Evidence> evidence, IReadOnlyList<Fact> facts, DateTimeOffset asOf)
    {
        foreach (var one in evidence)
        {
            yield return one.RecordedAt;
            if (one.WithdrawnAt is { } withdrawn) yield return withdrawn;
            if (one.ValidUntil is { } until) yield return DutchTime.StartOf(until).ToUniversalTime();
            foreach (var framework in NormFrameworks.All)
            {
                if (Look.ReviewOf(one, framework.Find(one.Element)) is { } review) yield return DutchTime.StartOf(review).ToUniversalTime();
            }
        }

        foreach (var fact in facts.Where(fact => fact.Kind is FactKind.RoleFrom or FactKind.RoleUntil or FactKind.AgreementFrom or FactKind.AgreementUntil))
        {
            yield return fact.At;
            yield return DutchTime.StartOf(DateOnly.FromDayNumber(fact.Value)).ToUniversalTime();
        }

        var month = DutchTime.DayOf(asOf);
        for (month = new DateOnly(month.Year, month.Month, 1); month >= NormFrameworks.All[0].ValidFrom; month = month.AddMonths(-1))
            yield return DutchTime.StartOf(month).ToUniversalTime();
    }

    /// <summary>The framework at one instant.</summary>
    private sealed class Look(NormFramework framework, IReadOnlyList<Evidence> evidence, IReadOnlyList<Fact> facts, DateTimeOffset instant)
    {
        private readonly DateOnly day = DutchTime.DayOf(instant);
        private readonly NormMeasures measures = new(facts, instant, framework.Fewest);

        public static DateOnly? ReviewOf(Evidence evidence, ElementRule? rule) =>
            evidence.ReviewDue ?? (rule?.ReviewMonths is { } months ? evidence.DecidedOn.AddMonths(months) : null);

        public NormStatus StatusOf(ElementRule rule) => Worst([ByEvidence(rule), .. MeasuresOf(rule).Select(part => part.Status)]);

        /// <summary>Without the measures over months.</summary>
        public NormStatus ByDateOf(ElementRule rule) =>
            Worst([ByEvidence(rule), .. rule.Measures.Where(one => NormMeasures.IsOfTheDay(one.Measure)).Select(one => PartOf(one).Status)]);

        public IReadOnlyList<EvidencePart> EvidenceOf(ElementRule rule) =>
        [
            .. evidence.Where(one => one.Element == rule.Element && rule.Evidence.Contains(one.Kind) && one.IsKnownAt(instant)).OrderByDescending(one => one.RecordedAt)
                .Select(one => new EvidencePart(one.Id, one.Kind, StatusOf(one, rule), one.RecordedAt, ReviewOf(one, rule), one.ValidUntil)),
        ];

        public IReadOnlyList<MeasurePart> MeasuresOf(ElementRule rule) => [.. rule.Measures.Select(PartOf)];

        /// <summary>The best that there is; without any it is not met.</summary>
        private NormStatus ByEvidence(ElementRule rule) =>
            rule.Evidence.Count == 0 ? NormStatus.Met : EvidenceOf(rule).Select(part => part.Status).DefaultIfEmpty(NormStatus.NotMet).Min();

        private NormStatus StatusOf(Evidence one, ElementRule rule) =>
            one.ValidUntil <= day ? NormStatus.Lapsed : ReviewOf(one, rule) <= day ? NormStatus.Partly : NormStatus.Met;

        private MeasurePart PartOf(MeasureRule rule)
        {
            var measured = measures.Of(rule.Measure);
            if (measured.Value is not { } value) return new MeasurePart(rule.Measure, measured.Said, null, NormStatus.Met);

            // How many more there are than is asked is nobody's business who is only mandated for the municipality.
            return new MeasurePart(rule.Measure, measured.Said, NormMeasures.IsOfTheDay(rule.Measure) ? Math.Min(value, rule.Met) : value, StatusOf(value, rule));
        }

        /// <summary>An office that nobody holds any more, or an agreement that ended, lapsed.</summary>
        private NormStatus StatusOf(int value, MeasureRule rule)
        {
            if (Reaches(rule.Met)) return NormStatus.Met;
            if (Reaches(rule.Partly)) return NormStatus.Partly;
            return NormMeasures.IsOfTheDay(rule.Measure) && measures.WasEver(rule.Measure) ? NormStatus.Lapsed : NormStatus.NotMet;

            bool Reaches(int bound) => rule.Bound == MeasureBound.AtLeast ? value >= bound : value <= bound;
        }

        private static NormStatus Worst(IEnumerable<NormStatus> statuses) => statuses.Max();
    }
}
