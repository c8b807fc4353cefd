using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Subscriptions;

/// <summary>A subscription belongs to a room of an organisation: whoever may read that feed may keep it.</summary>
internal static class SubscriptionRules
{
    private static readonly Role[] Readers = [.. Enum.GetValues<Room>().SelectMany(RoomAccess.RolesOf).Distinct()];
    private static readonly string[] Purposes = [.. Enum.GetValues<Room>().SelectMany(RoomAccess.PurposesOf).Distinct()];

    private static readonly Dictionary<Room, AccessRule> ToCreate = InEachRoom("create");
    private static readonly Dictionary<Room, AccessRule> ToList = InEachRoom("list");

    public static readonly AccessRule Read = Of("read");
    public static readonly AccessRule Verify = Of("verify");
    public static readonly AccessRule Pause = Of("pause");
    public static readonly AccessRule Resume = Of("resume");
    public static readonly AccessRule Rotate = Of("rotate");
    public static readonly AccessRule Rewind = Of("rewind");
    public static readonly AccessRule Test = Of("test");
    public static readonly AccessRule End = Of("end");
    public static readonly AccessRule ReadDeliveries = Of("read-deliveries");
    public static readonly AccessRule Redeliver = Of("redeliver");
    public static readonly AccessRule Discard = Of("discard");

    public static AccessRule CreateIn(Room room) => ToCreate[room];

    public static AccessRule ListIn(Room room) => ToList[room];

    private static Dictionary<Room, AccessRule> InEachRoom(string action) => Enum.GetValues<Room>().ToDictionary(
        room => room,
        room => AccessRule.Of($"subscription.{action}.{Kebab.Of(room)}", ResourceKind.Subscription, room, [], [.. RoomAccess.RolesOf(room)], [.. RoomAccess.PurposesOf(room)]));

    private static AccessRule Of(string action) =>
        AccessRule.Of($"subscription.{action}", ResourceKind.Subscription, Room.General, [GrantRole.Owner], Readers, Purposes) with { AnyRoom = true, ForPurposesOfRoom = true };
}
