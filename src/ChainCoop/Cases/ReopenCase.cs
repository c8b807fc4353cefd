using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases;

/// <summary>Goes on with a closed case.</summary>
public sealed record ReopenCase(ReopeningReason Reason, [property: MinLength(1), MaxLength(10_000)] string? Note = null);

public static class ReopenCaseEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.reopen", [GrantRole.Lead], CaseAccess.Directors);

    /// <summary>
    /// Reopens a closed case. Who took part takes part again, unless the agreed period is over by now; tasks that were not done are asked for
    /// again, and nothing of the case is destroyed before it is closed again and that term is over.
    /// </summary>
    [WolverinePost("/cases/{caseId}/reopenings"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<CaseStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(CaseId caseId, ReopenCase command, Gate gate) =>
        gate.Change<Case>(caseId.Value, Rule, async (current, entry) => Decide(
            command, current, await entry.SealNote(command.Note, CaseData.Purpose, CaseData.Retention, "case_reopened"), entry.By, entry.Now));

    public static Decision Decide(ReopenCase command, Case current, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (current.Destroyed) return CaseProtocol.Closed(current);
        if (current.Status != CaseStatus.Closed) return CaseProtocol.Forbids(current, "The case is not closed.");
        var screened = current with { Status = CaseStatus.Screened };
        var status = current.Screening is null ? CaseStatus.Proposed : CaseProtocol.Opens(screened, now) ? CaseStatus.Open : CaseStatus.Screened;
        var reopened = new CaseReopened(
            current.Id, command.Reason, status, [.. current.Tasks.Where(task => task.CompletedAt is null).Select(task => new OpenTask(task.Id, task.DueOn))], note, by, now);
        return Decision.Of(reopened) with
        {
            Answer = new CaseStanding(current.Id, status),
            Timers = [.. reopened.Tasks.Select(task => CaseDeadlines.OfTask(task.Task, task.DueOn, now)).Select(asked => new Access.Timer(new CaseDeadlineDue(current.Id, asked.Id), asked.DueAt))],
        };
    }
}
