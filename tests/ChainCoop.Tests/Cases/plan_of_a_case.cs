using ChainCoop.Cases;
using ChainCoop.Cases.Plans;
using ChainCoop.Shared;
using static ChainCoop.Tests.Cases.CaseExamples;

namespace ChainCoop.Tests.Cases;

public class plan_of_a_case
{
    private static readonly PlannedGoal Safe = new(GoalId.New(), new("victim-safe"), Note(1));
    private static readonly PlannedGoal Barrier = new(GoalId.New(), new("barrier-raised"), Note(2));
    private static readonly PlanDrawnUp Drawn = new(Id, 1, [Safe, Barrier], Note(3), Anna, Monday);
    private static readonly PlanSupported ByNijmegen = new(Id, 1, Nijmegen, Anna, Monday);
    private static readonly PlanSupported ByPolice = new(Id, 1, Police, Constable, Monday);
    private static readonly PlanAgreed Agreed = new(Id, 1, Constable, Monday);
    private static readonly DrawUpPlan Command = new([new GoalToReach(Safe.Kind), new GoalToReach(Barrier.Kind)]);

    private static DeciderSpec<Case> AnOpenCase => ACase.Given(Accepted, Joined(Police), Opened);

    [Fact]
    public void is_drawn_up_once_the_case_is_open() =>
        AnOpenCase.When(current => DrawUpPlanEndpoint.Decide(Command, current, Drawn.Goals, Drawn.Note, Anna, Monday)).Then(Drawn);

    [Fact]
    public void is_not_drawn_up_before() =>
        ACase.Given(Accepted).When(current => DrawUpPlanEndpoint.Decide(Command, current, [Safe, Barrier], null, Anna, Monday))
            .ThenStateForbids("screened", "member", "task", "conference", "handover", "closure-proposal");

    [Fact]
    public void takes_over_goals_of_the_plan_before_and_no_others()
    {
        var kept = new DrawUpPlan([new GoalToReach(Safe.Kind, Id: Safe.Id)]);
        var drawn = AnOpenCase.Given(Drawn).When(current => DrawUpPlanEndpoint.Decide(kept, current, [Safe], null, Anna, Monday));
        drawn.Then(new PlanDrawnUp(Id, 2, drawn.Decision.Events.OfType<PlanDrawnUp>().Single().Goals, null, Anna, Monday));

        foreach (var wrong in (GoalToReach[])[new(Barrier.Kind, Id: Safe.Id), new(Safe.Kind, Id: GoalId.New())])
        {
            var refusal = AnOpenCase.Given(Drawn).When(current => DrawUpPlanEndpoint.Decide(new([wrong]), current, [Safe], null, Anna, Monday)).Decision.Refusal.ShouldNotBeNull();
            refusal.Faults.ShouldHaveSingleItem().Pointer.ShouldBe("/goals/0/id");
        }
    }

    [Fact]
    public void keeps_references_with_the_goals_that_go_on()
    {
        var (mine, other) = (new ExternalReference("Z2026-1"), new ExternalReference("Z2026-2"));
        var before = Drawn with { References = [new GoalReference(Safe.Id, new OwnReference(Anna.Organisation, mine)), new GoalReference(Barrier.Id, new OwnReference(Anna.Organisation, other))] };

        References(new(Safe.Kind, Id: Safe.Id)).ShouldBe([before.References[0]]);
        References(new(Safe.Kind, Id: Safe.Id, ExternalReference: mine)).ShouldBe([before.References[0]]);
        AnOpenCase.Given(before).When(current => DrawUpPlanEndpoint.Decide(new([new(Safe.Kind, Id: Safe.Id, ExternalReference: other)]), current, [Safe], null, Anna, Monday))
            .Decision.Refusal.ShouldNotBeNull().Faults.ShouldHaveSingleItem().Pointer.ShouldBe("/goals/0/externalReference");

        IReadOnlyList<GoalReference>? References(GoalToReach goal) => AnOpenCase.Given(before)
            .When(current => DrawUpPlanEndpoint.Decide(new([goal]), current, [Safe], null, Anna, Monday)).Decision.Events.OfType<PlanDrawnUp>().Single().References;
    }

    [Fact]
    public void is_agreed_when_the_last_member_of_the_general_room_agrees()
    {
        var spec = AnOpenCase.Given(Joined(Shelter, Room.Care), Drawn);
        spec.When(current => AgreeToPlanEndpoint.Decide(new(1), current, Anna, Monday)).Then(ByNijmegen);
        spec.Given(ByNijmegen).When(current => AgreeToPlanEndpoint.Decide(new(1), current, Constable, Monday)).Then(ByPolice, Agreed);
        spec.Given(ByNijmegen).When(current => AgreeToPlanEndpoint.Decide(new(1), current, Bram, Monday)).Then();
        spec.Given(ByNijmegen, ByPolice, Agreed).State.Status.ShouldBe(CaseStatus.PlanAgreed);
    }

    [Fact]
    public void is_agreed_without_those_who_left()
    {
        var joined = Joined(Police, until: Monday.AddDays(1));
        var spec = ACase.Given(Accepted, joined, Opened, Drawn, ByNijmegen);
        spec.When(current => AgreeToPlanEndpoint.Decide(new(1), current, Anna, Monday)).Then();
        spec.When(current => AgreeToPlanEndpoint.Decide(new(1), current, Anna, Monday.AddDays(1))).Then(new PlanAgreed(Id, 1, Anna, Monday.AddDays(1)));
        spec.When(current => AgreeToPlanEndpoint.Decide(new(1), current, Constable, Monday.AddDays(1))).ThenRefused(Problems.Forbidden);
    }

    [Fact]
    public void is_agreed_as_it_was_read()
    {
        AnOpenCase.Given(Drawn, Drawn with { Plan = 2 }).When(current => AgreeToPlanEndpoint.Decide(new(1), current, Anna, Monday))
            .ThenStateForbids("open", "member", "task", "conference", "plan", "plan-agreement", "handover", "closure-proposal");
        AnOpenCase.When(current => AgreeToPlanEndpoint.Decide(new(1), current, Anna, Monday)).ThenStateForbids("open", "member", "task", "conference", "plan", "handover", "closure-proposal");
    }

    [Fact]
    public void is_carried_out_and_watched_and_carried_out_again()
    {
        var agreed = AnOpenCase.Given(Drawn, ByNijmegen, ByPolice, Agreed);
        CasePhaseBegan execution = new(Id, CasePhase.InExecution, Anna, Monday), monitoring = execution with { Phase = CasePhase.Monitoring };

        agreed.When(current => BeginPhaseEndpoint.Decide(new(CasePhase.InExecution), current, Anna, Monday)).Then(execution);
        agreed.When(current => BeginPhaseEndpoint.Decide(new(CasePhase.Monitoring), current, Anna, Monday))
            .ThenStateForbids("plan-agreed", "member", "task", "conference", "plan", "plan-agreement", "in-execution", "handover", "closure-proposal");
        agreed.Given(execution).When(current => BeginPhaseEndpoint.Decide(new(CasePhase.InExecution), current, Anna, Monday)).Then();
        agreed.Given(execution).When(current => BeginPhaseEndpoint.Decide(new(CasePhase.Monitoring), current, Anna, Monday)).Then(monitoring);
        agreed.Given(execution, monitoring).When(current => BeginPhaseEndpoint.Decide(new(CasePhase.InExecution), current, Anna, Monday)).Then(execution);
        AnOpenCase.Given(Drawn).When(current => BeginPhaseEndpoint.Decide(new(CasePhase.InExecution), current, Anna, Monday))
            .ThenStateForbids("open", "member", "task", "conference", "plan", "plan-agreement", "handover", "closure-proposal");
    }

    [Fact]
    public void that_is_drawn_up_anew_has_to_be_agreed_anew_and_leaves_no_proposal_to_close()
    {
        var current = AnOpenCase.Given(Drawn, ByNijmegen, ByPolice, Agreed, ProposedByAnna with { Note = Note(4) }, Drawn with { Plan = 2, Goals = [Safe], Note = null }).State;

        (current.Status, current.Closure, current.Plan!.AgreedAt).ShouldBe((CaseStatus.Open, null, null));
        current.Plan.Supporters.ShouldBeEmpty();
        current.Superseded.ShouldBe([Note(3), Note(2), Note(4)]);
    }

    [Fact]
    public void has_goals_that_tasks_serve()
    {
        var task = TaskId.New();
        var command = new AssignTask(new("inspection"), Police, new(2026, 3, 6), Goal: Barrier.Id);
        AnOpenCase.Given(Drawn).When(current => AssignTaskEndpoint.Decide(task, command, current, null, Anna, Monday))
            .Then(new TaskAssigned(Id, task, command.Kind, Police, command.DueOn, null, Anna, Monday, Barrier.Id));
        AnOpenCase.When(current => AssignTaskEndpoint.Decide(task, command, current, null, Anna, Monday)).Decision.Refusal!.Faults.ShouldHaveSingleItem().Pointer.ShouldBe("/goal");
    }

    [Fact]
    public void has_an_outcome_for_each_goal_before_the_case_is_closed()
    {
        var spec = AnOpenCase.Given(Drawn);
        GoalOutcome safe = new(Safe.Id, new("reached")), barrier = new(Barrier.Id, new("not-reached"));
        var whole = spec.When(current => ProposeClosureEndpoint.Decide(new(new("other"), Goals: [safe, barrier]), current, null, Anna, Monday));
        var proposed = whole.Decision.Events.ShouldHaveSingleItem().ShouldBeOfType<ClosureProposed>();
        proposed.Goals.ShouldBe([safe, barrier]);

        foreach (var goals in (IReadOnlyList<GoalOutcome>?[])[null, [safe], [safe, safe], [safe, barrier, new(GoalId.New(), new("reached"))]])
        {
            spec.When(current => ProposeClosureEndpoint.Decide(new(new("other"), Goals: goals), current, null, Anna, Monday))
                .Decision.Refusal!.Faults.ShouldHaveSingleItem().Pointer.ShouldBe("/goals");
        }

        AnOpenCase.When(current => ProposeClosureEndpoint.Decide(new(new("other"), Goals: [safe]), current, null, Anna, Monday)).Decision.Refusal!.Code.ShouldBe("invalid-input");
    }

    private static PayloadRef Note(int number) => new(new(Guid.Parse($"0198f1f0-0000-7000-8000-{number:d12}")), new(new string('a', 64)));
}
