using ChainCoop.Shared;

namespace ChainCoop.Cases.Plans;

// Stored for decades; see CaseEvents.cs.

/// <summary>What is done with an agreed plan.</summary>
public enum CasePhase { InExecution, Monitoring }

/// <summary>The lead wrote down what the members want to reach (plan van aanpak). It replaces the plan before it, and has to be agreed on.</summary>
/// <param name="Plan">1, 2, 3 … within the case.</param>
/// <param name="Goals">All of it: what is not here is no goal any longer.</param>
/// <param name="References">By what organisations know goals of it, also those that go on from the plan before.</param>
public sealed record PlanDrawnUp(
    CaseId CaseId, int Plan, IReadOnlyList<PlannedGoal> Goals, PayloadRef? Note, ActorRef By, DateTimeOffset At, IReadOnlyList<GoalReference>? References = null) : ICaseFact;

public sealed record GoalReference(GoalId Goal, OwnReference Own);

/// <param name="Id">That of a goal of the plan before where it goes on.</param>
public sealed record PlannedGoal(GoalId Id, GoalKind Kind, PayloadRef? Note);

/// <summary>A member of the general room agreed to the plan.</summary>
public sealed record PlanSupported(CaseId CaseId, int Plan, Oin Organisation, ActorRef By, DateTimeOffset At) : ICaseFact;

/// <summary>All who were members of the general room agreed to the plan.</summary>
public sealed record PlanAgreed(CaseId CaseId, int Plan, ActorRef By, DateTimeOffset At) : ICaseFact;

/// <summary>The members began to carry out the plan, or to watch whether what was reached lasts.</summary>
public sealed record CasePhaseBegan(CaseId CaseId, CasePhase Phase, ActorRef By, DateTimeOffset At) : ICaseFact;
