using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Privacy;

/// <summary>What the rules about keeping and destroying data have in common: who answers for it, in whichever room it is.</summary>
internal static class PrivacyRules
{
    public static readonly IReadOnlySet<Role> Keepers = new HashSet<Role> { Role.PrivacyOfficer, Role.RecordsManager };

    public static AccessRule Of(string name, ResourceKind kind, GrantRole[] grants, params Role[] roles) =>
        AccessRule.Of(name, kind, Room.General, grants, roles, "rights-of-data-subjects", "oversight") with { AnyRoom = true, Keepers = Keepers };
}
