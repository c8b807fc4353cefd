using ChainCoop.Access;
using ChainCoop.Shared;
using ChainCoop.Signals;
using static ChainCoop.Tests.DeciderSpec;
using static ChainCoop.Tests.Signals.ASignal;

namespace ChainCoop.Tests.Signals;

public class asking_for_information
{
    [Fact]
    public void shows_the_asked_organisation_the_question_and_no_signal()
    {
        var requested = Ask(Shelter, Received).Decision.Events.ShouldHaveSingleItem().ShouldBeOfType<EnrichmentRequested>();

        (requested.To, requested.Deadline.DueAt, requested.ToMunicipality).ShouldBe((Shelter, new(2026, 3, 20, 23, 0, 0, TimeSpan.Zero), Nijmegen));
        GrantRules.Of(requested).ShouldAllBe(grant => grant.Resource == requested.EnrichmentRequestId.Value && grant.Stream == Id.Value);
        GrantRules.Of(requested).Select(grant => (grant.Organisation, grant.Role)).ShouldBe([(Municipality, GrantRole.Owner), (Shelter, GrantRole.Asked)]);
    }

    [Fact]
    public void of_a_municipality_is_for_officers_of_that_municipality() =>
        Ask(new("00000099000000281000"), Received).Decision.Events.ShouldHaveSingleItem().ShouldBeOfType<EnrichmentRequested>().ToMunicipality.ShouldBe(new("0281"));

    [Fact]
    public void is_for_others_while_the_signal_is_open()
    {
        Ask(Municipality, Received).ThenRefused("invalid-input");
        Ask(Shelter, [.. FullyAssessed, Dismissed]).ThenOnly("reopening", "retraction");
    }

    [Fact]
    public void is_answered_or_declined_once()
    {
        Answer(EnrichmentAnswer.Given, Received, AfterTheAssessment.Requested).Then(new EnrichmentAnswered(Id, AfterTheAssessment.TheRequest, Text, Carla, Tuesday));
        Answer(EnrichmentAnswer.Declined, Received, AfterTheAssessment.Requested).Then(new EnrichmentDeclined(Id, AfterTheAssessment.TheRequest, new("nothing-known"), Text, Carla, Tuesday));
        Answer(EnrichmentAnswer.Given, Received, AfterTheAssessment.Requested, new EnrichmentAnswered(Id, AfterTheAssessment.TheRequest, Text, Carla, Monday)).ThenRefused("state-forbids");
        Answer(EnrichmentAnswer.Given, Received).ThenRefused("not-found");
    }

    [Fact]
    public void is_withdrawn_before_it_is_answered_and_ends_what_was_seen()
    {
        var withdrawn = new EnrichmentWithdrawn(Id, AfterTheAssessment.TheRequest, Shelter, Nijmegen, new("known-otherwise"), Text, Anna, Tuesday);

        Withdraw(Received, AfterTheAssessment.Requested).Then(withdrawn);
        GrantRules.Of(withdrawn).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            grant => (grant.Given, grant.Organisation, grant.Role, grant.Until).ShouldBe((false, Shelter, GrantRole.Asked, Tuesday)));
        Given<Signal>(Received, AfterTheAssessment.Requested, withdrawn).State.ShouldSatisfyAllConditions(
            signal => signal.Deadlines.ShouldBeEmpty(), signal => SignalContent.Of(signal).Prose.Keys.ShouldContain("/enrichmentRequests/0/answer"));
        Withdraw(Received, AfterTheAssessment.Requested, withdrawn).ThenRefused("state-forbids");
        Answer(EnrichmentAnswer.Given, Received, AfterTheAssessment.Requested, withdrawn).ThenRefused("state-forbids");
        Withdraw(Received, AfterTheAssessment.Requested, new EnrichmentAnswered(Id, AfterTheAssessment.TheRequest, Text, Carla, Monday)).ThenRefused("state-forbids");
        Withdraw(Received).ThenRefused("not-found");
    }

    /// <summary>It would end a second time, later than it did.</summary>
    [Fact]
    public void that_was_withdrawn_ends_not_again_with_the_signal() =>
        Given<Signal>(Received, AfterTheAssessment.Requested, new EnrichmentWithdrawn(Id, AfterTheAssessment.TheRequest, Shelter, Nijmegen, new("known-otherwise"), null, Anna, Tuesday))
            .When(signal => RetractSignalEndpoint.Decide(RetractionId.New(), new(new("false-report")), signal, new([], [], ChainCoop.Sharing.DisclosedFrom.Nothing), null, Anna, Tuesday))
            .Decision.Events.OfType<SignalRetracted>().ShouldHaveSingleItem().Asked.ShouldBeEmpty();

    [Fact]
    public void is_answered_also_after_the_outcome() =>
        Answer(EnrichmentAnswer.Given, [.. FullyAssessed, AfterTheAssessment.Requested, Dismissed]).Decision.Refusal.ShouldBeNull();

    [Theory]
    [InlineData(EnrichmentAnswer.Given, null, null, null, "/information")]
    [InlineData(EnrichmentAnswer.Given, "Yes.", "nothing-known", null, "/reason")]
    [InlineData(EnrichmentAnswer.Given, "Yes.", null, "Why.", "/note")]
    [InlineData(EnrichmentAnswer.Given, " ", null, null, "/information")]
    [InlineData(EnrichmentAnswer.Declined, null, null, null, "/reason")]
    [InlineData(EnrichmentAnswer.Declined, "Yes.", "nothing-known", null, "/information")]
    public void is_answered_with_what_the_answer_needs(EnrichmentAnswer answer, string? information, string? reason, string? note, string pointer)
    {
        var faults = new Faults();
        new AnswerEnrichment(answer, information, reason is null ? null : new DeclineReason(reason), note).Check(faults);
        faults.All.ShouldHaveSingleItem().Pointer.ShouldBe(pointer);
    }

    [Theory]
    [InlineData("2026-03-02", "Is she known?", "/answerBy")]
    [InlineData("2027-03-03", "Is she known?", "/answerBy")]
    [InlineData("2026-03-03", "  ", "/question")]
    public void needs_a_question_and_a_day_to_come(string day, string question, string pointer)
    {
        var faults = new Faults { Now = Monday };
        new RequestEnrichment(Shelter, question, DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)).Check(faults);
        faults.All.ShouldHaveSingleItem().Pointer.ShouldBe(pointer);
    }

    private static Outcome Ask(Oin to, params object[] given) =>
        Given<Signal>(given).When(signal => RequestEnrichmentEndpoint.Decide(AfterTheAssessment.TheRequest, new(to, "Is she known?", new(2026, 3, 20)), signal, Text, Anna, Tuesday));

    private static Outcome Withdraw(params object[] given) =>
        Given<Signal>(given).When(signal => WithdrawEnrichmentEndpoint.Decide(AfterTheAssessment.TheRequest, new(new("known-otherwise")), signal, Text, Anna, Tuesday));

    private static Outcome Answer(EnrichmentAnswer answer, params object[] given) => Given<Signal>(given).When(signal =>
        AnswerEnrichmentEndpoint.Decide(AfterTheAssessment.TheRequest, new(answer, "Yes.", new("nothing-known")), signal, Text, Carla, Tuesday));
}

public class deadlines_of_follow_ups
{
    [Fact]
    public void pass_once_and_only_while_they_are_open()
    {
        var due = new SignalFollowUpDue(Id, AfterTheAssessment.NoticeBy.Id);
        var after = AfterTheAssessment.NoticeBy.DueAt;
        var missed = new SignalFollowUpMissed(Id, due.DeadlineId, after, after);

        Decide(due, after.AddSeconds(-1), Received, AfterTheAssessment.Asked).ShouldBeEmpty();
        Decide(due, after, Received, AfterTheAssessment.Asked).ShouldBe([missed]);
        Decide(due, after, Received, AfterTheAssessment.Asked, missed).ShouldBeEmpty();
        Decide(due, after, Received, AfterTheAssessment.Asked, AfterTheAssessment.Told with { Last = true }).ShouldBeEmpty();
        SignalFollowUpDueHandler.Decide(due, null, after).ShouldBeEmpty();
    }

    [Fact]
    public void of_notices_outlive_every_outcome_but_a_dismissal_and_those_of_answers_none()
    {
        Open(Escalated).ShouldBe(["notice"]);
        Open(Linked).ShouldBe(["notice"]);
        Open(Referred).ShouldBe(["notice", "enrichment"]);
        Open(Referred, Accepted).ShouldBe(["notice"]);
        Open(Dismissed).ShouldBeEmpty();
        Open(Dismissed, new SignalReopened(Id, new("pattern"), null, Nijmegen, AfterTheAssessment.NoticeBy, null, Anna, Tuesday)).ShouldBeEmpty();
    }

    [Fact]
    public void of_an_answer_end_with_it() =>
        Open(new EnrichmentDeclined(Id, AfterTheAssessment.TheRequest, new("nothing-known"), null, Carla, Tuesday)).ShouldBe(["notice"]);

    [Fact]
    public void move_with_the_rules_and_show_it()
    {
        var moved = new SignalFollowUpMoved(Id, AfterTheAssessment.AnswerBy.Id, Tuesday.AddDays(9), new("2"), Tuesday);
        var state = Given<Signal>(Received, AfterTheAssessment.Requested, moved).State;

        state.EnrichmentRequests.ShouldHaveSingleItem().AnswerBy.ShouldBe(moved.DueAt);
        state.Deadlines.ShouldHaveSingleItem().ShouldSatisfyAllConditions(open => (open.DueAt, open.Missed).ShouldBe((moved.DueAt, false)));
        // Somebody set the day: no rules move it.
        MoveSignalFollowUpHandler.Decide(new(Id, moved.DeadlineId), Given<Signal>(Received, AfterTheAssessment.Requested).State, DeadlineRules.Current, Tuesday).ShouldBeNull();
    }

    private static IEnumerable<string> Open(params object[] then) =>
        Given<Signal>([.. FullyAssessed, AfterTheAssessment.Asked, AfterTheAssessment.Requested, .. then]).State.Deadlines.Select(open => open.Kind.Value);

    private static IReadOnlyList<object> Decide(SignalFollowUpDue due, DateTimeOffset now, params object[] given) => SignalFollowUpDueHandler.Decide(due, Given<Signal>(given).State, now);
}
