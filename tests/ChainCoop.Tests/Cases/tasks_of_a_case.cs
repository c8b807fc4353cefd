using ChainCoop.Cases;
using ChainCoop.Shared;
using static ChainCoop.Tests.Cases.CaseExamples;

namespace ChainCoop.Tests.Cases;

public class tasks_of_a_case
{
    private static readonly TaskId Task = TaskId.New();
    private static readonly DateOnly Friday = new(2026, 3, 6);
    private static readonly AssignTask Command = new(new("inspection"), Police, Friday);
    private static readonly TaskAssigned Assigned = new(Id, Task, Command.Kind, Police, Friday, null, Anna, Monday);

    [Fact]
    public void are_for_members_of_the_general_room()
    {
        ACase.Given(Joined(Police)).When(current => AssignTaskEndpoint.Decide(Task, Command, current, null, Anna, Monday)).Then(Assigned);
        ACase.Given(Joined(Police, Room.Care)).When(current => AssignTaskEndpoint.Decide(Task, Command, current, null, Anna, Monday))
            .ThenStateForbids("proposed", "screening", "member", "task", "conference", "handover", "closure-proposal");
        ACase.Given(Joined(Police, until: Monday)).When(current => AssignTaskEndpoint.Decide(Task, Command, current, null, Anna, Monday))
            .ThenStateForbids("proposed", "screening", "member", "task", "conference", "handover", "closure-proposal");
    }

    [Fact]
    public void keep_the_reference_of_who_assigned_them_for_that_organisation()
    {
        var reference = new ExternalReference("Z2026-001234");
        var spec = ACase.Given(Joined(Police)).When(current => AssignTaskEndpoint.Decide(Task, Command with { ExternalReference = reference }, current, null, Anna, Monday));
        spec.Then(Assigned with { ExternalReference = reference });
        var kept = ACase.Given(Joined(Police), Assigned with { ExternalReference = reference }).State.Tasks.Single().Reference!;
        kept.For(Anna.Organisation).ShouldBe(reference);
        kept.For(Police).ShouldBeNull();
    }

    [Fact]
    public void are_completed_by_who_has_them_or_by_a_lead()
    {
        var spec = ACase.Given(Joined(Police), Joined(Shelter), Assigned);
        spec.When(current => CompleteTaskEndpoint.Decide(Task, current, null, Constable, Monday)).Then(new TaskCompleted(Id, Task, null, Constable, Monday));
        spec.When(current => CompleteTaskEndpoint.Decide(Task, current, null, Bram, Monday)).Then(new TaskCompleted(Id, Task, null, Bram, Monday));
        spec.When(current => CompleteTaskEndpoint.Decide(Task, current, null, new ActorRef(Shelter, new("carer")), Monday)).ThenRefused(Problems.Forbidden);
    }

    [Fact]
    public void are_completed_once() =>
        ACase.Given(Joined(Police), Assigned, new TaskCompleted(Id, Task, null, Constable, Monday))
            .When(current => CompleteTaskEndpoint.Decide(Task, current, null, Constable, Monday)).Then();

    [Fact]
    public void that_do_not_exist_are_not_found() =>
        ACase.When(current => CompleteTaskEndpoint.Decide(Task, current, null, Anna, Monday)).ThenRefused(Problems.NotFound);

    [Fact]
    public void stand_still_in_a_closed_case()
    {
        var spec = ACase.Given(Joined(Police), Assigned, ProposedByAnna, ClosedByBram);
        spec.When(current => CompleteTaskEndpoint.Decide(Task, current, null, Constable, Monday)).ThenStateForbids("closed", "reopening");
        spec.When(current => AssignTaskEndpoint.Decide(Task, Command, current, null, Anna, Monday)).ThenStateForbids("closed", "reopening");
    }
}
