using ChainCoop.Access;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Shared;

namespace ChainCoop.Cases;

/// <summary>How a case begins: three streams in one transaction. Proposing directly and escalating a signal both do this.</summary>
public static class CaseStart
{
    /// <summary>
    /// The case first. The municipality leads all three rooms; another organisation that proposed joins the general room.
    /// </summary>
    /// <param name="owner">The municipality as an organisation.</param>
    /// <param name="from">The signal that it grew from.</param>
    /// <param name="title">In the vault, keyed to the case, event type <c>case_proposed</c>.</param>
    public static IReadOnlyList<NewStream> Streams(
        CaseId id,
        MunicipalityCode municipality,
        Oin owner,
        IReadOnlyList<ExploitationType> exploitationTypes,
        SignalId? from,
        PayloadRef? title,
        ActorRef by,
        DateTimeOffset now)
    {
        var victims = VictimTrackId.New();
        var security = SecurityTrackId.New();
        List<object> events =
        [
            new CaseProposed(id, municipality, exploitationTypes, from, title, by, now),
            Leads(Room.General, null, null),
            Leads(Room.Care, victims, null),
            Leads(Room.Security, null, security),
        ];
        if (by.Organisation != owner)
            events.Add(new MemberJoined(id, by.Organisation, Room.General, MemberRoles.Member, null, null, municipality, false, now, null, by, now));

        return
        [
            new NewStream(typeof(Case), id.Value, events),
            new NewStream(typeof(VictimTrack), victims.Value, [new VictimTrackOpened(victims, by, now)]),
            new NewStream(typeof(SecurityTrack), security.Value, [new SecurityTrackOpened(security, by, now)]),
        ];

        MemberJoined Leads(Room room, VictimTrackId? victimTrack, SecurityTrackId? securityTrack) =>
            new(id, owner, room, MemberRoles.Lead, victimTrack, securityTrack, municipality, true, now, null, by, now);
    }
}

/// <summary>The member roles that rules speak of; the list has more.</summary>
internal static class MemberRoles
{
    public static readonly MemberRole Lead = new("lead");
    public static readonly MemberRole Member = new("member");
}
