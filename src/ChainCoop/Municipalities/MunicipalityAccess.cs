using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Municipalities;

/// <summary>Who may see what a municipality has at hand: an officer or client with a role in the room, mandated for the municipality.</summary>
internal static class MunicipalityAccess
{
    private static readonly Dictionary<Room, AccessRule> Caseloads = Enum.GetValues<Room>().ToDictionary(room => room, room => RuleOf("caseload", room));
    private static readonly Dictionary<Room, AccessRule> DeadlineLists = Enum.GetValues<Room>().ToDictionary(room => room, room => RuleOf("deadlines", room));

    public static readonly AccessRule Overview = RuleOf("overview", Room.General);

    public static AccessRule Caseload(Room room) => Caseloads[room];

    public static AccessRule Deadlines(Room room) => DeadlineLists[room];

    /// <summary>
    /// How old the read models are, in SQL over <c>municipalities.progress p</c>: everything recorded before is in them.
    /// That is now, unless an event still waits.
    /// </summary>
    public const string AsOf =
        "least(@now, (select (e.data ->> 'at')::timestamptz from chaincoop.mt_events e where e.seq_id > p.event_seq order by e.seq_id limit 1))";

    private static AccessRule RuleOf(string what, Room room) => AccessRule.Of(
        $"municipality.{what}.{Kebab.Of(room)}", ResourceKind.Municipality, room, [], [.. RoomAccess.RolesOf(room)], [.. RoomAccess.PurposesOf(room)]);
}
