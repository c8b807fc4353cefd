using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Privacy;

/// <summary>Who answers for data, in whichever room it is.</summary>
internal static class PrivacyRules
{
    public static readonly IReadOnlySet<Role> Keepers = new HashSet<Role> { Role.PrivacyOfficer, Role.RecordsManager };

    /// <summary>What the rules about keeping and destroying data have in common: nobody but keepers hears that such a matter exists.</summary>
    public static AccessRule Of(string name, ResourceKind kind, GrantRole[] grants, params Role[] roles) =>
        Shared(name, kind, grants, roles) with { EnteredBy = Keepers };

    /// <summary>For matters of which those who work with the record hear, too.</summary>
    public static AccessRule Shared(string name, ResourceKind kind, GrantRole[] grants, params Role[] roles) =>
        AccessRule.Of(name, kind, Room.General, grants, roles, "rights-of-data-subjects", "oversight") with { AnyRoom = true, Keepers = Keepers };
}
