using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Privacy.Lists;

/// <param name="From">First day, in the Netherlands.</param>
/// <param name="Until">First day on which it holds no longer.</param>
/// <param name="EndedAt">Absent: nobody ended it before that day.</param>
public sealed record StandingApprovalView(
    StandingApprovalId Id,
    StandingStatus Status,
    MunicipalityCode Municipality,
    RetentionClass Class,
    DateOnly From,
    DateOnly Until,
    ActorRef GivenBy,
    DateTimeOffset GivenAt,
    DateTimeOffset? EndedAt)
{
    internal static StandingApprovalView Of(StandingApproval approval, DateTimeOffset now) => new(
        approval.Id, approval.StatusOn(DutchTime.DayOf(now)), approval.Municipality, approval.Class, approval.From, approval.Until,
        approval.GivenBy, approval.GivenAt, approval.EndedAt);
}

public static class GetStandingApprovalEndpoint
{
    /// <summary>Reads one standing approval.</summary>
    [WolverineGet("/standing-approvals/{approvalId}"), Scope("privacy.read")]
    [ProducesResponseType<StandingApprovalView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(StandingApprovalId approvalId, Gate gate, TimeProvider clock) =>
        gate.Show<StandingApproval>(
            approvalId.Value, ListRules.ReadStanding, (approval, _) => Task.FromResult(new Shown(StandingApprovalView.Of(approval, clock.GetUtcNow()))),
            approval => approval.Version);
}
