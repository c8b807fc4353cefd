using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using ChainCoop.Signals;
using static ChainCoop.Tests.DeciderSpec;
using static ChainCoop.Tests.Signals.ASignal;

namespace ChainCoop.Tests.Signals;

public class reopening_a_signal
{
    [Fact]
    public void returns_it_to_w3_with_a_term_counted_anew()
    {
        var reopened = Reopen([.. FullyAssessed, Dismissed]).Decision.Events.ShouldHaveSingleItem().ShouldBeOfType<SignalReopened>();
        var after = Given<Signal>([.. FullyAssessed, new SignalBecameOverdue(Id, SignalDeadline.Assessment, Monday, Monday), Dismissed, reopened]).State;

        reopened.Deadline.DueAt.ShouldBe(new(2026, 3, 10, 23, 0, 0, TimeSpan.Zero));
        (after.Status, after.AwaitsFurtherAnalysis, after.OutcomeReason, after.AssessBy).ShouldBe((SignalStatus.InAssessment, true, null, reopened.Deadline.DueAt));
        after.Overdue.ShouldBeEmpty();
        SignalProtocol.Allowed(after).ShouldBe(["acknowledgement", "assessment-w3", "enrichment-request", "merge", "retraction"]);
    }

    [Fact]
    public void sets_a_timer_for_the_new_term() =>
        Reopen([.. FullyAssessed, Dismissed]).Decision.Timers.ShouldHaveSingleItem().Message.ShouldBe(new SignalDeadlineDue(Id, SignalDeadline.Assessment));

    [Fact]
    public void asks_again_for_notices_that_a_dismissal_had_ended()
    {
        Reopen([.. FullyAssessed, AfterTheAssessment.Asked, AfterTheAssessment.Told, Dismissed]).Decision.Events[1].ShouldBeOfType<NoticesAsked>().Kinds.ShouldBe([new("prosecution"), new("emm")]);
        Reopen([.. FullyAssessed, AfterTheAssessment.Asked, Linked]).Decision.Events.ShouldHaveSingleItem();
    }

    [Fact]
    public void tells_the_case_that_it_was_linked_to()
    {
        var decision = Reopen([.. FullyAssessed, Linked]).Decision;

        decision.Others.ShouldHaveSingleItem().Events.ShouldBe([new LinkedSignalReopened(TheCase, Id, Anna, Tuesday)]);
        Given<Signal>([.. FullyAssessed, Linked, .. decision.Events]).State.CaseId.ShouldBeNull();
    }

    [Fact]
    public void takes_it_back_from_the_party_that_had_taken_it()
    {
        var reopened = Reopen([.. FullyAssessed, Referred, Accepted]).Decision.Events.ShouldHaveSingleItem().ShouldBeOfType<SignalReopened>();
        var after = Given<Signal>([.. FullyAssessed, Referred, Accepted, reopened]).State;

        reopened.TakenFrom.ShouldBe(Shelter);
        (after.ReferredTo, after.ReferralFinal).ShouldBe((null, false));
        GrantRules.Of(reopened).ShouldHaveSingleItem().ShouldSatisfyAllConditions(grant => (grant.Given, grant.Organisation, grant.Role).ShouldBe((false, Shelter, GrantRole.Referred)));
    }

    [Fact]
    public void is_for_what_has_an_outcome_of_its_own()
    {
        Reopen([Received, Acknowledged]).ThenOnly("assessment-w1", "enrichment-request", "merge", "retraction");
        Reopen([.. FullyAssessed, Referred]).ThenOnly("acknowledgement", "referral-answer", "referral-withdrawal", "retraction");
        Reopen([.. FullyAssessed, Escalated]).ThenOnly("retraction");
    }

    private static Outcome Reopen(object[] given) => Given<Signal>(given).When(signal =>
        ReopenSignalEndpoint.Decide(new(new("new-information")), signal, signal.Status == SignalStatus.Linked ? OpenCase : null, Text, Anna, Tuesday));
}

public class retracting_a_signal
{
    private static readonly RetractionId TheRetraction = RetractionId.New();

    [Fact]
    public void takes_it_from_everybody_who_got_it_and_tells_them()
    {
        var decision = Retract([.. FullyAssessed, AfterTheAssessment.Asked, AfterTheAssessment.Told, AfterTheAssessment.Requested, Referred], Anna, [Inspectorate, Prosecution, Shelter, Police]);
        var (retracted, sent) = (decision.Events[0].ShouldBeOfType<SignalRetracted>(), decision.Events[1].ShouldBeOfType<RetractionSent>());

        (retracted.ReferredTo, retracted.Reason, retracted.Note).ShouldBe((Shelter, new RetractionReason("false-report"), Text));
        GrantRules.Of(retracted).Select(grant => (grant.Given, grant.Organisation, grant.Role)).ShouldBe(
            [(false, Shelter, GrantRole.Referred), (false, Prosecution, GrantRole.Notified), (false, Shelter, GrantRole.Asked)]);
        // Who sent it reads of it in the signal itself.
        sent.Receivers.ShouldBe([Prosecution, Shelter, Police]);
        GrantRules.Of(sent).ShouldAllBe(grant => grant.Given && grant.Resource == TheRetraction.Value && grant.Stream == Id.Value);
    }

    [Fact]
    public void sends_nothing_when_nobody_else_had_it() => Retract([Received], Anna, [Inspectorate]).Events.ShouldHaveSingleItem().ShouldBeOfType<SignalRetracted>();

    [Fact]
    public void tells_the_cases_it_is_in() =>
        Retract([.. FullyAssessed, Linked], Anna, [], OpenCase).Others.ShouldHaveSingleItem().Events.ShouldBe([new LinkedSignalRetracted(TheCase, Id, Anna, Tuesday)]);

    [Fact]
    public void by_who_sent_it_says_nothing_of_what_became_of_it()
    {
        var decision = Retract([.. FullyAssessed, Linked], Bram, [], OpenCase);

        (decision.Answer, decision.HidesSteps).ShouldBe((new SignalStanding(Id, SignalStatus.Retracted), true));
        decision.Others.ShouldHaveSingleItem().Events.ShouldBe([new LinkedSignalRetracted(TheCase, Id, null, Tuesday)]);
    }

    [Fact]
    public void is_final()
    {
        var retracted = Retract([.. FullyAssessed, Dismissed], Anna, [Police]).Events;
        var state = Given<Signal>([.. FullyAssessed, Dismissed, .. retracted]).State;

        (state.Status, state.Retraction!.Id, state.OutcomeReason).ShouldBe((SignalStatus.Retracted, TheRetraction, null));
        SignalProtocol.Allowed(state).ShouldBeEmpty();
        Given<Signal>([.. FullyAssessed, Dismissed, .. retracted]).When(Deciding(Anna, [], [])).ThenOnly();
        SignalContent.Of(state).Retracted.ShouldBeTrue();
    }

    [Fact]
    public void lets_nothing_grow_from_it() =>
        ProposeCaseEndpoint.Decide(CaseId.New(), new(Nijmegen, [new("labour")], Id), new CaseOrigin(Nijmegen, SignalStatus.Retracted, false), null, Anna, Tuesday).Refusal!.State.ShouldBe("retracted");

    private static Decision Retract(object[] given, ActorRef by, Oin[] receivers, params LinkableCase[] cases) => Given<Signal>(given).When(Deciding(by, receivers, cases)).Decision;

    private static Func<Signal, Decision> Deciding(ActorRef by, Oin[] receivers, LinkableCase[] cases) => signal =>
        RetractSignalEndpoint.Decide(TheRetraction, new(new("false-report")), signal, new(receivers, cases, DisclosedFrom.Nothing), Text, by, Tuesday);
}

public class police_data_in_a_signal
{
    private static readonly object[] FromPolice = [Received with { From = Police }, .. FullyAssessed[1..]];

    [Fact]
    public void is_passed_on_by_its_source_alone()
    {
        foreach (var source in (Oin[])[Police, Prosecution, new("00000099000100006000")])
        {
            Refer(Shelter, source).ThenRefused("passing-on-not-allowed");
            Given<Signal>(Received with { From = source }).When(signal => RequestEnrichmentEndpoint.Decide(
                EnrichmentRequestId.New(), new(Shelter, "Is she known?", new(2026, 3, 20)), signal, Text, Anna, Tuesday)).ThenRefused("passing-on-not-allowed");
            Given<Signal>(Received with { From = source }).When(signal => GiveNoticeEndpoint.Decide(new(Emm), signal, Text, Anna, Tuesday)).ThenRefused("passing-on-not-allowed");
        }
        Refer(Shelter, Inspectorate).Decision.Refusal.ShouldBeNull();
    }

    [Fact]
    public void goes_back_to_its_source_which_may_be_asked_for_more()
    {
        Refer(Police, Police).Decision.Refusal.ShouldBeNull();
        Given<Signal>(Received with { From = Police }).When(signal => RequestEnrichmentEndpoint.Decide(
            EnrichmentRequestId.New(), new(Police, "What else?", new(2026, 3, 20)), signal, Text, Anna, Tuesday)).Decision.Refusal.ShouldBeNull();
    }

    [Fact]
    public void stays_where_it_is_also_for_any_other_outcome() =>
        Given<Signal>(FromPolice).When(signal => ConcludeSignalEndpoint.Decide(new(OutcomeKind.Escalated, Reason), signal, null, false, Text, Anna, Tuesday)).Decision.Refusal.ShouldBeNull();

    private static Outcome Refer(Oin to, Oin from) => Given<Signal>([Received with { From = from }, .. FullyAssessed[1..]])
        .When(signal => ConcludeSignalEndpoint.Decide(new(OutcomeKind.Referred, Reason, To: to), signal, null, false, Text, Anna, Tuesday));
}
