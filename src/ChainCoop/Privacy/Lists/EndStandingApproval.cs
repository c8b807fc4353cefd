using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Privacy.Lists;

/// <summary>A standing approval holds no longer.</summary>
public sealed record EndStandingApproval;

public static class EndStandingApprovalEndpoint
{
    /// <summary>Ends a standing approval at once. Doing it again changes nothing.</summary>
    [WolverinePost("/standing-approvals/{approvalId}/endings"), Scope("privacy.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<StandingApprovalStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(StandingApprovalId approvalId, EndStandingApproval command, Gate gate) =>
        gate.Change<StandingApproval>(approvalId.Value, ListRules.End, (approval, entry) => Decide(approval, entry.By, entry.Now));

    public static Decision Decide(StandingApproval approval, ActorRef by, DateTimeOffset now) =>
        Decision.Of(approval.EndedAt is null ? [new StandingApprovalEnded(approval.Id, by, now)] : []) with
        {
            Answer = new StandingApprovalStanding(approval.Id, StandingStatus.Ended),
        };
}
