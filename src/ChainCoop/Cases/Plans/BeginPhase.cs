using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Plans;

/// <summary>Carries out the agreed plan, or watches whether what was reached lasts.</summary>
public sealed record BeginPhase(CasePhase Phase);

public static class BeginPhaseEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.begin-phase", [GrantRole.Lead], CaseAccess.Directors);

    /// <summary>
    /// Takes a case from its agreed plan to execution, from there to monitoring, and back to execution where that is needed. Doing it again
    /// changes nothing.
    /// </summary>
    [WolverinePost("/cases/{caseId}/phases"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<CaseStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(CaseId caseId, BeginPhase command, Gate gate) =>
        gate.Change<Case>(caseId.Value, Rule, (current, entry) => Decide(command, current, entry.By, entry.Now));

    public static Decision Decide(BeginPhase command, Case current, ActorRef by, DateTimeOffset now)
    {
        var status = CaseProtocol.StatusOf(command.Phase);
        if (current.Status == status) return Decision.Of() with { Answer = CaseProtocol.Standing(current) };
        if (!CaseProtocol.NextPhases(current).Contains(command.Phase)) return CaseProtocol.Forbids(current, "The case is not there yet.");
        return Decision.Of(new CasePhaseBegan(current.Id, command.Phase, by, now)) with { Answer = new CaseStanding(current.Id, status) };
    }
}
