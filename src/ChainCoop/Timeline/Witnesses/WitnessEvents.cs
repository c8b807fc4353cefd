using ChainCoop.Shared;

namespace ChainCoop.Timeline.Witnesses;

// Stored for years. Never rename or retype a member: add a new event and a golden file.

/// <summary>An organisation watches over the timeline with a key of its own.</summary>
/// <param name="Municipality">For which whoever registered it is mandated: a grant has one.</param>
/// <param name="PublicKey">32 bytes of Ed25519, hexadecimal.</param>
public sealed record WitnessRegistered(WitnessId WitnessId, MunicipalityCode Municipality, Ed25519Key PublicKey, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>The key counts no longer for what is sealed from now on.</summary>
public sealed record WitnessEnded(WitnessId WitnessId, ActorRef By, DateTimeOffset At) : IFact;
