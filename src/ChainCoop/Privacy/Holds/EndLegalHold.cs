using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Privacy.Holds;

/// <summary>The reason exists no longer.</summary>
public sealed record EndLegalHold([property: MinLength(1), MaxLength(10_000)] string? Note = null);

public static class EndLegalHoldEndpoint
{
    /// <summary>Ends a legal hold: what it kept may be destroyed again when its term is over. Doing it again changes nothing.</summary>
    [WolverinePost("/legal-holds/{holdId}/endings"), Scope("privacy.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<LegalHoldStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(LegalHoldId holdId, EndLegalHold command, Gate gate) =>
        gate.Change<LegalHold>(
            holdId.Value,
            HoldRules.End,
            async (hold, entry) => hold.Status == HoldStatus.Ended
                ? Decide(hold, null, entry.By, entry.Now)
                : Decide(hold, await entry.SealNote(command.Note, new RecordName(hold.RecordKind, hold.Record), "legal_hold_ended"), entry.By, entry.Now));

    public static Decision Decide(LegalHold hold, PayloadRef? note, ActorRef by, DateTimeOffset now) =>
        Decision.Of(hold.Status == HoldStatus.Ended ? [] : [new LegalHoldEnded(hold.Id, note, by, now)]) with
        {
            Answer = new LegalHoldStanding(hold.Id, HoldStatus.Ended, hold.ReviewOn),
            Subjects = hold.Subject is { } subject ? [subject] : [],
        };
}
