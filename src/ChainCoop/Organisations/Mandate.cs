using ChainCoop.Shared;

namespace ChainCoop.Organisations;

/// <summary>
/// What an officer may act as, and for which municipalities. It opens nothing by itself: what the organisation may not
/// see, its officers may not see either.
/// </summary>
/// <param name="Until">First day on which it holds no longer; null: until it is ended.</param>
public sealed record Mandate(
    MandateId Id, Oin Organisation, OfficerId Officer, Role Role, IReadOnlyList<MunicipalityCode> Municipalities, DateOnly From, DateOnly? Until)
{
    public long Version { get; init; }

    public static Mandate Create(MandateGiven e) => new(e.MandateId, e.Organisation, e.Officer, e.Role, e.Municipalities, e.From, e.Until);

    public Mandate Apply(MandateEnded e) => this with { Until = e.Until };
}
