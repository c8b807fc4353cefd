using ChainCoop.Shared;

namespace ChainCoop.Cases.Handovers;

// Stored for decades; see CaseEvents.cs.

/// <summary>The municipality of a case asks another to take it over (overdracht). It stays responsible until that one accepts.</summary>
/// <param name="Epoch">Rises with each request of the case, so that an answer to an earlier one is told from an answer to this.</param>
/// <param name="From">The municipality of the case.</param>
/// <param name="Receiver">The municipality that is asked, as an organisation: it may look at the request.</param>
/// <param name="StaysIn">The rooms in which the municipality that asks stays, as a member.</param>
public sealed record HandoverRequested(
    CaseId CaseId,
    HandoverId HandoverId,
    int Epoch,
    MunicipalityCode From,
    MunicipalityCode To,
    Oin Receiver,
    HandoverReason Reason,
    IReadOnlyList<Room> StaysIn,
    PayloadRef? Note,
    ActorRef By,
    DateTimeOffset At) : ICaseFact;

/// <summary>The other municipality does not take the case over.</summary>
public sealed record HandoverDeclined(
    CaseId CaseId, HandoverId HandoverId, int Epoch, MunicipalityCode To, Oin Receiver, PayloadRef? Note, ActorRef By, DateTimeOffset At) : ICaseFact;

/// <summary>The municipality of the case asks no longer.</summary>
public sealed record HandoverWithdrawn(
    CaseId CaseId, HandoverId HandoverId, int Epoch, MunicipalityCode To, Oin Receiver, PayloadRef? Note, ActorRef By, DateTimeOffset At) : ICaseFact;

/// <summary>
/// What the hand-over changes in one room, in the commit of <see cref="HandoverAccepted"/> and before it. With the facts of memberships it is
/// the only fact that names a track. Access that goes on is given again with the new municipality: a mandate covers municipalities.
/// </summary>
/// <param name="Municipality">Of the case from now on.</param>
/// <param name="Ended">Access that ends with it.</param>
/// <param name="Begun">Access that begins with it.</param>
/// <param name="Continued">Access that goes on as it was.</param>
public sealed record RoomHandedOver(
    CaseId CaseId,
    Room Room,
    VictimTrackId? VictimTrackId,
    SecurityTrackId? SecurityTrackId,
    MunicipalityCode Municipality,
    IReadOnlyList<HandedOverMember> Ended,
    IReadOnlyList<HandedOverMember> Begun,
    IReadOnlyList<HandedOverMember> Continued,
    ActorRef By,
    DateTimeOffset At) : ICaseFact;

/// <param name="Until">Exclusive; null: until it leaves.</param>
public sealed record HandedOverMember(Oin Organisation, MemberRole Role, DateTimeOffset From, DateTimeOffset? Until);

/// <summary>The other municipality took the case over: from now on it is responsible, and controller of what is processed in it.</summary>
public sealed record HandoverAccepted(
    CaseId CaseId,
    HandoverId HandoverId,
    int Epoch,
    MunicipalityCode From,
    MunicipalityCode To,
    Oin Receiver,
    PayloadRef? Note,
    ActorRef By,
    DateTimeOffset At) : ICaseFact;
