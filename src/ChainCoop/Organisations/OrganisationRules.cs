using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Organisations;

/// <summary>Who deals with mandates, and who may look things up in the register. Nothing here is about a person's case, so that any purpose fits.</summary>
internal static class OrganisationRules
{
    /// <summary>Which mandates a colleague has is nobody else's business.</summary>
    private static readonly HashSet<Role> Givers = [Role.ChainDirector];

    public static readonly AccessRule Give = AccessRule.Of("mandate.give", ResourceKind.Mandate, Room.General, [], [Role.ChainDirector], [.. Purpose.All]);

    public static readonly AccessRule List = AccessRule.Of("mandate.list", ResourceKind.Mandate, Room.General, [], [Role.ChainDirector], [.. Purpose.All]);

    public static readonly AccessRule Read =
        AccessRule.Of("mandate.read", ResourceKind.Mandate, Room.General, [GrantRole.Owner], [Role.ChainDirector], [.. Purpose.All]) with { EnteredBy = Givers };

    public static readonly AccessRule End =
        AccessRule.Of("mandate.end", ResourceKind.Mandate, Room.General, [GrantRole.Owner], [Role.ChainDirector], [.. Purpose.All]) with { EnteredBy = Givers };

    /// <summary>They look further than one organisation, or watch over those who give mandates: the operator gives them.</summary>
    public static readonly IReadOnlySet<Role> GivenByOperator = new HashSet<Role> { Role.Auditor, Role.PrivacyOfficer, Role.RecordsManager, Role.Operator };

    public static readonly AccessRule ReadOrganisation =
        AccessRule.Of("organisation.read", ResourceKind.Organisation, Room.General, [], Enum.GetValues<Role>(), [.. Purpose.All]);

    public static readonly AccessRule ReadMunicipality =
        AccessRule.Of("municipality.read", ResourceKind.Municipality, Room.General, [], Enum.GetValues<Role>(), [.. Purpose.All]);
}
