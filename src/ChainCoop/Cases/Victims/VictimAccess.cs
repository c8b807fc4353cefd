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

    /// <summary>What whoever arranges something for a person hears before anything else; null: go on.</summary>
    public static Problem? Refuses(this VictimTrack track, ParticipationId person)
    {
        if (track.Destroyed) return Problems.Destroyed;
        if (track.Participations.Find(person) is not { } participation) return Problems.InvalidInput([new Fault("/participationId", "The track has no such participation.")]);
        return participation.Until is null ? null : ParticipationEndings.AlreadyEnded;
    }

    public static SubjectId SubjectOf(this VictimTrack track, ParticipationId person) => track.Participations.Find(person)!.SubjectId;

    /// <summary>A note about one person of the room, under the key of that person.</summary>
    public static Task<PayloadRef?> SealNoteAbout(this Entry entry, VictimTrack track, ParticipationId person, string? note, string eventType) =>
        entry.SealNoteAbout(track.SubjectOf(person), note, Purpose, Retention, eventType);
}
