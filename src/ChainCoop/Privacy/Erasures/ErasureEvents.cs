using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Privacy.Erasures;

// Stored for decades. Never rename or retype a member: add a new event version and an upcaster, and add (not edit) a
// golden file in tests/ChainCoop.Tests/Storage/golden.

/// <summary>How much of a record goes.</summary>
public enum ErasurePart
{
    /// <summary>What it has of one person.</summary>
    Subject,

    /// <summary>Name and contact of who sent a signal.</summary>
    Contact,

    /// <summary>All its content, and the bodies of its events.</summary>
    Record,

    /// <summary>Texts that name somebody who has no data of his own in it, as those of a case do.</summary>
    Prose,
}

/// <summary>Prose that names several people: the original goes, a redacted text that a human approved stands in its place.</summary>
/// <param name="Original">The payload that goes.</param>
/// <param name="Replacement">In the vault, keyed to nothing else.</param>
public sealed record Redaction(PayloadRef Original, PayloadRef Replacement);

/// <summary>
/// Somebody decided that data of a record goes (art. 17 AVG, art. 28 Wpg, or because its term is over). It does not name the
/// request that it follows from: a request that is about two tracks would join them.
/// </summary>
/// <param name="RecordVersion">Of the record's stream, as who decided has read it.</param>
/// <param name="Subject">Whose data; null where it is the whole record, or texts alone.</param>
/// <param name="Redactions">A second person has to approve them.</param>
/// <param name="List">The destruction list that it follows from.</param>
/// <param name="Owner">The organisation that answers for the record.</param>
/// <param name="By">Null: nobody in particular, a term was over and the approval standing.</param>
public sealed record ErasureProposed(
    ErasureId ErasureId,
    ResourceKind Kind,
    RecordId Record,
    long RecordVersion,
    ErasurePart Part,
    SubjectId? Subject,
    IReadOnlyList<Redaction> Redactions,
    ErasureGround Ground,
    DestructionListId? List,
    Oin Owner,
    MunicipalityCode Municipality,
    Room Room,
    ActorRef? By,
    DateTimeOffset At) : IFact;

/// <summary>It is final: it will be carried out, and who received the data is asked to destroy it (art. 19 AVG).</summary>
/// <param name="Receivers">All that have or had access to the record, but its owner.</param>
public sealed record ErasureOrdered(
    ErasureId ErasureId,
    IReadOnlyList<Oin> Receivers,
    DateTimeOffset ReceiptsDueAt,
    Oin Owner,
    MunicipalityCode Municipality,
    Room Room,
    ActorRef? By,
    DateTimeOffset At) : IFact;

/// <summary>It was proposed and is not to be: nothing was destroyed.</summary>
public sealed record ErasureWithdrawn(ErasureId ErasureId, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>It was proposed and nobody decided in time: nothing was destroyed, and the record is free for others.</summary>
public sealed record ErasureLapsed(ErasureId ErasureId, Room Room, DateTimeOffset At) : IFact;

/// <summary>It was ordered by a destruction list, and the record was due no longer when its turn came: nothing was destroyed.</summary>
public sealed record ErasureDropped(ErasureId ErasureId, KeepReason Reason, Room Room, DateTimeOffset At) : IFact;

/// <summary>A legal hold stands in the way: it is tried again until the hold has ended.</summary>
public sealed record ErasureHeld(ErasureId ErasureId, DateTimeOffset At) : IFact;

/// <summary>Keys and ciphertexts are gone.</summary>
/// <param name="Keys">How many data keys were destroyed.</param>
/// <param name="Payloads">How many ciphertexts were deleted.</param>
public sealed record ErasureCarriedOut(ErasureId ErasureId, int Keys, int Payloads, DateTimeOffset At) : IFact;

/// <summary>A receiver says that it destroyed what it had.</summary>
public sealed record ErasureConfirmed(ErasureId ErasureId, Oin Organisation, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>The term for receipts passed. A normal state that everybody involved can see, not an error.</summary>
/// <param name="Room">Null in what was stored before feeds told it: then none does.</param>
public sealed record ErasureUnconfirmed(ErasureId ErasureId, IReadOnlyList<Oin> Missing, Room? Room, DateTimeOffset At) : IFact;

/// <summary>
/// In the stream of the record: what it had of somebody is gone. A type per kind of record: the store would fold one that
/// several states know into all of them.
/// </summary>
public abstract record ContentErased(
    ResourceKind Kind, RecordId Record, ErasurePart Part, SubjectId? Subject, IReadOnlyList<Redaction> Redactions, ErasureId ErasureId, DateTimeOffset At) : IFact
{
    /// <summary>What stands where a payload stood.</summary>
    public PayloadRef? InPlaceOf(PayloadRef? payload) =>
        payload is null ? null : Redactions.FirstOrDefault(redaction => redaction.Original.Id == payload.Id)?.Replacement ?? payload;
}

/// <summary>What a signal had of somebody is gone.</summary>
public sealed record SignalContentErased(
    RecordId Record, ErasurePart Part, SubjectId? Subject, IReadOnlyList<Redaction> Redactions, ErasureId ErasureId, DateTimeOffset At)
    : ContentErased(ResourceKind.Signal, Record, Part, Subject, Redactions, ErasureId, At);

/// <summary>What a case had of somebody is gone.</summary>
public sealed record CaseContentErased(
    RecordId Record, ErasurePart Part, SubjectId? Subject, IReadOnlyList<Redaction> Redactions, ErasureId ErasureId, DateTimeOffset At)
    : ContentErased(ResourceKind.Case, Record, Part, Subject, Redactions, ErasureId, At);

/// <summary>What a care room had of somebody is gone.</summary>
public sealed record VictimContentErased(
    RecordId Record, ErasurePart Part, SubjectId? Subject, IReadOnlyList<Redaction> Redactions, ErasureId ErasureId, DateTimeOffset At)
    : ContentErased(ResourceKind.VictimTrack, Record, Part, Subject, Redactions, ErasureId, At);

/// <summary>What a security room had of somebody is gone.</summary>
public sealed record SecurityContentErased(
    RecordId Record, ErasurePart Part, SubjectId? Subject, IReadOnlyList<Redaction> Redactions, ErasureId ErasureId, DateTimeOffset At)
    : ContentErased(ResourceKind.SecurityTrack, Record, Part, Subject, Redactions, ErasureId, At);

/// <summary>
/// In the stream of the record, its last: all its content is gone, and the bodies of the events before it follow. A type
/// per kind of record, as of <see cref="ContentErased"/>.
/// </summary>
public abstract record RecordDestroyed(ResourceKind Kind, RecordId Record, MunicipalityCode Municipality, ErasureId ErasureId, DateTimeOffset At) : IFact;

/// <summary>The term of a signal was over.</summary>
public sealed record SignalDestroyed(RecordId Record, MunicipalityCode Municipality, ErasureId ErasureId, DateTimeOffset At)
    : RecordDestroyed(ResourceKind.Signal, Record, Municipality, ErasureId, At);

/// <summary>The term of a case was over.</summary>
public sealed record CaseDestroyed(RecordId Record, MunicipalityCode Municipality, ErasureId ErasureId, DateTimeOffset At)
    : RecordDestroyed(ResourceKind.Case, Record, Municipality, ErasureId, At);

/// <summary>The term of a care room was over.</summary>
public sealed record VictimTrackDestroyed(RecordId Record, MunicipalityCode Municipality, ErasureId ErasureId, DateTimeOffset At)
    : RecordDestroyed(ResourceKind.VictimTrack, Record, Municipality, ErasureId, At);

/// <summary>The term of a security room was over.</summary>
public sealed record SecurityTrackDestroyed(RecordId Record, MunicipalityCode Municipality, ErasureId ErasureId, DateTimeOffset At)
    : RecordDestroyed(ResourceKind.SecurityTrack, Record, Municipality, ErasureId, At);

/// <summary>The term of a data subject's request was over.</summary>
public sealed record SubjectRequestDestroyed(RecordId Record, MunicipalityCode Municipality, ErasureId ErasureId, DateTimeOffset At)
    : RecordDestroyed(ResourceKind.SubjectRequest, Record, Municipality, ErasureId, At);

/// <summary>The term of a link between two tracks was over, or one of the two persons went.</summary>
public sealed record SubjectLinkDestroyed(RecordId Record, MunicipalityCode Municipality, ErasureId ErasureId, DateTimeOffset At)
    : RecordDestroyed(ResourceKind.SubjectLink, Record, Municipality, ErasureId, At);
