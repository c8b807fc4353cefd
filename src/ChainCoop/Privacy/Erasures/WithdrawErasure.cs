using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Privacy.Erasures;

/// <summary>Takes a proposed erasure back.</summary>
public sealed record WithdrawErasure;

public static class WithdrawErasureEndpoint
{
    public static readonly AccessRule Rule = PrivacyRules.Shared("erasure.withdraw", ResourceKind.Erasure, [GrantRole.Owner], Role.PrivacyOfficer, Role.RecordsManager);

    /// <summary>Takes a proposed erasure back. What is final cannot be.</summary>
    [WolverinePost("/erasures/{erasureId}/withdrawals"), Scope("privacy.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<ErasureStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(ErasureId erasureId, WithdrawErasure command, Gate gate) =>
        gate.Change<Erasure>(erasureId.Value, Rule, (erasure, entry) => Decide(erasure, entry.By, entry.Now));

    public static Decision Decide(Erasure erasure, ActorRef by, DateTimeOffset now) => erasure.Status == ErasureStatus.Proposed
        ? Decision.Of(new ErasureWithdrawn(erasure.Id, by, now)) with { Answer = new ErasureStanding(erasure.Id, ErasureStatus.Withdrawn) }
        : ErasureProtocol.Forbids(erasure, "Only a proposed erasure can be withdrawn.");
}
