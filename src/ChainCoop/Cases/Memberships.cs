using ChainCoop.Access;
using ChainCoop.Shared;

namespace ChainCoop.Cases;

/// <summary>The facts that give and end access to a room; they alone name the room's stream.</summary>
internal static class Memberships
{
    public static MemberJoined Begin(
        Case current, Oin organisation, Room room, MemberRole role, DateTimeOffset? until, ActorRef by, DateTimeOffset now) =>
        new(current.Id, organisation, room, role, VictimTrackOf(current, room), SecurityTrackOf(current, room), current.Municipality, false, now, until, by, now);

    /// <summary>Who leads one room decides nothing about who is in another: the rooms are separate (domain, section 6).</summary>
    public static bool Leads(Case current, Room room, Oin organisation, DateTimeOffset now) =>
        current.MemberOf(room, organisation) is { } own && own.Role == MemberRoles.Lead && !own.IsOver(now);

    /// <param name="roles">Those of the caller that count for the case.</param>
    public static bool MayEnter(Case current, Room room, Oin caller, IReadOnlySet<Role> roles, DateTimeOffset now) =>
        roles.Overlaps(RoomAccess.RolesOf(room)) && current.MemberOf(room, caller) is { } own && !own.IsOver(now);

    /// <summary>
    /// Who is in a room is for who may enter it and for who decides on it. To lead the general room is not enough: it would
    /// tell the police which shelter has the victim.
    /// </summary>
    public static bool SeesMembers(Case current, Room room, Oin caller, IReadOnlySet<Role> roles, DateTimeOffset now) =>
        MayEnter(current, room, caller, roles, now) || roles.Overlaps(CaseAccess.Hosts) && Leads(current, room, caller, now);

    /// <param name="by">Null: the agreed period was over.</param>
    public static MemberLeft End(Case current, Membership member, ActorRef? by, DateTimeOffset now) =>
        new(
            current.Id, member.Organisation, member.Room, member.Role, VictimTrackOf(current, member.Room), SecurityTrackOf(current, member.Room),
            current.Municipality, by is null ? member.Until!.Value : now, by, now);

    internal static VictimTrackId? VictimTrackOf(Case current, Room room) => room == Room.Care ? current.VictimTrack : null;

    internal static SecurityTrackId? SecurityTrackOf(Case current, Room room) => room == Room.Security ? current.SecurityTrack : null;
}

/// <summary>Which rooms of a case a caller enters, by the case as it is shown and, where that is the past, by the case of today as well.</summary>
/// <param name="Roles">Those of the caller that count for the case.</param>
internal sealed record RoomSight(Oin Caller, IReadOnlySet<Role> Roles, params IReadOnlyList<(Case State, DateTimeOffset Now)> Seen)
{
    public bool MayEnter(Room room) => Seen.All(seen => Memberships.MayEnter(seen.State, room, Caller, Roles, seen.Now));

    public bool SeesMembers(Room room) => Seen.All(seen => Memberships.SeesMembers(seen.State, room, Caller, Roles, seen.Now));
}

/// <summary>The member roles that rules speak of; the list has more.</summary>
internal static class MemberRoles
{
    public static readonly MemberRole Lead = new("lead");
    public static readonly MemberRole Member = new("member");
}
