using ChainCoop.Shared;

namespace ChainCoop.Audit.Unmaskings;

// Stored for decades. Never rename or retype a member: add a new event and a golden file.

/// <summary>An auditor wants to know who an officer is.</summary>
/// <param name="Officer">Whom the pseudonym stands for; nobody is told before a second person agrees.</param>
/// <param name="Municipality">For which the auditor is mandated; the second person has to be, too.</param>
public sealed record UnmaskingProposed(
    UnmaskingId UnmaskingId, ActorRef Officer, MunicipalityCode Municipality, UnmaskingReason Reason, PayloadRef? Note, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>A second person agreed: the auditor may read who it is.</summary>
public sealed record UnmaskingApproved(UnmaskingId UnmaskingId, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>A second person did not agree.</summary>
public sealed record UnmaskingRefused(UnmaskingId UnmaskingId, ActorRef By, DateTimeOffset At) : IFact;
