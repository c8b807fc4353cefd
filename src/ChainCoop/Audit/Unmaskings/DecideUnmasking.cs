using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Audit.Unmaskings;

/// <summary>A second person says yes or no.</summary>
public sealed record DecideUnmasking;

public static class ApproveUnmaskingEndpoint
{
    /// <summary>Lets the auditor read who the officer is, by a privacy officer who is not the auditor. Doing it again changes nothing.</summary>
    [WolverinePost("/audit/unmaskings/{unmaskingId}/approvals"), Scope("audit.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<UnmaskingStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(UnmaskingId unmaskingId, DecideUnmasking command, Gate gate) =>
        gate.Change<Unmasking>(unmaskingId.Value, UnmaskingRules.Approve, (unmasking, entry) => Decide(unmasking, entry.By, entry.Now));

    public static Decision Decide(Unmasking unmasking, ActorRef by, DateTimeOffset now) =>
        UnmaskingDecisions.Decide(unmasking, UnmaskingStatus.Approved, new UnmaskingApproved(unmasking.Id, by, now), by);
}

public static class RefuseUnmaskingEndpoint
{
    /// <summary>Does not let the auditor read who the officer is, by a privacy officer who is not the auditor. Doing it again changes nothing.</summary>
    [WolverinePost("/audit/unmaskings/{unmaskingId}/refusals"), Scope("audit.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<UnmaskingStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(UnmaskingId unmaskingId, DecideUnmasking command, Gate gate) =>
        gate.Change<Unmasking>(unmaskingId.Value, UnmaskingRules.Refuse, (unmasking, entry) => Decide(unmasking, entry.By, entry.Now));

    public static Decision Decide(Unmasking unmasking, ActorRef by, DateTimeOffset now) =>
        UnmaskingDecisions.Decide(unmasking, UnmaskingStatus.Refused, new UnmaskingRefused(unmasking.Id, by, now), by);
}

internal static class UnmaskingDecisions
{
    public static Decision Decide(Unmasking unmasking, UnmaskingStatus outcome, object fact, ActorRef by)
    {
        if (unmasking.ProposedBy == by) return Problems.OwnUnmasking;
        if (unmasking.Status != UnmaskingStatus.Proposed && unmasking.Status != outcome)
            return Problems.StateForbids(Kebab.Of(unmasking.Status), [], "Somebody decided otherwise already; the auditor can propose it again.");
        return Decision.Of(unmasking.Status == outcome ? [] : [fact]) with { Answer = new UnmaskingStanding(unmasking.Id, outcome) };
    }
}
