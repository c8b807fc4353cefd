using ChainCoop.Access;
using ChainCoop.Prevention;
using ChainCoop.Shared;
using static ChainCoop.Tests.DeciderSpec;

namespace ChainCoop.Tests.Prevention;

public class activities_to_prevent
{
    private static readonly MunicipalityCode Nijmegen = new("0268");
    private static readonly Oin Municipality = new("00000099000000268000");
    private static readonly Oin Tiel = new("00000099000000281000");
    private static readonly Oin Police = new("00000099000100001000");
    private static readonly ActorRef Anna = new(Municipality, new("anna"));
    private static readonly PreventionActivityId Id = PreventionActivityId.New();
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 23, 30, 0, TimeSpan.Zero); // the third in the Netherlands
    private static readonly DateOnly Today = new(2026, 3, 3);

    private static readonly ScheduleActivity Command = new(
        Nijmegen, new("lesson"), new("schools"), new("youth-12-24"), new("school"), Today, Today.AddDays(3), [Police], 1500, new ActivityFollowUp("repeat"));

    private static readonly PreventionActivityPlanned Planned = new(
        Id, Nijmegen, Municipality, new("lesson"), new("schools"), new("youth-12-24"), new("school"), Today, Today.AddDays(3), [Police], 1500, new ActivityFollowUp("repeat"), Anna, Now);

    private static readonly PreventionActivityHeld Held = new(Id, Nijmegen, new("youth-12-24"), Today, 120, new("effective"), Anna, Now);
    private static readonly PreventionActivityCancelled Cancelled = new(Id, new("no-budget"), Anna, Now);

    [Fact]
    public void are_planned_for_a_municipality_of_the_mandate()
    {
        var decision = ScheduleActivityEndpoint.Decide(Id, Command, [Nijmegen], Anna, Now);

        var planned = decision.Starts.ShouldHaveSingleItem().Events.ShouldHaveSingleItem().ShouldBeOfType<PreventionActivityPlanned>();
        (planned with { Partners = Planned.Partners }).ShouldBe(Planned);
        planned.Partners.ShouldBe([Police]);
        decision.Location.ShouldBe($"/prevention-activities/{Id}");
        ScheduleActivityEndpoint.Decide(Id, Command, [new("0281")], Anna, Now).Refusal.ShouldBe(Problems.Forbidden);
        ScheduleActivityEndpoint.Decide(Id, Command with { Partners = [Municipality] }, [Nijmegen], Anna, Now).Refusal!.Faults.Single().Pointer.ShouldBe("/partners");
    }

    [Fact]
    public void are_seen_by_the_municipality_who_planned_them_and_who_takes_part()
    {
        GrantRules.Of(Planned).Select(change => (change.Organisation, change.Role)).ShouldBe([(Municipality, GrantRole.Owner), (Police, GrantRole.Party)]);
        GrantRules.Of(Planned with { By = new(Tiel, new("tom")), Partners = [Tiel] }).Select(change => (change.Organisation, change.Role))
            .ShouldBe([(Municipality, GrantRole.Owner), (Tiel, GrantRole.Owner)]);
    }

    [Fact]
    public void are_held_once()
    {
        var command = new RecordActivityResults(Today, 120, new("effective"));

        Given<PreventionActivity>(Planned).When(activity => RecordActivityResultsEndpoint.Decide(activity, command, Anna, Now)).Then(Held);
        Given<PreventionActivity>(Planned, Held).When(activity => RecordActivityResultsEndpoint.Decide(activity, command, Anna, Now)).ThenOnly();
        Given<PreventionActivity>(Planned, Cancelled).When(activity => RecordActivityResultsEndpoint.Decide(activity, command, Anna, Now)).ThenOnly();
        Given<PreventionActivity>(Planned, Held).State.Result.ShouldBe(new ActivityResult(Today, 120, new("effective")));
    }

    [Fact]
    public void are_cancelled_unless_they_were_held()
    {
        Given<PreventionActivity>(Planned).When(activity => CancelActivityEndpoint.Decide(activity, new(new("no-budget")), Anna, Now)).Then(Cancelled);
        Given<PreventionActivity>(Planned, Held).When(activity => CancelActivityEndpoint.Decide(activity, new(new("no-budget")), Anna, Now)).ThenOnly();
        Given<PreventionActivity>(Planned, Cancelled).State.ShouldSatisfyAllConditions(
            activity => activity.Status.ShouldBe(ActivityStatus.Cancelled), activity => activity.CancelledFor.ShouldBe(new ActivityCancellationReason("no-budget")));
    }

    [Fact]
    public void say_all_that_is_wrong_with_them_at_once()
    {
        FaultsOf(Command with { From = new(1999, 12, 31), Partners = [Police, Police] }).ShouldBe(["/from", "/partners"]);
        FaultsOf(Command with { To = Command.From.AddDays(-1), Partners = [Police, Police] }).ShouldBe(["/to", "/partners"]);
        FaultsOf(new RecordActivityResults(Today.AddDays(1), 1, new("effective"))).ShouldBe(["/heldOn"]);
        FaultsOf(new RecordTraining(Nijmegen, new("front-desk"), Today.AddDays(1), 1, false)).ShouldBe(["/heldOn"]);
    }

    [Fact]
    public void may_have_been_held_today()
    {
        FaultsOf(new RecordActivityResults(Today, 0, new("effective"))).ShouldBeEmpty();
        FaultsOf(Command).ShouldBeEmpty();
    }

    private static IEnumerable<string> FaultsOf(IChecked command)
    {
        var faults = new Faults { Now = Now };
        command.Check(faults);
        return faults.All.Select(fault => fault.Pointer);
    }
}
