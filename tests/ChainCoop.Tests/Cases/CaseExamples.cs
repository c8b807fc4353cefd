using ChainCoop.Cases;
using ChainCoop.Cases.Security;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Cases;

/// <summary>Organisations, officers and the beginning of a case, as the tests of deciders use them.</summary>
internal static class CaseExamples
{
    public static readonly Oin Nijmegen = new("00000099000000268000");
    public static readonly Oin Police = new("00000099000100001000");
    public static readonly Oin Shelter = new("00000099000100009000");
    public static readonly ActorRef Anna = new(Nijmegen, new("anna"));
    public static readonly ActorRef Bram = new(Nijmegen, new("bram"));
    public static readonly ActorRef Constable = new(Police, new("constable"));
    public static readonly MunicipalityCode Municipality = new("0268");
    public static readonly MemberRole Lead = new("lead");
    public static readonly MemberRole Member = new("member");

    public static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    public static readonly CaseId Id = CaseId.New();

    public static readonly IReadOnlyList<object> Started =
        CaseStart.Streams(Id, Municipality, Nijmegen, [new("labour")], from: null, title: null, Anna, Monday)[0].Events;

    public static readonly VictimTrackId VictimRoom = Started.OfType<MemberJoined>().Single(e => e.Room == Room.Care).VictimTrackId!.Value;
    public static readonly SecurityTrackId SecurityRoom = Started.OfType<MemberJoined>().Single(e => e.Room == Room.Security).SecurityTrackId!.Value;

    public static readonly CaseScreened Accepted = new(Id, [new("several-chains-needed")], ScreeningConclusion.Accepted, null, Anna, Monday, new("1"), ScreeningConclusion.Rejected);
    public static readonly CaseScreened Rejected = Accepted with { Criteria = [], Conclusion = ScreeningConclusion.Rejected };
    public static readonly CaseOpened Opened = new(Id, Anna, Monday);
    public static readonly ClosureProposed ProposedByAnna = new(Id, new("exploitation-ended"), null, Anna, Monday);
    public static readonly CaseClosed ClosedByBram = new(Id, new("exploitation-ended"), Anna, Bram, Monday);

    public static DeciderSpec<Case> ACase => new(Fold, Started);

    public static Case Fold(Case? state, object e) => e is CaseProposed proposed ? Case.Create(proposed) : (Case)((dynamic)state!).Apply((dynamic)e);

    public static SecurityTrack Fold(SecurityTrack? state, object e) =>
        e is SecurityTrackOpened opened ? SecurityTrack.Create(opened) : (SecurityTrack)((dynamic)state!).Apply((dynamic)e);

    public static MemberJoined Joined(Oin organisation, Room room = Room.General, MemberRole? role = null, DateTimeOffset? until = null) => new(
        Id, organisation, room, role ?? Member, room == Room.Care ? VictimRoom : null, room == Room.Security ? SecurityRoom : null,
        Municipality, false, Monday, until, Anna, Monday);

    public static MemberLeft Left(MemberJoined joined, DateTimeOffset until, ActorRef? by, DateTimeOffset at) => new(
        Id, joined.Organisation, joined.Room, joined.Role, joined.VictimTrackId, joined.SecurityTrackId, Municipality, until, by, at);
}
