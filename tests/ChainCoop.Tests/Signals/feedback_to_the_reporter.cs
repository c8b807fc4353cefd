using ChainCoop.Access;
using ChainCoop.Feeds;
using ChainCoop.Shared;
using ChainCoop.Signals;
using ChainCoop.Signals.Feedback;
using ChainCoop.Signals.Merging;
using static ChainCoop.Tests.DeciderSpec;
using static ChainCoop.Tests.Signals.ASignal;

namespace ChainCoop.Tests.Signals;

public class feedback_to_the_reporter
{
    private static readonly FeedbackAsked Asked = new(
        Id, SignalStatus.Dismissed, new(SignalDeadlines.OfFeedback(Id), new("feedback"), Tuesday, new(2026, 3, 10, 23, 0, 0, TimeSpan.Zero), new("1")), Anna, Tuesday);

    private static readonly object[] ToldNothing = [.. FullyAssessed, Dismissed, Asked];

    [Fact]
    public void is_asked_with_every_final_outcome_within_five_working_days()
    {
        var decision = After(new SignalDismissed(Id, Rules, Reason, null, Anna, Tuesday));

        decision.Events[1].ShouldBe(Asked);
        decision.Timers.ShouldHaveSingleItem().ShouldBe(new ChainCoop.Access.Timer(new SignalFollowUpDue(Id, Asked.Deadline.Id), Asked.Deadline.DueAt));
        foreach (var final in (object[])[Linked, Escalated, Accepted]) After(final).Events.Count.ShouldBe(2);
        foreach (var interim in (object[])[Referred, Declined, NeedsFurtherAnalysis, Acknowledged]) After(interim).Events.ShouldHaveSingleItem();
    }

    [Fact]
    public void is_not_asked_of_an_anonymous_one() => After(Dismissed, ReporterKind.Anonymous).Events.ShouldHaveSingleItem();

    [Fact]
    public void is_asked_for_who_sent_a_duplicate_as_well()
    {
        var duplicate = Given<Signal>(Received, new SignalMerged(Id, MergeId.New(), SignalId.New(), null, Anna, Monday)).State;
        var other = Given<Signal>(Received with { SignalId = duplicate.Merge!.Into }).State;

        var events = Decision.Of(Escalated).Carry(other, [duplicate], Anna, Anna, Tuesday).Others.ShouldHaveSingleItem().Events;

        events[1].ShouldBeOfType<FeedbackAsked>().ShouldSatisfyAllConditions(asked => (asked.SignalId, asked.Outcome).ShouldBe((Id, SignalStatus.Escalated)));
    }

    [Fact]
    public void is_given_once_for_an_outcome()
    {
        var given = Give(ToldNothing).Decision.Events.ShouldHaveSingleItem().ShouldBeOfType<FeedbackGiven>();

        (given.Told.Value, given.Way.Value, given.Note).ShouldBe(("acted-upon", "telephone", Text));
        Give([.. ToldNothing, given]).ThenOnly("reopening", "retraction");
        Give([Received, Acknowledged]).ThenOnly("assessment-w1", "enrichment-request", "merge", "retraction");
        Given<Signal>([.. ToldNothing, given]).State.Deadlines.ShouldBeEmpty();
    }

    [Fact]
    public void that_is_late_is_a_fact() => SignalFollowUpDueHandler.Decide(new(Id, Asked.Deadline.Id), Given<Signal>(ToldNothing).State, Asked.Deadline.DueAt)
        .ShouldBe([new SignalFollowUpMissed(Id, Asked.Deadline.Id, Asked.Deadline.DueAt, Asked.Deadline.DueAt)]);

    [Fact]
    public void is_not_asked_any_more_of_what_was_retracted() =>
        Given<Signal>([.. ToldNothing, .. merging_signals.Retract(Given<Signal>(ToldNothing).State).Events]).State.Deadlines.ShouldBeEmpty();

    [Fact]
    public void is_within_reach_of_an_erasure()
    {
        var given = Give(ToldNothing).Decision.Events[0];

        SignalContent.Of(Given<Signal>([.. ToldNothing, given]).State).Prose["/feedback/given/0/note"].ShouldBe(Text);
    }

    [Fact]
    public void is_heard_by_who_sent_the_signal() =>
        FeedRules.Of(Give(ToldNothing).Decision.Events[0])!.Audience.ShouldBe([GrantRole.Owner, GrantRole.Reporter], ignoreOrder: true);

    private static Decision After(object fact, ReporterKind reporter = ReporterKind.Professional) =>
        Decision.Of(fact).Carry(Given<Signal>(Received with { ReporterKind = reporter }).State, [], Anna, Anna, Tuesday);

    private static Outcome Give(object[] given) =>
        Given<Signal>(given).When(signal => GiveFeedbackEndpoint.Decide(new(new("acted-upon"), new("telephone")), signal, Text, Anna, Tuesday));
}
