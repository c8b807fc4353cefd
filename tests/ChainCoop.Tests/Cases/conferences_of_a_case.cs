using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Cases.Conferences;
using ChainCoop.Cases.Handovers;
using ChainCoop.Shared;
using static ChainCoop.Tests.Cases.CaseExamples;

namespace ChainCoop.Tests.Cases;

public class conferences_of_a_case
{
    private static readonly Oin Ggd = new("00000099000100010000");
    private static readonly ConferenceId Conference = ConferenceId.New();
    private static readonly DateTimeOffset Tuesday = Monday.AddDays(1);
    private static readonly DateTimeOffset Ends = Tuesday.AddHours(2);
    private static readonly IReadOnlyList<AgendaItem> Agenda = [new(new("safety"), Note(1))];
    private static readonly ScheduleConference Command = new(Room.Care, Tuesday, Ends, [new(new("safety"))], [Ggd]);
    private static readonly ConferencePlanned Planned = new(Id, Conference, Room.Care, Tuesday, Ends, Agenda, Anna, Monday);
    private static readonly AttendeeInvited Invited = new(Id, Conference, Ggd, Room.Care, VictimRoom, null, Municipality, Tuesday, Ends, Anna, Monday);
    private static readonly string[] Allowed = ["screening", "member", "task", "conference", "handover", "closure-proposal"];

    [Fact]
    public void give_those_invited_the_room_while_they_last()
    {
        var outcome = Plan(ACase, Command).Then(Planned, Invited);
        outcome.Decision.Timers.ShouldBe([new ChainCoop.Access.Timer(new AttendanceEnds(Id, Conference, Ggd), Ends)]);
        var grant = GrantRules.Of(Invited).ShouldHaveSingleItem();
        (grant.Room, grant.Kind, grant.Resource, grant.Role, grant.From, grant.Until).ShouldBe((Room.Care, ResourceKind.VictimTrack, VictimRoom.Value, GrantRole.Attendee, Tuesday, Ends));

        // One that goes on already.
        Plan(ACase, Command, Tuesday.AddHours(1)).Decision.Events.OfType<AttendeeInvited>().Single().From.ShouldBe(Tuesday.AddHours(1));
    }

    [Fact]
    public void end_by_themselves_and_once()
    {
        var due = new AttendanceEnds(Id, Conference, Ggd);
        var current = ACase.Given(Planned, Invited).State;
        AttendanceEndsHandler.Decide(due, current, Ends.AddTicks(-1)).ShouldBeEmpty();
        var ended = AttendanceEndsHandler.Decide(due, current, Ends.AddHours(1)).ShouldHaveSingleItem();
        ended.ShouldBe(new AttendanceEnded(Id, Conference, Ggd, Room.Care, VictimRoom, null, Municipality, Ends, null, Ends.AddHours(1)));
        GrantRules.Of(ended).ShouldHaveSingleItem().Until.ShouldBe(Ends);
        AttendanceEndsHandler.Decide(due, Fold(current, ended), Ends.AddHours(2)).ShouldBeEmpty();
        AttendanceEndsHandler.Decide(due, null, Ends).ShouldBeEmpty();
    }

    /// <summary>Nobody could cancel it any more: who was invited to one that is to come would enter a closed case.</summary>
    [Fact]
    public void give_nobody_a_case_that_was_closed_before()
    {
        var ended = new AttendanceEnded(Id, Conference, Ggd, Room.Care, VictimRoom, null, Municipality, Monday, Bram, Monday);
        ACase.Given(Planned, Invited, ProposedByAnna).When(current => CloseCaseEndpoint.Decide(current, Bram, Monday)).Then(ended, ClosedByBram);
        GrantRules.Of(ended).ShouldHaveSingleItem().Given.ShouldBeFalse();

        // Of one that is over by the clock the end is that of its time.
        ACase.Given(Planned, Invited, ProposedByAnna).When(current => CloseCaseEndpoint.Decide(current, Bram, Ends.AddHours(1)))
            .Decision.Events[0].ShouldBe(ended with { Until = Ends, By = null, At = Ends.AddHours(1) });
    }

    [Fact]
    public void are_planned_by_who_leads_the_room()
    {
        ACase.Given(Joined(Police, Room.General, Lead)).When(current => ScheduleConferenceEndpoint.Decide(Conference, Command, current, Agenda, Constable, Monday)).ThenRefused(Problems.Forbidden);
        ACase.Given(Joined(Police, Room.Care)).When(current => ScheduleConferenceEndpoint.Decide(Conference, Command, current, Agenda, Constable, Monday)).ThenRefused(Problems.Forbidden);
        Plan(ACase.Given(ProposedByAnna, ClosedByBram), Command).ThenStateForbids("closed", "reopening");
    }

    [Fact]
    public void are_attended_by_who_is_no_member_and_attends_no_other_one()
    {
        Plan(ACase.Given(Joined(Ggd, Room.Care)), Command).ThenStateForbids("proposed", Allowed);
        Plan(ACase.Given(Planned, Invited), Command).ThenStateForbids("proposed", Allowed);
        Plan(ACase.Given(Planned, Invited), Command with { Room = Room.General }).Decision.Refusal.ShouldBeNull();

        // Over by the clock: its end is recorded before the next begins.
        var next = Command with { StartsAt = Ends.AddDays(1), EndsAt = Ends.AddDays(1).AddHours(1) };
        Plan(ACase.Given(Planned, Invited), next, Ends).Decision.Events[0].ShouldBe(new AttendanceEnded(Id, Conference, Ggd, Room.Care, VictimRoom, null, Municipality, Ends, null, Ends));
    }

    [Fact]
    public void last_a_day_at_most()
    {
        FaultsOf(Command with { StartsAt = Monday, EndsAt = Monday.AddDays(1) }).ShouldBeEmpty();
        FaultsOf(Command with { StartsAt = Monday, EndsAt = Monday.AddDays(1).AddTicks(1) }).ShouldBe(["/endsAt"]);
        FaultsOf(Command with { StartsAt = Monday.AddHours(3), EndsAt = Monday.AddHours(3) }).ShouldBe(["/endsAt"]);
        FaultsOf(Command with { StartsAt = Monday.AddHours(-2), EndsAt = Monday }).ShouldBe(["/endsAt"]);
        FaultsOf(Command with { Invited = [Ggd, Ggd] }).ShouldBe(["/invited"]);
    }

    [Fact]
    public void are_recorded_by_who_leads_the_room_once_they_began()
    {
        var spec = ACase.Given(Joined(Shelter, Room.Care), Planned);
        var recorded = new ConferenceRecorded(Id, Conference, Room.Care, [new(new("go-on"), Note(2))], Note(3), Anna, Tuesday);
        spec.When(current => Record(current, recorded, Anna, Tuesday)).Then(recorded);
        spec.When(current => Record(current, recorded, Anna, Monday)).ThenStateForbids("proposed", Allowed);
        spec.When(current => Record(current, recorded, new(Shelter, new("carer")), Tuesday)).ThenRefused(Problems.Forbidden);
        spec.When(current => Record(current, recorded, Constable, Tuesday)).ThenRefused(Problems.NotFound);

        var again = spec.Given(recorded, recorded with { Decisions = [], Minutes = Note(4) }).State;
        (again.Conferences[0].Minutes, again.Conferences[0].Decisions.Count).ShouldBe((Note(4), 0));
        again.Superseded.ShouldBe([Note(2), Note(3)]);
    }

    [Fact]
    public void that_are_cancelled_end_all_access_at_once()
    {
        var spec = ACase.Given(Planned, Invited);
        var cancelled = new ConferenceCancelled(Id, Conference, Room.Care, Bram, Monday);
        var ended = new AttendanceEnded(Id, Conference, Ggd, Room.Care, VictimRoom, null, Municipality, Monday, Bram, Monday);
        spec.When(current => CancelConferenceEndpoint.Decide(Conference, current, Bram, Monday)).Then(ended, cancelled);
        spec.Given(ended, cancelled).When(current => CancelConferenceEndpoint.Decide(Conference, current, Bram, Monday)).Then();
        spec.When(current => CancelConferenceEndpoint.Decide(Conference, current, Bram, Ends)).ThenStateForbids("proposed", Allowed);
        spec.When(current => CancelConferenceEndpoint.Decide(Conference, current, Constable, Monday)).ThenRefused(Problems.NotFound);
        spec.When(current => CancelConferenceEndpoint.Decide(ConferenceId.New(), current, Anna, Monday)).ThenRefused(Problems.NotFound);
    }

    [Fact]
    public void go_on_for_the_new_municipality_after_a_hand_over()
    {
        var handover = HandoverId.New();
        Oin tiel = new("00000099000000281000");
        var spec = ACase.Given(Planned, Invited, new HandoverRequested(Id, handover, 1, Municipality, new("0281"), tiel, new("other"), [], null, Anna, Monday));
        var events = spec.When(current => AnswerHandoverEndpoint.Decide(handover, new(HandoverAnswer.Accepted, 1), current, null, [new("0281")], new(tiel, new("tessa")), Monday)).Decision.Events;

        var again = events.OfType<AttendeeInvited>().ShouldHaveSingleItem();
        again.ShouldBe(Invited with { Municipality = new("0281"), By = again.By });
        events.Aggregate(spec.State, Fold).Conferences.ShouldHaveSingleItem().Attendances.ShouldBe([new Attendance(Ggd, Tuesday, Ends)]);
    }

    private static DeciderSpec<Case>.Outcome Plan(DeciderSpec<Case> spec, ScheduleConference command, DateTimeOffset? at = null) =>
        spec.When(current => ScheduleConferenceEndpoint.Decide(Conference, command, current, Agenda, Anna, at ?? Monday));

    private static Decision Record(Case current, ConferenceRecorded expected, ActorRef by, DateTimeOffset now) =>
        RecordConferenceEndpoint.Decide(current.Conferences[0], current, expected.Decisions, expected.Minutes, by, now);

    private static IEnumerable<string> FaultsOf(ScheduleConference command)
    {
        var faults = new Faults { Now = Monday };
        command.Check(faults);
        return faults.All.Select(fault => fault.Pointer).Distinct();
    }

    private static PayloadRef Note(int number) => new(new(Guid.Parse($"0198f1f0-0000-7000-8000-{number:d12}")), new(new string('a', 64)));
}
