using ChainCoop.Shared;

namespace ChainCoop.Privacy.Requests;

// Stored for decades. Never rename or retype a member: add a new event version and an upcaster, and add (not edit) a
// golden file in tests/ChainCoop.Tests/Storage/golden.

/// <summary>A data subject asked for access, erasure or rectification, or objected, at the contact point of the joint controllers.</summary>
/// <param name="Contact">The organisation that took the request and answers it.</param>
/// <param name="ReceivedOn">The day in the Netherlands on which the term begins to run.</param>
/// <param name="DueOn">The last day on which the answer is in time.</param>
/// <param name="Person">Who asks, under an id of this request alone.</param>
/// <param name="Identifiers">Who it is, in the vault, for the owners to search with.</param>
/// <param name="ContactDetails">Where the answer goes, in the vault; null when that is not kept here.</param>
/// <param name="Asked">The source owners that have to decide, each about what it answers for itself.</param>
public sealed record SubjectRequestReceived(
    SubjectRequestId SubjectRequestId,
    MunicipalityCode Municipality,
    Oin Contact,
    SubjectRequestKind Kind,
    SubjectRequestRegime Regime,
    DateOnly ReceivedOn,
    DateOnly DueOn,
    SubjectId Person,
    PayloadRef Identifiers,
    PayloadRef? ContactDetails,
    IReadOnlyList<AskedOwner> Asked,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <param name="Organisation">The municipality's organisation at that time.</param>
public sealed record AskedOwner(MunicipalityCode Municipality, Oin Organisation);

/// <summary>The term was extended, once (art. 12(3) AVG).</summary>
/// <param name="DueOn">The last day on which the answer is in time by now.</param>
public sealed record SubjectRequestExtended(SubjectRequestId SubjectRequestId, DateOnly DueOn, ExtensionReason Reason, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>One source owner decided about all that it answers for. No item: it has nothing of this person.</summary>
public sealed record SubjectRequestPartDecided(
    SubjectRequestId SubjectRequestId, MunicipalityCode Municipality, Oin Owner, IReadOnlyList<PartItem> Items, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>A decision about what one record has of the person.</summary>
/// <param name="Ground">Why it was refused; null when granted.</param>
/// <param name="Detail">
/// Which record and which person in it, note and redacted prose, in the vault: records of one human being stand beside each
/// other here, and in clear they would join the tracks.
/// </param>
public sealed record PartItem(ItemDecision Decision, RefusalGround? Ground, PayloadRef Detail);

/// <summary>All source owners have decided: the answer can be given.</summary>
public sealed record SubjectRequestAnswered(SubjectRequestId SubjectRequestId, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>The term passed and not all owners had decided. A normal state that everybody involved can see, not an error.</summary>
public sealed record SubjectRequestBecameOverdue(SubjectRequestId SubjectRequestId, DateOnly DueOn, DateTimeOffset At) : IFact;
