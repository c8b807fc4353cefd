using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Cases.Handovers;
using ChainCoop.Shared;
using static ChainCoop.Tests.Cases.CaseExamples;

namespace ChainCoop.Tests.Cases;

public class handing_over_a_case
{
    private static readonly MunicipalityCode TielCode = new("0281");
    private static readonly Oin Tiel = new("00000099000000281000");
    private static readonly ActorRef Tessa = new(Tiel, new("tessa"));
    private static readonly HandoverId Handover = HandoverId.New();
    private static readonly RequestHandover Request = new(TielCode, new("victim-moved"), [Room.Care]);
    private static readonly HandoverRequested Requested = new(Id, Handover, 1, Municipality, TielCode, Tiel, Request.Reason, Request.StaysIn!, null, Anna, Monday);
    private static readonly string[] WhileOffered = ["screening", "member", "task", "conference", "handover-answer", "closure-proposal"];

    [Fact]
    public void is_asked_by_the_responsible_municipality_alone()
    {
        ACase.When(current => RequestHandoverEndpoint.Decide(Handover, Request, current, null, Anna, Monday)).Then(Requested);
        ACase.Given(Joined(Police, Room.General, Lead)).When(current => RequestHandoverEndpoint.Decide(Handover, Request, current, null, Constable, Monday))
            .ThenRefused(Problems.Forbidden);
    }

    [Fact]
    public void is_asked_of_another_municipality_and_of_one_at_a_time()
    {
        ACase.When(current => RequestHandoverEndpoint.Decide(Handover, Request with { Municipality = Municipality }, current, null, Anna, Monday))
            .Decision.Refusal!.Faults.ShouldHaveSingleItem().Pointer.ShouldBe("/municipality");
        ACase.Given(Requested).When(current => RequestHandoverEndpoint.Decide(HandoverId.New(), Request, current, null, Anna, Monday)).ThenStateForbids("proposed", WhileOffered);
        ACase.Given(ProposedByAnna, ClosedByBram).When(current => RequestHandoverEndpoint.Decide(Handover, Request, current, null, Anna, Monday)).ThenStateForbids("closed", "reopening");
    }

    [Fact]
    public void moves_the_case_with_all_its_rooms_when_it_is_accepted()
    {
        var shelter = Joined(Shelter, Room.Care, until: Monday.AddDays(9));
        var accepted = Answer(ACase.Given(shelter, Joined(Police), Requested), HandoverAnswer.Accepted, Tessa);
        var events = accepted.Decision.Events;

        events.Select(e => e.GetType()).ShouldBe([typeof(RoomHandedOver), typeof(RoomHandedOver), typeof(RoomHandedOver), typeof(HandoverAccepted)]);
        var current = events.Aggregate(ACase.Given(shelter, Joined(Police), Requested).State, Fold);
        current.Municipality.ShouldBe(TielCode);
        Members(current, Room.General).ShouldBe([(Tiel, Lead, null), (Police, Member, null)], ignoreOrder: true);
        Members(current, Room.Care).ShouldBe([(Tiel, Lead, null), (Nijmegen, Member, null), (Shelter, Member, shelter.Until)], ignoreOrder: true);
        Members(current, Room.Security).ShouldBe([(Tiel, Lead, null)]);
        current.OpenHandover.ShouldBeNull();
        accepted.Decision.Answer.ShouldBe(new HandoverStanding(Handover, 1, TielCode, HandoverAnswer.Accepted));
    }

    [Fact]
    public void gives_all_access_again_for_the_new_municipality_without_a_gap()
    {
        var shelter = Joined(Shelter, Room.Care);
        var later = Monday.AddDays(1);
        List<object> before = [.. Started, shelter, Requested];
        List<object> after = [.. before, .. Answer(ACase.Given(shelter, Requested), HandoverAnswer.Accepted, Tessa, later).Decision.Events];
        var held = Folded(after);

        held.Where(grant => grant.Role != GrantRole.Offered && grant.Until is null).ShouldAllBe(grant => grant.Municipality == TielCode);
        held.Single(grant => grant.Organisation == Shelter).ShouldBe(Folded(before).Single(grant => grant.Organisation == Shelter) with { Municipality = TielCode });
        held.Where(grant => grant.Organisation == Tiel && grant.Until is null).Select(grant => grant.Role).ShouldBe([GrantRole.Lead, GrantRole.Lead, GrantRole.Lead]);
        held.Single(grant => grant is { Role: GrantRole.Offered }).Until.ShouldBe(later);
        held.Where(grant => grant.Organisation == Nijmegen).Select(grant => (grant.Room, grant.Role, grant.Until)).ShouldBe(
            [(Room.General, GrantRole.Lead, later), (Room.Care, GrantRole.Lead, later), (Room.Care, GrantRole.Member, null), (Room.Security, GrantRole.Lead, later)], ignoreOrder: true);
    }

    [Fact]
    public void leaves_a_room_alone_in_which_the_municipality_does_not_lead()
    {
        var before = ACase.Given(Joined(Shelter, Room.Care, Lead), Left(Joined(Nijmegen, Room.Care, Lead), Monday, Anna, Monday), Requested);
        var current = Answer(before, HandoverAnswer.Accepted, Tessa).Decision.Events.Aggregate(before.State, Fold);

        Members(current, Room.Care).ShouldBe([(Shelter, Lead, null)]);
        Members(current, Room.General).ShouldBe([(Tiel, Lead, null)]);
    }

    [Fact]
    public void makes_a_lead_of_a_municipality_that_was_a_member()
    {
        var before = ACase.Given(Joined(Tiel, Room.Security, until: Monday.AddDays(2)), Requested);
        var events = Answer(before, HandoverAnswer.Accepted, Tessa).Decision.Events;

        Members(events.Aggregate(before.State, Fold), Room.Security).ShouldBe([(Tiel, Lead, null)]);
        Folded([.. Started, Joined(Tiel, Room.Security, until: Monday.AddDays(2)), Requested, .. events])
            .Where(grant => grant.Organisation == Tiel && grant.Room == Room.Security && !(grant.Until <= Monday)).ShouldHaveSingleItem().Role.ShouldBe(GrantRole.Lead);
    }

    [Fact]
    public void records_the_ends_of_memberships_that_nobody_recorded_yet()
    {
        var over = Joined(Police, until: Monday.AddHours(-1));
        Answer(ACase.Given(over, Requested), HandoverAnswer.Accepted, Tessa).Decision.Events[0].ShouldBe(Left(over, Monday.AddHours(-1), null, Monday));
    }

    [Fact]
    public void lets_a_proposal_to_close_fall()
    {
        var before = ACase.Given(ProposedByAnna, Requested);
        before.When(current => CloseCaseEndpoint.Decide(current, Bram, Monday)).ThenStateForbids("proposed", WhileOffered);
        Answer(before, HandoverAnswer.Accepted, Tessa).Decision.Events.Aggregate(before.State, Fold).Closure.ShouldBeNull();
    }

    [Fact]
    public void can_be_declined_and_withdrawn()
    {
        var spec = ACase.Given(Requested);
        Answer(spec, HandoverAnswer.Declined, Tessa).Then(new HandoverDeclined(Id, Handover, 1, TielCode, Tiel, null, Tessa, Monday));
        Answer(spec, HandoverAnswer.Withdrawn, Bram).Then(new HandoverWithdrawn(Id, Handover, 1, TielCode, Tiel, null, Bram, Monday));
    }

    [Fact]
    public void is_answered_by_who_is_asked_and_withdrawn_by_who_asks()
    {
        var spec = ACase.Given(Requested);
        Answer(spec, HandoverAnswer.Accepted, Anna).ThenRefused(Problems.Forbidden);
        Answer(spec, HandoverAnswer.Declined, Anna).ThenRefused(Problems.Forbidden);
        Answer(spec, HandoverAnswer.Withdrawn, Tessa).ThenRefused(Problems.Forbidden);
        spec.When(current => AnswerHandoverEndpoint.Decide(Handover, new(HandoverAnswer.Accepted, 1), current, null, [Municipality], Tessa, Monday)).ThenRefused(Problems.Forbidden);
        spec.When(current => AnswerHandoverEndpoint.Decide(HandoverId.New(), new(HandoverAnswer.Accepted, 1), current, null, [TielCode], Tessa, Monday)).ThenRefused(Problems.NotFound);
    }

    [Fact]
    public void is_answered_once_and_for_its_own_epoch()
    {
        var declined = ACase.Given(Requested, new HandoverDeclined(Id, Handover, 1, TielCode, Tiel, null, Tessa, Monday));
        Answer(declined, HandoverAnswer.Declined, Tessa).Then();
        Answer(declined, HandoverAnswer.Accepted, Tessa).ThenStateForbids("proposed", "screening", "member", "task", "conference", "handover", "closure-proposal");
        Answer(declined, HandoverAnswer.Withdrawn, Anna).ThenStateForbids("proposed", "screening", "member", "task", "conference", "handover", "closure-proposal");

        declined.When(current => RequestHandoverEndpoint.Decide(HandoverId.New(), Request, current, null, Anna, Monday)).Decision.Events.Cast<HandoverRequested>().Single().Epoch.ShouldBe(2);
        ACase.Given(Requested with { Epoch = 2 }).When(current => AnswerHandoverEndpoint.Decide(Handover, new(HandoverAnswer.Accepted, 1), current, null, [TielCode], Tessa, Monday))
            .ThenStateForbids("proposed", WhileOffered);
    }

    private static DeciderSpec<Case>.Outcome Answer(DeciderSpec<Case> spec, HandoverAnswer answer, ActorRef by, DateTimeOffset? at = null) =>
        spec.When(current => AnswerHandoverEndpoint.Decide(Handover, new(answer, 1), current, null, [Municipality, TielCode], by, at ?? Monday));

    private static IEnumerable<(Oin, MemberRole, DateTimeOffset?)> Members(Case current, Room room) =>
        current.Members.Where(member => member.Room == room).Select(member => (member.Organisation, member.Role, member.Until));

    /// <summary>As the grants table folds them.</summary>
    private static IReadOnlyList<GrantChange> Folded(IEnumerable<object> events)
    {
        Dictionary<(Oin, Room, Guid, GrantRole), GrantChange> held = [];
        foreach (var change in events.SelectMany(GrantRules.Of))
        {
            var key = (change.Organisation, change.Room, change.Resource, change.Role);
            held[key] = change.Given ? change : held[key] with { Until = change.Until };
        }

        return [.. held.Values];
    }
}
