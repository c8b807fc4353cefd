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
    public void are_looked_for_again_when_a_referral_is_declined()
    {
        var signal = Fold<Signal>([.. FullyAssessed, Referred])!;
        var late = Received.AssessBy.AddDays(1);

        var decision = AnswerReferralEndpoint.Decide(new AnswerReferral(ReferralAnswer.Declined, Reason), signal, null, Carla, late);

        decision.Timers.Select(timer => (timer.Message, timer.At)).ShouldBe(
        [
            (new SignalDeadlineDue(Id, SignalDeadline.Acknowledgement), late),
            (new SignalDeadlineDue(Id, SignalDeadline.Assessment), late),
        ]);
    }

    [Fact]
    public void are_none_where_the_stream_has_gone() => WhenDue(SignalDeadline.Assessment).ShouldBeEmpty();

    private static IReadOnlyList<object> WhenDue(SignalDeadline deadline, params object[] given) =>
        SignalDeadlineDueHandler.Decide(new(Id, deadline), Fold<Signal>(given), Tuesday);
}
