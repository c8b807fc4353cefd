using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Norms;

/// <summary>The evidence counts no longer.</summary>
public sealed record WithdrawEvidence(EvidenceWithdrawalReason Reason);

public sealed record EvidenceStanding(EvidenceId Id, DateTimeOffset WithdrawnAt);

public static class WithdrawEvidenceEndpoint
{
    /// <summary>Withdraws evidence: from now on it counts no longer, and what it showed until now stays shown. Doing it again changes nothing.</summary>
    [WolverinePost("/municipalities/{code}/evidence/{evidenceId}/withdrawals"), Scope("municipalities.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<EvidenceStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(string code, EvidenceId evidenceId, WithdrawEvidence command, Gate gate) =>
        gate.Change<Evidence>(evidenceId.Value, NormAccess.Withdraw, (evidence, entry) => Decide(evidence, new(code), command, entry.By, entry.Now));

    /// <param name="municipality">As in the address.</param>
    public static Decision Decide(Evidence evidence, MunicipalityCode municipality, WithdrawEvidence command, ActorRef by, DateTimeOffset now) =>
        evidence.Municipality != municipality ? Problems.NotFound
        : (evidence.IsWithdrawn ? Decision.Of() : Decision.Of(new EvidenceWithdrawn(evidence.Id, command.Reason, by, now))) with
        {
            Answer = new EvidenceStanding(evidence.Id, evidence.WithdrawnAt ?? now),
        };
}
