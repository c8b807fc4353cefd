using ChainCoop.Shared;

namespace ChainCoop.Organisations;

// Stored for years. Never rename or retype a member: add a new event and a golden file.

/// <summary>An organisation lets an officer act in a role for municipalities over a period (mandaat).</summary>
/// <param name="Officer">A pseudonym of the organisation's issuer of tokens, never a name.</param>
/// <param name="From">First day.</param>
/// <param name="Until">First day on which it holds no longer; null: until it is ended.</param>
/// <param name="By">Who gave it; null: the operator of the machine, from the command line.</param>
public sealed record MandateGiven(
    MandateId MandateId,
    Oin Organisation,
    OfficerId Officer,
    Role Role,
    IReadOnlyList<MunicipalityCode> Municipalities,
    DateOnly From,
    DateOnly? Until,
    ActorRef? By,
    DateTimeOffset At) : IFact;

/// <summary>A mandate ends, or ends earlier than it was given for.</summary>
/// <param name="Until">First day on which it holds no longer.</param>
public sealed record MandateEnded(MandateId MandateId, DateOnly Until, ActorRef By, DateTimeOffset At) : IFact;
