using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Audit.Unmaskings;

public enum UnmaskingStatus { Proposed, Approved, Refused }

/// <summary>Whether an auditor may know who an officer is.</summary>
/// <param name="ProposedBy">Who alone may read it.</param>
public sealed record Unmasking(
    UnmaskingId Id, ActorRef Officer, MunicipalityCode Municipality, UnmaskingReason Reason, PayloadRef? Note, ActorRef ProposedBy, DateTimeOffset ProposedAt)
{
    public long Version { get; init; }

    public UnmaskingStatus Status { get; init; }

    public ActorRef? DecidedBy { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public static Unmasking Create(UnmaskingProposed e) => new(e.UnmaskingId, e.Officer, e.Municipality, e.Reason, e.Note, e.By, e.At);

    public Unmasking Apply(UnmaskingApproved e) => this with { Status = UnmaskingStatus.Approved, DecidedBy = e.By, DecidedAt = e.At };

    public Unmasking Apply(UnmaskingRefused e) => this with { Status = UnmaskingStatus.Refused, DecidedBy = e.By, DecidedAt = e.At };
}

/// <summary>Auditors propose, privacy officers of the same organisation decide.</summary>
internal static class UnmaskingRules
{
    private static readonly HashSet<Role> Known = [Role.Auditor, Role.PrivacyOfficer];

    public static readonly Purpose Purpose = new("oversight");
    public static readonly RetentionClass Retention = new("case-file");

    public static readonly AccessRule Propose = Of("unmasking.propose", [], Role.Auditor);
    public static readonly AccessRule List = Of("unmasking.list", [], Role.Auditor, Role.PrivacyOfficer);
    public static readonly AccessRule Read = Of("unmasking.read", [GrantRole.Owner], Role.Auditor, Role.PrivacyOfficer);
    public static readonly AccessRule Approve = Of("unmasking.approve", [GrantRole.Owner], Role.PrivacyOfficer);
    public static readonly AccessRule Refuse = Of("unmasking.refuse", [GrantRole.Owner], Role.PrivacyOfficer);

    private static AccessRule Of(string name, GrantRole[] grants, params Role[] roles) =>
        AccessRule.Of(name, ResourceKind.Unmasking, Room.General, grants, roles, "oversight", "rights-of-data-subjects")
            with
        { EnteredBy = Known };
}

/// <param name="Status">Where it stands.</param>
public sealed record UnmaskingStanding(UnmaskingId Id, UnmaskingStatus Status);
