using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Cases.Security;

/// <summary>What the use cases of the security room have in common: who enters, why, and how long its content is kept.</summary>
internal static class SecurityAccess
{
    public static readonly Purpose Purpose = new("security");
    public static readonly RetentionClass Retention = new("case-file");

    public static AccessRule Of(string name) => AccessRule.Of(
        name, ResourceKind.SecurityTrack, Room.Security, CaseAccess.Members, [.. RoomAccess.RolesOf(Room.Security)], [.. RoomAccess.PurposesOf(Room.Security)]);
}
