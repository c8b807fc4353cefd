using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases;

/// <summary>Asks a member organisation to do something.</summary>
/// <param name="Organisation">A member of the general room.</param>
/// <param name="DueOn">The last day for it, in the Netherlands. May be past: a municipality brings in what it agreed on before.</param>
/// <param name="Goal">Of the plan, that it serves.</param>
/// <param name="ExternalReference">The own reference of who assigns it, opaque: no number of a person, no date. For one task or goal of the organisation only.</param>
public sealed record AssignTask(
    TaskKind Kind, Oin Organisation, DateOnly DueOn, [property: MinLength(1), MaxLength(10_000)] string? Note = null, GoalId? Goal = null,
    ExternalReference? ExternalReference = null) : IChecked
{
    // Systems write 9999-12-31 for "no date"; it would stand in lists for ever.
    public void Check(Faults faults) => faults.Require(DueOn.Year is >= 2000 and < 2200, "/dueOn", "Must be a day from 2000 to 2199.");
}

public sealed record TaskReceipt(TaskId Id);

public static class AssignTaskEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.assign-task", [GrantRole.Lead], CaseAccess.Directors);

    /// <summary>Assigns a task. All members of the general room see it.</summary>
    [WolverinePost("/cases/{caseId}/tasks"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<TaskReceipt>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(CaseId caseId, AssignTask command, Gate gate) =>
        gate.Change<Case>(caseId.Value, Rule, async (current, entry) => Decide(
            TaskId.New(), command, current, await entry.SealNote(command.Note, CaseData.Purpose, CaseData.Retention, "task_assigned"), entry.By, entry.Now));

    public static Decision Decide(TaskId id, AssignTask command, Case current, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (current.Status == CaseStatus.Closed) return CaseProtocol.Closed(current);
        if (current.MemberOf(Room.General, command.Organisation) is not { } member || member.IsOver(now))
            return CaseProtocol.Forbids(current, "The organisation is not a member of the general room.");
        if (command.Goal is { } goal && current.Plan?.Find(goal) is null) return Problems.InvalidInput([new Fault("/goal", "There is no such goal in the plan.")]);
        var assigned = new TaskAssigned(current.Id, id, command.Kind, command.Organisation, command.DueOn, note, by, now, command.Goal, command.ExternalReference);
        var deadline = CaseDeadlines.OfTask(assigned);
        var decision = Decision.Of(assigned) with { Answer = new TaskReceipt(id), Timers = [new Access.Timer(new CaseDeadlineDue(current.Id, deadline.Id), deadline.DueAt)] };
        return decision.Naming(current.Id, by.Organisation, command.ExternalReference is { } reference ? [(reference, id.Value)] : []);
    }
}
