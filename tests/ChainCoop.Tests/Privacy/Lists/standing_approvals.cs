using ChainCoop.Access;
using ChainCoop.Privacy.Lists;
using ChainCoop.Shared;
using static ChainCoop.Tests.DeciderSpec;

namespace ChainCoop.Tests.Privacy.Lists;

public class standing_approvals
{
    private static readonly MunicipalityCode Nijmegen = new("0268");
    private static readonly Oin Municipality = new("00000099000000268000");
    private static readonly ActorRef Anna = new(Municipality, new("anna"));
    private static readonly StandingApprovalId Id = StandingApprovalId.New();
    private static readonly RetentionClass Dismissed = new("dismissed-signal");
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 3, 2);

    private static readonly StandingApprovalGiven Standing = new(Id, Nijmegen, Municipality, Dismissed, Today, Today.AddYears(1), Anna, Monday);
    private static readonly StandingApprovalEnded Ended = new(Id, Anna, Monday);

    [Fact]
    public void are_given_for_dismissed_signals_of_an_own_municipality()
    {
        var decision = GiveStandingApprovalEndpoint.Decide(Id, new(Nijmegen, Today, Today.AddYears(1)), [Nijmegen], Anna, Monday);

        decision.Starts.ShouldHaveSingleItem().Events.ShouldBe([Standing]);
        decision.Answer.ShouldBe(new StandingApprovalStanding(Id, StandingStatus.InForce));
        GiveStandingApprovalEndpoint.Decide(Id, new(Nijmegen, Today, Today.AddYears(1)), [new("0281")], Anna, Monday).Refusal!.Code.ShouldBe("forbidden");
    }

    [Theory]
    [InlineData("2026-03-02", "2027-03-02", "dismissed-signal", "")]
    [InlineData("2026-03-02", "2027-03-02", null, "")]
    [InlineData("2026-03-02", "2027-03-02", "signal", "/class")]
    [InlineData("2026-03-01", "2027-03-02", null, "/from")]
    [InlineData("2026-03-02", "2026-03-02", null, "/until")]
    [InlineData("2026-03-02", "2200-01-01", null, "/until")]
    public void are_for_a_time_to_come_and_for_no_other_class(string from, string until, string? @class, string pointer)
    {
        var faults = new Faults { Now = Monday };
        new GiveStandingApproval(Nijmegen, DateOnly.Parse(from, null), DateOnly.Parse(until, null), @class is null ? null : new RetentionClass(@class)).Check(faults);
        string.Join(' ', faults.All.Select(fault => fault.Pointer)).ShouldBe(pointer);
    }

    [Fact]
    public void hold_from_their_first_day_until_the_last_is_over_or_somebody_ends_them()
    {
        var approval = Fold<StandingApproval>([Standing])!;
        approval.StatusOn(Today.AddDays(-1)).ShouldBe(StandingStatus.Coming);
        approval.StatusOn(Today).ShouldBe(StandingStatus.InForce);
        approval.StatusOn(Today.AddYears(1).AddDays(-1)).ShouldBe(StandingStatus.InForce);
        approval.StatusOn(Today.AddYears(1)).ShouldBe(StandingStatus.Ended);
        Fold<StandingApproval>([Standing, Ended])!.StatusOn(Today).ShouldBe(StandingStatus.Ended);
    }

    [Fact]
    public void end_once()
    {
        Given<StandingApproval>(Standing).When(approval => EndStandingApprovalEndpoint.Decide(approval, Anna, Monday)).Then(Ended);
        Given<StandingApproval>(Standing, Ended).When(approval => EndStandingApprovalEndpoint.Decide(approval, Anna, Monday)).ThenNothing();
    }

    [Fact]
    public void are_for_the_organisation_that_gave_them() =>
        GrantRules.Of(Standing).ShouldBe([new GrantChange(true, Municipality, Room.General, ResourceKind.StandingApproval, Id.Value, GrantRole.Owner, Nijmegen, Monday, null)]);
}
