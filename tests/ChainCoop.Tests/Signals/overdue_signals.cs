using ChainCoop.Shared;
using ChainCoop.Signals;
using ChainCoop.Tests.Shared;
using static ChainCoop.Tests.DeciderSpec;
using static ChainCoop.Tests.Signals.ASignal;

namespace ChainCoop.Tests.Signals;

public class overdue_signals
{
    private static readonly DateTimeOffset Thursday = Monday.AddDays(3);

    /// <summary>Both terms are over.</summary>
    private static readonly DateTimeOffset Late = Received.AssessBy;

    private static readonly SignalBecameOverdue Unacknowledged = new(Id, SignalDeadline.Acknowledgement, Received.AcknowledgeBy, Late);
    private static readonly SignalBecameOverdue Unassessed = new(Id, SignalDeadline.Assessment, Received.AssessBy, Late);

    [Fact]
    public void are_those_that_nobody_acknowledged_in_time() => WhenDue(SignalDeadline.Acknowledgement, Received).ShouldBe([Unacknowledged]);

    [Fact]
    public void are_those_that_were_assessed_but_not_acknowledged_either() =>
        WhenDue(SignalDeadline.Acknowledgement, Received, Assessed(AssessmentStep.W1)).ShouldBe([Unacknowledged]);

    [Fact]
    public void are_those_without_an_outcome_in_time() =>
        WhenDue(SignalDeadline.Assessment, [.. FullyAssessed, Acknowledged]).ShouldBe([Unassessed]);

    [Fact]
    public void are_not_those_where_the_step_was_taken()
    {
        WhenDue(SignalDeadline.Acknowledgement, Received, Acknowledged).ShouldBeEmpty();
        WhenDue(SignalDeadline.Assessment, [.. FullyAssessed, Dismissed]).ShouldBeEmpty();
        WhenDue(SignalDeadline.Acknowledgement, [.. FullyAssessed, Dismissed]).ShouldBeEmpty();
    }

    [Fact]
    public void become_so_once_although_a_message_may_come_twice()
    {
        WhenDue(SignalDeadline.Acknowledgement, Received, Unacknowledged).ShouldBeEmpty();
        WhenDue(SignalDeadline.Assessment, Received, Unassessed).ShouldBeEmpty();
        WhenDue(SignalDeadline.Assessment, Received, Unacknowledged).ShouldBe([Unassessed]);
    }

    [Fact]
    public void are_those_whose_referral_nobody_answers_in_time()
    {
        WhenDue(SignalDeadline.Acknowledgement, [.. FullyAssessed, Referred]).ShouldBe([Unacknowledged]);
        WhenDue(SignalDeadline.Assessment, [.. FullyAssessed, Acknowledged, Referred]).ShouldBe([Unassessed]);
        WhenDue(SignalDeadline.Assessment, [.. FullyAssessed, Referred, Accepted]).ShouldBeEmpty();
        WhenDue(SignalDeadline.Acknowledgement, [.. FullyAssessed, Referred, Accepted]).ShouldBeEmpty();
    }

    [Fact]
    public void are_those_whose_referral_came_back()
    {
        WhenDue(SignalDeadline.Assessment, [.. FullyAssessed, Referred, Declined]).ShouldBe([Unassessed]);
        WhenDue(SignalDeadline.Assessment, [.. FullyAssessed, Referred, Withdrawn]).ShouldBe([Unassessed]);
    }

    [Fact]
    public void are_not_those_whose_moment_later_rules_moved()
    {
        var moved = new SignalDeadlineMoved(Id, SignalDeadline.Assessment, Received.AssessBy.AddDays(7), new("2"), Tuesday);

        WhenDue(SignalDeadline.Assessment, Received, moved).ShouldBeEmpty();
        WhenDue(SignalDeadline.Assessment, Received, Unassessed, moved).ShouldBeEmpty();
        Fold<Signal>([Received, Unassessed, moved])!.Overdue.ShouldBeEmpty();
        SignalDeadlineDueHandler.Decide(new(Id, SignalDeadline.Assessment), Fold<Signal>([Received, Unassessed, moved]), moved.DueAt)
            .ShouldBe([Unassessed with { DueAt = moved.DueAt, At = moved.DueAt }]);
    }

    [Fact]
    public void are_asked_by_the_rules_that_hold_now_where_others_held_at_the_receipt()
    {
        var rules = new DeadlineRules([DeadlineRules.Current.Versions[0], ADeadlineVersion.Of("2", new(2026, 3, 5), ("assessment", 9))]);
        var nine = new DateTimeOffset(2026, 3, 13, 23, 0, 0, TimeSpan.Zero); // Friday ends: nine working days after Monday

        Moves(rules, Thursday, Received).ShouldBe(new SignalDeadlineMoved(Id, SignalDeadline.Assessment, nine, new("2"), Thursday));
        Moves(rules, Tuesday, Received).ShouldBeNull("the second version does not hold yet");
        Moves(rules, Thursday, Received, new SignalDeadlineMoved(Id, SignalDeadline.Assessment, nine, new("2"), Thursday)).ShouldBeNull("a message may come twice");
        Moves(rules, Thursday, [.. FullyAssessed, Dismissed]).ShouldBeNull("nothing is asked any more");
        Moves(rules, Thursday).ShouldBeNull();
    }

    [Fact]
    public void are_none_where_the_stream_has_gone() => WhenDue(SignalDeadline.Assessment).ShouldBeEmpty();

    private static SignalDeadlineMoved? Moves(DeadlineRules rules, DateTimeOffset now, params object[] given) =>
        MoveSignalDeadlineHandler.Decide(new(Id, SignalDeadline.Assessment), Fold<Signal>(given), rules, now);

    private static IReadOnlyList<object> WhenDue(SignalDeadline deadline, params object[] given) =>
        SignalDeadlineDueHandler.Decide(new(Id, deadline), Fold<Signal>(given), Late);
}
