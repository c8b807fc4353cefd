using ChainCoop.Feeds;
using ChainCoop.Prevention;
using ChainCoop.Shared;
using ChainCoop.Signals;
using ChainCoop.Signals.Origins;
using static ChainCoop.Tests.DeciderSpec;
using static ChainCoop.Tests.Signals.ASignal;

namespace ChainCoop.Tests.Signals;

public class origins_of_a_signal
{
    private static readonly PreventionActivityId Activity = PreventionActivityId.New();
    private static readonly LinkableActivity Held = new(Received.Municipality, ActivityStatus.Held);
    private static readonly SignalOriginRecorded FromActivity = new(Id, Activity, null, Anna, Tuesday);
    private static readonly SignalOriginRecorded FromInspection = new(Id, null, new InspectionKind("housing"), Anna, Tuesday);

    [Fact]
    public void are_an_activity_of_the_municipality_or_an_inspection()
    {
        Record(new(Activity), Held, Received).Then(FromActivity);
        Record(new(Activity), Held with { Status = ActivityStatus.Planned }, [.. FullyAssessed, Dismissed]).Then(FromActivity);
        Record(new(Inspection: new("housing")), null, Received).Then(FromInspection);
    }

    [Fact]
    public void are_recorded_once()
    {
        Record(new(Activity), Held, Received, FromActivity).ThenNothing();
        Record(new(Inspection: new("housing")), null, Received, FromActivity).Then(FromInspection);
        Given<Signal>(Received, FromActivity, FromInspection).State.Origins.ShouldBe([new SignalOrigin(Activity, null), new SignalOrigin(null, new InspectionKind("housing"))]);
    }

    [Fact]
    public void are_no_activity_that_is_absent_hidden_of_another_municipality_or_cancelled()
    {
        Record(new(Activity), null, Received).ThenRefused("invalid-input");
        Record(new(Activity), new(new("0281"), ActivityStatus.Held), Received).ThenRefused("invalid-input");
        Record(new(Activity), Held with { Status = ActivityStatus.Cancelled }, Received).ThenOnly();
    }

    [Fact]
    public void are_not_recorded_of_what_was_retracted() =>
        Record(new(Activity), Held, [Received, .. merging_signals.Retract(Given<Signal>(Received).State).Events]).ThenRefused("state-forbids");

    [Fact]
    public void are_exactly_one_of_the_two()
    {
        foreach (var command in (RecordOrigin[])[new(), new(Activity, new InspectionKind("housing"))])
        {
            var faults = new Faults();
            command.Check(faults);
            faults.All.ShouldHaveSingleItem().Pointer.ShouldBe("");
        }
    }

    [Fact]
    public void are_for_the_municipality_alone() =>
        FeedRules.Of(FromActivity)!.Audience.ShouldBe([ChainCoop.Access.GrantRole.Owner]);

    private static Outcome Record(RecordOrigin command, LinkableActivity? activity, params object[] events) =>
        Given<Signal>(events).When(signal => RecordOriginEndpoint.Decide(command, signal, activity, Anna, Tuesday));
}
