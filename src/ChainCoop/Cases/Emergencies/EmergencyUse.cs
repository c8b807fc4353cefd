using ChainCoop.Shared;

namespace ChainCoop.Cases.Emergencies;

/// <summary>One use of emergency access: to which room, by whom, until when, and whether somebody looked at it afterwards.</summary>
public sealed record EmergencyUse(
    EmergencyUseId Id,
    Room Room,
    RecordId Record,
    EmergencyReason Reason,
    PayloadRef Note,
    Oin Owner,
    MunicipalityCode Municipality,
    DateTimeOffset Until,
    DateTimeOffset ReviewBy,
    ActorRef By,
    DateTimeOffset BegunAt)
{
    public long Version { get; init; }

    /// <summary>When it ended, once that is recorded.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public EmergencyReview? Review { get; init; }

    /// <summary>That <see cref="ReviewBy"/> passed is a fact already.</summary>
    public bool BecameOverdue { get; init; }

    public static EmergencyUse Create(EmergencyUseBegun e) =>
        new(e.EmergencyUseId, e.Room, e.Record, e.Reason, e.Note, e.Owner, e.Municipality, e.Until, e.ReviewBy, e.By, e.At);

    public EmergencyUse Apply(EmergencyUseEnded e) => this with { EndedAt = e.Until };

    public EmergencyUse Apply(EmergencyUseReviewed e) => this with { Review = new EmergencyReview(e.Conclusion, e.Note, e.By, e.At) };

    public EmergencyUse Apply(EmergencyReviewBecameOverdue _) => this with { BecameOverdue = true };

    public bool IsOver(DateTimeOffset now) => EndedAt is not null || Until <= now;

    public bool IsOverdue(DateTimeOffset now) => Review is null && ReviewBy <= now;

    /// <param name="until">When: now, or the agreed end.</param>
    public EmergencyUseEnded End(DateTimeOffset until, DateTimeOffset now) => new(Id, Room, Record, By.Organisation, Municipality, until, now);
}

public sealed record EmergencyReview(EmergencyConclusion Conclusion, PayloadRef Note, ActorRef By, DateTimeOffset At);
