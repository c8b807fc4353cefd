using ChainCoop.Shared;

namespace ChainCoop.Cases.Victims;

// Stored for decades; see CaseEvents.cs. The care room: no event here names the case or the other track.

/// <summary>The care room of a case began.</summary>
public sealed record VictimTrackOpened(VictimTrackId VictimTrackId, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>A person takes a role in the care room, known by an id of this track alone.</summary>
/// <param name="Identifiers">Who it is, in the vault; null while nobody knows.</param>
public sealed record VictimParticipationStarted(
    VictimTrackId VictimTrackId,
    ParticipationId ParticipationId,
    SubjectId SubjectId,
    SubjectRole Role,
    PayloadRef? Identifiers,
    PayloadRef? Note,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>A person got a place in a shelter. The address is in the vault, under the key of the person.</summary>
public sealed record VictimPlaced(
    VictimTrackId VictimTrackId, PlacementId PlacementId, ParticipationId ParticipationId, PayloadRef Address, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>What was recorded about a person is put right: the values here hold from now on, those before stay in the stream (art. 16 AVG, art. 28 Wpg).</summary>
/// <param name="Role">As are the others: null where it was not corrected.</param>
/// <param name="Identifiers">Who it is, in the vault.</param>
/// <param name="Note">The note about the person, in the vault.</param>
/// <param name="ContestId">The contest that led to it.</param>
public sealed record VictimParticipationCorrected(
    VictimTrackId VictimTrackId,
    ParticipationId ParticipationId,
    CorrectionReason Reason,
    SubjectRole? Role,
    PayloadRef? Identifiers,
    PayloadRef? Note,
    ContestId? ContestId,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>A person in the care room has a role no longer. Another participation of the same person may begin with it.</summary>
/// <param name="EndedOn">The last day in the role.</param>
public sealed record VictimParticipationEnded(
    VictimTrackId VictimTrackId, ParticipationId ParticipationId, ParticipationEndReason Reason, DateOnly EndedOn, PayloadRef? Note, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>A person in the care room disputes a fact. It is marked until that is decided (art. 18(1)(a) AVG, art. 28 Wpg).</summary>
/// <param name="Statement">What the person says, in the vault.</param>
public sealed record VictimFactContested(
    VictimTrackId VictimTrackId, ParticipationId ParticipationId, ContestId ContestId, ParticipationFact Fact, PayloadRef Statement, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>Somebody else than who lodged a contest in the care room decided it. The fact itself stays as it is: a correction changes it.</summary>
public sealed record VictimContestDecided(
    VictimTrackId VictimTrackId,
    ParticipationId ParticipationId,
    ContestId ContestId,
    ContestDecision Decision,
    ContestReason Reason,
    PayloadRef? Note,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>The moment of a deadline of a care room passed and it was not met. A normal state that everybody involved can see, not an error.</summary>
public sealed record VictimDeadlineMissed(VictimTrackId VictimTrackId, DeadlineId DeadlineId, DateTimeOffset DueAt, DateTimeOffset At) : IFact;

/// <summary>Later rules of deadlines gave another moment to a deadline of a care room that was open. It is not missed by those, whatever it was before.</summary>
public sealed record VictimDeadlineMoved(VictimTrackId VictimTrackId, DeadlineId DeadlineId, DateTimeOffset DueAt, DeadlineRulesVersion Rules, DateTimeOffset At) : IFact;
