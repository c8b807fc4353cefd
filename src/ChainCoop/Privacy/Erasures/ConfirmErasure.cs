using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Privacy.Erasures;

/// <summary>Says that the caller's organisation destroyed what it had of the data, copies and exports included.</summary>
public sealed record ConfirmErasure;

public static class ConfirmErasureEndpoint
{
    public static readonly AccessRule Rule =
        PrivacyRules.Shared("erasure.confirm", ResourceKind.Erasure, [GrantRole.Receiver], [.. PrivacyRules.Keepers, .. GetErasureEndpoint.Receivers]) with
        {
            Purposes = GetErasureEndpoint.Rule.Purposes,
        };

    /// <summary>Gives the receipt of the own organisation (art. 19 AVG). Doing it again changes nothing.</summary>
    [WolverinePost("/erasures/{erasureId}/receipts"), Scope("privacy.write"), Idempotent]
    [ProducesResponseType<ErasureStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(ErasureId erasureId, ConfirmErasure command, Gate gate) =>
        gate.Change<Erasure>(erasureId.Value, Rule, (erasure, entry) => Decide(erasure, entry.By, entry.Now));

    public static Decision Decide(Erasure erasure, ActorRef by, DateTimeOffset now) =>
        (erasure.Missing.Contains(by.Organisation) ? Decision.Of(new ErasureConfirmed(erasure.Id, by.Organisation, by, now)) : Decision.Of()) with
        {
            Answer = new ErasureStanding(erasure.Id, erasure.Status),
            HidesSteps = true,
        };
}
