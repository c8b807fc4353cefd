using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Cases.Security;
using ChainCoop.Cases.Victims;
using ChainCoop.Shared;
using ChainCoop.Signals;
using ChainCoop.Signals.Rules;
using static ChainCoop.Tests.DeciderSpec;
using static ChainCoop.Tests.Signals.ASignal;

namespace ChainCoop.Tests.Signals;

public class acknowledging_a_signal
{
    [Fact]
    public void is_recorded() =>
        Given<Signal>(Received).When(Acknowledge).Then(new SignalAcknowledged(Id, Anna, Tuesday));

    [Fact]
    public void again_changes_nothing() =>
        Given<Signal>(Received, Acknowledged).When(Acknowledge).ThenNothing();

    [Fact]
    public void may_follow_the_first_step_of_the_assessment()
    {
        var outcome = Given<Signal>(Received, Assessed(AssessmentStep.W1)).When(Acknowledge);

        outcome.Then(new SignalAcknowledged(Id, Anna, Tuesday));
        outcome.Decision.Answer.ShouldBe(new SignalStanding(Id, SignalStatus.InAssessment));
    }

    [Fact]
    public void is_possible_until_a_referral_is_accepted()
    {
        var outcome = Given<Signal>([.. FullyAssessed, Referred]).When(Acknowledge);

        outcome.Then(new SignalAcknowledged(Id, Anna, Tuesday));
        outcome.Decision.Answer.ShouldBe(new SignalStanding(Id, SignalStatus.Referred));
        Given<Signal>([.. FullyAssessed, Referred, Accepted]).When(Acknowledge).ThenOnly("reopening", "retraction");
    }

    [Fact]
    public void comes_too_late_after_the_outcome() =>
        Given<Signal>([.. FullyAssessed, Dismissed]).When(Acknowledge).ThenOnly("reopening", "retraction");

    private static Decision Acknowledge(Signal signal) => AcknowledgeSignalEndpoint.Decide(signal, Anna, Tuesday);
}

public class assessing_a_signal
{
    [Fact]
    public void begins_with_w1()
    {
        IReadOnlyList<ObservedIndicator> indicators = [new(new("debts"), IndicatorValue.Observed, new("reliable"))];
        var outcome = Given<Signal>(Received).When(signal => AssessSignalEndpoint.Decide(
            new(AssessmentStep.W1, Rules, AssessmentConclusion.Continue, indicators), signal, Text, Anna, Tuesday));

        var assessed = outcome.Decision.Events.ShouldHaveSingleItem().ShouldBeOfType<SignalAssessed>();
        (assessed with { Advice = null }).ShouldBe(new SignalAssessed(Id, AssessmentStep.W1, Rules, indicators, AssessmentConclusion.Continue, Text, Anna, Tuesday));
        assessed.Advice.ShouldBe([new AssessmentFinding(new("some-indication"), new("go-on"), false, [new("debts")])]);
        outcome.Decision.Answer.ShouldBe(new SignalStanding(Id, SignalStatus.InAssessment));
    }

    [Fact]
    public void skips_no_step() =>
        Given<Signal>(Received, Acknowledged).When(Assess(AssessmentStep.W2a)).ThenOnly("assessment-w1", "enrichment-request", "merge", "retraction");

    [Fact]
    public void takes_no_step_twice() =>
        Given<Signal>(Received, Acknowledged, Assessed(AssessmentStep.W1)).When(Assess(AssessmentStep.W1)).ThenOnly("assessment-w2a", "enrichment-request", "merge", "retraction");

    [Fact]
    public void is_over_after_w3() =>
        Given<Signal>([.. FullyAssessed, Acknowledged]).When(Assess(AssessmentStep.W3)).ThenOnly(Outcomes);

    [Fact]
    public void is_over_after_a_conclusion_to_stop() =>
        Given<Signal>(Received, Acknowledged, Assessed(AssessmentStep.W1, AssessmentConclusion.Stop)).When(Assess(AssessmentStep.W2a)).ThenOnly(Outcomes);

    [Fact]
    public void is_refused_after_the_outcome() =>
        Given<Signal>([.. FullyAssessed, Linked]).When(Assess(AssessmentStep.W3)).ThenOnly("reopening", "retraction");

    [Fact]
    public void follows_an_urgent_escalation_and_leaves_it_escalated()
    {
        var outcome = Given<Signal>(ReceivedUrgent, Escalated).When(Assess(AssessmentStep.W1));

        outcome.Decision.Events.Count.ShouldBe(1);
        outcome.Decision.Answer.ShouldBe(new SignalStanding(Id, SignalStatus.Escalated, TheCase));
    }

    [Theory]
    [InlineData(AssessmentStep.W1)]
    [InlineData(AssessmentStep.W2a)]
    [InlineData(AssessmentStep.W2b)]
    public void goes_on_with_w3_when_further_analysis_is_asked_after_a_stop(AssessmentStep stoppedAt)
    {
        var steps = Enum.GetValues<AssessmentStep>().Where(step => step < stoppedAt).Select(step => Assessed(step));
        object[] stopped = [Received, Acknowledged, .. steps, Assessed(stoppedAt, AssessmentConclusion.Stop), NeedsFurtherAnalysis];

        Given<Signal>(stopped).When(Conclude(OutcomeKind.Dismissed)).ThenOnly("assessment-w3", "enrichment-request", "merge", "retraction");
        Given<Signal>([.. stopped, Assessed(AssessmentStep.W3)]).When(Assess(AssessmentStep.W3)).ThenOnly(Outcomes);
    }

    private static readonly string[] Outcomes =
        ["outcome-dismissed", "outcome-referred", "outcome-linked", "outcome-escalated", "outcome-further-analysis", "enrichment-request", "merge", "retraction"];

    private static Func<Signal, Decision> Assess(AssessmentStep step) =>
        signal => AssessSignalEndpoint.Decide(new(step, Rules, AssessmentConclusion.Continue), signal, null, Anna, Tuesday);

    private static Func<Signal, Decision> Conclude(OutcomeKind kind) =>
        signal => ConcludeSignalEndpoint.Decide(new(kind, Reason), signal, null, false, null, Anna, Tuesday);
}

public class concluding_a_signal
{
    [Fact]
    public void dismisses_it() => Conclude(FullyAssessed, new(OutcomeKind.Dismissed, Reason)).Then(Dismissed with { Note = Text, At = Tuesday });

    [Fact]
    public void refers_it() =>
        Conclude(FullyAssessed, new(OutcomeKind.Referred, Reason, To: Shelter)).Then(Referred with { Note = Text, At = Tuesday });

    [Fact]
    public void links_it_to_a_case()
    {
        var outcome = Conclude(FullyAssessed, new(OutcomeKind.Linked, Reason, CaseId: TheCase));

        outcome.Then(Linked with { Note = Text, At = Tuesday });
        outcome.Decision.Answer.ShouldBe(new SignalStanding(Id, SignalStatus.Linked, TheCase));
    }

    [Fact]
    public void tells_the_case_that_it_is_linked_to_unless_that_moved_on_meanwhile()
    {
        var told = Conclude(FullyAssessed, new(OutcomeKind.Linked, Reason, CaseId: TheCase)).Decision.Others.ShouldHaveSingleItem();

        (told.Id, told.Version).ShouldBe((TheCase.Value, OpenCase.Version));
        told.Events.ShouldBe([new SignalLinkedToCase(TheCase, Id, Anna, Tuesday)]);
        Conclude(FullyAssessed, new(OutcomeKind.Escalated, Reason)).Decision.Others.ShouldBeEmpty();
    }

    [Fact]
    public void escalates_it_to_a_case_with_two_tracks_in_the_same_transaction()
    {
        var decision = Conclude(FullyAssessed, new(OutcomeKind.Escalated, Reason)).Decision;

        var escalated = decision.Events.ShouldHaveSingleItem().ShouldBeOfType<SignalEscalated>();
        decision.Starts.Select(start => start.State).ShouldBe([typeof(Case), typeof(VictimTrack), typeof(SecurityTrack)]);
        decision.Starts[0].Id.ShouldBe(escalated.CaseId.Value);
        decision.Starts[0].Events[0].ShouldBeOfType<CaseProposed>().From.ShouldBe(Id);
        decision.Answer.ShouldBe(new SignalStanding(Id, SignalStatus.Escalated, escalated.CaseId));
    }

    [Fact]
    public void may_ask_for_further_analysis_which_returns_to_w3()
    {
        Conclude(FullyAssessed, new(OutcomeKind.FurtherAnalysis, Reason)).Then(NeedsFurtherAnalysis with { Note = Text, At = Tuesday });

        Conclude([.. FullyAssessed, Acknowledged, NeedsFurtherAnalysis], new(OutcomeKind.Dismissed, Reason)).ThenOnly("assessment-w3", "enrichment-request", "merge", "retraction");
        Conclude([.. FullyAssessed, NeedsFurtherAnalysis, Assessed(AssessmentStep.W3)], new(OutcomeKind.Dismissed, Reason)).Decision.Refusal.ShouldBeNull();
    }

    [Fact]
    public void keeps_the_version_of_the_rules_of_the_last_step() =>
        Conclude([Received, Assessed(AssessmentStep.W1, AssessmentConclusion.Stop) with { RuleVersion = new("2") }], new(OutcomeKind.Dismissed, Reason))
            .Then(Dismissed with { RuleVersion = new("2"), Note = Text, At = Tuesday });

    [Fact]
    public void waits_for_the_end_of_the_assessment() =>
        Conclude([Received, Acknowledged, Assessed(AssessmentStep.W1)], new(OutcomeKind.Dismissed, Reason)).ThenOnly("assessment-w2a", "enrichment-request", "merge", "retraction");

    [Fact]
    public void escalates_an_urgent_signal_unassessed_and_does_nothing_else_with_it()
    {
        Conclude([ReceivedUrgent], new(OutcomeKind.Escalated, Reason)).Decision.Events.ShouldHaveSingleItem()
            .ShouldBeOfType<SignalEscalated>().RuleVersion.ShouldBeNull();
        Conclude([ReceivedUrgent], new(OutcomeKind.Dismissed, Reason)).ThenOnly("acknowledgement", "assessment-w1", "outcome-escalated", "enrichment-request", "merge", "retraction");
        Conclude([Received], new(OutcomeKind.Escalated, Reason)).ThenOnly("acknowledgement", "assessment-w1", "enrichment-request", "merge", "retraction");
    }

    [Theory]
    [InlineData(typeof(SignalDismissed), "reopening retraction")]
    [InlineData(typeof(SignalReferred), "acknowledgement referral-answer referral-withdrawal retraction")]
    [InlineData(typeof(SignalLinked), "reopening retraction")]
    [InlineData(typeof(SignalEscalated), "retraction")]
    public void happens_once(Type outcome, string allowed)
    {
        object[] outcomes = [Dismissed, Referred, Linked, Escalated];
        foreach (var second in Enum.GetValues<OutcomeKind>())
        {
            Conclude([.. FullyAssessed, outcomes.Single(o => o.GetType() == outcome)], new(second, Reason, null, Shelter, TheCase))
                .ThenOnly(allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    [Fact]
    public void does_not_know_a_case_that_the_organisation_may_not_see()
    {
        var outcome = Given<Signal>(FullyAssessed).When(signal =>
            ConcludeSignalEndpoint.Decide(new(OutcomeKind.Linked, Reason, CaseId: TheCase), signal, target: null, false, null, Anna, Tuesday));

        outcome.ThenRefused("invalid-input");
        outcome.Decision.Refusal!.Faults.ShouldHaveSingleItem().Pointer.ShouldBe("/caseId");
    }

    [Fact]
    public void does_not_link_it_to_a_case_that_is_closed() =>
        Given<Signal>(FullyAssessed)
            .When(signal => ConcludeSignalEndpoint.Decide(new(OutcomeKind.Linked, Reason, CaseId: TheCase), signal, OpenCase with { Status = CaseStatus.Closed }, false, null, Anna, Tuesday))
            .ThenRefused("state-forbids");

    [Fact]
    public void does_not_escalate_it_when_a_case_grew_from_it_already()
    {
        Given<Signal>(FullyAssessed).When(signal => ConcludeSignalEndpoint.Decide(new(OutcomeKind.Escalated, Reason), signal, null, hasCase: true, null, Anna, Tuesday))
            .ThenOnly("acknowledgement", "outcome-dismissed", "outcome-referred", "outcome-linked", "outcome-further-analysis", "enrichment-request", "retraction");
        Given<Signal>(FullyAssessed).When(signal => ConcludeSignalEndpoint.Decide(new(OutcomeKind.Dismissed, Reason), signal, null, hasCase: true, Text, Anna, Tuesday))
            .Then(Dismissed with { Note = Text, At = Tuesday });
    }

    [Fact]
    public void does_not_refer_it_to_the_municipality_that_has_it()
    {
        var outcome = Conclude(FullyAssessed, new(OutcomeKind.Referred, Reason, To: Municipality));

        outcome.ThenRefused("invalid-input");
        outcome.Decision.Refusal!.Faults.ShouldHaveSingleItem().Pointer.ShouldBe("/to");
    }

    private static Outcome Conclude(object[] given, ConcludeSignal command) =>
        Given<Signal>(given).When(signal => ConcludeSignalEndpoint.Decide(command, signal, OpenCase, false, Text, Anna, Tuesday));
}

public class answering_a_referral
{
    private static readonly object[] Waiting = [.. FullyAssessed, Referred];

    [Fact]
    public void accepts_it_which_is_final()
    {
        Answer(Waiting, ReferralAnswer.Accepted).Then(Accepted with { Note = Text, At = Tuesday });

        Answer([.. Waiting, Accepted], ReferralAnswer.Declined).ThenOnly("reopening", "retraction");
    }

    [Fact]
    public void declines_it_which_returns_it_to_the_municipality_that_may_conclude_again()
    {
        Answer(Waiting, ReferralAnswer.Declined).Then(Declined with { Note = Text, At = Tuesday });

        var back = Given<Signal>([.. Waiting, Declined]).State;
        back.Status.ShouldBe(SignalStatus.InAssessment);
        back.ReferredTo.ShouldBeNull();
        SignalProtocol.MayConclude(back).ShouldBeTrue();
    }

    [Fact]
    public void is_for_the_organisation_that_was_asked() =>
        Given<Signal>(Waiting).When(Decide(ReferralAnswer.Accepted, Bram)).ThenOnly("acknowledgement", "referral-answer", "referral-withdrawal", "retraction");

    [Fact]
    public void needs_a_referral() => Answer(FullyAssessed, ReferralAnswer.Accepted).ThenRefused("state-forbids");

    private static Outcome Answer(object[] given, ReferralAnswer answer) => Given<Signal>(given).When(Decide(answer, Carla));

    private static Func<Signal, Decision> Decide(ReferralAnswer answer, ActorRef by) =>
        signal => AnswerReferralEndpoint.Decide(new(answer, Reason), signal, Text, by, Tuesday);
}

public class withdrawing_a_referral
{
    [Fact]
    public void returns_the_signal_to_the_municipality_that_may_conclude_again()
    {
        Withdraw(FullyAssessed, Referred).Then(Withdrawn with { Note = Text, At = Tuesday });

        var back = Given<Signal>([.. FullyAssessed, Referred, Withdrawn]).State;
        (back.Status, back.ReferredTo, back.OutcomeReason).ShouldBe((SignalStatus.InAssessment, null, null));
        SignalProtocol.MayConclude(back).ShouldBeTrue();
    }

    [Fact]
    public void comes_too_late_once_it_is_accepted() => Withdraw(FullyAssessed, Referred, Accepted).ThenOnly("reopening", "retraction");

    [Fact]
    public void needs_a_referral() => Withdraw([.. FullyAssessed, Acknowledged]).ThenRefused("state-forbids");

    private static Outcome Withdraw(object[] assessed, params object[] then) => Given<Signal>([.. assessed, .. then])
        .When(signal => WithdrawReferralEndpoint.Decide(new(Reason), signal, Text, Anna, Tuesday));
}
