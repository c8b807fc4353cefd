using ChainCoop.Access;
using ChainCoop.Cases;
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

    private static readonly Gen<Step> Steps = Gen.Select(Gen.Int[0, 6], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Bool, (kind, organisation, room, officer, flag) =>
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
                refusal.Status.ShouldBeOneOf(403, 404, 409);
                if (refusal.Code == "state-forbids") refusal.Allowed.ShouldBe(CaseProtocol.Allowed(current));
                continue;
            }

            if (current.Status == CaseStatus.Closed) decision.Events.ShouldAllBe(@event => @event is MemberLeft);
            foreach (var @event in decision.Events)
            {
                var before = current;
                current = Fold(current, @event);
                if (@event is CaseOpened) before.Members.Select(member => member.Organisation).Distinct().Count().ShouldBeGreaterThan(1);
                if (@event is CaseClosed closed) closed.By.Officer.ShouldNotBe(closed.ProposedBy.Officer);
                ((int)current.Status).ShouldBeGreaterThanOrEqualTo((int)before.Status);
            }

            foreach (var room in Rooms) current.Members.ShouldContain(member => member.Room == room && member.Role == Lead && member.Until == null);
            current.Members.Select(member => (member.Organisation, member.Room)).ShouldBeUnique();
            (current.VictimTrack, current.SecurityTrack).ShouldBe((VictimRoom, SecurityRoom));
        }
    });

    [Fact]
    public void offers_only_steps_that_can_be_taken() => Steps.Array[0, 20].Sample(steps =>
    {
        var current = steps.Aggregate(ACase.State, (state, step) => Decide(step, state, Monday).Events.Aggregate(state, Fold));
        var allowed = CaseProtocol.Allowed(current);
        allowed.Contains("screening").ShouldBe(Taken(0));
        var lead = new ActorRef(current.Members.First(m => m is { Room: Room.Care, Until: null } && m.Role == Lead).Organisation, new("lead"));
        allowed.Contains("member").ShouldBe(AddMemberEndpoint.Decide(new AddMember(new("00000099000100012000"), Room.Care, Member), current, lead, Monday).Refusal is null);
        allowed.Contains("task").ShouldBe(AssignTaskEndpoint.Decide(TaskId.New(), new AssignTask(new("other"), current.Members.First(m => m.Room == Room.General).Organisation, new(2026, 4, 1)), current, null, Anna, Monday).Refusal is null);
        allowed.Contains("closure-proposal").ShouldBe(Taken(5));

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
        5 => ProposeClosureEndpoint.Decide(new ProposeClosure(new("other")), current, null, step.By, now),
        _ => CloseCaseEndpoint.Decide(current, step.By, now),
    };

    private sealed record Step(int Kind, Oin Organisation, Room Room, ActorRef By, bool Flag);
}
