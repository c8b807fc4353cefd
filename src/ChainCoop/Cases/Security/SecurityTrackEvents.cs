using ChainCoop.Shared;

namespace ChainCoop.Cases.Security;

// Stored for decades; see CaseEvents.cs. The security room: no event here names the case or the other track.

/// <summary>The security room of a case began: perpetrators and situation.</summary>
public sealed record SecurityTrackOpened(SecurityTrackId SecurityTrackId, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>A person takes a role in the security room, known by an id of this track alone.</summary>
/// <param name="Identifiers">Who it is, in the vault; null while nobody knows.</param>
public sealed record SecurityParticipationStarted(
    SecurityTrackId SecurityTrackId,
    ParticipationId ParticipationId,
    SubjectId SubjectId,
    SubjectRole Role,
    PayloadRef? Identifiers,
    PayloadRef? Note,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>An administrative measure (bestuurlijke maatregel) is considered.</summary>
public sealed record MeasureConsidered(
    SecurityTrackId SecurityTrackId, MeasureId MeasureId, MeasureKind Kind, PayloadRef? Note, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>A measure went to a next state, other than being imposed.</summary>
public sealed record MeasureMoved(
    SecurityTrackId SecurityTrackId, MeasureId MeasureId, MeasureState To, PayloadRef? Note, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>
/// A measure was imposed, with all that courts ask of it: they annulled closures for weak facts and for a missing
/// statutory basis (domain, section 6).
/// </summary>
/// <param name="Facts">The facts relied on, in the vault.</param>
/// <param name="FactsMayBeDisclosed">Whether those facts may be shown to the person concerned and to a court.</param>
/// <param name="Proportionality">Why no lighter measure is enough, in the vault.</param>
/// <param name="NotHeard">Why the person concerned was not heard; null when heard.</param>
/// <param name="View">The view (zienswijze), in the vault; null when not heard.</param>
/// <param name="Decision">The decision document in the municipality's own system.</param>
/// <param name="From">First day of the term.</param>
/// <param name="Until">First day after the term.</param>
public sealed record MeasureImposed(
    SecurityTrackId SecurityTrackId,
    MeasureId MeasureId,
    StatutoryBasis Article,
    CompetentBody CompetentBody,
    PayloadRef Facts,
    bool FactsMayBeDisclosed,
    PayloadRef Proportionality,
    NotHeardReason? NotHeard,
    PayloadRef? View,
    ExternalReference Decision,
    DateOnly From,
    DateOnly Until,
    PayloadRef? Note,
    ActorRef By,
    DateTimeOffset At) : IFact;
