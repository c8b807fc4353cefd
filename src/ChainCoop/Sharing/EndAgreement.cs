using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Sharing;

/// <summary>The caller's organisation ends the agreement, for all its parties.</summary>
public sealed record EndAgreement([property: MinLength(1), MaxLength(10_000)] string? Note = null);

public static class EndAgreementEndpoint
{
    public static readonly AccessRule Rule = AcceptAgreementEndpoint.Rule with { Name = "agreement.end" };

    /// <summary>Ends an agreement. What was disclosed under it lapses with this answer. Doing it again changes nothing.</summary>
    [WolverinePost("/agreements/{agreementId}/endings"), Scope("sharing.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<AgreementStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(AgreementId agreementId, EndAgreement command, Gate gate, IDocumentStore store, CancellationToken token) =>
        gate.Change<Agreement>(agreementId.Value, Rule, async (agreement, entry) =>
        {
            if (agreement.Status == AgreementStatus.Ended) return Decide(agreement, null, new RestingOn(agreementId.Value, []), entry.By, entry.Now);
            var note = await entry.SealNote(command.Note, AgreementAccess.Purpose, AgreementAccess.Retention, "agreement_ended");
            return Decide(agreement, note, await RestingOn.FindAsync(agreementId.Value, store, token), entry.By, entry.Now);
        });

    public static Decision Decide(Agreement agreement, PayloadRef? note, RestingOn resting, ActorRef by, DateTimeOffset now)
    {
        var standing = new AgreementStanding(agreement.Id, AgreementStatus.Ended);
        if (agreement.Status == AgreementStatus.Ended) return Decision.Of() with { Answer = standing };
        var ended = resting.Lapse(Decision.Of(new AgreementEnded(agreement.Id, note, by, now)), DisclosureEndReasons.AgreementEnded, by, now);
        return ended with { Answer = standing, Timers = [.. ended.Timers, .. agreement.MatchKeysGo(now)] };
    }
}
