using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Cases.Conferences;
using ChainCoop.Cases.Handovers;
using ChainCoop.Cases.Plans;
using ChainCoop.Shared;
using CsCheck;
using static ChainCoop.Tests.Cases.CaseExamples;

namespace ChainCoop.Tests.Cases;

/// <summary>Whatever is asked in whatever order: what is decided folds, and what must always hold does.</summary>
public class any_course_of_a_case
{
    private static readonly Oin[] Organisations = [Nijmegen, Police, Shelter];
    private static readonly Room[] Rooms = Enum.GetValues<Room>();
    private static readonly ActorRef[] Officers = [Anna, Bram, Constable];

    private static readonly Gen<Step> Steps = Gen.Select(Gen.Int[0, 13], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Bool, (kind, organisation, room, officer, flag) =>
        new Step(kind, Organisations[organisation], Rooms[room], Officers[officer], flag));

    [Fact]
    public void keeps_what_must_always_hold() => Steps.Array[0, 40].Sample(steps =>
    {
        var current = ACase.State;
        var now = Monday;
        foreach (var step in steps)
        {
            now = now.AddHours(1);
            var decision = Decide(step, current, now);
            if (decision.Refusal is { } refusal)
            {
                refusal.Status.ShouldBeOneOf(400, 403, 404, 409);
                if (refusal.Code == "state-forbids") refusal.Allowed.ShouldBe(CaseProtocol.Allowed(current));
                continue;
            }

            if (current.Status == CaseStatus.Closed) decision.Events.ShouldAllBe(@event => @event is MemberLeft || @event is CaseReopened);
            foreach (var @event in decision.Events)
            {
                var before = current;
                current = Fold(current, @event);
                if (@event is CaseOpened) before.Members.Select(member => member.Organisation).Distinct().Count().ShouldBeGreaterThan(1);
                if (@event is CaseClosed closed) closed.By.Officer.ShouldNotBe(closed.ProposedBy.Officer);
                // A new plan has to be agreed on again, and what was closed goes on; nothing else takes a case back but from watching to acting.
                if (@event is not (PlanDrawnUp or CaseReopened or CasePhaseBegan)) ((int)current.Status).ShouldBeGreaterThanOrEqualTo((int)before.Status);
                if (current.Status is CaseStatus.PlanAgreed or CaseStatus.InExecution or CaseStatus.Monitoring) current.Plan!.AgreedAt.ShouldNotBeNull();
                if (@event is CaseClosed) before.Closure!.Goals.Select(outcome => outcome.Goal).ShouldBe(before.Plan?.Goals.Select(goal => goal.Id) ?? [], ignoreOrder: true);
                (current.ClosedAt is not null).ShouldBe(current.Status == CaseStatus.Closed);
            }

            foreach (var room in Rooms) current.Members.ShouldContain(member => member.Room == room && member.Role == Lead && member.Until == null);
            current.Members.Select(member => (member.Organisation, member.Room)).ShouldBeUnique();
            Attendances.Open(current).Select(open => (open.Attendance.Organisation, open.Conference.Room)).ShouldBeUnique();
            if (current.Status == CaseStatus.Closed) Attendances.Open(current).ShouldBeEmpty();
            (current.VictimTrack, current.SecurityTrack).ShouldBe((VictimRoom, SecurityRoom));
        }
    });

    [Fact]
    public void offers_only_steps_that_can_be_taken() => Steps.Array[0, 20].Sample(steps =>
    {
        var current = steps.Aggregate(ACase.State, (state, step) => Decide(step, state, Monday).Events.Aggregate(state, Fold));
        var allowed = CaseProtocol.Allowed(current);
        // Anna's organisation may have left the room: who leads it decides who is in it.
        var lead = new ActorRef(current.Members.First(member => member is { Room: Room.Care, Until: null } && member.Role == Lead).Organisation, new("lead"));
        allowed.Contains("screening").ShouldBe(Taken(0));
        allowed.Contains("member").ShouldBe(AddMemberEndpoint.Decide(new AddMember(new("00000099000100012000"), Room.Care, Member), current, lead, Monday).Refusal is null);
        allowed.Contains("conference").ShouldBe(ScheduleConferenceEndpoint.Decide(ConferenceId.New(), new ScheduleConference(Room.Care, Monday, Monday.AddHours(1), []), current, [], lead, Monday).Refusal is null);
        allowed.Contains("task").ShouldBe(AssignTaskEndpoint.Decide(TaskId.New(), new AssignTask(new("other"), current.Members.First(m => m.Room == Room.General).Organisation, new(2026, 4, 1)), current, null, Anna, Monday).Refusal is null);
        allowed.Contains("closure-proposal").ShouldBe(Taken(5));
        allowed.Contains("plan").ShouldBe(Taken(7));
        var inGeneral = new ActorRef(current.Members.First(m => m.Room == Room.General && !m.IsOver(Monday)).Organisation, new("member"));
        allowed.Contains("plan-agreement").ShouldBe(AgreeToPlanEndpoint.Decide(new(current.Plan?.Number ?? 1), current, inGeneral, Monday).Refusal is null);
        foreach (var phase in Enum.GetValues<CasePhase>())
            allowed.Contains(Kebab.Of(phase)).ShouldBe(BeginPhaseEndpoint.Decide(new(phase), current, Anna, Monday).Events.Count == 1);
        allowed.Contains("closure").ShouldBe(CloseCaseEndpoint.Decide(current, new(Nijmegen, new("second")), Monday).Events.OfType<CaseClosed>().Count() == 1);
        allowed.Contains("handover").ShouldBe(
            RequestHandoverEndpoint.Decide(HandoverId.New(), new(new("0281"), new("other")), current, null, new(HandoverRules.OrganisationOf(current.Municipality), new("lead")), Monday).Refusal is null);
        allowed.Contains("handover-answer").ShouldBe(
            AnswerHandoverEndpoint.Decide(
                current.Handovers.Count > 0 ? current.Handovers[^1].Id : HandoverId.New(), new(HandoverAnswer.Withdrawn, current.Epoch), current, null, [Municipality], Anna, Monday).Events.Count > 0);
        allowed.Contains("reopening").ShouldBe(Taken(10));

        bool Taken(int kind) => Decide(new Step(kind, Nijmegen, Room.General, Anna, true), current, Monday).Refusal is null;
    });

    private static Decision Decide(Step step, Case current, DateTimeOffset now) => step.Kind switch
    {
        0 => ScreenCaseEndpoint.Decide(
            new ScreenCase(step.Flag ? ScreeningConclusion.Accepted : ScreeningConclusion.Rejected, Accepted.Criteria), current, null, step.By, now),
        1 => AddMemberEndpoint.Decide(
            new AddMember(step.Organisation, step.Room, step.Flag ? Lead : Member, step.By == Anna ? now.AddHours(2) : null), current, step.By, now),
        2 => EndMembershipEndpoint.Decide(new EndMembership(step.Organisation, step.Room), current, step.By, now),
        3 => AssignTaskEndpoint.Decide(TaskId.New(), new AssignTask(new("other"), step.Organisation, new(2026, 4, 1)), current, null, step.By, now),
        4 => CompleteTaskEndpoint.Decide(current.Tasks.Count > 0 ? current.Tasks[^1].Id : TaskId.New(), current, null, step.By, now),
        5 => ProposeClosureEndpoint.Decide(
            new ProposeClosure(new("other"), Goals: [.. current.Plan?.Goals.Select(goal => new GoalOutcome(goal.Id, new("reached"))) ?? []]), current, null, step.By, now),
        7 => DrawUpPlan(current, step.By, now),
        8 => AgreeToPlanEndpoint.Decide(new AgreeToPlan(current.Plan?.Number ?? 1), current, step.By, now),
        9 => BeginPhaseEndpoint.Decide(new BeginPhase(step.Flag ? CasePhase.InExecution : CasePhase.Monitoring), current, step.By, now),
        12 => ScheduleConferenceEndpoint.Decide(
            ConferenceId.New(), new ScheduleConference(step.Room, now, now.AddHours(step.Flag ? 1 : 5), [new(new("plan"))], [step.Organisation]), current, [new(new("plan"), null)], step.By, now),
        13 => CancelConferenceEndpoint.Decide(current.Conferences.Count > 0 ? current.Conferences[^1].Id : ConferenceId.New(), current, step.By, now),
        11 => RequestHandoverEndpoint.Decide(HandoverId.New(), new RequestHandover(new("0281"), new("other")), current, null, step.By, now),
        10 => ReopenCaseEndpoint.Decide(new ReopenCase(new("new-signal")), current, null, step.By, now),
        _ => CloseCaseEndpoint.Decide(current, step.By, now),
    };

    private static Decision DrawUpPlan(Case current, ActorRef by, DateTimeOffset now)
    {
        GoalKind kind = new("victim-safe");
        return DrawUpPlanEndpoint.Decide(new DrawUpPlan([new GoalToReach(kind)]), current, [new PlannedGoal(GoalId.New(), kind, null)], null, by, now);
    }

    private sealed record Step(int Kind, Oin Organisation, Room Room, ActorRef By, bool Flag);
}
