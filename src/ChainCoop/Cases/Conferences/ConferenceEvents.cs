using ChainCoop.Shared;

namespace ChainCoop.Cases.Conferences;

// Stored for decades; see CaseEvents.cs. Of these, only the facts of attendance name a track: they give access to a room, and end it.

/// <summary>A conference on the case was planned (casusoverleg), for those who may enter its room.</summary>
public sealed record ConferencePlanned(
    CaseId CaseId, ConferenceId ConferenceId, Room Room, DateTimeOffset StartsAt, DateTimeOffset EndsAt, IReadOnlyList<AgendaItem> Agenda, ActorRef By, DateTimeOffset At) : ICaseFact;

public sealed record AgendaItem(AgendaTopic Topic, PayloadRef? Note);

/// <summary>An organisation that is no member of the room attends the conference: it reads the room for that time. Again after a hand-over.</summary>
/// <param name="VictimTrackId">The care room's stream; only where <paramref name="Room"/> is care.</param>
/// <param name="SecurityTrackId">The security room's stream; only where <paramref name="Room"/> is security.</param>
/// <param name="Municipality">Of the case: a mandate covers municipalities.</param>
/// <param name="Until">Exclusive.</param>
public sealed record AttendeeInvited(
    CaseId CaseId,
    ConferenceId ConferenceId,
    Oin Organisation,
    Room Room,
    VictimTrackId? VictimTrackId,
    SecurityTrackId? SecurityTrackId,
    MunicipalityCode Municipality,
    DateTimeOffset From,
    DateTimeOffset Until,
    ActorRef By,
    DateTimeOffset At) : ICaseFact;

/// <summary>An organisation reads the room no longer.</summary>
/// <param name="Until">When it ended: the agreed end is earlier than the moment at which it was recorded.</param>
/// <param name="By">Null when the time was over.</param>
public sealed record AttendanceEnded(
    CaseId CaseId,
    ConferenceId ConferenceId,
    Oin Organisation,
    Room Room,
    VictimTrackId? VictimTrackId,
    SecurityTrackId? SecurityTrackId,
    MunicipalityCode Municipality,
    DateTimeOffset Until,
    ActorRef? By,
    DateTimeOffset At) : ICaseFact;

/// <summary>What was decided, and the minutes. A later record replaces an earlier one.</summary>
public sealed record ConferenceRecorded(
    CaseId CaseId, ConferenceId ConferenceId, Room Room, IReadOnlyList<DecisionTaken> Decisions, PayloadRef? Minutes, ActorRef By, DateTimeOffset At) : ICaseFact;

public sealed record DecisionTaken(DecisionKind Kind, PayloadRef? Note);

/// <summary>It does not take place.</summary>
public sealed record ConferenceCancelled(CaseId CaseId, ConferenceId ConferenceId, Room Room, ActorRef By, DateTimeOffset At) : ICaseFact;
