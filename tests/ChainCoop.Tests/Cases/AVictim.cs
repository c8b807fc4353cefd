using ChainCoop.Cases.Victims;
using ChainCoop.Shared;
using static ChainCoop.Tests.DeciderSpec;

namespace ChainCoop.Tests.Cases;

/// <summary>A care room with one person in it.</summary>
internal static class AVictim
{
    public static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    public static readonly ActorRef CoMensha = new(new("00000099000100007000"), new("placing-officer"));
    public static readonly ActorRef Coordinator = new(new("00000099000000268000"), new("coordinator"));
    public static readonly VictimTrackId Track = VictimTrackId.New();
    public static readonly ParticipationId Person = ParticipationId.New();
    public static readonly SubjectId Subject = SubjectId.New();
    public static readonly ShelterRequestId Request = ShelterRequestId.New();
    public static readonly PayloadRef Sealed = new(PayloadId.New(), Commitment.Of(new byte[32]));
    public static readonly ShelterReason Because = new("other");
    public static readonly VictimRoute Cosm = new("cosm");
    public static readonly VictimRoute Regular = new("regular-shelter");

    public static readonly VictimShelterRequested Requested = new(Track, Request, Person, Cosm, Because, null, Coordinator, At);

    public static readonly VictimParticipationEnded HasLeft = new(Track, Person, new("left"), new(2026, 3, 2), null, Coordinator, At);

    /// <summary>The first report on a stay that began on 2 March, by the rules: the week after the term of three months.</summary>
    public static readonly Deadline Report = new(
        DeadlineId.New(), new("shelter-overstay"), new(2026, 6, 2, 21, 59, 59, TimeSpan.Zero), new(2026, 6, 9, 22, 0, 0, TimeSpan.Zero), new("1"));

    public static readonly object[] InTheRoom =
        [new VictimTrackOpened(Track, Coordinator, At), new VictimParticipationStarted(Track, Person, Subject, new("victim"), Sealed, null, Coordinator, At)];

    public static Spec<VictimTrack> With(params object[] events) => Given<VictimTrack>([.. InTheRoom, .. events]);

    public static VictimShelterMoved Moved(ShelterState to, VictimRoute? shelter = null, Deadline? report = null, DeadlineId? reportMet = null) =>
        new(Track, Request, to, Because, shelter, null, report, reportMet, null, Coordinator, At);
}
