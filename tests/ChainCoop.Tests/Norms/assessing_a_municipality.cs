using ChainCoop.Norms;
using ChainCoop.Reports;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Norms;

public class assessing_a_municipality
{
    private static readonly MunicipalityCode Nijmegen = new("0268");
    private static readonly DateTimeOffset Recorded = new(2026, 2, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 9, 0, 0, TimeSpan.Zero);
    private static readonly Guid Mandate = NewId.Ordered();
    private static readonly Guid Agreed = NewId.Ordered();

    private static readonly Evidence Policy = new(
        new(NewId.Ordered()), Nijmegen, new("b1-1"), new("policy-decision"), new("ZAAK-2026-000123"), new("council"), new(2026, 1, 29), new DateOnly(2026, 12, 31), new DateOnly(2026, 10, 1), Recorded, null);

    [Fact]
    public void follows_evidence_by_its_dates_without_any_command()
    {
        Status("b1-1", Recorded.AddMinutes(-1), Policy).ShouldBe(NormStatus.NotMet);
        Status("b1-1", Recorded, Policy).ShouldBe(NormStatus.Met);
        Status("b1-1", DutchTime.StartOf(new(2026, 10, 1)).AddTicks(-1), Policy).ShouldBe(NormStatus.Met);
        Status("b1-1", DutchTime.StartOf(new(2026, 10, 1)), Policy).ShouldBe(NormStatus.Partly);
        Status("b1-1", DutchTime.StartOf(new(2026, 12, 31)), Policy).ShouldBe(NormStatus.Lapsed);
    }

    [Fact]
    public void forgets_what_was_withdrawn_from_then_on()
    {
        var withdrawn = Policy with { WithdrawnAt = Recorded.AddDays(3) };

        Status("b1-1", Recorded.AddDays(2), withdrawn).ShouldBe(NormStatus.Met);
        Status("b1-1", Recorded.AddDays(3), withdrawn).ShouldBe(NormStatus.NotMet);
    }

    [Fact]
    public void looks_again_after_the_term_of_the_framework_where_evidence_says_nothing_else() =>
        Status("v1-2", new(2026, 11, 27, 9, 0, 0, TimeSpan.Zero), Policy with { Element = new("v1-2"), Kind = new("evaluation"), DecidedOn = new(2025, 11, 20), ReviewDue = null, ValidUntil = null })
            .ShouldBe(NormStatus.Partly);

    [Fact]
    public void takes_the_best_evidence_of_a_kind_that_is_asked_for()
    {
        var newer = Policy with { Id = new(NewId.Ordered()), ReviewDue = null, RecordedAt = Recorded.AddDays(1) };

        Status("b1-1", Now, Policy, newer).ShouldBe(NormStatus.Met);
        Status("b1-1", Now, Policy, newer with { Kind = new("contract") }).ShouldBe(NormStatus.Partly);
    }

    [Fact]
    public void turns_with_a_mandate_at_its_date_without_any_command()
    {
        Fact[] facts = [Of(FactKind.RoleFrom, "care-coordinator", Day(2026, 2, 2), Mandate), Of(FactKind.RoleUntil, "care-coordinator", Day(2026, 11, 1), Mandate)];

        InOffice(DutchTime.StartOf(new(2026, 11, 1)).AddTicks(-1), facts).ShouldBe((1, NormStatus.Met));
        InOffice(DutchTime.StartOf(new(2026, 11, 1)), facts).ShouldBe((0, NormStatus.Lapsed));
        InOffice(Now, []).ShouldBe((0, NormStatus.NotMet));
        InOffice(Recorded.AddDays(1), [.. facts, Of(FactKind.RoleFrom, "care-coordinator", Day(2026, 2, 2), NewId.Ordered())]).ShouldBe((1, NormStatus.Met), "a second one is not asked for");

        static (int, NormStatus) InOffice(DateTimeOffset at, Fact[] facts) =>
            Part("b5-1", "care-coordinators-in-office", at, facts) is var part ? (part.Value!.Value, part.Status) : default;
    }

    [Fact]
    public void turns_with_an_agreement_at_its_date_without_any_command()
    {
        Fact[] facts = [Of(FactKind.AgreementFrom, "", Day(2026, 3, 1), Agreed), Of(FactKind.AgreementUntil, "", Day(2026, 12, 24), Agreed)];

        Assess(Recorded.AddDays(1), [], facts).Element("b4-1").Status.ShouldBe(NormStatus.NotMet);
        Assess(Now, [], facts).Element("b4-1").ShouldSatisfyAllConditions(
            element => element.Status.ShouldBe(NormStatus.Met), element => element.Since.ShouldBe(DutchTime.StartOf(new(2026, 3, 1)).ToUniversalTime()));
        Assess(DutchTime.StartOf(new(2026, 12, 24)), [], facts).Element("b4-1").ShouldSatisfyAllConditions(
            element => element.Status.ShouldBe(NormStatus.Lapsed), element => element.Since.ShouldBe(DutchTime.StartOf(new(2026, 12, 24)).ToUniversalTime()));
    }

    [Fact]
    public void says_what_lapses_in_the_ninety_days_after()
    {
        Fact[] facts = [Of(FactKind.AgreementFrom, "", Day(2026, 3, 1), Agreed), Of(FactKind.AgreementUntil, "", Day(2027, 3, 1), Agreed)];

        Assess(Now, [Policy], facts).Lapsing.ShouldBe([new LapsingElement(new("b1-1"), DutchTime.StartOf(new(2026, 12, 31)).ToUniversalTime(), NormStatus.Lapsed)]);
        Assess(Now.AddDays(40), [Policy], facts).Lapsing.ShouldBe([new LapsingElement(new("b4-1"), DutchTime.StartOf(new(2027, 3, 1)).ToUniversalTime(), NormStatus.Lapsed)]);
    }

    [Fact]
    public void measures_twelve_whole_months_and_nothing_of_this_one()
    {
        Fact[] facts = [.. Enumerable.Range(0, 10).Select(n => Of(FactKind.SignalAcknowledged, "", n, null, new(2026, 10, 1 + n, 9, 0, 0, TimeSpan.Zero)))];

        Part("b2-3", "acknowledgement-days", Now, facts).ShouldBe(new MeasurePart(new("acknowledgement-days"), MeasureSaid.Value, 8, NormStatus.NotMet));
        Part("b2-3", "acknowledgement-days", new(2026, 10, 31, 9, 0, 0, TimeSpan.Zero), facts).Said.ShouldBe(MeasureSaid.NothingToMeasure);
        Part("b2-3", "acknowledgement-days", new(2027, 11, 2, 9, 0, 0, TimeSpan.Zero), facts).Said.ShouldBe(MeasureSaid.NothingToMeasure);
    }

    [Fact]
    public void says_no_measure_over_fewer_than_five()
    {
        Fact[] four = [.. Enumerable.Repeat(Of(FactKind.ShelterPlaced, "category-1", 30, NewId.Ordered()), 4)];

        Part("b5-2", "placement-days", Now, four).ShouldBe(new MeasurePart(new("placement-days"), MeasureSaid.TooFew, null, NormStatus.Met));
        Part("b5-2", "placement-days", Now, [.. four, four[0]]).ShouldBe(new MeasurePart(new("placement-days"), MeasureSaid.Value, 30, NormStatus.NotMet));
    }

    [Theory]
    [InlineData("b2-3", "outcome-share", 80)]
    [InlineData("b2-3", "feedback-share", 50)]
    [InlineData("b5-3", "comensha-share", 100)]
    [InlineData("v4-2", "barrier-steps-worked-on", 2)]
    [InlineData("b2-4", "trained-share", 60)]
    [InlineData("v2-3", "refreshers-held", 1)]
    [InlineData("b3-1", "activities-held", 3)]
    [InlineData("b3-2", "risk-groups-reached", 1)]
    [InlineData("v3-1", "targeted-activities-held", 2)]
    [InlineData("b5-1", "care-coordinator-vacant-days", 304)]
    public void computes_each_measure(string element, string measure, int value)
    {
        Fact[] facts =
        [
            .. Times(11, FactKind.SignalReceived, "labour"), Of(FactKind.SignalMerged, "", 0, null), .. Times(8, FactKind.SignalConcluded, "linked"), Of(FactKind.SignalConcluded, "retracted", 1, null),
            .. Times(4, FactKind.SignalFedBack, "acted-upon"), .. Times(6, FactKind.VictimKnown, "", 1), Of(FactKind.VictimKnown, "", 2, null), .. Times(6, FactKind.ComenshaRegistered, "aid", 1),
            .. Times(3, FactKind.InterventionDone, "housing"), .. Times(2, FactKind.InterventionDone, "work"),
            Of(FactKind.TrainingTarget, "youth", 99, null), Of(FactKind.TrainingTarget, "youth", 10, null), Of(FactKind.TrainingTarget, "front-desk", 10, null),
            Of(FactKind.TrainingHeld, "youth", 25, null), Of(FactKind.TrainingHeld, "front-desk", 2, null), Of(FactKind.TrainingHeld, "licensing", 9, null), Of(FactKind.RefresherHeld, "youth", 25, null),
            .. Times(2, FactKind.ActivityHeld, "refugees", 40), Of(FactKind.ActivityHeld, "everybody", 500, null),
            Of(FactKind.RoleFrom, "care-coordinator", Day(2026, 2, 2), Mandate), Of(FactKind.RoleUntil, "care-coordinator", Day(2026, 4, 4), Mandate),
        ];

        Part(element, measure, Now, facts).Value.ShouldBe(value);
    }

    [Fact]
    public void reaches_the_advanced_level_with_the_baseline_alone()
    {
        NormFramework one = new(new("1"), new(2026, 1, 1), "", 5,
        [
            new(new("b1-1"), new("t1"), NormLevel.Baseline, "", "", [new("policy-decision")], []), new(new("v1-2"), new("t1"), NormLevel.Advanced, "", "", [new("evaluation")], []),
        ]);
        var evaluation = Policy with { Element = new("v1-2"), Kind = new("evaluation"), RecordedAt = Recorded.AddDays(1), ReviewDue = null };
        var policy = Policy with { RecordedAt = Recorded.AddDays(5), ReviewDue = null };

        var assessed = NormAssessment.Of(Nijmegen, [one], [policy, evaluation], [], Now);
        assessed.Baseline.ShouldBe(new LevelAssessment(true, policy.RecordedAt));
        assessed.Advanced.ShouldBe(new LevelAssessment(true, policy.RecordedAt));
        NormAssessment.Of(Nijmegen, [one], [evaluation], [], Now).Advanced.Reached.ShouldBeFalse();
        NormAssessment.Of(Nijmegen, [one], [policy], [], Now).ShouldSatisfyAllConditions(only => only.Baseline.Reached.ShouldBeTrue(), only => only.Advanced.Reached.ShouldBeFalse());
    }

    [Fact]
    public void is_by_the_framework_in_force_on_the_day()
    {
        NormFramework[] versions = [new(new("1"), new(2026, 1, 1), "", 5, []), new(new("2"), new(2026, 7, 1), "", 5, [])];

        NormAssessment.Of(Nijmegen, versions, [], [], DutchTime.StartOf(new(2026, 7, 1)).AddTicks(-1)).Framework.Value.ShouldBe("1");
        NormAssessment.Of(Nijmegen, versions, [], [], DutchTime.StartOf(new(2026, 7, 1))).Framework.Value.ShouldBe("2");
    }

    private static NormStatus Status(string element, DateTimeOffset at, params Evidence[] evidence) => Assess(at, evidence, []).Element(element).Status;

    private static MeasurePart Part(string element, string measure, DateTimeOffset at, Fact[] facts) =>
        Assess(at, [], facts).Element(element).Measures.Single(part => part.Measure.Value == measure);

    internal static NormAssessment Assess(DateTimeOffset at, Evidence[] evidence, Fact[] facts) => NormAssessment.Of(Nijmegen, NormFrameworks.All, evidence, facts, at);

    private static int Day(int year, int month, int day) => new DateOnly(year, month, day).DayNumber;

    private static IEnumerable<Fact> Times(int times, FactKind kind, string code, int value = 0) => Enumerable.Repeat(Of(kind, code, value, null), times);

    private static Fact Of(FactKind kind, string code, int value, Guid? subject, DateTimeOffset? at = null) => new(kind, Nijmegen, at ?? Recorded, code, value, subject);
}

internal static class Assessments
{
    public static ElementAssessment Element(this NormAssessment assessment, string code) => assessment.Elements.Single(element => element.Element.Value == code);
}
