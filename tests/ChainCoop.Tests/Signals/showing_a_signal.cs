using System.Text;
using System.Text.Json;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Signals;
using ChainCoop.Signals.Matching;
using static ChainCoop.Tests.Signals.ASignal;

namespace ChainCoop.Tests.Signals;

public class showing_a_signal
{
    private static readonly SignalSubject Subject = new(SubjectId.New(), new("possible-victim"), Payload('b'));
    private static readonly SignalReceived Full = Received with { Reporter = Payload('c'), Subjects = [Subject] };

    [Theory]
    [InlineData(GrantRole.Owner)]
    [InlineData(GrantRole.Referred)]
    public void gives_all_of_it_to_who_assesses(GrantRole grant)
    {
        var view = Show([Full, Acknowledged, Assessed(AssessmentStep.W1)], grant, Tuesday);

        view.Observation.ShouldBe("What was seen.");
        view.Reporter.ShouldBe(new ReporterView(ReporterKind.Professional, "A. Voorbeeld", "06"));
        view.Subjects.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            subject => (subject with { NotMatchable = null }).ShouldBe(new SubjectView(Subject.SubjectId, Subject.Role, new Identifiers(Phone: "07"))),
            subject => subject.NotMatchable.ShouldBe([IdentifierName.Phone]));
        view.Assessment!.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            step => step.Step.ShouldBe(AssessmentStep.W1), step => step.RuleVersion.ShouldBe(Rules), step => step.By.ShouldBe(Anna));
        view.Deadlines.ShouldBe(
        [
            new(SignalDeadline.Acknowledgement, Full.AcknowledgeBy, Met: true, Overdue: false), new(SignalDeadline.Assessment, Full.AssessBy, Met: false, Overdue: false),
        ]);
        view.Allowed.ShouldBe(["assessment-w2a", "enrichment-request", "merge", "retraction"]);
    }

    [Fact]
    public void gives_its_own_contribution_and_the_status_to_who_only_sent_it()
    {
        var view = Show([Full, Acknowledged, Assessed(AssessmentStep.W1, AssessmentConclusion.Stop), Linked], GrantRole.Reporter, Tuesday);

        view.ShouldSatisfyAllConditions(
            v => v.Observation.ShouldBe("What was seen."), v => v.Status.ShouldBe(SignalStatus.Linked),
            v => v.Deadlines.ShouldBeNull(), v => v.Assessment.ShouldBeNull(), v => v.OutcomeReason.ShouldBeNull(),
            v => v.ReferredTo.ShouldBeNull(), v => v.CaseId.ShouldBeNull(), v => v.Allowed.ShouldBeNull());
    }

    [Fact]
    public void shows_what_was_erased_as_erased()
    {
        var view = GetSignalEndpoint.View(
            DeciderSpec.Fold<Signal>([Full])!, Municipality, new Verdict(Effect.Allow, [], new HashSet<GrantRole> { GrantRole.Owner }), new Opened(new Dictionary<PayloadId, byte[]>()), Tuesday);

        view.Observation.ShouldBe("[erased]");
        view.Reporter.ShouldBe(new ReporterView(ReporterKind.Professional, null, null));
        view.Subjects.ShouldBe([new SubjectView(Subject.SubjectId, Subject.Role, null)]);
    }

    [Fact]
    public void counts_what_was_not_done_in_time_as_overdue_while_it_still_can_be_done()
    {
        var late = Full.AssessBy;

        Overdue([Full], late.AddTicks(-1)).ShouldBe([SignalDeadline.Acknowledgement]);
        Overdue([Full], late).ShouldBe([SignalDeadline.Acknowledgement, SignalDeadline.Assessment]);
        Overdue([Full, Acknowledged], late).ShouldBe([SignalDeadline.Assessment]);
        Overdue([Full, Assessed(AssessmentStep.W1, AssessmentConclusion.Stop), Dismissed], late).ShouldBeEmpty();
    }

    [Fact]
    public void keeps_the_terms_of_a_referral_in_sight_until_it_is_accepted()
    {
        object[] referred = [Full, Assessed(AssessmentStep.W1, AssessmentConclusion.Stop), Referred];

        Show(referred, GrantRole.Owner, Tuesday).Deadlines!.ShouldAllBe(deadline => !deadline.Met && !deadline.Overdue);
        Overdue(referred, Full.AssessBy).ShouldBe([SignalDeadline.Acknowledgement, SignalDeadline.Assessment]);
        Overdue([.. referred, Acknowledged], Full.AssessBy).ShouldBe([SignalDeadline.Assessment]);
        Show(referred, GrantRole.Owner, Tuesday).Allowed.ShouldBe(["acknowledgement", "referral-answer", "referral-withdrawal", "retraction"]);

        Overdue([.. referred, Accepted], Full.AssessBy).ShouldBeEmpty();
        Show([.. referred, Accepted], GrantRole.Owner, Tuesday).Deadlines!.Single(deadline => deadline.Kind == SignalDeadline.Assessment).Met.ShouldBeTrue();
    }

    [Fact]
    public void gives_the_notes_and_every_outcome_to_the_municipality_and_its_own_referral_to_the_other_party()
    {
        var note = Payload('d');
        object[] given =
        [
            Full, Assessed(AssessmentStep.W1, AssessmentConclusion.Stop) with { Indicators = [new(new("no-own-papers"), IndicatorValue.Unknown)], Note = note },
            Referred with { To = Police }, Declined with { To = Police, Note = note }, Referred with { Note = Text },
        ];

        var owner = Show(given, GrantRole.Owner, Tuesday);
        owner.Assessment!.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            step => step.Note.ShouldBe("[erased]"), step => step.Indicators.ShouldHaveSingleItem().Value.ShouldBe(IndicatorValue.Unknown), step => step.At.ShouldBe(Monday));
        owner.Outcomes!.Select(outcome => (outcome.Step, outcome.To, outcome.Reason)).ShouldBe(
            [(OutcomeStep.Referred, Police, Reason), (OutcomeStep.ReferralDeclined, Police, Reason), (OutcomeStep.Referred, Shelter, Reason)]);

        Show(given, GrantRole.Referred, Tuesday).Outcomes!.ShouldHaveSingleItem().To.ShouldBe(Shelter);
        Show(given, GrantRole.Reporter, Tuesday).Outcomes.ShouldBeNull();
    }

    private static IEnumerable<SignalDeadline> Overdue(object[] given, DateTimeOffset now) =>
        Show(given, GrantRole.Owner, now).Deadlines!.Where(deadline => deadline.Overdue).Select(deadline => deadline.Kind);

    private static SignalView Show(object[] given, GrantRole grant, DateTimeOffset now) =>
        GetSignalEndpoint.View(DeciderSpec.Fold<Signal>(given)!, Municipality, new Verdict(Effect.Allow, [], new HashSet<GrantRole> { grant }), Vault, now);

    private static readonly Opened Vault = new(new Dictionary<PayloadId, byte[]>
    {
        [Full.Observation.Id] = Plain(new Prose("What was seen.")),
        [Full.Reporter!.Id] = Plain(new ReporterIdentity("A. Voorbeeld", "06")),
        [Subject.Identifiers.Id] = Plain(new Identifiers(Phone: "07")),
    });

    private static byte[] Plain<T>(T value) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value, Json.Http));

    private static PayloadRef Payload(char digit) => new(PayloadId.New(), new(new string(digit, 64)));
}
