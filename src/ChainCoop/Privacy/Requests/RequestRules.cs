using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Privacy.Requests;

/// <summary>
/// Who deals with requests of data subjects: privacy officers. The contact point holds the grant of an owner, every source
/// owner that was asked that of a member.
/// </summary>
internal static class RequestRules
{
    public static readonly Purpose Purpose = new("rights-of-data-subjects");

    /// <summary>Kept for some years after the answer: whoever decided has to be able to account for it (art. 5(2) AVG).</summary>
    public static readonly RetentionClass Retention = new("subject-request");

    public static readonly AccessRule Receive = Of("subject-request.receive");
    public static readonly AccessRule List = Of("subject-request.list");
    public static readonly AccessRule Read = Of("subject-request.read", GrantRole.Owner, GrantRole.Member);
    public static readonly AccessRule Extend = Of("subject-request.extend", GrantRole.Owner);
    public static readonly AccessRule DecidePart = Of("subject-request.decide-part", GrantRole.Member);
    public static readonly AccessRule Export = Of("subject-request.export", GrantRole.Owner);

    /// <summary>What is about the request as a whole, and not about the person alone.</summary>
    public static KeyScope ScopeOf(SubjectRequestId id) => new(id.Value, Purpose, Retention);

    /// <summary>What an owner gives of one record goes when that is erased, and the rest stays.</summary>
    public static KeyScope ScopeOfDetail() => KeyScope.OfProse(Purpose, Retention);

    private static AccessRule Of(string name, params GrantRole[] grants) =>
        PrivacyRules.Of(name, ResourceKind.SubjectRequest, grants, Role.PrivacyOfficer) with { EnteredBy = new HashSet<Role> { Role.PrivacyOfficer } };
}
