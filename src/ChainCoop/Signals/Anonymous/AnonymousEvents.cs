using ChainCoop.Shared;

namespace ChainCoop.Signals.Anonymous;

// Stored for decades. Never rename or retype a member: add a new event version and an upcaster, and add (not edit) a
// golden file in tests/ChainCoop.Tests/Storage/golden.

/// <summary>The municipality asks an anonymous reporter something; whoever has the follow-up token reads it.</summary>
/// <param name="Text">The question, in the vault.</param>
public sealed record ReporterAsked(SignalId SignalId, QuestionId QuestionId, PayloadRef Text, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>Who has the follow-up token answered a question. Nobody knows who that is, so that nobody is named here.</summary>
/// <param name="Text">The answer, in the vault.</param>
public sealed record ReporterAnswered(SignalId SignalId, QuestionId QuestionId, PayloadRef Text, DateTimeOffset At) : IFact;
