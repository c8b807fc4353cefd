using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Cases;

/// <summary>What the rules of the three rooms have in common; each use case has its own rule.</summary>
internal static class CaseAccess
{
    public static readonly GrantRole[] Members = [GrantRole.Lead, GrantRole.Member];

    /// <summary>Who reads: members, who opened the room in an emergency, and who attends a conference in it.</summary>
    public static readonly GrantRole[] Readers = [.. Members, GrantRole.Emergency, GrantRole.Attendee];

    public static readonly Role[] Everybody = [Role.FocalPoint, Role.CareCoordinator, Role.CaseLead, Role.ChainDirector, Role.Partner];

    /// <summary>Those who run a case for its municipality.</summary>
    public static readonly Role[] Directors = [Role.FocalPoint, Role.CaseLead, Role.ChainDirector];

    /// <summary>Those who decide which organisations take part.</summary>
    public static readonly Role[] Hosts = [Role.CaseLead, Role.ChainDirector];

    /// <summary>A rule about the case's general room.</summary>
    public static AccessRule Of(string name, GrantRole[] grants, Role[] roles) => AccessRule.Of(name, ResourceKind.Case, Room.General, grants, roles, [.. RoomAccess.PurposesOf(Room.General)]);
}

/// <summary>Under which purpose and term the content of a case is kept; the rooms have their own.</summary>
internal static class CaseData
{
    public static readonly Purpose Purpose = new("casework");
    public static readonly RetentionClass Retention = new("case-file");
}
