using System.Text.Json;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Privacy.Erasures;
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
        DeciderSpec.Fold<Signal>(given)!, Municipality, new Verdict(Effect.Allow, [], new HashSet<GrantRole> { grant }), new Opened(new Dictionary<PayloadId, byte[]>()), Tuesday);
}

/// <summary>Who erases what a signal has of a person decides on each of its texts, and has to have read it.</summary>
public class erasing_what_was_corrected_and_contested
{
    private static readonly PayloadRef Redacted = ADispute.Payload('9');

    private static readonly object[] Given =
    [
        ADispute.Full,
        ADispute.Contested with { Fact = SignalFact.Observation, SubjectId = null },
        ADispute.Upheld with { Note = ADispute.Payload('1') },
        ADispute.Contested with { ContestId = ContestId.New() },
        ADispute.Corrected with { Observation = ADispute.Now, Note = ADispute.Payload('2'), Subjects = [new(ADispute.Person, null, ADispute.Now)] },
        ADispute.Corrected with { Observation = ADispute.Payload('3'), Reporter = ADispute.Now, ReporterSubject = ADispute.ReporterId },
    ];

    [Fact]
    public void finds_every_text_that_may_name_several_persons_where_it_is_read()
    {
        var places = SignalContent.Of(DeciderSpec.Fold<Signal>(Given)!).Prose;

        places.Keys.ShouldBe(["/observation", "/corrections/0/note", "/contests/0/statement", "/contests/0/note", "/superseded/0", "/superseded/1"], ignoreOrder: true);
        (places["/superseded/0"], places["/superseded/1"]).ShouldBe((Text, ADispute.Now));
        var answer = JsonSerializer.SerializeToNode(Show(GrantRole.Owner), Json.Http)!;
        foreach (var place in places.Keys)
            place.Split('/').Skip(1).Aggregate(answer, (node, step) => (int.TryParse(step, out var at) ? node[at] : node[step])!).GetValue<string>().ShouldBe("[erased]", place);
    }

    [Fact]
    public void shows_what_was_replaced_to_the_municipality_alone()
    {
        Show(GrantRole.Referred).Superseded.ShouldBeNull();
        Show(GrantRole.Reporter).Superseded.ShouldBeNull();
    }

    [Fact]
    public void puts_redacted_texts_in_their_place()
    {
        var before = DeciderSpec.Fold<Signal>(Given)!;
        var redactions = SignalContent.Of(before).Prose.Values.Select(original => new Redaction(original, Redacted)).ToList();

        var after = before.Apply(new SignalContentErased(RecordId.From(Id.Value), ErasurePart.Subject, ADispute.Person, redactions, ErasureId.New(), Tuesday));

        SignalContent.Of(after).Prose.Values.ShouldAllBe(payload => payload == Redacted);
        after.Superseded.Where(replaced => replaced.SubjectId is not null).ShouldBe([new(ADispute.Person, ADispute.Who), new(ADispute.ReporterId, ADispute.Contact)]);
    }

    [Fact]
    public void leaves_nothing_once_the_record_is_destroyed()
    {
        var after = DeciderSpec.Fold<Signal>(Given)!.Apply(new SignalDestroyed(RecordId.From(Id.Value), Nijmegen, ErasureId.New(), Tuesday));

        (after.Corrections.Count, after.Contests.Count, after.Superseded.Count).ShouldBe((0, 0, 0));
        SignalRectification.Refuses(after).ShouldBe(Problems.Destroyed);
    }

    private static SignalView Show(GrantRole grant) => GetSignalEndpoint.View(
        DeciderSpec.Fold<Signal>(Given)!, Municipality, new Verdict(Effect.Allow, [], new HashSet<GrantRole> { grant }), new Opened(new Dictionary<PayloadId, byte[]>()), Tuesday);
}
