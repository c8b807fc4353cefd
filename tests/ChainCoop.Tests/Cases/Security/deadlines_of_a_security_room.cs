using ChainCoop.Access;
using ChainCoop.Cases.Security;
using ChainCoop.Municipalities;
using ChainCoop.Shared;
using static ChainCoop.Tests.Cases.CaseExamples;
using static ChainCoop.Tests.Cases.Security.MeasureExamples;

namespace ChainCoop.Tests.Cases.Security;

public class deadlines_of_a_security_room
{
    private static readonly DateTimeOffset SixWeeks = new(2026, 4, 13, 22, 0, 0, TimeSpan.Zero); // midnight in summer time
    private static readonly MeasureBecameFinal Final = new(SecurityRoom, TheMeasure, SixWeeks, SixWeeks);

    /// <summary>Art. 6:7 and 6:8 Awb.</summary>
    [Fact]
    public void give_those_concerned_six_weeks_to_object_to_a_decision()
    {
        var imposed = Considered("closure").Given(Moved(MeasureState.LegalCheck)).When(Step(MeasureState.Imposed));
        imposed.Then(Imposed(new("closure")));
        imposed.Decision.Timers.ShouldBe([new(new SecurityDeadlineDue(SecurityRoom, ObjectionTerm.Id), SixWeeks)]);
        Considered("stop-talk").Given(Moved(MeasureState.LegalCheck)).When(Step(MeasureState.Imposed)).Decision.Timers.ShouldBeEmpty();
    }

    [Fact]
    public void let_a_measure_stand_when_nobody_objected_and_call_nobody_late()
    {
        WhenDue(InForce(), ObjectionTerm.Id, SixWeeks).ShouldBe([Final]);
        WhenDue(InForce(), ObjectionTerm.Id, SixWeeks.AddSeconds(-1)).ShouldBeEmpty();
        WhenDue(InForce().Given(Final), ObjectionTerm.Id, SixWeeks).ShouldBeEmpty();
        InForce().Given(Final).State.Measures[0].Final.ShouldBeTrue();
    }

    [Fact]
    public void end_when_somebody_objects_and_when_the_measure_is_annulled()
    {
        WhenDue(InForce().Given(Begun(Objection, ProceedingKind.Objection)), ObjectionTerm.Id, SixWeeks).ShouldBeEmpty();
        WhenDue(InForce().Given(new MeasureAnnulled(SecurityRoom, TheMeasure, null, new("other"), From, null, Bram, Monday)), ObjectionTerm.Id, SixWeeks).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2026-04-13", false)] // the last day, recorded afterwards: the measure does not stand
    [InlineData("2026-04-14", true)]
    public void tell_a_late_objection_from_one_that_was_recorded_late(string lodged, bool late)
    {
        var on = DateOnly.Parse(lodged, System.Globalization.CultureInfo.InvariantCulture);
        var measure = InForce().Given(Final, Begun(Objection, ProceedingKind.Objection) with { On = on }).State.Measures[0];
        (measure.IsLate(on), measure.Final).ShouldBe((late, late));
    }

    /// <summary>Art. 15 Wet Bibob: eight weeks from the day of the request, and four more.</summary>
    [Fact]
    public void give_an_advice_eight_weeks_and_four_more()
    {
        var asked = Considered("licence-refusal").When(Begin(Advice, ProceedingKind.BibobAdvice));
        asked.Then(Begun(Advice, ProceedingKind.BibobAdvice));
        var eightWeeks = new DateTimeOffset(2026, 4, 27, 22, 0, 0, TimeSpan.Zero);
        asked.Decision.Timers.ShouldBe([new(new SecurityDeadlineDue(SecurityRoom, AdviceTerm.Id), eightWeeks)]);

        var spec = Considered("licence-refusal").Given([.. asked.Decision.Events]);
        WhenDue(spec, AdviceTerm.Id, eightWeeks).ShouldBe([new SecurityDeadlineMissed(SecurityRoom, AdviceTerm.Id, eightWeeks, eightWeeks)]);
        var extended = ExtendProceedingEndpoint.Decide(Advice, TheMeasure, spec.State, DeadlineRules.Current, null, Bram, Monday);
        var twelveWeeks = new DateTimeOffset(2026, 5, 25, 22, 0, 0, TimeSpan.Zero);
        extended.Timers.ShouldBe([new(new SecurityDeadlineDue(SecurityRoom, SecurityDeadlines.ExtensionOf(Advice)), twelveWeeks)]);
        spec = spec.Given([.. extended.Events]);
        spec.State.Deadlines.ShouldHaveSingleItem().DueAt.ShouldBe(twelveWeeks);
        WhenDue(spec, AdviceTerm.Id, eightWeeks).ShouldBeEmpty();
        spec.Given(Decided(Advice, ProceedingState.NoDanger)).State.Deadlines.ShouldBeEmpty();
    }

    [Fact]
    public void are_those_of_interventions_until_they_have_a_result()
    {
        var id = BarrierId.New();
        var decision = UndertakeInterventionEndpoint.Decide(
            id, new(new("1"), new("decent-housing"), new("inspect-housing"), Nijmegen, new(2026, 3, 31)), InForce().State, null, Bram, Monday);
        var endOfDay = new DateTimeOffset(2026, 3, 31, 22, 0, 0, TimeSpan.Zero);
        decision.Timers.ShouldBe([new(new SecurityDeadlineDue(SecurityRoom, DeadlineId.From(id.Value)), endOfDay)]);
        var spec = InForce().Given([.. decision.Events]);
        WhenDue(spec, DeadlineId.From(id.Value), endOfDay).ShouldBe([new SecurityDeadlineMissed(SecurityRoom, DeadlineId.From(id.Value), endOfDay, endOfDay)]);
        WhenDue(spec.Given(new BarrierInterventionConcluded(SecurityRoom, id, BarrierResult.Done, new("no-change"), null, Bram, Monday)), DeadlineId.From(id.Value), endOfDay).ShouldBeEmpty();
    }

    /// <summary>What the caseload asks and meets is what the room itself keeps open.</summary>
    [Fact]
    public void are_the_same_in_the_caseload()
    {
        var intervention = new BarrierInterventionPlanned(SecurityRoom, BarrierId.New(), new("1"), new("housing"), new("decent-housing"), new("inspect-housing"), Nijmegen, new(2026, 3, 31), null, Bram, Monday);
        var advice = Begun(Advice, ProceedingKind.BibobAdvice);
        var extension = SecurityDeadlines.OfExtension(Advice, AdviceTerm.DueAt, DeadlineRules.Current, Monday);
        object[] events =
        [
            new SecurityTrackOpened(SecurityRoom, Anna, Monday), new MeasureConsidered(SecurityRoom, TheMeasure, new("licence-withdrawal"), null, Bram, Monday), intervention, advice,
            new ProceedingExtended(SecurityRoom, TheMeasure, Advice, extension, null, Bram, Monday), Decided(Advice, ProceedingState.SeriousDanger), Imposed(new("licence-withdrawal")),
            new BarrierInterventionConcluded(SecurityRoom, intervention.BarrierId, BarrierResult.Done, new("no-change"), null, Bram, Monday), Begun(Objection, ProceedingKind.Objection),
            Begun(Relief, ProceedingKind.InterimRelief), Decided(Relief, ProceedingState.Refused), Decided(Objection, ProceedingState.Upheld, new("not-heard")),
            new MeasureAnnulled(SecurityRoom, TheMeasure, Objection, new("not-heard"), From, null, Bram, Monday),
        ];
        var caseload = new Caseload();
        caseload.Restore(new CaseloadRow(SecurityRoom.Value, Room.Security, ResourceKind.SecurityTrack, Municipality, CaseloadRules.TrackOpen, null, null, Monday));
        SecurityTrack? track = null;
        var most = 0;
        foreach (var (sequence, @event) in events.Index())
        {
            track = Fold(track, @event);
            if (CaseloadRules.Of(@event) is { } change) caseload.Apply(change, Monday, sequence);
            caseload.DueAt(SecurityRoom.Value).ShouldBe(track.Deadlines.Min(deadline => (DateTimeOffset?)deadline.DueAt), @event.GetType().Name);
            most = Math.Max(most, track.Deadlines.Count);
        }

        most.ShouldBe(2);
        track!.Deadlines.ShouldBeEmpty();
    }

    [Fact]
    public void move_with_the_rules_and_the_objection_term_with_them()
    {
        var moved = new SecurityDeadlineMoved(SecurityRoom, ObjectionTerm.Id, SixWeeks.AddDays(7), new("2"), Monday);
        InForce().Given(moved).State.Measures[0].ObjectionUntil.ShouldBe(SixWeeks.AddDays(7));
        Considered("licence-refusal").Given(Begun(Advice, ProceedingKind.BibobAdvice), new SecurityDeadlineMoved(SecurityRoom, AdviceTerm.Id, SixWeeks, new("2"), Monday))
            .State.Measures[0].Proceedings[0].DueAt.ShouldBe(SixWeeks);
    }

    private static IReadOnlyList<object> WhenDue(DeciderSpec<SecurityTrack> spec, DeadlineId id, DateTimeOffset now) => SecurityDeadlineDueHandler.Decide(new(SecurityRoom, id), spec.State, now);
}
