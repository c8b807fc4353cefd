using ChainCoop.Shared;

namespace ChainCoop.Signals.Merging;

// Stored for decades. Never rename or retype a member: add a new event version and an upcaster, and add (not edit) a
// golden file in tests/ChainCoop.Tests/Storage/golden.

/// <summary>The municipality found a signal to be a duplicate of another one of its own. Each keeps its stream; what becomes of the other becomes of it.</summary>
/// <param name="Into">The other one.</param>
/// <param name="Outcome">That the other one has already; null: none yet.</param>
public sealed record SignalMerged(SignalId SignalId, MergeId MergeId, SignalId Into, SignalStatus? Outcome, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>Another signal was found to be a duplicate of this one.</summary>
public sealed record DuplicateMerged(SignalId SignalId, MergeId MergeId, SignalId Duplicate, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>The signal that this one is a duplicate of got its final outcome, or was reopened.</summary>
/// <param name="Status">Of both from now on.</param>
public sealed record OutcomeFollowed(SignalId SignalId, MergeId MergeId, SignalStatus Status, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>A signal is a duplicate no longer: it is to be assessed for itself.</summary>
/// <param name="Status">That it had before it was merged.</param>
/// <param name="Followed">It had an outcome by the other one, which holds no longer.</param>
/// <param name="Deadlines">What is asked of it again.</param>
/// <param name="By">Null when the other one was taken back by who sent it, who is not for others to see.</param>
public sealed record SignalUnmerged(
    SignalId SignalId, MergeId MergeId, SignalStatus Status, bool Followed, IReadOnlyList<Deadline> Deadlines, ActorRef? By, DateTimeOffset At) : IFact;

/// <summary>Another signal is a duplicate of this one no longer.</summary>
/// <param name="By">Null when that one was taken back by who sent it, who is not for others to see.</param>
public sealed record DuplicateUnmerged(SignalId SignalId, MergeId MergeId, SignalId Duplicate, ActorRef? By, DateTimeOffset At) : IFact;
