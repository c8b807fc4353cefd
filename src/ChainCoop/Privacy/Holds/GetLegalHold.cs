using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Privacy.Holds;

/// <param name="SubjectId">Absent: the hold is on all of the record; of a case also on its tracks.</param>
/// <param name="Note">Absent when there was none; <c>[erased]</c> when it was destroyed.</param>
/// <param name="ReviewOn">Last day of the review.</param>
/// <param name="Overdue">That day passed. The hold stays in force.</param>
/// <param name="Ending">Absent while the hold is in force.</param>
public sealed record LegalHoldView(
    LegalHoldId Id,
    HoldStatus Status,
    RecordName Record,
    SubjectId? SubjectId,
    MunicipalityCode Municipality,
    HoldReason Reason,
    string? Note,
    DateOnly ReviewOn,
    bool Overdue,
    ActorRef PlacedBy,
    DateTimeOffset PlacedAt,
    IReadOnlyList<HoldReviewView> Reviews,
    HoldEndingView? Ending);

/// <param name="ReviewOn">To when the review put the next one.</param>
public sealed record HoldReviewView(DateOnly ReviewOn, string? Note, ActorRef By, DateTimeOffset At);

public sealed record HoldEndingView(string? Note, ActorRef By, DateTimeOffset At);

public static class GetLegalHoldEndpoint
{
    /// <summary>Reads one legal hold with its reviews.</summary>
    [WolverineGet("/legal-holds/{holdId}"), Scope("privacy.read"), RequiresPurpose, ShowsPast]
    [ProducesResponseType<LegalHoldView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(LegalHoldId holdId, Gate gate, Vault vault, CancellationToken token) =>
        gate.Show<LegalHold>(
            holdId.Value,
            HoldRules.Read,
            async (hold, _) => new Shown(
                View(hold, await vault.OpenAsync([.. NotesOf(hold)], token), gate.Now), hold.Subject is { } subject ? [subject] : []),
            hold => hold.Version);

    private static LegalHoldView View(LegalHold hold, Opened opened, DateTimeOffset now)
    {
        return new(
            hold.Id, hold.Status, new(hold.RecordKind, hold.Record), hold.Subject, hold.Municipality, hold.Reason, Text(hold.Note), hold.ReviewOn,
            hold.IsOverdue(now), hold.PlacedBy, hold.PlacedAt,
            [.. hold.Reviews.Select(review => new HoldReviewView(review.ReviewOn, Text(review.Note), review.By, review.At))],
            hold.Ending is { } ending ? new HoldEndingView(Text(ending.Note), ending.By, ending.At) : null);

        string? Text(PayloadRef? note) => note is null ? null : opened.Text(note);
    }

    private static IEnumerable<PayloadRef> NotesOf(LegalHold hold) =>
        hold.Reviews.Select(review => review.Note).Append(hold.Note).Append(hold.Ending?.Note).OfType<PayloadRef>();
}
