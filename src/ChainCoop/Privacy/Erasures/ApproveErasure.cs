using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Privacy.Erasures;

/// <summary>Agrees to the redacted texts, and so to the destruction of the originals.</summary>
public sealed record ApproveErasure;

public static class ApproveErasureEndpoint
{
    public static readonly AccessRule Rule = PrivacyRules.Shared("erasure.approve", ResourceKind.Erasure, [GrantRole.Owner], Role.PrivacyOfficer, Role.RecordsManager);

    /// <summary>Makes a proposed erasure final, as a second person.</summary>
    [WolverinePost("/erasures/{erasureId}/approvals"), Scope("privacy.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<ErasureStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(ErasureId erasureId, ApproveErasure command, Gate gate, IDocumentStore store, NpgsqlDataSource source, CancellationToken token) =>
        gate.Change<Erasure>(erasureId.Value, Rule, async (erasure, entry) =>
        {
            var target = await ErasureTarget.FindAsync(erasure.Kind, erasure.Record, HoldsOn.WhoseDataGoes(erasure.Subject, erasure.Redactions.Count > 0), entry, store, source, token);
            return Decide(erasure, target, entry.By, entry.Now);
        });

    /// <param name="target">Null when the caller's organisation answers for the record no longer.</param>
    public static Decision Decide(Erasure erasure, ErasureTarget? target, ActorRef by, DateTimeOffset now)
    {
        if (erasure.Status != ErasureStatus.Proposed) return ErasureProtocol.Forbids(erasure, "Only a proposed erasure can be approved.");
        if (erasure.ProposedBy?.Officer == by.Officer) return Problems.SecondPersonRequired;
        if (target is null) return Problems.Forbidden;
        if (target.Held) return Problems.UnderHold;
        var changed = ErasureProtocol.Forbids(erasure, "The record changed since the erasure was proposed: withdraw it and propose it anew.");
        if (target.Content.Version != erasure.RecordVersion) return changed;

        return Decision.Of(new ErasureOrdered(erasure.Id, target.Receivers, ErasureStart.DueAt(now), erasure.Owner, erasure.Municipality, erasure.Room, by, now)) with
        {
            Timers = ErasureStart.TimersOf(erasure.Id, target.Receivers, now),
            Answer = new ErasureStanding(erasure.Id, ErasureStatus.Ordered),
            Premises = ErasureStart.Unshared(erasure.Record, erasure.RecordVersion, changed, by.Organisation, target.Receivers),
        };
    }
}

/// <summary>Which steps the state of an erasure allows.</summary>
public static class ErasureProtocol
{
    public static IReadOnlyList<string> Allowed(Erasure erasure) => erasure.Status switch
    {
        ErasureStatus.Proposed => ["approval", "withdrawal"],
        ErasureStatus.Ordered or ErasureStatus.CarriedOut when erasure.Missing.Count > 0 => ["receipt"],
        _ => [],
    };

    public static Problem Forbids(Erasure erasure, string detail) => Problems.StateForbids(Kebab.Of(erasure.Status), Allowed(erasure), detail);
}
