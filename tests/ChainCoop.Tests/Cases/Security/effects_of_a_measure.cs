using ChainCoop.Access;
using ChainCoop.Cases.Security;
using ChainCoop.Shared;
using static ChainCoop.Tests.Cases.CaseExamples;
using static ChainCoop.Tests.Cases.Security.MeasureExamples;

namespace ChainCoop.Tests.Cases.Security;

public class effects_of_a_measure
{
    private static readonly MeasureEffectRecorded Recorded = new(SecurityRoom, TheMeasure, new("moved-elsewhere"), new(2026, 3, 1), null, Bram, Monday);

    [Fact]
    public void are_recorded_while_it_holds_and_afterwards()
    {
        InForce().When(Record).Then(Recorded);
        InForce().Given(Moved(MeasureState.Ended)).When(Record).Then(Recorded);
        InForce().Given(Recorded, Recorded).State.Measures[0].Effects.Count.ShouldBe(2);
    }

    [Fact]
    public void are_none_of_what_was_not_imposed() => Considered("closure").When(Record).ThenStateForbids("considered", "legal-check", "ended");

    [Fact]
    public void of_a_measure_that_does_not_exist_are_not_found() => InForce().When(track => RecordMeasureEffectEndpoint.Decide(MeasureId.New(), Command, track, null, Bram, Monday)).ThenRefused(Problems.NotFound);

    [Fact]
    public void were_seen_on_a_day_that_has_come()
    {
        var faults = new Faults { Now = Monday };
        (Command with { ObservedOn = new(2026, 3, 3) }).Check(faults);
        faults.All.ShouldHaveSingleItem().Pointer.ShouldBe("/observedOn");
    }

    private static RecordMeasureEffect Command => new(new("moved-elsewhere"), new(2026, 3, 1));

    private static Decision Record(SecurityTrack track) => RecordMeasureEffectEndpoint.Decide(TheMeasure, Command, track, null, Bram, Monday);
}
