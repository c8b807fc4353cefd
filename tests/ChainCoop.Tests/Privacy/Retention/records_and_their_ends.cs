using ChainCoop.Cases;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Privacy.Links;
using ChainCoop.Privacy.Requests;
using ChainCoop.Privacy.Retention;
using ChainCoop.Shared;
using ChainCoop.Signals;
using CsCheck;

namespace ChainCoop.Tests.Privacy.Retention;

public class records_and_their_ends
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly MunicipalityCode Nijmegen = new("0268");
    private static readonly Oin NijmegenOin = new("00000099000000268000");
    private static readonly Oin Police = new("00000099000100001000");
    private static readonly ActorRef Anna = new(NijmegenOin, new OfficerId("anna"));
    private static readonly PayloadRef Prose = new(PayloadId.New(), Commitment.Of(new byte[32]));
    private static readonly SignalId Signal = SignalId.New();
    private static readonly CaseId Case = CaseId.New();
    private static readonly VictimTrackId Victims = VictimTrackId.New();
    private static readonly SecurityTrackId Security = SecurityTrackId.New();
    private static readonly RetentionVersion Rules = RetentionRules.Current.Versions[^1];

    private static readonly SignalReceived Received = new(
        Signal, Nijmegen, NijmegenOin, Police, new("labour"), Urgency.Normal, null, new("partner"), ReporterKind.Organisation, Prose, Prose, [], null,
        Monday.AddDays(1), Monday.AddDays(5), Anna, Monday);

    private static readonly SignalDismissed Dismissed = new(Signal, null, new("not-on-theme"), null, Anna, Monday.AddDays(1));
    private static readonly SignalLinked Linked = new(Signal, Case, null, new("known-case"), null, Anna, Monday.AddDays(1));
    private static readonly SignalReferred Referred = new(Signal, Police, Nijmegen, null, new("task-of-partner"), null, Anna, Monday.AddDays(1));
    private static readonly ReferralAccepted Accepted = new(Signal, Police, null, Anna, Monday.AddDays(2));
    private static readonly ReferralDeclined Declined = new(Signal, Police, Nijmegen, new("task-of-partner"), null, Anna, Monday.AddDays(2));
    private static readonly ReferralWithdrawn Withdrawn = new(Signal, Police, Nijmegen, new("no-answer"), null, Anna, Monday.AddDays(2));
    private static readonly SignalNeedsFurtherAnalysis Further = new(Signal, null, new("other"), null, Anna, Monday.AddDays(2));

    private static readonly IFact[] Opened =
        [new CaseProposed(Case, Nijmegen, [], null, null, Anna, Monday), Joined(Room.General), Joined(Room.Care, Victims), Joined(Room.Security, null, Security)];

    private static readonly VictimParticipationStarted Participates =
        new(Victims, ParticipationId.From(Signal.Value), SubjectId.From(Signal.Value), new("victim"), null, null, Anna, Monday.AddDays(3));

    private static readonly CaseClosed Closed = new(Case, new("other"), Anna, Anna, Monday.AddDays(10));

    [Fact]
    public void have_no_end_while_they_are_open()
    {
        EndsOf(Received).ShouldAllBe(end => end == default);
        EndsOf([.. Opened, Participates]).ShouldAllBe(end => end == default);
        EndsOf([.. Opened, Participates]).Count().ShouldBe(3);
    }

    [Fact]
    public void come_a_year_after_a_signal_was_dismissed() =>
        EndOf(RecordKind.Signal, Received, Dismissed).ShouldBe(new Destruction(CountedFrom.Dismissal, new(2026, 3, 3), new(2027, 3, 4)));

    [Fact]
    public void come_years_after_any_other_outcome()
    {
        EndOf(RecordKind.Signal, Received, Linked).ShouldBe(new Destruction(CountedFrom.Outcome, new(2026, 3, 3), new(2031, 3, 4)));
        EndOf(RecordKind.Signal, Received, Referred, Accepted).On.ShouldBe(new DateOnly(2026, 3, 4));
        EndOf(RecordKind.Reporter, Received, Linked).ShouldBe(new Destruction(CountedFrom.Outcome, new(2026, 3, 3), new(2027, 3, 4)));
    }

    [Fact]
    public void go_on_for_a_signal_that_is_reopened_and_come_a_year_after_one_that_is_retracted()
    {
        var reopened = new SignalReopened(Signal, new("pattern"), null, Nijmegen, new(DeadlineId.New(), new("assessment"), Monday, Monday, new("1")), null, Anna, Monday.AddDays(5));
        var retracted = new SignalRetracted(Signal, new("false-report"), null, [], [], Nijmegen, null, Anna, Monday.AddDays(6));

        EndsOf(Received, Dismissed, reopened).ShouldAllBe(end => end == default);
        EndOf(RecordKind.Signal, Received, Dismissed, reopened, Linked with { At = Monday.AddDays(7) }).From.ShouldBe(CountedFrom.Outcome);
        EndOf(RecordKind.Signal, Received, Linked, retracted).ShouldBe(new Destruction(CountedFrom.Dismissal, new(2026, 3, 8), new(2027, 3, 9)));
    }

    [Fact]
    public void know_no_reporter_without_name_and_contact() =>
        After(Received with { Reporter = null }).ShouldHaveSingleItem().Kind.ShouldBe(RecordKind.Signal);

    [Fact]
    public void are_not_counted_to_before_a_referral_is_accepted_or_once_it_came_back()
    {
        foreach (var back in (IFact[])[Referred, Declined, Withdrawn, Further])
        {
            EndsOf(Received, Referred, back).ShouldAllBe(end => end == default);
            EndsOf(Received, Dismissed, back).ShouldAllBe(end => end == default);
            After(Received, Dismissed, back)[0].Class.ShouldBe(SignalData.Retention);
        }
    }

    [Fact]
    public void are_days_of_the_dutch_calendar() =>
        EndOf(RecordKind.Signal, Received, Dismissed with { At = new(2026, 7, 1, 22, 30, 0, TimeSpan.Zero) }).On.ShouldBe(new DateOnly(2026, 7, 2));

    [Fact]
    public void of_a_case_and_its_tracks_come_after_closure()
    {
        IFact[] facts = [.. Opened, Participates, Closed];

        EndOf(RecordKind.Case, facts).ShouldBe(new Destruction(CountedFrom.Closure, new(2026, 3, 12), new(2031, 3, 13)));
        EndOf(RecordKind.SecurityTrack, facts).ShouldBe(new Destruction(CountedFrom.Closure, new(2026, 3, 12), new(2031, 3, 13)));
        EndOf(RecordKind.VictimTrack, facts).ShouldBe(new Destruction(CountedFrom.Receipt, new(2026, 3, 5), new(2041, 3, 6)));
    }

    [Fact]
    public void are_not_moved_by_a_correction_or_contest_unless_receipt_counts()
    {
        var contested = new SignalFactContested(Signal, ContestId.New(), SignalFact.Observation, null, Prose, Anna, Monday.AddDays(20));
        var decided = new SignalContestDecided(Signal, contested.ContestId, ContestDecision.Upheld, new("confirmed"), null, Anna, Monday.AddDays(21));
        var corrected = new SignalCorrected(Signal, new("incorrect"), null, null, null, [], null, Prose, null, null, Anna, Monday.AddDays(22));

        After(Received, Linked, contested, decided, corrected).ShouldAllBe(record => record.ReceivedOn == new DateOnly(2026, 3, 24));
        EndOf(RecordKind.Signal, Received, Linked, contested, decided, corrected).ShouldBe(EndOf(RecordKind.Signal, Received, Linked));
        After(Received, corrected with { Reporter = null }).Single(record => record.Kind == RecordKind.Reporter).ReceivedOn.ShouldBe(new DateOnly(2026, 3, 2));

        var heard = new VictimParticipationCorrected(Victims, Participates.ParticipationId, new("incorrect"), null, Prose, null, null, Anna, Monday.AddDays(20));
        EndOf(RecordKind.VictimTrack, [.. Opened, Participates, Closed, heard]).ShouldBe(new Destruction(CountedFrom.Receipt, new(2026, 3, 22), new(2041, 3, 23)));
        var accused = new SecurityFactContested(Security, Participates.ParticipationId, ContestId.New(), ParticipationFact.Role, Prose, Anna, Monday.AddDays(20));
        EndOf(RecordKind.SecurityTrack, [.. Opened, Closed, accused]).On.ShouldBe(new DateOnly(2026, 3, 12));
    }

    [Fact]
    public void of_a_request_come_years_after_its_answer_and_of_a_link_a_year_after_it_ended()
    {
        var request = SubjectRequestId.New();
        var received = new SubjectRequestReceived(
            request, Nijmegen, NijmegenOin, SubjectRequestKind.Access, SubjectRequestRegime.Avg, new(2026, 3, 2), new(2026, 4, 2), SubjectId.New(), Prose, null, [], Anna, Monday);
        EndsOf(received, new SubjectRequestBecameOverdue(request, new(2026, 4, 2), Monday.AddDays(40))).ShouldAllBe(end => end == default);
        EndOf(RecordKind.SubjectRequest, received, new SubjectRequestPartDecided(request, Nijmegen, NijmegenOin, [], Anna, Monday.AddDays(1)), new SubjectRequestAnswered(request, Anna, Monday.AddDays(1)))
            .ShouldBe(new Destruction(CountedFrom.Answer, new(2026, 3, 3), new(2031, 3, 4)));

        var linked = new SubjectsLinked(SubjectLinkId.New(), Prose, Nijmegen, NijmegenOin, Anna, Monday);
        EndsOf(linked).ShouldAllBe(end => end == default);
        EndOf(RecordKind.SubjectLink, linked, new SubjectLinkEnded(linked.SubjectLinkId, Anna, Monday.AddDays(1))).ShouldBe(new Destruction(CountedFrom.Ending, new(2026, 3, 3), new(2027, 3, 4)));
    }

    [Fact]
    public void are_the_same_however_the_facts_are_cut_into_pages() =>
        Gen.Select(History, Gen.Int[0, 20]).Sample((history, cut) =>
        {
            var after = new RetentionFold();
            foreach (var record in After(history[..Math.Min(cut, history.Length)])) after.Restore(record);
            foreach (var change in history.Skip(cut).SelectMany(RetentionFacts.Of)) after.Apply(change);

            var whole = After(history).ToDictionary(record => (record.Id, record.Kind));
            foreach (var record in after.Changed) record.ShouldBe(whole[(record.Id, record.Kind)]);
        });

    [Fact]
    public void follow_from_the_last_fact_that_concludes_or_reopens() =>
        History.Sample(history =>
        {
            var last = history.LastOrDefault(fact => fact is not SignalReceived);
            var concluded = last is SignalDismissed or SignalLinked or ReferralAccepted;

            EndOf(RecordKind.Signal, history).On.ShouldBe(concluded ? DutchTime.DayOf(last!.At) : null);
            After(history)[0].Class.ShouldBe(last is SignalDismissed ? RetentionFacts.Dismissed : SignalData.Retention);
        });

    [Fact]
    public void say_what_other_rules_would_change()
    {
        var none = new ClassDifference(SignalData.Retention, 0, 0, 0, 0, 0, 0, 0);

        none.And(null, null, new(2026, 3, 2)).ShouldBe(none with { Records = 1, Open = 1 });
        none.And(new(2027, 3, 2), new(2026, 3, 2), new(2026, 3, 2)).ShouldBe(none with { Records = 1, Earlier = 1, DaysEarlier = 365, DueAtOnce = 1 });
        none.And(new(2026, 3, 1), new(2026, 2, 1), new(2026, 3, 2)).DueAtOnce.ShouldBe(0);
        none.And(new(2026, 3, 2), new(2026, 3, 4), new(2026, 3, 2)).And(new(2026, 3, 2), new(2026, 3, 3), new(2026, 3, 2))
            .ShouldBe(none with { Records = 2, Later = 2, DaysLater = 2 });
    }

    /// <summary>Of one signal, each fact a day after the one before.</summary>
    private static readonly Gen<IFact[]> History =
        Gen.Int[0, 6].Array[0, 12].Select(choices => (IFact[])[Received, .. choices.Select((choice, i) => Fact(choice, Monday.AddDays(i + 1)))]);

    private static IFact Fact(int choice, DateTimeOffset at) => choice switch
    {
        0 => Dismissed with { At = at },
        1 => Linked with { At = at },
        2 => Referred with { At = at },
        3 => Accepted with { At = at },
        4 => Declined with { At = at },
        5 => Withdrawn with { At = at },
        _ => Further with { At = at },
    };

    private static MemberJoined Joined(Room room, VictimTrackId? victims = null, SecurityTrackId? security = null) =>
        new(Case, NijmegenOin, room, new("lead"), victims, security, Nijmegen, Founding: true, Monday, null, Anna, Monday);

    private static Destruction EndOf(RecordKind kind, params IFact[] facts) => Rules.Of(After(facts).Single(record => record.Kind == kind));

    private static IEnumerable<Destruction> EndsOf(params IFact[] facts) => After(facts).Select(Rules.Of);

    private static IReadOnlyList<RetentionRecord> After(params IFact[] facts)
    {
        var fold = new RetentionFold();
        foreach (var change in facts.SelectMany(RetentionFacts.Of)) fold.Apply(change);
        return fold.Changed;
    }
}
