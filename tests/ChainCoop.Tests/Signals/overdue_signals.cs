using ChainCoop.Signals;
using static ChainCoop.Tests.DeciderSpec;
using static ChainCoop.Tests.Signals.ASignal;

namespace ChainCoop.Tests.Signals;

public class overdue_signals
{
    private static readonly SignalBecameOverdue Unacknowledged = new(Id, SignalDeadline.Acknowledgement, Received.AcknowledgeBy, Tuesday);
    private static readonly SignalBecameOverdue Unassessed = new(Id, SignalDeadline.Assessment, Received.AssessBy, Tuesday);

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
    public void are_none_where_the_stream_has_gone() => WhenDue(SignalDeadline.Assessment).ShouldBeEmpty();

    private static IReadOnlyList<object> WhenDue(SignalDeadline deadline, params object[] given) =>
        SignalDeadlineDueHandler.Decide(new(Id, deadline), Fold<Signal>(given), Tuesday);
}
