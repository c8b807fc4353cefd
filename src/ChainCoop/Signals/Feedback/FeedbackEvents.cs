using ChainCoop.Shared;

namespace ChainCoop.Signals.Feedback;

// Stored for decades. Never rename or retype a member: add a new event version and an upcaster, and add (not edit) a
// golden file in tests/ChainCoop.Tests/Storage/golden.

/// <summary>A signal got its outcome: its reporter is to be told (terugkoppeling).</summary>
/// <param name="Deadline">By when.</param>
public sealed record FeedbackAsked(SignalId SignalId, SignalStatus Outcome, Deadline Deadline, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>The municipality told the reporter what became of the signal.</summary>
/// <param name="Note">What was said beside the code, in the vault; for the municipality and who sent the signal.</param>
public sealed record FeedbackGiven(SignalId SignalId, FeedbackCode Told, FeedbackWay Way, PayloadRef? Note, ActorRef By, DateTimeOffset At) : IFact;
