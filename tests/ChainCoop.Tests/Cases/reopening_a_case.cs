using ChainCoop.Cases;
using ChainCoop.Cases.Plans;
using ChainCoop.Shared;
using static ChainCoop.Tests.Cases.CaseExamples;

namespace ChainCoop.Tests.Cases;

public class reopening_a_case
{
    private static readonly ReopenCase Command = new(new("new-signal"));
    private static readonly CaseReopened Reopened = new(Id, Command.Reason, CaseStatus.Open, [], null, Anna, Monday);

    private static DeciderSpec<Case> AnOpenCase => ACase.Given(Accepted, Joined(Police), Opened);

    [Fact]
    public void goes_on_where_it_was_accepted_and_taken_on()
    {
        ReopenedFrom(AnOpenCase).Status.ShouldBe(CaseStatus.Open);
        ReopenedFrom(ACase.Given(Accepted)).Status.ShouldBe(CaseStatus.Screened);
        ReopenedFrom(ACase.Given(Rejected)).Status.ShouldBe(CaseStatus.Screened);
        ReopenedFrom(ACase).Status.ShouldBe(CaseStatus.Proposed);
        ReopenedFrom(ACase.Given(Accepted, Joined(Police, until: Monday), Opened)).Status.ShouldBe(CaseStatus.Screened);
    }

    [Fact]
    public void is_for_a_closed_case() =>
        AnOpenCase.When(current => ReopenCaseEndpoint.Decide(Command, current, null, Anna, Monday))
            .ThenStateForbids("open", "member", "task", "conference", "plan", "handover", "closure-proposal");

    [Fact]
    public void is_not_for_a_case_of_which_nothing_is_left() =>
        ACase.Given(ProposedByAnna, ClosedByBram).When(current => ReopenCaseEndpoint.Decide(Command, current with { Destroyed = true }, null, Anna, Monday))
            .ThenStateForbids("closed");

    [Fact]
    public void asks_again_for_what_was_not_done()
    {
        var task = TaskId.New();
        var done = TaskId.New();
        TaskAssigned assigned = new(Id, task, new("inspection"), Police, new(2026, 3, 6), null, Anna, Monday);
        ReopenedFrom(AnOpenCase.Given(assigned, assigned with { TaskId = done }, new TaskCompleted(Id, done, null, Anna, Monday))).Tasks.ShouldBe([new(task, assigned.DueOn)]);
    }

    [Fact]
    public void takes_an_agreement_on_the_plan_again()
    {
        var current = AnOpenCase.Given(
            new PlanDrawnUp(Id, 1, [new(GoalId.New(), new("victim-safe"), null)], null, Anna, Monday), new PlanSupported(Id, 1, Nijmegen, Anna, Monday),
            new PlanAgreed(Id, 1, Anna, Monday), ProposedByAnna, ClosedByBram, Reopened).State;

        (current.ClosedAt, current.Closure, current.Plan!.AgreedAt).ShouldBe((null, null, null));
        AgreeToPlanEndpoint.Decide(new(1), current, Anna, Monday).Events.ShouldBe([new PlanSupported(Id, 1, Nijmegen, Anna, Monday)]);
    }

    private static CaseReopened ReopenedFrom(DeciderSpec<Case> before) =>
        before.Given(ProposedByAnna, ClosedByBram).When(current => ReopenCaseEndpoint.Decide(Command, current, null, Anna, Monday))
            .Decision.Events.ShouldHaveSingleItem().ShouldBeOfType<CaseReopened>();
}
