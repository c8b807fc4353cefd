using ChainCoop.Shared;

namespace ChainCoop.Privacy.Lists;

/// <summary>An approval given beforehand for the dismissed signals of a municipality.</summary>
/// <param name="Until">First day on which it holds no longer.</param>
public sealed record StandingApproval(
    StandingApprovalId Id, MunicipalityCode Municipality, Oin Owner, RetentionClass Class, DateOnly From, DateOnly Until, ActorRef GivenBy, DateTimeOffset GivenAt)
{
    public long Version { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public ActorRef? EndedBy { get; init; }

    public static StandingApproval Create(StandingApprovalGiven e) => new(e.ApprovalId, e.Municipality, e.Owner, e.Class, e.From, e.Until, e.By, e.At);

    public StandingApproval Apply(StandingApprovalEnded e) => this with { EndedAt = e.At, EndedBy = e.By };

    public StandingStatus StatusOn(DateOnly day) =>
        EndedAt is not null || day >= Until ? StandingStatus.Ended : day < From ? StandingStatus.Coming : StandingStatus.InForce;
}

public enum StandingStatus { Coming, InForce, Ended }
