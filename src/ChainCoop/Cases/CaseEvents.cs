using ChainCoop.Shared;

namespace ChainCoop.Cases;

// Stored for decades. Never rename or retype a member: add a new event version and an upcaster, and add (not edit) a
// golden file in tests/ChainCoop.Tests/Storage/golden.
// The tracks are streams of their own. Only facts that give access to a room name them: nothing else here may, and nothing there names
// the case.

/// <summary>A fact of a case, with who did it; null: time did.</summary>
internal interface ICaseFact : IFact
{
    ActorRef? By { get; }
}

/// <summary>Somebody asked that organisations take on a situation together (casus). Its rooms begin with <see cref="MemberJoined"/>.</summary>
/// <param name="From">The signal that it grew from; null when proposed without one.</param>
/// <param name="Title">A working title, in the vault.</param>
public sealed record CaseProposed(
    CaseId CaseId,
    MunicipalityCode Municipality,
    IReadOnlyList<ExploitationType> ExploitationTypes,
    SignalId? From,
    PayloadRef? Title,
    ActorRef By,
    DateTimeOffset At) : ICaseFact;

/// <summary>An organisation takes part in one room of the case: the only facts that give access to it.</summary>
/// <param name="VictimTrackId">The care room's stream; only where <paramref name="Room"/> is care.</param>
/// <param name="SecurityTrackId">The security room's stream; only where <paramref name="Room"/> is security.</param>
/// <param name="Municipality">Of the case: a mandate covers municipalities.</param>
/// <param name="Founding">The room begins with this member.</param>
/// <param name="Until">Exclusive; null: until it leaves.</param>
public sealed record MemberJoined(
    CaseId CaseId,
    Oin Organisation,
    Room Room,
    MemberRole Role,
    VictimTrackId? VictimTrackId,
    SecurityTrackId? SecurityTrackId,
    MunicipalityCode Municipality,
    bool Founding,
    DateTimeOffset From,
    DateTimeOffset? Until,
    ActorRef By,
    DateTimeOffset At) : ICaseFact;

/// <summary>An organisation takes part in a room no longer.</summary>
/// <param name="Until">When it ended: an agreed end is earlier than the moment at which it was recorded.</param>
/// <param name="By">Null when the agreed period was over.</param>
public sealed record MemberLeft(
    CaseId CaseId,
    Oin Organisation,
    Room Room,
    MemberRole Role,
    VictimTrackId? VictimTrackId,
    SecurityTrackId? SecurityTrackId,
    MunicipalityCode Municipality,
    DateTimeOffset Until,
    ActorRef? By,
    DateTimeOffset At) : ICaseFact;

/// <summary>The proposal was weighed against the criteria for a case.</summary>
/// <param name="Criteria">Those that are met.</param>
/// <param name="Rules">Of the advice; null: before there was one.</param>
/// <param name="Advised">What the rules advised; whoever decided may have decided otherwise.</param>
public sealed record CaseScreened(
    CaseId CaseId,
    IReadOnlyList<ScreeningCriterion> Criteria,
    ScreeningConclusion Conclusion,
    PayloadRef? Note,
    ActorRef By,
    DateTimeOffset At,
    ScreeningRulesVersion? Rules = null,
    ScreeningConclusion? Advised = null) : ICaseFact;

/// <summary>The case was accepted and two organisations or more took it on together.</summary>
public sealed record CaseOpened(CaseId CaseId, ActorRef By, DateTimeOffset At) : ICaseFact;

/// <summary>A signal was concluded as belonging to this case. It stays with who assessed it: members of the case do not get to see it.</summary>
public sealed record SignalLinkedToCase(CaseId CaseId, SignalId SignalId, ActorRef By, DateTimeOffset At) : ICaseFact;

/// <summary>A signal that was linked to this case was reopened: it is not linked any more.</summary>
public sealed record LinkedSignalReopened(CaseId CaseId, SignalId SignalId, ActorRef By, DateTimeOffset At) : ICaseFact;

/// <summary>A signal that this case grew from, or that was linked to it, was retracted. What becomes of the case its members decide.</summary>
/// <param name="By">Null: who sent the signal did it, which members do not see.</param>
public sealed record LinkedSignalRetracted(CaseId CaseId, SignalId SignalId, ActorRef? By, DateTimeOffset At) : ICaseFact;

/// <summary>An organisation is to do something by a day.</summary>
/// <param name="Goal">Of the plan, that it serves; null: none in particular.</param>
/// <param name="ExternalReference">By what the organisation that assigned it knows it.</param>
public sealed record TaskAssigned(
    CaseId CaseId, TaskId TaskId, TaskKind Kind, Oin Organisation, DateOnly DueOn, PayloadRef? Note, ActorRef By, DateTimeOffset At, GoalId? Goal = null,
    ExternalReference? ExternalReference = null) : ICaseFact;

/// <summary>It is done.</summary>
public sealed record TaskCompleted(CaseId CaseId, TaskId TaskId, PayloadRef? Note, ActorRef By, DateTimeOffset At) : ICaseFact;

/// <summary>Somebody proposed to close the case; somebody else has to agree. A later proposal replaces an earlier one.</summary>
/// <param name="Goals">What became of each goal of the plan; null without a plan.</param>
public sealed record ClosureProposed(
    CaseId CaseId, CaseOutcome Outcome, PayloadRef? Note, ActorRef By, DateTimeOffset At, IReadOnlyList<GoalOutcome>? Goals = null) : ICaseFact;

public sealed record GoalOutcome(GoalId Goal, GoalResult Result);

/// <summary>A second person agreed: the case ended with the outcome that the first proposed.</summary>
public sealed record CaseClosed(CaseId CaseId, CaseOutcome Outcome, ActorRef ProposedBy, ActorRef By, DateTimeOffset At) : ICaseFact;

/// <summary>The moment of a deadline of a case passed and it was not met. A normal state that everybody involved can see, not an error.</summary>
public sealed record CaseDeadlineMissed(CaseId CaseId, DeadlineId DeadlineId, DateTimeOffset DueAt, DateTimeOffset At) : ICaseFact
{
    ActorRef? ICaseFact.By => null;
}

/// <summary>Later rules of deadlines gave another moment to a deadline of a case that was open. It is not missed by those, whatever it was before.</summary>
public sealed record CaseDeadlineMoved(CaseId CaseId, DeadlineId DeadlineId, DateTimeOffset DueAt, DeadlineRulesVersion Rules, DateTimeOffset At) : ICaseFact
{
    ActorRef? ICaseFact.By => null;
}

/// <summary>
/// A closed case goes on. Its rooms are as they were at the closure, and what was to be destroyed at the end of its term is kept. A plan
/// has to be agreed on again.
/// </summary>
/// <param name="Status">Where it goes on: as far as it was accepted and taken on.</param>
/// <param name="Tasks">Those that were not done when it was closed: they are asked for again.</param>
public sealed record CaseReopened(
    CaseId CaseId, ReopeningReason Reason, CaseStatus Status, IReadOnlyList<OpenTask> Tasks, PayloadRef? Note, ActorRef By, DateTimeOffset At) : ICaseFact;

public sealed record OpenTask(TaskId Task, DateOnly DueOn);
