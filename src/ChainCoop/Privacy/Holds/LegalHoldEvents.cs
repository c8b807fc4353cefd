using ChainCoop.Shared;

namespace ChainCoop.Privacy.Holds;

// Stored for years. Never rename or retype a member: add a new event and a golden file.

/// <summary>A record, or one person in it, may not be destroyed or erased for now.</summary>
/// <param name="RecordKind">What <paramref name="Record"/> is the id of.</param>
/// <param name="Subject">The hold is on this person in the record alone; null: on all of the record, and of a case also on its tracks.</param>
/// <param name="Municipality">Of the record.</param>
/// <param name="Owner">The organisation that answers for the record, and keeps the hold.</param>
/// <param name="ReviewOn">Last day on which somebody has to look whether the reason still exists, a day in the Netherlands.</param>
public sealed record LegalHoldPlaced(
    LegalHoldId HoldId,
    RecordNameKind RecordKind,
    RecordId Record,
    SubjectId? Subject,
    MunicipalityCode Municipality,
    Oin Owner,
    HoldReason Reason,
    PayloadRef? Note,
    DateOnly ReviewOn,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>The reason still exists; the hold is looked at again later.</summary>
/// <param name="ReviewOn">Last day of the next review.</param>
public sealed record LegalHoldReviewed(LegalHoldId HoldId, DateOnly ReviewOn, PayloadRef? Note, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>The last day of a review passed. The hold stays in force: a hold never ends by itself.</summary>
public sealed record LegalHoldReviewDue(LegalHoldId HoldId, DateOnly ReviewOn, DateTimeOffset At) : IFact;

/// <summary>The reason exists no longer.</summary>
public sealed record LegalHoldEnded(LegalHoldId HoldId, PayloadRef? Note, ActorRef By, DateTimeOffset At) : IFact;
