using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Privacy.Holds;

/// <summary>Somebody looked, and the reason still exists.</summary>
/// <param name="ReviewOn">Last day of the next review, a day in the Netherlands after today.</param>
public sealed record ReviewLegalHold(DateOnly ReviewOn, [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults) => faults.Require(faults.Has("/reviewOn") || ReviewDays.MayBe(ReviewOn, faults.Now), "/reviewOn", ReviewDays.Form);
}

public static class ReviewLegalHoldEndpoint
{
    /// <summary>Keeps a legal hold in force and says when it is looked at again.</summary>
    [WolverinePost("/legal-holds/{holdId}/reviews"), Scope("privacy.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<LegalHoldStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(LegalHoldId holdId, ReviewLegalHold command, Gate gate) =>
        gate.Change<LegalHold>(
            holdId.Value,
            HoldRules.Review,
            async (hold, entry) => Decide(
                command, hold, await entry.SealNote(command.Note, new RecordName(hold.RecordKind, hold.Record), "legal_hold_reviewed"), entry.By, entry.Now));

    public static Decision Decide(ReviewLegalHold command, LegalHold hold, PayloadRef? note, ActorRef by, DateTimeOffset now) =>
        hold.Status == HoldStatus.Ended
            ? Problems.StateForbids(Kebab.Of(hold.Status), [], "The legal hold has ended; place another one.")
            : Decision.Of(new LegalHoldReviewed(hold.Id, command.ReviewOn, note, by, now)) with
            {
                Timers = [new Access.Timer(new LegalHoldReviewEnds(hold.Id, command.ReviewOn), DutchTime.EndOf(command.ReviewOn))],
                Answer = new LegalHoldStanding(hold.Id, hold.Status, command.ReviewOn),
                Subjects = hold.Subject is { } subject ? [subject] : [],
            };
}
