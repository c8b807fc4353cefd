using ChainCoop.Cases;
using ChainCoop.Cases.Handovers;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Organisations;
using ChainCoop.Prevention;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Reports;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using ChainCoop.Signals;
using ChainCoop.Signals.Feedback;
using ChainCoop.Signals.Matching;
using ChainCoop.Signals.Merging;
using ChainCoop.Signals.Origins;

namespace ChainCoop.Tests.Reports;

public class what_counts
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly MunicipalityCode Nijmegen = new("0268");
    private static readonly MunicipalityCode Tiel = new("0281");
    private static readonly Oin NijmegenOin = new("00000099000000268000");
    private static readonly Oin TielOin = new("00000099000000281000");
    private static readonly Oin Police = new("00000099000100001000");
    private static readonly ActorRef Anna = new(NijmegenOin, new OfficerId("anna"));
    private static readonly PayloadRef Prose = new(PayloadId.New(), Commitment.Of(new byte[32]));
    private static readonly SignalId Signal = SignalId.New();
    private static readonly CaseId Case = CaseId.New();
    private static readonly VictimTrackId Care = VictimTrackId.New();
    private static readonly SecurityTrackId Security = SecurityTrackId.New();
    private static readonly MeasureId Measure = MeasureId.New();
    private static readonly BarrierId Barrier = BarrierId.New();
    private static readonly ShelterRequestId Request = ShelterRequestId.New();
    private static readonly MandateId Mandate = MandateId.New();
    private static readonly AgreementId Agreement = AgreementId.New();
    private static readonly int FirstDay = new DateOnly(2026, 3, 1).DayNumber;

    private static readonly SignalReceived Received = new(
        Signal, Nijmegen, NijmegenOin, Police, new("labour"), Urgency.Normal, null, new("partner"), ReporterKind.Organisation, Prose, null, [], null,
        Monday.AddDays(1), Monday.AddDays(5), Anna, Monday);

    private static readonly SignalDismissed Dismissed = new(Signal, new("1"), new("not-on-theme"), null, Anna, Monday.AddDays(3));
    private static readonly SignalRetracted Retracted = new(Signal, new("false-report"), null, [], [], Nijmegen, null, Anna, Monday.AddDays(5));
    private static readonly CaseProposed Proposed = new(Case, Nijmegen, [new("labour")], null, null, Anna, Monday);
    private static readonly CaseOpened Opened = new(Case, Anna, Monday.AddDays(2));
    private static readonly CaseClosed Closed = new(Case, new("barriers-raised"), Anna, Anna, Monday.AddDays(9));
    private static readonly MemberJoined CareRoom = Joined(Room.Care, Care, null);
    private static readonly MemberJoined SecurityRoom = Joined(Room.Security, null, Security);
    private static readonly VictimShelterRequested Asked = new(Care, Request, ParticipationId.New(), new("cosm"), new("needs-safe-place"), null, Anna, Monday);
    private static readonly MeasureConsidered Considered = new(Security, Measure, new("closure"), null, Anna, Monday);
    private static readonly BarrierInterventionPlanned Planned = new(Security, Barrier, new("1"), new("housing"), new("x"), new("y"), Police, new(2026, 4, 1), null, Anna, Monday);
    private static readonly MandateGiven Given = new(Mandate, NijmegenOin, new("bert"), Role.FocalPoint, [Nijmegen, Tiel], new(2026, 3, 1), null, Anna, Monday);
    private static readonly AgreementMade Made = new(Agreement, [NijmegenOin, TielOin, Police], [], new(2026, 3, 1), new(2027, 3, 1), null, Nijmegen, Anna, Monday);

    private static readonly PreventionActivityPlanned Scheduled = new(
        PreventionActivityId.New(), Nijmegen, NijmegenOin, new("lesson"), new("schools"), new("refugees"), new("school"), new(2026, 3, 2), new(2026, 3, 2), [], null, null, Anna, Monday);

    /// <summary>What happened, and what is counted of it: kind, code and value, of Nijmegen where it does not say otherwise.</summary>
    public static readonly (IFact[] Events, string[] Counted)[] Cases =
    [
        ([Received], ["signal-received labour 0", "signal-channel partner 0"]),
        ([Received, new SignalAcknowledged(Signal, Anna, Monday.AddHours(30))], ["signal-acknowledged  1"]),
        ([Received, Assessed(2), Assessed(4)], ["signal-assessed  2"]),
        ([Received, Dismissed], ["signal-concluded dismissed 3"]),
        ([Received, new SignalLinked(Signal, Case, null, new("known-case"), null, Anna, Monday)], ["signal-concluded linked 0"]),
        ([Received, new SignalEscalated(Signal, Case, null, new("acute-danger"), null, Anna, Monday)], ["signal-concluded escalated 0"]),
        ([Received, new SignalReferred(Signal, Police, Nijmegen, new("1"), new("task-of-partner"), null, Anna, Monday)], []),
        ([Received, new ReferralAccepted(Signal, Police, null, Anna, Monday.AddDays(1))], ["signal-concluded referred 1"]),
        ([Received, Dismissed, Reopened(), Dismissed with { At = Monday.AddDays(8) }], ["signal-concluded dismissed 3", "signal-reopened pattern 0"]),
        ([Received, Retracted], ["signal-concluded retracted 5", "signal-retracted false-report 0"]),
        ([Received, Dismissed, Retracted], ["signal-concluded dismissed 3", "signal-retracted false-report 0"]),
        ([Received, new FeedbackGiven(Signal, new("acted-upon"), new("phone"), null, Anna, Monday.AddDays(6))], ["signal-fed-back acted-upon 6"]),
        ([Received, new SignalMerged(Signal, MergeId.New(), SignalId.New(), null, Anna, Monday)], ["signal-merged  0"]),
        ([Found()], ["match-hit  0"]),

        ([Proposed], []),
        ([Proposed, Opened, Closed], ["case-opened labour 2", "case-closed barriers-raised 9"]),
        ([Proposed with { ExploitationTypes = [new("labour"), new("sexual")] }, Opened], ["case-opened several 2"]),
        ([Proposed, Opened, Closed, new CaseReopened(Case, new("new-facts"), CaseStatus.Open, [], null, Anna, Monday), Closed],
            ["case-opened labour 2", "case-closed barriers-raised 9", "case-reopened new-facts 0"]),
        ([Proposed, HandedOver(Room.General), Opened], ["0281 case-opened labour 2"]),

        ([CareRoom, Person("victim"), Person("suspect"), Person("possible-victim")], ["victim-known  1", "victim-known  2"]),
        ([CareRoom, Registered(), Registered()], ["comensha-registered registration 1", "comensha-registered registration 2"]),
        ([CareRoom, Asked, Moved(ShelterState.Offered, 1), Moved(ShelterState.Placed, 4), Moved(ShelterState.Transfer, 5), Moved(ShelterState.Placed, 6), Moved(ShelterState.Outflow, 7), Moved(ShelterState.Ended, 8)],
            ["shelter-requested cosm 0", "shelter-placed cosm 4", "shelter-ended ended 0"]),
        ([CareRoom, Asked, Moved(ShelterState.Offered, 1) with { Shelter = new("nidos") }, Moved(ShelterState.Placed, 2)], ["shelter-requested cosm 0", "shelter-placed nidos 2"]),
        ([CareRoom, Asked, HandedOver(Room.Care), Moved(ShelterState.Withdrawn, 1)], ["shelter-requested cosm 0", "0281 shelter-ended withdrawn 0"]),

        ([SecurityRoom, Planned, Concluded(BarrierResult.Done, "no-change")], ["intervention-planned housing 0", "intervention-done housing 0", "measure-effect no-change 0"]),
        ([SecurityRoom, Planned, Concluded(BarrierResult.NotPossible, null)], ["intervention-planned housing 0"]),
        ([SecurityRoom, Considered, Imposed(), new MeasureEffectRecorded(Security, Measure, new("situation-improved"), new(2026, 4, 1), null, Anna, Monday)],
            ["measure-imposed closure 0", "measure-effect situation-improved 0"]),
        ([SecurityRoom, Considered, HandedOver(Room.Security), new MeasureAnnulled(Security, Measure, null, new("facts-too-weak"), new(2026, 4, 1), null, Anna, Monday)], ["0281 measure-annulled closure 0"]),

        ([Given], [$"role-from focal-point {FirstDay}", $"0281 role-from focal-point {FirstDay}"]),
        ([Given with { Municipalities = [Nijmegen], Until = new(2026, 3, 11) }, new MandateEnded(Mandate, new(2026, 3, 6), Anna, Monday)],
            [$"role-from focal-point {FirstDay}", $"role-until focal-point {FirstDay + 10}", $"role-until focal-point {FirstDay + 5}"]),
        ([Made, Accepted(TielOin)], []),
        ([Made, Accepted(TielOin), Accepted(Police)],
            [$"agreement-from  {FirstDay}", $"0281 agreement-from  {FirstDay}", $"agreement-until  {FirstDay + 365}", $"0281 agreement-until  {FirstDay + 365}"]),
        ([Made with { Parties = [NijmegenOin, Police], Until = null }, Accepted(Police), new AgreementEnded(Agreement, null, Anna, Monday.AddDays(9))],
            [$"agreement-from  {FirstDay}", $"agreement-until  {FirstDay + 10}"]),
        ([Made, new AgreementEnded(Agreement, null, Anna, Monday)], []),

        ([Received, new SignalOriginRecorded(Signal, PreventionActivityId.New(), null, Anna, Monday)], ["signal-from-activity  0"]),
        ([Received, new SignalOriginRecorded(Signal, null, new InspectionKind("housing"), Anna, Monday)], ["signal-from-inspection housing 0"]),
        ([Scheduled], []),
        ([Scheduled, new PreventionActivityHeld(Scheduled.ActivityId, Nijmegen, new("refugees"), new(2026, 3, 2), 40, new("effective"), Anna, Monday)], ["activity-held refugees 40"]),
        ([Trained(refresher: false)], ["training-held youth 12"]),
        ([Trained(refresher: true)], ["training-held youth 12", "refresher-held youth 12"]),
        ([new TrainingTargetSet(TrainingTargetId.New(), Nijmegen, NijmegenOin, new("youth"), 2026, 30, Anna, Monday)], ["training-target youth 30"]),
    ];

    public static TheoryData<int> All => [.. Enumerable.Range(0, Cases.Length)];

    [Theory, MemberData(nameof(All))]
    public void is_said_by_events(int number)
    {
        var (events, counted) = Cases[number];

        // What begins a signal is counted in every case about one.
        Written(Fold(new FactLedger(), events, 0)).Where(fact => events.Length == 1 || !fact.StartsWith("signal-received ", StringComparison.Ordinal) && !fact.StartsWith("signal-channel ", StringComparison.Ordinal))
            .ShouldBe(counted);
    }

    [Fact]
    public void is_every_kind() =>
        Cases.SelectMany(@case => Fold(new FactLedger(), @case.Events, 0).Facts).Select(counted => counted.Fact.Kind).Distinct().Order().ShouldBe(Enum.GetValues<FactKind>());

    [Fact]
    public void names_the_record_and_the_moment() =>
        Fold(new FactLedger(), [Received], 6).Facts[1].ShouldBe((new Fact(FactKind.SignalChannel, Nijmegen, Monday, "partner", 0, Signal.Value), 7L, 1));

    [Fact]
    public void is_days_of_the_calendar_in_the_netherlands()
    {
        var evening = Received with { At = new(2026, 3, 2, 22, 30, 0, TimeSpan.Zero) };

        Written(Fold(new FactLedger(), [evening, new SignalAcknowledged(Signal, Anna, evening.At.AddHours(1))], 0))[^1].ShouldBe("signal-acknowledged  1");
        Written(Fold(new FactLedger(), [evening, new SignalAcknowledged(Signal, Anna, evening.At.AddMinutes(20))], 0))[^1].ShouldBe("signal-acknowledged  0");
    }

    [Fact]
    public void goes_on_where_the_page_before_ended()
    {
        foreach (var (events, _) in Cases)
        {
            for (var cut = 1; cut < events.Length; cut++)
            {
                var before = Fold(new FactLedger(), events[..cut], 0);
                var after = new FactLedger();
                foreach (var (id, record) in before.Changed) after.Restore(id, record);

                Fold(after, events[cut..], cut);

                before.Facts.Concat(after.Facts).ShouldBe(Fold(new FactLedger(), events, 0).Facts);
            }
        }
    }

    [Fact]
    public void ends_with_the_record()
    {
        var ledger = Fold(new FactLedger(), [Received, new SignalDestroyed(new RecordId(Signal.Value), Nijmegen, ErasureId.New(), Monday.AddYears(1))], 0);

        ledger.Destroyed.ShouldBe([Signal.Value]);
        ledger.Changed.ShouldBeEmpty();
        ledger.Facts.Count.ShouldBe(2);
    }

    [Fact]
    public void is_nothing_of_what_is_left_of_a_destroyed_record() => Fold(new FactLedger(), [Dismissed], 0).Facts.ShouldBeEmpty();

    private static List<string> Written(FactLedger ledger) =>
        [.. ledger.Facts.Select(counted => $"{(counted.Fact.Municipality == Nijmegen ? "" : counted.Fact.Municipality.Value + " ")}{Kebab.Of(counted.Fact.Kind)} {counted.Fact.Code} {counted.Fact.Value}")];

    private static FactLedger Fold(FactLedger ledger, IFact[] events, long sequence)
    {
        foreach (var @event in events)
        {
            sequence++;
            if (FactRules.Of(@event) is { } change) ledger.Apply(change, @event.At, sequence);
        }

        return ledger;
    }

    private static SignalAssessed Assessed(int days) => new(Signal, AssessmentStep.W1, new("1"), [], AssessmentConclusion.Continue, null, Anna, Monday.AddDays(days));

    private static SignalReopened Reopened() =>
        new(Signal, new("pattern"), null, Nijmegen, new(DeadlineId.From(Guid.Empty), new("assessment"), Monday, Monday, new("1")), null, Anna, Monday.AddDays(4));

    private static MatchFound Found() => new(
        MatchId.From(Guid.NewGuid()), Agreement, MatchRequestId.New(), new(NijmegenOin, Nijmegen, Signal, SubjectId.New()), new(TielOin, Tiel, SignalId.New(), SubjectId.New()), Anna, Monday);

    private static MemberJoined Joined(Room room, VictimTrackId? care, SecurityTrackId? security) =>
        new(Case, NijmegenOin, room, new("lead"), care, security, Nijmegen, Founding: true, Monday, null, Anna, Monday);

    private static RoomHandedOver HandedOver(Room room) =>
        new(Case, room, room == Room.Care ? Care : null, room == Room.Security ? Security : null, Tiel, [], [], [], Anna, Monday);

    private static VictimParticipationStarted Person(string role) => new(Care, ParticipationId.New(), SubjectId.New(), new(role), null, null, Anna, Monday);

    private static VictimRegisteredWithComensha Registered() =>
        new(Care, ComenshaRegistrationId.New(), ParticipationId.New(), new("registration"), LegalBasisId.New(), new("vital-interest"), null, Anna, Monday);

    private static VictimShelterMoved Moved(ShelterState to, int days) => new(Care, Request, to, new("other"), null, null, null, null, null, Anna, Monday.AddDays(days));

    private static BarrierInterventionConcluded Concluded(BarrierResult result, string? effect) =>
        new(Security, Barrier, result, effect is null ? null : new InterventionEffect(effect), null, Anna, Monday);

    private static MeasureImposed Imposed() => new(
        Security, Measure, new("gemw-174"), new("mayor"), Prose, true, Prose, null, null, new("123"), new(2026, 3, 2), new(2026, 6, 2), null, Anna, Monday);

    private static TrainingHeld Trained(bool refresher) => new(TrainingId.New(), Nijmegen, NijmegenOin, new("youth"), new(2026, 3, 2), 12, refresher, Anna, Monday);

    private static AgreementAccepted Accepted(Oin party) => new(Agreement, party, new ActorRef(party, new("x")), Monday);
}
