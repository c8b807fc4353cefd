using ChainCoop.Access;
using ChainCoop.Privacy.Requests;
using ChainCoop.Shared;

namespace ChainCoop.Sharing;

// Stored for decades. Never rename or retype a member: add a new event version and an upcaster, and add (not edit) a
// golden file in tests/ChainCoop.Tests/Storage/golden.

/// <summary>
/// A person objects to the sharing of what one record has of them (bezwaar, art. 21(1) AVG). Until somebody decides, nothing of
/// them is disclosed from it (art. 18(1)(d) AVG). Each record has its own: a fact that named two would join the records of one
/// human being.
/// </summary>
/// <param name="Kind">What <paramref name="Record"/> is.</param>
/// <param name="Subject">By the id in that record.</param>
/// <param name="Owner">Who answers for the record, and decides.</param>
public sealed record ObjectionRaised(
    ObjectionId ObjectionId, ResourceKind Kind, RecordId Record, SubjectId Subject, Oin Owner, MunicipalityCode Municipality, Room Room, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>Granted: what was disclosed of the person lapses in the same transaction, and nothing more is. Refused: it may be disclosed again.</summary>
/// <param name="Ground">Why it was refused; null when granted.</param>
public sealed record ObjectionDecided(ObjectionId ObjectionId, ItemDecision Decision, RefusalGround? Ground, ActorRef By, DateTimeOffset At) : IFact;

public enum ObjectionStatus { Open, Granted, Refused }

/// <summary>What a person objects to, and what was decided.</summary>
public sealed record Objection(
    ObjectionId Id, ResourceKind Kind, RecordId Record, SubjectId Subject, MunicipalityCode Municipality, Room Room, ActorRef RaisedBy, DateTimeOffset RaisedAt)
{
    public long Version { get; init; }

    public ObjectionStatus Status { get; init; }

    public RefusalGround? Ground { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public static Objection Create(ObjectionRaised e) => new(e.ObjectionId, e.Kind, e.Record, e.Subject, e.Municipality, e.Room, e.By, e.At);

    public Objection Apply(ObjectionDecided e) => this with
    {
        Status = e.Decision == ItemDecision.Granted ? ObjectionStatus.Granted : ObjectionStatus.Refused,
        Ground = e.Ground,
        DecidedAt = e.At,
    };
}
