using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases;

/// <summary>A task is done.</summary>
public sealed record CompleteTask([property: MinLength(1), MaxLength(10_000)] string? Note = null);

public static class CompleteTaskEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.complete-task", CaseAccess.Members, CaseAccess.Everybody);

    /// <summary>Completes a task: the organisation that has it, or a lead. Doing it again changes nothing.</summary>
    [WolverinePost("/cases/{caseId}/tasks/{taskId}/completions"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<TaskReceipt>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(CaseId caseId, TaskId taskId, CompleteTask command, Gate gate) =>
        gate.Change<Case>(caseId.Value, Rule, async (current, entry) => Decide(
            taskId, current, await entry.SealNote(command.Note, CaseData.Purpose, CaseData.Retention, "task_completed"), entry.By, entry.Now));

    public static Decision Decide(TaskId id, Case current, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (current.Tasks.FirstOrDefault(task => task.Id == id) is not { } task) return Problems.NotFound;
        var isLead = current.MemberOf(Room.General, by.Organisation)?.Role == MemberRoles.Lead;
        if (!isLead && task.Organisation != by.Organisation) return Problems.Forbidden;

        if (task.CompletedAt is null && current.Status == CaseStatus.Closed) return CaseProtocol.Closed(current);
        return Decision.Of(task.CompletedAt is null ? [new TaskCompleted(current.Id, id, note, by, now)] : []) with { Answer = new TaskReceipt(id) };
    }
}
