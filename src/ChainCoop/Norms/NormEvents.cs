using ChainCoop.Shared;

namespace ChainCoop.Norms;

// Stored for years. Never rename or retype a member: add a new event and a golden file.

/// <summary>A municipality shows that it meets an element of the norm framework (bewijsstuk).</summary>
/// <param name="Owner">The municipality as an organisation.</param>
/// <param name="Document">Where its own archive has the document.</param>
/// <param name="DecidedOn">From that day on it shows it.</param>
/// <param name="ValidUntil">First day on which it does no longer; null: no limit.</param>
/// <param name="ReviewDue">First day on which it has to be looked at again; null: as the framework says.</param>
public sealed record EvidenceRecorded(
    EvidenceId EvidenceId,
    MunicipalityCode Municipality,
    Oin Owner,
    NormElement Element,
    EvidenceKind Kind,
    ExternalReference Document,
    DecidingBody Body,
    DateOnly DecidedOn,
    DateOnly? ValidUntil,
    DateOnly? ReviewDue,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>From now on the evidence counts no longer.</summary>
public sealed record EvidenceWithdrawn(EvidenceId EvidenceId, EvidenceWithdrawalReason Reason, ActorRef By, DateTimeOffset At) : IFact;
