using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Cases.Security;

/// <summary>What the use cases of the security room have in common: who enters, why, and how long its content is kept.</summary>
internal static class SecurityAccess
{
    public static readonly Purpose Purpose = new("security");
    public static readonly RetentionClass Retention = new("case-file");

    /// <summary>Roles of persons that belong in the care room alone: this one does not know of them.</summary>
    public static readonly IReadOnlySet<SubjectRole> RolesElsewhere = new HashSet<SubjectRole> { new("victim"), new("possible-victim") };

    public static AccessRule Of(string name) => Of(name, CaseAccess.Members);

    public static AccessRule Of(string name, params GrantRole[] grants) => AccessRule.Of(
        name, ResourceKind.SecurityTrack, Room.Security, grants, [.. RoomAccess.RolesOf(Room.Security)], [.. RoomAccess.PurposesOf(Room.Security)]);
}
