using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases;

/// <summary>Proposes to close a case; a second person has to agree.</summary>
/// <param name="Goals">What became of each goal of the plan. A case without a plan has none.</param>
public sealed record ProposeClosure(
    CaseOutcome Outcome, [property: MinLength(1), MaxLength(10_000)] string? Note = null, [property: MaxLength(50)] IReadOnlyList<GoalOutcome>? Goals = null);

public static class ProposeClosureEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.propose-closure", [GrantRole.Lead], CaseAccess.Directors);

    /// <summary>Proposes to close a case with an outcome. A later proposal replaces an earlier one.</summary>
    [WolverinePost("/cases/{caseId}/closure-proposals"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<CaseStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(CaseId caseId, ProposeClosure command, Gate gate) =>
        gate.Change<Case>(caseId.Value, Rule, async (current, entry) => Decide(
            command, current, await entry.SealNote(command.Note, CaseData.Purpose, CaseData.Retention, "closure_proposed"), entry.By, entry.Now));

    public static Decision Decide(ProposeClosure command, Case current, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (current.Status == CaseStatus.Closed) return CaseProtocol.Closed(current);
        var goals = current.Plan?.Goals.Select(goal => goal.Id).ToHashSet() ?? [];
        var said = command.Goals?.Select(outcome => outcome.Goal).ToList() ?? [];
        if (said.Count != goals.Count || !goals.SetEquals(said))
            return Problems.InvalidInput([new Fault("/goals", "Must say of each goal of the plan, once, what became of it.")]);
        return Decision.Of(new ClosureProposed(current.Id, command.Outcome, note, by, now, goals.Count == 0 ? null : command.Goals)) with { Answer = CaseProtocol.Standing(current) };
    }
}
