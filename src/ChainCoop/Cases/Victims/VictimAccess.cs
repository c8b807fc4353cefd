using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Cases.Victims;

/// <summary>What the use cases of the care room have in common: who enters, why, and how long its content is kept.</summary>
internal static class VictimAccess
{
    public static readonly Purpose Purpose = new("care");
    public static readonly RetentionClass Retention = new("wmo");

    public static AccessRule Of(string name) => AccessRule.Of(
        name, ResourceKind.VictimTrack, Room.Care, CaseAccess.Members, [.. RoomAccess.RolesOf(Room.Care)], [.. RoomAccess.PurposesOf(Room.Care)]);
}
