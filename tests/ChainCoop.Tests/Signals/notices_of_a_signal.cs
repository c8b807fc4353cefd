using ChainCoop.Access;
using ChainCoop.Shared;
using ChainCoop.Signals;
using static ChainCoop.Tests.DeciderSpec;
using static ChainCoop.Tests.Signals.ASignal;

namespace ChainCoop.Tests.Signals;

public class dismissing_against_the_advice
{
    [Fact]
    public void needs_a_note()
    {
        var outcome = Dismiss(null, Received, AfterTheAssessment.Seen("violence"));

        outcome.ThenRefused("invalid-input");
        outcome.Decision.Refusal!.Faults.ShouldHaveSingleItem().Pointer.ShouldBe("/note");
    }

    [Fact]
    public void is_recorded_as_such() =>
        Dismiss(Text, Received, AfterTheAssessment.Seen("violence")).Decision.Events.ShouldHaveSingleItem().ShouldBeOfType<SignalDismissed>()
            .Against.ShouldBe([new("critical-indicator"), new("serious-bodily-integrity")]);

    [Fact]
    public void is_nothing_of_the_kind_when_the_rules_do_not_speak_against_it()
    {
        Dismiss(null, Received, AfterTheAssessment.Seen("debts")).Then(Dismissed with { At = Tuesday });
        Dismiss(null, FullyAssessed).Then(Dismissed with { At = Tuesday });
    }

    [Fact]
    public void is_what_dismissing_a_matter_of_another_party_is() =>
        Dismiss(null, Received, Assessed(AssessmentStep.W1), Assessed(AssessmentStep.W2a, AssessmentConclusion.Stop)).ThenRefused("invalid-input");

    private static Outcome Dismiss(PayloadRef? note, params object[] given) =>
        Given<Signal>(given).When(signal => ConcludeSignalEndpoint.Decide(new(OutcomeKind.Dismissed, Reason), signal, null, false, note, Anna, Tuesday));
}

public class giving_notices
{
    [Fact]
    public void is_asked_once_when_the_rules_find_a_signal_serious()
    {
        Assess([Received], "violence").ShouldBe([typeof(SignalAssessed), typeof(NoticesAsked)]);
        Assess([Received], "debts").ShouldBe([typeof(SignalAssessed)]);
        Assess([Received, AfterTheAssessment.Asked], "violence").ShouldBe([typeof(SignalAssessed)]);
    }

    [Fact]
    public void is_not_asked_of_police_data_nor_of_who_sent_the_signal()
    {
        Assess([Received with { From = Police }], "violence").ShouldBe([typeof(SignalAssessed)]);
        Given<Signal>(Received with { From = Emm }).When(Assessing("violence")).Decision.Events.OfType<NoticesAsked>().ShouldBeEmpty();
    }

    [Fact]
    public void lets_the_receiver_read_it_and_is_done_when_all_were_told()
    {
        Give(Prosecution, Received, AfterTheAssessment.Asked).Then(AfterTheAssessment.Told);
        Give(Emm, Received, AfterTheAssessment.Asked, AfterTheAssessment.Told).Then(
            new NoticeGiven(Id, Emm, new("emm"), Nijmegen, true, Text, Anna, Tuesday));
        GrantRules.Of(AfterTheAssessment.Told).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            grant => (grant.Given, grant.Organisation, grant.Role, grant.Resource).ShouldBe((true, Prosecution, GrantRole.Notified, Id.Value)));
    }

    [Fact]
    public void is_for_those_who_are_still_to_be_told()
    {
        Give(Shelter, Received, AfterTheAssessment.Asked).ThenRefused("invalid-input");
        Give(Prosecution, Received, AfterTheAssessment.Asked, AfterTheAssessment.Told).ThenRefused("invalid-input");
        Give(Prosecution, Received).ThenOnly("acknowledgement", "assessment-w1", "enrichment-request", "merge", "retraction");
    }

    [Fact]
    public void goes_in_parallel_to_whatever_the_signal_becomes_unless_it_is_dismissed()
    {
        foreach (var outcome in (object[])[Referred, Linked, Escalated])
            Give(Prosecution, [.. FullyAssessed, AfterTheAssessment.Asked, outcome]).Decision.Refusal.ShouldBeNull();
        Give(Prosecution, [.. FullyAssessed, AfterTheAssessment.Asked, Dismissed]).ThenOnly("reopening", "retraction");
    }

    private static Outcome Give(Oin to, params object[] given) => Given<Signal>(given).When(signal => GiveNoticeEndpoint.Decide(new(to), signal, Text, Anna, Tuesday));

    private static IEnumerable<Type> Assess(object[] given, string indicator) => Given<Signal>(given).When(Assessing(indicator)).Decision.Events.Select(@event => @event.GetType());

    private static Func<Signal, Decision> Assessing(string indicator) => signal =>
        AssessSignalEndpoint.Decide(new(AssessmentStep.W1, Rules, AssessmentConclusion.Continue, [new(new(indicator), IndicatorValue.Observed)]), signal, null, Anna, Tuesday);
}
