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
