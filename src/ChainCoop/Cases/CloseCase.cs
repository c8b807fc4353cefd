using ChainCoop.Access;
using ChainCoop.Cases.Conferences;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases;

/// <summary>Agrees to the proposed closure.</summary>
public sealed record CloseCase;

public static class CloseCaseEndpoint
{
    public static readonly AccessRule Rule = CaseAccess.Of("case.close", [GrantRole.Lead], CaseAccess.Directors);

    /// <summary>
    /// Closes a case as a second person, with the outcome that the first proposed; who was invited to a conference reads it no longer. Doing it again
    /// changes nothing.
    /// </summary>
    [WolverinePost("/cases/{caseId}/closure"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<CaseStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(CaseId caseId, CloseCase command, Gate gate) =>
        gate.Change<Case>(caseId.Value, Rule, (current, entry) => Decide(current, entry.By, entry.Now));

    public static Decision Decide(Case current, ActorRef by, DateTimeOffset now)
    {
        if (current.Status == CaseStatus.Closed) return Decision.Of() with { Answer = CaseProtocol.Standing(current) };
        if (current.Closure is not { } proposal) return CaseProtocol.Forbids(current, "Nobody proposed to close the case.");

        if (current.OpenHandover is not null) return CaseProtocol.Forbids(current, "Another municipality was asked to take it over, and did not answer yet.");

        // Without the organisation: an officer who works for two municipalities is one person.
        if (proposal.By.Officer == by.Officer) return Problems.SecondPersonRequired;

        var closed = new CaseClosed(current.Id, proposal.Outcome, proposal.By, by, now);
        return Decision.Of(
        [
            // A conference that is to come takes place no longer, and nobody could cancel it: whoever was invited would enter a closed case.
            .. Attendances.Open(current).Select(open => Attendances.End(current, open.Conference, open.Attendance, open.Attendance.IsOver(now) ? null : by, now)),
            closed,
        ]) with
        { Answer = CaseProtocol.Standing(current.Apply(closed)) };
    }
}
