using ChainCoop.Access;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;

namespace ChainCoop.Cases.Emergencies;

/// <summary>Who may open a room in an emergency, and who looks at that afterwards.</summary>
internal static class EmergencyRules
{
    private static readonly Role[] Reviewers = [Role.ChainDirector, Role.PrivacyOfficer];
    private static readonly HashSet<Role> Keepers = [Role.PrivacyOfficer];
    private static readonly string[] ForReview = [.. RoomAccess.PurposesOf(Room.General), .. RolePurposes.OfKeepers];

    private static readonly Dictionary<Room, AccessRule> Begins = Enum.GetValues<Room>().ToDictionary(
        room => room,
        room => AccessRule.Of($"emergency-use.begin.{Kebab.Of(room)}", ResourceKind.EmergencyUse, room, [], [.. RoomAccess.RolesOf(room)], [.. RoomAccess.PurposesOf(room)]));

    public static readonly AccessRule List =
        AccessRule.Of("emergency-use.list", ResourceKind.Case, Room.General, [GrantRole.Lead], Reviewers, ForReview) with { Keepers = Keepers };

    public static readonly AccessRule Read =
        AccessRule.Of("emergency-use.read", ResourceKind.EmergencyUse, Room.General, [GrantRole.Owner], Reviewers, ForReview) with { Keepers = Keepers };

    public static readonly AccessRule Review =
        AccessRule.Of("emergency-use.review", ResourceKind.EmergencyUse, Room.General, [GrantRole.Owner], Reviewers, ForReview) with { Keepers = Keepers };

    /// <summary>With the roles that may enter the room at all: whoever may not hears so, whatever case he names.</summary>
    public static AccessRule Begin(Room room) => Begins[room];

    /// <summary>A note goes with the record that was opened.</summary>
    public static async Task<PayloadRef> SealNote(this Entry entry, string note, Room room, RecordId record, string eventType)
    {
        var (purpose, retention) = RecordContents.TermsOf(GrantRules.KindOf(room));
        return (await entry.SealNote(note, purpose, retention, eventType, record))!;
    }
}
