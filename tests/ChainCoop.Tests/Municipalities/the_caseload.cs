using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Municipalities;
using ChainCoop.Shared;
using ChainCoop.Signals;

namespace ChainCoop.Tests.Municipalities;

public class the_caseload
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly MunicipalityCode Nijmegen = new("0268");
    private static readonly Oin NijmegenOin = new("00000099000000268000");
    private static readonly Oin Police = new("00000099000100001000");
    private static readonly ActorRef Anna = new(NijmegenOin, new OfficerId("anna"));
    private static readonly PayloadRef Prose = new(PayloadId.New(), Commitment.Of(new byte[32]));
    private static readonly SignalId Signal = SignalId.New();
    private static readonly CaseId Case = CaseId.New();
    private static readonly TaskId Task = TaskId.New();

    private static readonly SignalReceived Received = new(
        Signal, Nijmegen, NijmegenOin, Police, new("labour"), Urgency.Normal, null, new("partner"), ReporterKind.Organisation, Prose, null, [], null,
        Monday.AddDays(1), Monday.AddDays(5), Anna, Monday);

    private static readonly SignalAcknowledged Acknowledged = new(Signal, Anna, Monday.AddHours(1));
    private static readonly SignalAssessed Assessed = new(Signal, AssessmentStep.W1, new("1"), [], AssessmentConclusion.Continue, null, Anna, Monday.AddHours(2));
    private static readonly SignalDismissed Dismissed = new(Signal, new("1"), new("not-on-theme"), null, Anna, Monday.AddHours(3));
    private static readonly SignalReferred Referred = new(Signal, Police, Nijmegen, new("1"), new("task-of-partner"), null, Anna, Monday.AddHours(3));
    private static readonly ReferralDeclined Declined = new(Signal, Police, Nijmegen, new("task-of-partner"), null, Anna, Monday.AddHours(4));
    private static readonly ReferralAccepted Accepted = new(Signal, Police, null, Anna, Monday.AddHours(4));
    private static readonly ReferralWithdrawn Withdrawn = new(Signal, Police, Nijmegen, new("no-answer"), null, Anna, Monday.AddHours(4));
    private static readonly CaseProposed Proposed = new(Case, Nijmegen, [new("labour"), new("sexual")], Signal, null, Anna, Monday);
    private static readonly TaskAssigned Assigned = new(Case, Task, new("other"), Police, new DateOnly(2026, 3, 6), null, Anna, Monday.AddHours(1));

    [Fact]
    public void is_not_stopped_by_a_task_without_a_real_date() =>
        Should.NotThrow(() => CaseloadRules.Of(Assigned with { DueOn = DateOnly.MaxValue }));

    [Fact]
    public void begins_with_the_signal_and_its_two_deadlines()
    {
        var caseload = Given(Received);

        caseload.Changed.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            row => (row.Id, row.Room, row.Kind, row.Municipality, row.Status).ShouldBe((Signal.Value, Room.General, ResourceKind.Signal, Nijmegen, "received")),
            row => row.ExploitationTypes.ShouldBe([new ExploitationType("labour")]),
            row => row.Urgency.ShouldBe(Urgency.Normal),
            row => (row.OpenedAt, row.UpdatedAt, row.Sequence).ShouldBe((Monday, Monday, 1)));
        Open(caseload).ShouldBe([("acknowledgement", Received.AcknowledgeBy), ("assessment", Received.AssessBy)]);
        caseload.DueAt(Signal.Value).ShouldBe(Received.AcknowledgeBy);
    }

    [Fact]
    public void follows_the_status_of_a_signal()
    {
        StatusAfter(Received, Acknowledged).ShouldBe("acknowledged");
        StatusAfter(Received, Assessed).ShouldBe("in-assessment");
        StatusAfter(Received, Assessed, Acknowledged).ShouldBe("in-assessment");
        StatusAfter(Received, Dismissed).ShouldBe("dismissed");
        StatusAfter(Received, Referred).ShouldBe("referred");
        StatusAfter(Received, Referred, Accepted).ShouldBe("referred");
        StatusAfter(Received, Referred, Withdrawn).ShouldBe("in-assessment");
        StatusAfter(Received, Referred, Declined).ShouldBe("in-assessment");
        StatusAfter(Received, new SignalLinked(Signal, Case, null, new("known-case"), null, Anna, Monday)).ShouldBe("linked");
        StatusAfter(Received, new SignalEscalated(Signal, Case, null, new("acute-danger"), null, Anna, Monday), Assessed).ShouldBe("escalated");
        StatusAfter(Received, Assessed, new SignalNeedsFurtherAnalysis(Signal, null, new("other"), null, Anna, Monday)).ShouldBe("in-assessment");
    }

    [Fact]
    public void has_the_form_of_exploitation_that_was_corrected()
    {
        var corrected = new SignalCorrected(Signal, new("incorrect"), new("criminal"), null, null, [], null, null, null, null, Anna, Monday.AddHours(1));

        Given(Received, corrected).Changed.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            row => row.ExploitationTypes.ShouldBe([new ExploitationType("criminal")]), row => row.Status.ShouldBe("received"),
            row => row.UpdatedAt.ShouldBe(corrected.At));
        Given(Received, corrected with { ExploitationType = null }).Changed.ShouldHaveSingleItem().ExploitationTypes.ShouldBe([new ExploitationType("labour")]);
    }

    [Fact]
    public void asks_for_the_assessment_once_the_signal_is_acknowledged()
    {
        var caseload = Given(Received, Acknowledged);

        Open(caseload).ShouldBe([("assessment", Received.AssessBy)]);
        caseload.DueAt(Signal.Value).ShouldBe(Received.AssessBy);
        caseload.ChangedDeadlines.Single(deadline => deadline.Kind == "acknowledgement").MetAt.ShouldBe(Acknowledged.At);
    }

    [Fact]
    public void asks_nothing_after_an_outcome()
    {
        var caseload = Given(Received, Dismissed);

        Open(caseload).ShouldBeEmpty();
        caseload.DueAt(Signal.Value).ShouldBeNull();
    }

    [Fact]
    public void asks_for_what_is_open_until_a_referral_is_accepted()
    {
        Open(Given(Received, Acknowledged, Referred)).ShouldBe([("assessment", Received.AssessBy)]);
        Open(Given(Received, Referred)).ShouldBe([("acknowledgement", Received.AcknowledgeBy), ("assessment", Received.AssessBy)]);
        Open(Given(Received, Referred, Acknowledged)).ShouldBe([("assessment", Received.AssessBy)]);
        Given(Received, Acknowledged, Referred).DueAt(Signal.Value).ShouldBe(Received.AssessBy);
        Open(Given(Received, Referred, Accepted)).ShouldBeEmpty();
    }

    [Fact]
    public void asks_for_what_is_open_when_a_referral_comes_back()
    {
        Open(Given(Received, Acknowledged, Referred, Withdrawn)).ShouldBe([("assessment", Received.AssessBy)]);
        Open(Given(Received, Acknowledged, Referred, Declined)).ShouldBe([("assessment", Received.AssessBy)]);
        Open(Given(Received, Referred, Declined)).ShouldBe([("acknowledgement", Received.AcknowledgeBy), ("assessment", Received.AssessBy)]);
    }

    [Fact]
    public void keeps_that_a_deadline_was_missed_and_met_later()
    {
        var missed = new SignalBecameOverdue(Signal, SignalDeadline.Acknowledgement, Received.AcknowledgeBy, Received.AcknowledgeBy);
        var late = Acknowledged with { At = Monday.AddDays(2) };

        Given(Received, missed, late).ChangedDeadlines.Single(deadline => deadline.Kind == "acknowledgement")
            .ShouldSatisfyAllConditions(x => x.OverdueAt.ShouldBe(missed.At), x => x.MetAt.ShouldBe(late.At));
    }

    [Fact]
    public void follows_later_rules_that_move_a_deadline()
    {
        var missed = new SignalBecameOverdue(Signal, SignalDeadline.Assessment, Received.AssessBy, Received.AssessBy);
        var moved = new SignalDeadlineMoved(Signal, SignalDeadline.Assessment, Received.AssessBy.AddDays(7), new("2"), Received.AssessBy.AddHours(1));

        Given(Received, Acknowledged, missed, moved).ChangedDeadlines.Single(deadline => deadline.Kind == "assessment").ShouldSatisfyAllConditions(
            x => x.DueAt.ShouldBe(moved.DueAt), x => x.Rules.ShouldBe(moved.Rules), x => x.OverdueAt.ShouldBeNull(), x => x.MetAt.ShouldBeNull());
        Given(Received, Acknowledged, missed, moved).DueAt(Signal.Value).ShouldBe(moved.DueAt);
    }

    [Fact]
    public void keeps_that_a_task_was_not_done_in_time()
    {
        var missed = new CaseDeadlineMissed(Case, DeadlineId.From(Task.Value), new(2026, 3, 6, 23, 0, 0, TimeSpan.Zero), new(2026, 3, 6, 23, 0, 1, TimeSpan.Zero));

        Given(Proposed, Assigned, missed).ChangedDeadlines.ShouldHaveSingleItem().OverdueAt.ShouldBe(missed.At);
    }

    [Fact]
    public void has_a_case_and_its_tracks_in_three_rooms_that_nothing_joins()
    {
        var victims = VictimTrackId.New();
        var security = SecurityTrackId.New();

        var rows = Given(Proposed, Joined(Room.General), Joined(Room.Care, victims), Joined(Room.Security, null, security)).Changed;

        rows.Select(row => (row.Id, row.Room, row.Kind, row.Status)).ShouldBe(
        [
            (Case.Value, Room.General, ResourceKind.Case, "proposed"),
            (victims.Value, Room.Care, ResourceKind.VictimTrack, "open"),
            (security.Value, Room.Security, ResourceKind.SecurityTrack, "open"),
        ]);
        rows[0].ExploitationTypes!.Count.ShouldBe(2);
        rows.Skip(1).ShouldAllBe(row => row.ExploitationTypes == null && row.Urgency == null);
        rows.Skip(1).ShouldAllBe(row => row.OpenedAt == Monday.AddHours(-9) && row.UpdatedAt == row.OpenedAt);
    }

    [Fact]
    public void follows_the_status_of_a_case()
    {
        var screened = new CaseScreened(Case, [], ScreeningConclusion.Accepted, null, Anna, Monday);
        var opened = new CaseOpened(Case, Anna, Monday);

        StatusAfter(Proposed, screened).ShouldBe("screened");
        StatusAfter(Proposed, screened, opened).ShouldBe("open");
        StatusAfter(Proposed, screened, opened, new CaseClosed(Case, new("other"), Anna, Anna, Monday)).ShouldBe("closed");
    }

    [Fact]
    public void moves_a_case_when_a_signal_is_linked_to_it()
    {
        var linked = new SignalLinkedToCase(Case, Signal, Anna, Monday.AddHours(5));

        Given(Proposed, linked).Changed.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            row => row.Id.ShouldBe(Case.Value), row => row.Status.ShouldBe("proposed"), row => row.UpdatedAt.ShouldBe(linked.At));
    }

    [Fact]
    public void has_tasks_due_at_the_end_of_their_day()
    {
        Open(Given(Proposed, Assigned)).ShouldBe([("task", new DateTimeOffset(2026, 3, 7, 0, 0, 0, TimeSpan.FromHours(1)))]);
        Open(Given(Proposed, Assigned, new TaskCompleted(Case, Task, null, Anna, Monday))).ShouldBeEmpty();
        Open(Given(Proposed, Assigned, new CaseClosed(Case, new("other"), Anna, Anna, Monday))).ShouldBeEmpty();
    }

    [Fact]
    public void keeps_a_notice_asked_after_an_outcome_that_is_no_dismissal()
    {
        var asked = new NoticesAsked(Signal, new("1"), [new("emm")], new(DeadlineId.From(NewId.Named(Signal.Value, "notice")), new("notice"), Monday, Monday.AddDays(1), new("1")), Anna, Monday.AddHours(2));
        var told = new NoticeGiven(Signal, Police, new("emm"), Nijmegen, Last: true, null, Anna, Monday.AddHours(5));

        Open(Given(Received, asked, new SignalLinked(Signal, Case, null, new("known-case"), null, Anna, Monday.AddHours(3)))).Select(open => open.Item1).ShouldBe(["notice"]);
        Open(Given(Received, asked, Referred, Accepted)).Select(open => open.Item1).ShouldBe(["notice"]);
        Open(Given(Received, asked, Referred, Accepted, told)).ShouldBeEmpty();
        Open(Given(Received, asked, told with { Last = false })).Select(open => open.Item1).ShouldContain("notice");
        Open(Given(Received, asked, Dismissed)).ShouldBeEmpty();
    }

    [Fact]
    public void has_the_day_of_an_answer_until_it_comes()
    {
        var request = EnrichmentRequestId.New();
        var asked = new EnrichmentRequested(Signal, request, Police, Nijmegen, Nijmegen, Prose, new(DeadlineId.From(request.Value), new("enrichment"), Monday, Monday.AddDays(3), null), Anna, Monday.AddHours(2));
        var missed = new SignalFollowUpMissed(Signal, asked.Deadline.Id, asked.Deadline.DueAt, asked.Deadline.DueAt);

        Open(Given(Received, Acknowledged, asked)).ShouldBe([("enrichment", asked.Deadline.DueAt), ("assessment", Received.AssessBy)]);
        Given(Received, asked, missed).ChangedDeadlines.Single(deadline => deadline.Kind == "enrichment").OverdueAt.ShouldBe(missed.At);
        Open(Given(Received, Acknowledged, asked, missed, new EnrichmentDeclined(Signal, request, new("no-capacity"), null, Anna, Monday.AddDays(4)))).Select(open => open.Item1).ShouldBe(["assessment"]);
    }

    [Fact]
    public void asks_for_an_assessment_again_of_a_signal_that_is_reopened_and_nothing_of_one_that_is_retracted()
    {
        var reopened = new SignalReopened(
            Signal, new("pattern"), null, Nijmegen, new(DeadlineId.From(NewId.Named(Signal.Value, "assessment")), new("assessment"), Monday.AddDays(9), Monday.AddDays(14), new("1")), null, Anna, Monday.AddDays(9));
        var retracted = new SignalRetracted(Signal, new("false-report"), null, [], [], Nijmegen, null, Anna, Monday.AddDays(10));

        StatusAfter(Received, Dismissed, reopened).ShouldBe("in-assessment");
        Open(Given(Received, Dismissed, reopened)).ShouldBe([("assessment", Monday.AddDays(14))]);
        StatusAfter(Received, Dismissed, reopened, retracted).ShouldBe("retracted");
        Open(Given(Received, Dismissed, reopened, retracted)).ShouldBeEmpty();
    }

    [Fact]
    public void keeps_the_name_of_what_an_urgent_signal_is_asked_again()
    {
        var reopened = new SignalReopened(
            Signal, new("pattern"), null, Nijmegen, new(DeadlineId.From(NewId.Named(Signal.Value, "assessment")), new("urgent-assessment"), Monday, Monday.AddDays(1), new("1")), null, Anna, Monday);

        Open(Given(Received, Dismissed, reopened)).ShouldBe([("assessment", Monday.AddDays(1))]);
    }

    [Fact]
    public void goes_on_where_the_page_before_ended()
    {
        IFact[] events = [Received, Acknowledged, Assessed, Proposed, Assigned, Referred, Declined, Referred, Withdrawn, Referred, Accepted];
        var whole = Given(events);

        for (var cut = 1; cut < events.Length; cut++)
        {
            var before = Given(events[..cut]);
            var after = new Caseload();
            foreach (var row in before.Changed) after.Restore(row);
            foreach (var deadline in before.ChangedDeadlines) after.Restore(deadline);
            Fold(after, events[cut..], cut);

            foreach (var row in after.Changed) Comparable(row).ShouldBe(Comparable(whole.Changed.Single(x => x.Id == row.Id)));
            foreach (var deadline in after.ChangedDeadlines) deadline.ShouldBe(whole.ChangedDeadlines.Single(x => x.Id == deadline.Id));
        }

        static object Comparable(CaseloadRow row) => (row with { ExploitationTypes = null }, string.Join(' ', row.ExploitationTypes!));
    }

    [Fact]
    public void knows_every_status_of_signals_and_cases() =>
        Kebab.All<CaseloadStatus>().ShouldBe([.. Kebab.All<SignalStatus>(), .. Kebab.All<CaseStatus>()]);

    [Fact]
    public void stops_at_a_change_of_what_never_began() =>
        Should.Throw<KeyNotFoundException>(() => Given(Acknowledged));

    private static MemberJoined Joined(Room room, VictimTrackId? victims = null, SecurityTrackId? security = null) =>
        new(Case, NijmegenOin, room, new("lead"), victims, security, Nijmegen, Founding: true, Monday, null, Anna, Monday);

    private static string StatusAfter(params IFact[] events) => Given(events).Changed[0].Status;

    private static IEnumerable<(string, DateTimeOffset)> Open(Caseload caseload) =>
        caseload.ChangedDeadlines.Where(deadline => deadline.MetAt is null).OrderBy(deadline => deadline.DueAt).Select(deadline => (deadline.Kind, deadline.DueAt));

    private static Caseload Given(params IFact[] events) => Fold(new Caseload(), events, 0);

    private static Caseload Fold(Caseload caseload, IFact[] events, long sequence)
    {
        foreach (var @event in events) caseload.Apply(CaseloadRules.Of(@event)!, @event.At, ++sequence);
        return caseload;
    }
}
