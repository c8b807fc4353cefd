using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Shared;
using static ChainCoop.Tests.Cases.AVictim;
using static ChainCoop.Tests.DeciderSpec;

namespace ChainCoop.Tests.Cases;

/// <summary>A role belongs to a participation over a period; the same in both rooms, which share no event.</summary>
public class roles_over_a_period
{
    private static readonly SecurityTrackId Room = SecurityTrackId.New();
    private static readonly ParticipationId Next = ParticipationId.New();
    private static readonly ParticipationEndReason RoleChanged = new("role-changed");
    private static readonly object[] Suspected =
        [new SecurityTrackOpened(Room, Coordinator, At), new SecurityParticipationStarted(Room, Person, Subject, new("suspect"), Sealed, null, Coordinator, At)];

    [Fact]
    public void end_on_a_day_with_a_reason()
    {
        With().When(Ending(new EndVictimParticipation(new("left")))).Then(HasLeft);
        Given<SecurityTrack>(Suspected).When(Ending(new EndSecurityParticipation(new("not-involved")))).Then(
            new SecurityParticipationEnded(Room, Person, new("not-involved"), new(2026, 3, 2), null, Coordinator, At));
        With(HasLeft).State.Participations.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            ended => (ended.Until, ended.EndReason).ShouldBe((new DateOnly(2026, 3, 2), new ParticipationEndReason("left"))),
            ended => ended.From.ShouldBe(At));
    }

    [Fact]
    public void change_by_ending_one_and_beginning_another_of_the_same_person()
    {
        var changed = new VictimParticipationEnded(Track, Person, RoleChanged, new(2026, 3, 2), null, Coordinator, At);
        var begun = new VictimParticipationStarted(Track, Next, Subject, new("witness-complainant"), Sealed, null, Coordinator, At);
        With().When(Ending(new EndVictimParticipation(RoleChanged, NextRole: new("witness-complainant")))).Then(changed, begun);
        Given<SecurityTrack>(Suspected).When(Ending(new EndSecurityParticipation(RoleChanged, NextRole: new("facilitator")))).Then(
            new SecurityParticipationEnded(Room, Person, RoleChanged, new(2026, 3, 2), null, Coordinator, At),
            new SecurityParticipationStarted(Room, Next, Subject, new("facilitator"), Sealed, null, Coordinator, At));

        // One human being with two roles, one after the other: who corrects the name corrects it once.
        var better = new PayloadRef(PayloadId.New(), Commitment.Of(new byte[32]));
        With(changed, begun, new VictimParticipationCorrected(Track, Next, new("incomplete"), null, better, null, null, Coordinator, At)).State.Participations
            .ShouldAllBe(participation => participation.SubjectId == Subject && participation.Identifiers == better);
    }

    [Fact]
    public void end_once_and_not_before_they_began()
    {
        With(HasLeft).When(Ending(new EndVictimParticipation(new("left")))).ThenOnly();
        With().When(Ending(new EndVictimParticipation(new("left"), new(2026, 3, 1)))).ThenRefused("invalid-input");
        With().When(Ending(new EndVictimParticipation(RoleChanged, NextRole: new("victim")))).ThenRefused("invalid-input");
        Given<VictimTrack>(InTheRoom[0]).When(Ending(new EndVictimParticipation(new("left")))).ThenRefused("not-found");
        Given<SecurityTrack>(Suspected[0]).When(Ending(new EndSecurityParticipation(new("left")))).ThenRefused("not-found");
    }

    [Fact]
    public void do_not_end_while_the_person_looks_for_shelter_and_take_the_place_with_them()
    {
        With(Requested).When(Ending(new EndVictimParticipation(new("left")))).ThenOnly("offered", "waiting-list", "withdrawn");
        With(new VictimPlaced(Track, PlacementId.New(), Person, Sealed, CoMensha, At), HasLeft).State.Placements.ShouldBeEmpty();
    }

    [Fact]
    public void do_not_carry_a_disputed_name_out_of_sight()
    {
        var disputed = new VictimFactContested(Track, Person, ContestId.New(), ParticipationFact.Identifiers, Sealed, Coordinator, At);
        With(disputed).When(Ending(new EndVictimParticipation(RoleChanged, NextRole: new("witness")))).ThenRefused("fact-contested");
        With(disputed).When(Ending(new EndVictimParticipation(new("left")))).Then(HasLeft);
    }

    [Fact]
    public void say_what_is_wrong_with_their_end()
    {
        Faults(new EndVictimParticipation(RoleChanged, NextRole: new("suspect"))).ShouldBe(["/nextRole"]);
        Faults(new EndVictimParticipation(new("left"), NextRole: new("witness"))).ShouldBe(["/nextRole"]);
        Faults(new EndSecurityParticipation(RoleChanged, NextRole: new("victim"))).ShouldBe(["/nextRole"]);
        Faults(new EndSecurityParticipation(new("left"), new(2026, 3, 4))).ShouldBe(["/endedOn"]);
        Faults(new EndSecurityParticipation(new("left"), new(2026, 3, 3))).ShouldBeEmpty();
    }

    private static Func<VictimTrack, Decision> Ending(EndVictimParticipation command) => track => EndVictimParticipationEndpoint.Decide(Person, Next, command, track, null, Coordinator, At);

    private static Func<SecurityTrack, Decision> Ending(EndSecurityParticipation command) => track => EndSecurityParticipationEndpoint.Decide(Person, Next, command, track, null, Coordinator, At);

    private static List<string> Faults(IChecked command)
    {
        var faults = new Faults { Now = At.AddDays(1) };
        command.Check(faults);
        return [.. faults.All.Select(fault => fault.Pointer)];
    }
}
