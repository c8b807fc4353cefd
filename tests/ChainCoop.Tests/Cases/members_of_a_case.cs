using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Shared;
using static ChainCoop.Tests.Cases.CaseExamples;

namespace ChainCoop.Tests.Cases;

public class members_of_a_case
{
    private static readonly DateTimeOffset Friday = Monday.AddDays(4);

    [Theory]
    [InlineData(Room.General)]
    [InlineData(Room.Care)]
    [InlineData(Room.Security)]
    public void join_one_room_and_get_access_to_that_room_only(Room room)
    {
        var decision = ACase.When(current => AddMemberEndpoint.Decide(new AddMember(Police, room, Member), current, Anna, Monday))
            .Then(Joined(Police, room)).Decision;

        var grant = GrantRules.Of(decision.Events[0]).ShouldHaveSingleItem();
        grant.Room.ShouldBe(room);
        grant.Resource.ShouldBe(room switch { Room.Care => VictimRoom.Value, Room.Security => SecurityRoom.Value, _ => Id.Value });
    }

    [Fact]
    public void open_an_accepted_case_as_soon_as_there_are_two() =>
        ACase.Given(Accepted).When(current => AddMemberEndpoint.Decide(new AddMember(Police, Room.Security, Member), current, Anna, Monday))
            .Then(Joined(Police, Room.Security), Opened);

    [Fact]
    public void join_once() =>
        ACase.Given(Joined(Police)).When(current => AddMemberEndpoint.Decide(new AddMember(Police, Room.General, Member), current, Anna, Monday)).Then();

    [Fact]
    public void do_not_change_role_while_they_are_in() =>
        ACase.Given(Joined(Police)).When(current => AddMemberEndpoint.Decide(new AddMember(Police, Room.General, Lead), current, Anna, Monday))
            .ThenStateForbids("proposed", "screening", "member", "task", "conference", "handover", "closure-proposal");

    [Theory]
    [InlineData(Room.Care)]
    [InlineData(Room.Security)]
    public void of_one_room_decide_nothing_about_another(Room room)
    {
        var coLead = Joined(Police, role: Lead);

        ACase.Given(coLead).When(current => AddMemberEndpoint.Decide(new AddMember(Police, room, Lead), current, Constable, Monday)).ThenRefused(Problems.Forbidden);
        ACase.Given(coLead).When(current => EndMembershipEndpoint.Decide(new EndMembership(Nijmegen, room), current, Constable, Monday)).ThenRefused(Problems.Forbidden);
    }

    [Fact]
    public void join_no_closed_case() =>
        ACase.Given(ProposedByAnna, ClosedByBram).When(current => AddMemberEndpoint.Decide(new AddMember(Police, Room.General, Member), current, Anna, Monday))
            .ThenStateForbids("closed", "reopening");

    [Fact]
    public void with_an_end_get_a_timer_that_ends_their_access_at_that_moment()
    {
        var joined = Joined(Police, until: Friday);
        var timer = ACase.When(current => AddMemberEndpoint.Decide(new AddMember(Police, Room.General, Member, Friday), current, Anna, Monday))
            .Then(joined).Decision.Timers.ShouldHaveSingleItem();

        timer.At.ShouldBe(Friday);
        var due = timer.Message.ShouldBeOfType<MembershipEnds>();
        var current = ACase.Given(joined).State;
        MembershipEndsHandler.Decide(due, current, Friday.AddTicks(-1)).ShouldBeEmpty();
        var left = MembershipEndsHandler.Decide(due, current, Friday.AddHours(1)).ShouldHaveSingleItem();
        left.ShouldBe(Left(joined, Friday, null, Friday.AddHours(1)));
        GrantRules.Of(left).ShouldHaveSingleItem().Until.ShouldBe(Friday);
    }

    [Fact]
    public void whose_period_changed_meanwhile_are_left_alone()
    {
        var due = new MembershipEnds(Id, Police, Room.General);
        MembershipEndsHandler.Decide(due, ACase.Given(Joined(Police)).State, Friday).ShouldBeEmpty();
        MembershipEndsHandler.Decide(due, ACase.State, Friday).ShouldBeEmpty();
        MembershipEndsHandler.Decide(due, null, Friday).ShouldBeEmpty();
    }

    [Fact]
    public void come_back_after_their_period_even_before_its_end_was_recorded()
    {
        var joined = Joined(Police, until: Friday);
        var later = Friday.AddDays(1);
        ACase.Given(joined).When(current => AddMemberEndpoint.Decide(new AddMember(Police, Room.General, Member), current, Anna, later))
            .Then(Left(joined, Friday, null, later), Joined(Police) with { From = later, At = later });
    }

    [Fact]
    public void leave_one_room_and_stay_in_the_others()
    {
        var care = Joined(Police, Room.Care);
        var spec = ACase.Given(Joined(Police), care);
        var left = Left(care, Friday, Anna, Friday);
        spec.When(current => EndMembershipEndpoint.Decide(new EndMembership(Police, Room.Care), current, Anna, Friday)).Then(left);

        var after = spec.Given(left).State;
        after.MemberOf(Room.Care, Police).ShouldBeNull();
        after.MemberOf(Room.General, Police).ShouldNotBeNull();
    }

    [Fact]
    public void leave_once() =>
        ACase.When(current => EndMembershipEndpoint.Decide(new EndMembership(Police, Room.Care), current, Anna, Friday)).Then();

    [Fact]
    public void never_leave_a_room_without_a_lasting_lead()
    {
        var leave = new EndMembership(Nijmegen, Room.Care);
        ACase.When(current => EndMembershipEndpoint.Decide(leave, current, Anna, Friday)).ThenRefused(Problems.LastLead);
        ACase.Given(Joined(Shelter, Room.Care)).When(current => EndMembershipEndpoint.Decide(leave, current, Anna, Friday)).ThenRefused(Problems.LastLead);
        ACase.Given(Joined(Shelter, Room.Care, Lead, Friday.AddDays(1))).When(current => EndMembershipEndpoint.Decide(leave, current, Anna, Friday)).ThenRefused(Problems.LastLead);
        ACase.Given(Joined(Shelter, Room.Security, Lead)).When(current => EndMembershipEndpoint.Decide(leave, current, Anna, Friday)).ThenRefused(Problems.LastLead);
        ACase.Given(Joined(Shelter, Room.Care, Lead)).When(current => EndMembershipEndpoint.Decide(leave, current, Anna, Friday)).Decision.Refusal.ShouldBeNull();
    }
}
