using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Timeline.Bundles;

/// <summary>A second person says yes or no to what is given in clear.</summary>
public sealed record DecideEvidenceBundle;

public static class ApproveEvidenceBundleEndpoint
{
    /// <summary>Lets the auditor have in clear what he asked for, by a privacy officer of who answers for the records. Doing it again changes nothing.</summary>
    [WolverinePost("/audit/evidence-bundles/{bundleId}/approvals"), Scope("audit.write"), Idempotent]
    [ProducesResponseType<EvidenceBundleStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(EvidenceBundleId bundleId, DecideEvidenceBundle command, Gate gate) =>
        gate.Change<EvidenceBundle>(bundleId.Value, EvidenceBundleRules.Approve, (bundle, entry) => Decide(bundle, entry.By, entry.Now));

    public static Decision Decide(EvidenceBundle bundle, ActorRef by, DateTimeOffset now)
    {
        var decision = EvidenceBundleDecisions.Decide(bundle, EvidenceBundleStatus.Preparing, new EvidenceBundleApproved(bundle.Id, by, now), by);
        return decision.Events.Count == 0 ? decision : decision with { Timers = [new Access.Timer(new PrepareEvidenceBundle(bundle.Id), now)] };
    }
}

public static class RefuseEvidenceBundleEndpoint
{
    /// <summary>Does not let the auditor have in clear what he asked for, by a privacy officer of who answers for the records. Doing it again changes nothing.</summary>
    [WolverinePost("/audit/evidence-bundles/{bundleId}/refusals"), Scope("audit.write"), Idempotent]
    [ProducesResponseType<EvidenceBundleStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(EvidenceBundleId bundleId, DecideEvidenceBundle command, Gate gate) =>
        gate.Change<EvidenceBundle>(bundleId.Value, EvidenceBundleRules.Refuse, (bundle, entry) => Decide(bundle, entry.By, entry.Now));

    public static Decision Decide(EvidenceBundle bundle, ActorRef by, DateTimeOffset now) =>
        EvidenceBundleDecisions.Decide(bundle, EvidenceBundleStatus.Refused, new EvidenceBundleRefused(bundle.Id, by, now), by);
}

internal static class EvidenceBundleDecisions
{
    public static Decision Decide(EvidenceBundle bundle, EvidenceBundleStatus outcome, object fact, ActorRef by)
    {
        if (bundle.RequestedBy == by) return Problems.OwnEvidenceBundle;
        if (bundle.Keeper != by.Organisation) return Problems.Forbidden;
        var hasApproval = bundle.NeedsApproval && bundle.Status is EvidenceBundleStatus.Preparing or EvidenceBundleStatus.Ready;
        var isDone = outcome == EvidenceBundleStatus.Refused ? bundle.Status == EvidenceBundleStatus.Refused : hasApproval;
        if (bundle.Status != EvidenceBundleStatus.Proposed && !isDone)
            return Problems.StateForbids(Kebab.Of(bundle.Status), [], "Somebody decided otherwise already, or nothing is given in clear; the auditor can ask for another one.");
        return Decision.Of(isDone ? [] : [fact]) with { Answer = new EvidenceBundleStanding(bundle.Id, isDone ? bundle.Status : outcome) };
    }
}
