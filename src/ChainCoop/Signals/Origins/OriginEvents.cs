using ChainCoop.Shared;

namespace ChainCoop.Signals.Origins;

// Stored for decades. Never rename or retype a member: add a new event version and an upcaster, and add (not edit) a
// golden file in tests/ChainCoop.Tests/Storage/golden.

/// <summary>The municipality says what a signal came out of: an activity to prevent exploitation, or an inspection that nobody had reported anything for.</summary>
/// <param name="ActivityId">Null where it was an inspection.</param>
/// <param name="Inspection">Null where it was an activity.</param>
public sealed record SignalOriginRecorded(SignalId SignalId, PreventionActivityId? ActivityId, InspectionKind? Inspection, ActorRef By, DateTimeOffset At) : IFact;
