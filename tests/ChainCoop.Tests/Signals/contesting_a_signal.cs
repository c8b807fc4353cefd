using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Signals;
using static ChainCoop.Tests.DeciderSpec;
using static ChainCoop.Tests.Signals.ASignal;

namespace ChainCoop.Tests.Signals;

public class contesting_a_fact_of_a_signal
{
    [Fact]
    public void records_what_the_person_says()
    {
        var outcome = Given<Signal>(ADispute.Full).When(Contest(new(SignalFact.SubjectIdentifiers, "Not me.", ADispute.Person)));

        outcome.Then(ADispute.Contested);
        outcome.Decision.Answer.ShouldBe(new ContestStanding(ADispute.Contest, ContestStatus.Open));
        outcome.Decision.Subjects.ShouldBe([ADispute.Person]);
    }

    [Fact]
    public void can_be_about_the_signal_as_a_whole() =>
        Given<Signal>([ADispute.Full, .. FullyAssessed[1..], Dismissed]).When(Contest(new(SignalFact.Observation, "It was another house.")))
            .Then(ADispute.Contested with { Fact = SignalFact.Observation, SubjectId = null });

    [Fact]
    public void knows_the_persons_of_the_signal_alone()
    {
        var outcome = Given<Signal>(ADispute.Full).When(Contest(new(SignalFact.SubjectRole, "Not me.", SubjectId.New())));

        outcome.ThenRefused("invalid-input");
        outcome.Decision.Refusal!.Faults.ShouldHaveSingleItem().Pointer.ShouldBe("/subjectId");
    }

    [Fact]
    public void is_refused_once_the_content_is_destroyed() =>
        new Spec<Signal>(Given<Signal>(ADispute.Full).State with { Status = SignalStatus.Destroyed }).When(Contest(new(SignalFact.Observation, "No."))).ThenOnly();

    [Theory]
    [InlineData(SignalFact.Observation, true)]
    [InlineData(SignalFact.ExploitationType, true)]
    [InlineData(SignalFact.SubjectRole, false)]
    [InlineData(SignalFact.SubjectIdentifiers, false)]
    public void names_a_person_for_the_facts_of_a_person_alone(SignalFact fact, bool named)
    {
        var faults = new Faults { Now = Monday };
        new ContestSignalFact(fact, "No.", named ? ADispute.Person : null).Check(faults);
        faults.All.ShouldHaveSingleItem().Pointer.ShouldBe("/subjectId");
    }

    private static Func<Signal, Decision> Contest(ContestSignalFact command) =>
        signal => ContestSignalFactEndpoint.Decide(ADispute.Contest, command, signal, ADispute.Says, Anna, Monday);
}

public class deciding_a_contest_of_a_signal
{
    private static readonly object[] Waiting = [ADispute.Full, ADispute.Contested];

    [Theory]
    [InlineData(ContestDecision.Upheld, ContestStatus.Upheld)]
    [InlineData(ContestDecision.Rejected, ContestStatus.Rejected)]
    public void is_for_somebody_else_than_who_lodged_it(ContestDecision decision, ContestStatus status)
    {
        var outcome = Given<Signal>(Waiting).When(Decide(decision, ADispute.Dirk));

        var decided = ADispute.Upheld with { Decision = decision, Note = Text };
        outcome.Then(decided);
        outcome.Decision.Answer.ShouldBe(new ContestStanding(ADispute.Contest, status));
        Given<Signal>(Waiting).When(Decide(decision, Anna)).ThenRefused("second-person-required");

        var after = Given<Signal>([.. Waiting, decided]).State;
        after.Contests.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            contest => contest.Status.ShouldBe(status), contest => contest.Reason.ShouldBe(new ContestReason("shown-incorrect")), contest => contest.Note.ShouldBe(Text));
        after.Subjects.ShouldBe(ADispute.Full.Subjects);
    }

    [Fact]
    public void happens_once()
    {
        var outcome = Given<Signal>([.. Waiting, ADispute.Rejected]).When(Decide(ContestDecision.Upheld, ADispute.Dirk));

        outcome.ThenOnly();
        outcome.Decision.Refusal!.State.ShouldBe("rejected");
    }

    [Fact]
    public void needs_a_contest() => Given<Signal>(ADispute.Full).When(Decide(ContestDecision.Upheld, ADispute.Dirk)).ThenRefused("not-found");

    [Fact]
    public void leaves_other_contests_open()
    {
        var other = ADispute.Contested with { ContestId = ContestId.New(), Fact = SignalFact.Observation, SubjectId = null };

        Given<Signal>([.. Waiting, other, ADispute.Upheld]).State.Contests.Marked().ShouldBe([SignalFact.Observation]);
    }

    private static Func<Signal, Decision> Decide(ContestDecision decision, ActorRef by) =>
        signal => DecideSignalContestEndpoint.Decide(ADispute.Contest, new(decision, new("shown-incorrect")), signal, Text, by, Tuesday);
}

public class showing_what_is_contested
{
    private static readonly object[] Given = [ADispute.Full, ADispute.Contested, ADispute.Contested with { ContestId = ContestId.New(), Fact = SignalFact.Observation, SubjectId = null }];

    [Fact]
    public void marks_it_for_everybody_who_sees_the_fact()
    {
        foreach (var grant in (GrantRole[])[GrantRole.Owner, GrantRole.Referred, GrantRole.Reporter])
        {
            var view = Show(Given, grant);
            view.Contested.ShouldBe([SignalFact.Observation, SignalFact.SubjectIdentifiers]);
            view.Subjects.ShouldHaveSingleItem().Contested.ShouldBe([SignalFact.SubjectIdentifiers]);
        }
    }

    [Fact]
    public void gives_the_contests_to_who_sees_the_assessment_alone()
    {
        var shown = Show([.. Given, ADispute.Rejected], GrantRole.Owner);
        shown.Contests!.Select(contest => (contest.Fact, contest.SubjectId, contest.Status, contest.Statement, contest.Reason)).ShouldBe(
        [
            (SignalFact.SubjectIdentifiers, ADispute.Person, ContestStatus.Rejected, "[erased]", new ContestReason("confirmed")),
            (SignalFact.Observation, null, ContestStatus.Open, "[erased]", null),
        ]);
        shown.Contested.ShouldBe([SignalFact.Observation]);
        shown.Subjects.ShouldHaveSingleItem().Contested.ShouldBeNull();
        Show(Given, GrantRole.Reporter).Contests.ShouldBeNull();
    }

    [Fact]
    public void gives_the_corrections_to_who_sees_the_assessment_alone()
    {
        object[] corrected = [ADispute.Full, ADispute.Corrected with { ExploitationType = new("criminal"), Note = Text }];

        Show(corrected, GrantRole.Owner).Corrections.ShouldBe([new CorrectionView(ADispute.Incorrect, "[erased]", Anna, Tuesday)]);
        Show(corrected, GrantRole.Reporter).ShouldSatisfyAllConditions(
            view => view.Corrections.ShouldBeNull(), view => view.Contested.ShouldBeNull(), view => view.ExploitationType.ShouldBe(new ExploitationType("criminal")));
    }

    private static SignalView Show(object[] given, GrantRole grant) => GetSignalEndpoint.View(
        DeciderSpec.Fold<Signal>(given)!, new Verdict(Effect.Allow, [], new HashSet<GrantRole> { grant }), new Opened(new Dictionary<PayloadId, byte[]>()), Tuesday);
}
