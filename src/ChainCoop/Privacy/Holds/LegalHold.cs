using ChainCoop.Shared;

namespace ChainCoop.Privacy.Holds;

public enum HoldStatus { InForce, Ended }

/// <summary>Why a record, or one person in it, may not be destroyed for now, until when that is looked at again, and whether it has ended.</summary>
/// <param name="Subject">Null: the hold is on all of the record.</param>
/// <param name="ReviewOn">Last day of the review.</param>
public sealed record LegalHold(
    LegalHoldId Id,
    RecordNameKind RecordKind,
    RecordId Record,
    SubjectId? Subject,
    MunicipalityCode Municipality,
    Oin Owner,
    HoldReason Reason,
    PayloadRef? Note,
    DateOnly ReviewOn,
    ActorRef PlacedBy,
    DateTimeOffset PlacedAt)
{
    public long Version { get; init; }

    /// <summary>In the order in which they were done.</summary>
    public IReadOnlyList<HoldReview> Reviews { get; init; } = [];

    /// <summary>That <see cref="ReviewOn"/> passed is a fact already.</summary>
    public bool ReviewIsDue { get; init; }

    public HoldEnding? Ending { get; init; }

    public HoldStatus Status => Ending is null ? HoldStatus.InForce : HoldStatus.Ended;

    public static LegalHold Create(LegalHoldPlaced e) =>
        new(e.HoldId, e.RecordKind, e.Record, e.Subject, e.Municipality, e.Owner, e.Reason, e.Note, e.ReviewOn, e.By, e.At);

    public LegalHold Apply(LegalHoldReviewed e) => this with
    {
        ReviewOn = e.ReviewOn,
        ReviewIsDue = false,
        Reviews = [.. Reviews, new HoldReview(e.ReviewOn, e.Note, e.By, e.At)],
    };

    public LegalHold Apply(LegalHoldReviewDue e) => this with { ReviewIsDue = e.ReviewOn == ReviewOn };

    public LegalHold Apply(LegalHoldEnded e) => this with { Ending = new HoldEnding(e.Note, e.By, e.At) };

    /// <summary>The last day of the review passed and nobody looked.</summary>
    public bool IsOverdue(DateTimeOffset now) => Ending is null && now >= DutchTime.EndOf(ReviewOn);
}

/// <param name="ReviewOn">To when the review put the next one.</param>
public sealed record HoldReview(DateOnly ReviewOn, PayloadRef? Note, ActorRef By, DateTimeOffset At);

public sealed record HoldEnding(PayloadRef? Note, ActorRef By, DateTimeOffset At);
