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

/// <summary>What was recorded about a person is put right: the values here hold from now on, those before stay in the stream (art. 16 AVG, art. 28 Wpg).</summary>
/// <param name="Role">As are the others: null where it was not corrected.</param>
/// <param name="Identifiers">Who it is, in the vault.</param>
/// <param name="Note">The note about the person, in the vault.</param>
/// <param name="ContestId">The contest that led to it.</param>
public sealed record SecurityParticipationCorrected(
    SecurityTrackId SecurityTrackId,
    ParticipationId ParticipationId,
    CorrectionReason Reason,
    SubjectRole? Role,
    PayloadRef? Identifiers,
    PayloadRef? Note,
    ContestId? ContestId,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>A person in the security room has a role no longer. Another participation of the same person may begin with it.</summary>
/// <param name="EndedOn">The last day in the role.</param>
public sealed record SecurityParticipationEnded(
    SecurityTrackId SecurityTrackId, ParticipationId ParticipationId, ParticipationEndReason Reason, DateOnly EndedOn, PayloadRef? Note, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>A person in the security room disputes a fact. It is marked until that is decided (art. 18(1)(a) AVG, art. 28 Wpg).</summary>
/// <param name="Statement">What the person says, in the vault.</param>
public sealed record SecurityFactContested(
    SecurityTrackId SecurityTrackId, ParticipationId ParticipationId, ContestId ContestId, ParticipationFact Fact, PayloadRef Statement, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>Somebody else than who lodged a contest in the security room decided it. The fact itself stays as it is: a correction changes it.</summary>
public sealed record SecurityContestDecided(
    SecurityTrackId SecurityTrackId,
    ParticipationId ParticipationId,
    ContestId ContestId,
    ContestDecision Decision,
    ContestReason Reason,
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
/// <param name="FurtherArticles">Articles that it rests on beside the first; null in what was stored before there was more than one.</param>
/// <param name="Rules">The version of the rules that it was decided on; null in what was stored before there were rules.</param>
/// <param name="Objection">Until when those concerned may object; null where it is no decision.</param>
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
    DateTimeOffset At,
    IReadOnlyList<StatutoryBasis>? FurtherArticles = null,
    MeasureRulesVersion? Rules = null,
    Deadline? Objection = null) : IFact;

/// <summary>The moment of a deadline of a security room passed and it was not met. A normal state that everybody involved can see, not an error.</summary>
public sealed record SecurityDeadlineMissed(SecurityTrackId SecurityTrackId, DeadlineId DeadlineId, DateTimeOffset DueAt, DateTimeOffset At) : IFact;

/// <summary>Later rules of deadlines gave another moment to a deadline of a security room that was open. It is not missed by those, whatever it was before.</summary>
public sealed record SecurityDeadlineMoved(SecurityTrackId SecurityTrackId, DeadlineId DeadlineId, DateTimeOffset DueAt, DeadlineRulesVersion Rules, DateTimeOffset At) : IFact;
