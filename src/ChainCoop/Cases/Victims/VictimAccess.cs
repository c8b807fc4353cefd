using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Cases.Victims;

/// <summary>What the use cases of the care room have in common: who enters, why, and how long its content is kept.</summary>
internal static class VictimAccess
{
    public static readonly Purpose Purpose = new("care");
    public static readonly RetentionClass Retention = new("wmo");

    /// <summary>Roles of persons that belong in the security room alone: this one does not know of them.</summary>
    public static readonly IReadOnlySet<SubjectRole> RolesElsewhere = new HashSet<SubjectRole> { new("suspect"), new("facilitator") };

    public static AccessRule Of(string name) => Of(name, CaseAccess.Members);

    public static AccessRule Of(string name, params GrantRole[] grants) => AccessRule.Of(
        name, ResourceKind.VictimTrack, Room.Care, grants, [.. RoomAccess.RolesOf(Room.Care)], [.. RoomAccess.PurposesOf(Room.Care)]);
}
