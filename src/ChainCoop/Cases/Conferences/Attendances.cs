using ChainCoop.Access;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;

namespace ChainCoop.Cases.Conferences;

/// <summary>The facts that give an organisation a room for the time of a conference, and end that.</summary>
internal static class Attendances
{
    public static AttendeeInvited Begin(
        Case current, Conference conference, Oin organisation, MunicipalityCode municipality, DateTimeOffset from, ActorRef by, DateTimeOffset now) =>
        new(
            current.Id, conference.Id, organisation, conference.Room, Memberships.VictimTrackOf(current, conference.Room),
            Memberships.SecurityTrackOf(current, conference.Room), municipality, from, conference.EndsAt, by, now);

    /// <param name="by">Null: its time was over.</param>
    public static AttendanceEnded End(Case current, Conference conference, Attendance attendance, ActorRef? by, DateTimeOffset now) =>
        new(
            current.Id, conference.Id, attendance.Organisation, conference.Room, Memberships.VictimTrackOf(current, conference.Room),
            Memberships.SecurityTrackOf(current, conference.Room), current.Municipality, by is null ? attendance.Until : now, by, now);

    /// <summary>Those of which nothing says yet that they are over.</summary>
    public static IEnumerable<(Conference Conference, Attendance Attendance)> Open(Case current) =>
        current.Conferences.SelectMany(conference => conference.Attendances.Where(attendance => !attendance.Ended).Select(attendance => (conference, attendance)));

    /// <summary>Prose of a room is kept as the room's own is, and goes with the case.</summary>
    public static Task<PayloadRef?> SealNote(this Entry entry, string? note, Room room, string eventType)
    {
        var (purpose, retention) = RecordContents.TermsOf(GrantRules.KindOf(room));
        return entry.SealNote(note, purpose, retention, eventType);
    }
}
