using ChainCoop.Shared;

namespace ChainCoop.Organisations;

// Stored for years. Never rename or retype a member: add a new event and a golden file.

/// <summary>An organisation takes part in the chain of the district.</summary>
/// <param name="Municipality">The municipality that the organisation is; null for a chain partner.</param>
/// <param name="From">First day; null: no limit.</param>
public sealed record OrganisationRegistered(
    OrganisationId OrganisationId, Oin Oin, OrganisationKind Kind, MunicipalityCode? Municipality, DateOnly? From, DateTimeOffset At) : IFact;

/// <summary>It became known when an organisation stops taking part: a merger of municipalities, a partner that leaves.</summary>
/// <param name="Until">First day on which it takes part no longer.</param>
public sealed record OrganisationEnded(OrganisationId OrganisationId, Oin Oin, DateOnly Until, DateTimeOffset At) : IFact;
