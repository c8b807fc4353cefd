using ChainCoop.Access;
using ChainCoop.Privacy.Retention;
using ChainCoop.Shared;

namespace ChainCoop.Privacy.Lists;

/// <summary>Records managers decide on lists; privacy officers may read them.</summary>
internal static class ListRules
{
    private static readonly Role[] Keepers = [.. PrivacyRules.Keepers];

    public static readonly AccessRule Propose = PrivacyRules.Of("destruction-list.propose", ResourceKind.DestructionList, [], Role.RecordsManager);
    public static readonly AccessRule Review = PrivacyRules.Of("destruction-list.review", ResourceKind.DestructionList, [GrantRole.Owner], Role.RecordsManager);
    public static readonly AccessRule Approve = PrivacyRules.Of("destruction-list.approve", ResourceKind.DestructionList, [GrantRole.Owner], Role.RecordsManager);
    public static readonly AccessRule List = PrivacyRules.Of("destruction-list.list", ResourceKind.DestructionList, [], Keepers);
    public static readonly AccessRule Read = PrivacyRules.Of("destruction-list.read", ResourceKind.DestructionList, [GrantRole.Owner], Keepers);
    public static readonly AccessRule ReadCertificate = PrivacyRules.Of("destruction-certificate.read", ResourceKind.DestructionList, [GrantRole.Owner], Keepers);

    public static readonly AccessRule Give = PrivacyRules.Of("standing-approval.give", ResourceKind.StandingApproval, [], Role.RecordsManager);
    public static readonly AccessRule End = PrivacyRules.Of("standing-approval.end", ResourceKind.StandingApproval, [GrantRole.Owner], Role.RecordsManager);
    public static readonly AccessRule ListStanding = PrivacyRules.Of("standing-approval.list", ResourceKind.StandingApproval, [], Keepers);
    public static readonly AccessRule ReadStanding = PrivacyRules.Of("standing-approval.read", ResourceKind.StandingApproval, [GrantRole.Owner], Keepers);

    /// <summary>How the table of retention calls it.</summary>
    public static string RetentionOf(ListKind kind) => Kebab.Of(kind switch
    {
        ListKind.Signal => RecordKind.Signal,
        ListKind.Contact => RecordKind.Reporter,
        ListKind.Case => RecordKind.Case,
        ListKind.VictimTrack => RecordKind.VictimTrack,
        ListKind.SecurityTrack => RecordKind.SecurityTrack,
        ListKind.SubjectRequest => RecordKind.SubjectRequest,
        ListKind.SubjectLink => RecordKind.SubjectLink,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    });

    public static ListKind KindOf(string retention) => Kebab.Parse<RecordKind>(retention) switch
    {
        RecordKind.Signal => ListKind.Signal,
        RecordKind.Reporter => ListKind.Contact,
        RecordKind.Case => ListKind.Case,
        RecordKind.VictimTrack => ListKind.VictimTrack,
        RecordKind.SecurityTrack => ListKind.SecurityTrack,
        RecordKind.SubjectRequest => ListKind.SubjectRequest,
        RecordKind.SubjectLink => ListKind.SubjectLink,
        _ => throw new ArgumentOutOfRangeException(nameof(retention)),
    };

    public static ResourceKind ResourceOf(ListKind kind) => kind switch
    {
        ListKind.Signal or ListKind.Contact => ResourceKind.Signal,
        ListKind.Case => ResourceKind.Case,
        ListKind.VictimTrack => ResourceKind.VictimTrack,
        ListKind.SecurityTrack => ResourceKind.SecurityTrack,
        ListKind.SubjectRequest => ResourceKind.SubjectRequest,
        ListKind.SubjectLink => ResourceKind.SubjectLink,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}

/// <summary>Which steps the state of a list allows.</summary>
internal static class ListProtocol
{
    public static IReadOnlyList<ListStep> Allowed(DestructionList list) => list.Status switch
    {
        DestructionListStatus.Proposed => [ListStep.Review],
        DestructionListStatus.Reviewed => [ListStep.Review, ListStep.Approval],
        _ => [],
    };

    public static Problem Forbids(DestructionList list, string detail) =>
        Problems.StateForbids(Kebab.Of(list.Status), [.. Allowed(list).Select(Kebab.Of)], detail);
}
