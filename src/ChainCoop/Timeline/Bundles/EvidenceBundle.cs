using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Timeline.Bundles;

public enum EvidenceBundleStatus
{
    /// <summary>It waits for the yes of a second person.</summary>
    Proposed,
    Refused,
    Preparing,

    /// <summary>It can be fetched for some time.</summary>
    Ready,
}

/// <summary>
/// What an auditor may fetch as evidence. The file itself is kept nowhere: it is made when it is fetched, from what is left then
/// (docs/adr/0045).
/// </summary>
public sealed record EvidenceBundle(
    EvidenceBundleId Id,
    IReadOnlyList<EvidenceRecord> Records,
    DateTimeOffset? From,
    DateTimeOffset? Until,
    bool Witnessed,
    bool WithAccess,
    Oin Keeper,
    MunicipalityCode Municipality,
    ActorRef RequestedBy,
    DateTimeOffset RequestedAt)
{
    /// <summary>So long it can be fetched: a yes is not for ever.</summary>
    private static readonly TimeSpan Term = TimeSpan.FromDays(30);

    public long Version { get; init; }

    public EvidenceBundleStatus Status { get; init; }

    public ActorRef? DecidedBy { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public EvidenceBundlePrepared? Prepared { get; init; }

    public DateTimeOffset? AvailableUntil => Prepared?.At + Term;

    public bool HasPeriod => From is not null || Until is not null;

    public bool NeedsApproval => Records.Any(record => record.Clear != EvidenceClarity.Headers);

    /// <summary>Records of which at least so much is given.</summary>
    public IEnumerable<EvidenceRecord> With(EvidenceClarity clarity) => Records.Where(record => record.Clear >= clarity);

    public static EvidenceBundle Create(EvidenceBundleRequested e) =>
        With(new EvidenceBundle(e.BundleId, e.Records, e.From, e.Until, e.Witnessed, e.WithAccess, e.Keeper, e.Municipality, e.By, e.At));

    public EvidenceBundle Apply(EvidenceBundleApproved e) => this with { Status = EvidenceBundleStatus.Preparing, DecidedBy = e.By, DecidedAt = e.At };

    public EvidenceBundle Apply(EvidenceBundleRefused e) => this with { Status = EvidenceBundleStatus.Refused, DecidedBy = e.By, DecidedAt = e.At };

    public EvidenceBundle Apply(EvidenceBundlePrepared e) => this with { Status = EvidenceBundleStatus.Ready, Prepared = e };

    private static EvidenceBundle With(EvidenceBundle requested) =>
        requested with { Status = requested.NeedsApproval ? EvidenceBundleStatus.Proposed : EvidenceBundleStatus.Preparing };
}

/// <summary>Auditors ask, privacy officers of who answers for the records decide.</summary>
internal static class EvidenceBundleRules
{
    private static readonly HashSet<Role> Known = [Role.Auditor, Role.PrivacyOfficer];

    public static readonly AccessRule Request = Of("evidence-bundle.request", [], Role.Auditor);
    public static readonly AccessRule List = Of("evidence-bundle.list", [], Role.Auditor, Role.PrivacyOfficer);
    public static readonly AccessRule Read = Of("evidence-bundle.read", [GrantRole.Owner], Role.Auditor, Role.PrivacyOfficer);
    public static readonly AccessRule Fetch = Of("evidence-bundle.fetch", [GrantRole.Owner], Role.Auditor);
    public static readonly AccessRule Approve = Of("evidence-bundle.approve", [GrantRole.Owner], Role.PrivacyOfficer);
    public static readonly AccessRule Refuse = Of("evidence-bundle.refuse", [GrantRole.Owner], Role.PrivacyOfficer);

    private static AccessRule Of(string name, GrantRole[] grants, params Role[] roles) =>
        AccessRule.Of(name, ResourceKind.EvidenceBundle, Room.General, grants, roles, "oversight", "rights-of-data-subjects") with { EnteredBy = Known };
}

/// <param name="Status">Where it stands.</param>
public sealed record EvidenceBundleStanding(EvidenceBundleId Id, EvidenceBundleStatus Status);
