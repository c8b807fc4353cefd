using ChainCoop.Shared;

namespace ChainCoop.Cases.Emergencies;

// Stored for decades; see CaseEvents.cs. The stream is of the one use of emergency access: it names the record of one room, and
// neither the case of a track nor another room.

public enum EmergencyConclusion { Justified, NotJustified }

/// <summary>In acute danger an officer opened a room of a case that his organisation is no member of (noodtoegang): for a while, to read.</summary>
/// <param name="Record">The case in the general room, the track in the others.</param>
/// <param name="Note">What the danger is, in the vault.</param>
/// <param name="Owner">The municipality that is responsible for the case, as an organisation: it reviews.</param>
/// <param name="Municipality">Of the case.</param>
/// <param name="Until">When it ends by itself; exclusive.</param>
/// <param name="ReviewBy">By then somebody has to have looked whether it was justified.</param>
public sealed record EmergencyUseBegun(
    EmergencyUseId EmergencyUseId,
    Room Room,
    RecordId Record,
    EmergencyReason Reason,
    PayloadRef Note,
    Oin Owner,
    MunicipalityCode Municipality,
    DateTimeOffset Until,
    DateTimeOffset ReviewBy,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>The time is over, or a review found it not justified: the organisation may read the room no longer.</summary>
/// <param name="Organisation">That had it.</param>
/// <param name="Until">When it ended: the agreed end is earlier than the moment at which it was recorded.</param>
public sealed record EmergencyUseEnded(
    EmergencyUseId EmergencyUseId, Room Room, RecordId Record, Oin Organisation, MunicipalityCode Municipality, DateTimeOffset Until, DateTimeOffset At) : IFact;

/// <summary>Somebody of the responsible municipality, and never who used it, looked whether emergency access was justified.</summary>
public sealed record EmergencyUseReviewed(
    EmergencyUseId EmergencyUseId, EmergencyConclusion Conclusion, PayloadRef Note, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>The last moment of the review passed and nobody looked. It stays open until somebody does.</summary>
public sealed record EmergencyReviewBecameOverdue(EmergencyUseId EmergencyUseId, DateTimeOffset DueAt, DateTimeOffset At) : IFact;
