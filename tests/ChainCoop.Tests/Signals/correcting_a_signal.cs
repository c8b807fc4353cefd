using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Signals;
using static ChainCoop.Tests.DeciderSpec;
using static ChainCoop.Tests.Signals.ASignal;

namespace ChainCoop.Tests.Signals;

/// <summary>A signal with a person and a known reporter, and what that person disputes.</summary>
internal static class ADispute
{
    public static readonly SubjectId Person = SubjectId.New();
    public static readonly SubjectId ReporterId = SubjectId.New();
    public static readonly ContestId Contest = ContestId.New();
    public static readonly PayloadRef Who = Payload('b');
    public static readonly PayloadRef Contact = Payload('c');
    public static readonly PayloadRef Now = Payload('d');
    public static readonly PayloadRef Says = Payload('e');
    public static readonly ActorRef Dirk = new(Municipality, new("dirk-1"));
    public static readonly CorrectionReason Incorrect = new("incorrect");

    public static readonly SignalReceived Full = Received with
    {
        Subjects = [new(Person, new("possible-victim"), Who)],
        Reporter = Contact,
        ReporterSubject = ReporterId,
        ObservedOn = new(2026, 2, 1),
    };

    public static readonly SignalFactContested Contested = new(Id, Contest, SignalFact.SubjectIdentifiers, Person, Says, Anna, Monday);
    public static readonly SignalContestDecided Upheld = new(Id, Contest, ContestDecision.Upheld, new("shown-incorrect"), null, Dirk, Tuesday);
    public static readonly SignalContestDecided Rejected = Upheld with { Decision = ContestDecision.Rejected, Reason = new("confirmed") };

    public static readonly SignalCorrected Corrected = new(Id, Incorrect, null, null, null, [], null, null, null, null, Anna, Tuesday);

    public static PayloadRef Payload(char digit) => new(PayloadId.New(), new(new string(digit, 64)));
}

public class correcting_a_signal
{
    [Fact]
    public void is_added_to_what_happened() =>
        Given<Signal>(ADispute.Full)
            .When(signal => CorrectSignalEndpoint.Decide(
                new(ADispute.Incorrect, new("criminal"), new(2026, 2, 2), "Seven people.", [new(ADispute.Person, new("victim"), new(Phone: "06"))], new("B. Voorbeeld"), "Misheard."),
                signal,
                new(ADispute.Now, ADispute.Says, ADispute.ReporterId, Text) { Identifiers = new Dictionary<SubjectId, PayloadRef> { [ADispute.Person] = ADispute.Now } },
                Anna, Tuesday))
            .Decision.ShouldSatisfyAllConditions(
                decision => ShouldBe(
                    decision.Events.ShouldHaveSingleItem().ShouldBeOfType<SignalCorrected>(),
                    ADispute.Corrected with
                    {
                        ExploitationType = new("criminal"),
                        ObservedOn = new(2026, 2, 2),
                        Observation = ADispute.Now,
                        Subjects = [new(ADispute.Person, new("victim"), ADispute.Now)],
                        ReporterSubject = ADispute.ReporterId,
                        Reporter = ADispute.Says,
                        Note = Text,
                    }),
                decision => decision.Answer.ShouldBe(new SignalStanding(Id, SignalStatus.Received)),
                decision => decision.Subjects.ShouldBe([ADispute.Person, ADispute.ReporterId]));

    [Fact]
    public void changes_what_holds_and_keeps_what_it_replaced_within_reach()
    {
        var corrected = ADispute.Corrected with
        {
            ExploitationType = new("criminal"),
            Observation = ADispute.Now,
            Subjects = [new(ADispute.Person, null, ADispute.Now)],
            ReporterSubject = ADispute.ReporterId,
            Reporter = ADispute.Now,
            Note = Text,
        };

        var state = Given<Signal>(ADispute.Full, corrected).State;

        state.ExploitationType.ShouldBe(new ExploitationType("criminal"));
        state.ObservedOn.ShouldBe(ADispute.Full.ObservedOn);
        (state.Observation, state.Reporter).ShouldBe((ADispute.Now, ADispute.Now));
        state.Subjects.ShouldBe([new SignalSubject(ADispute.Person, new("possible-victim"), ADispute.Now)]);
        state.Superseded.ShouldBe([new(null, Text), new(ADispute.ReporterId, ADispute.Contact), new(ADispute.Person, ADispute.Who)]);
        state.Corrections.ShouldBe([new CorrectionMade(ADispute.Incorrect, Text, Anna, Tuesday)]);
    }

    [Fact]
    public void of_a_role_alone_replaces_nothing_in_the_vault()
    {
        var state = Given<Signal>(ADispute.Full, ADispute.Corrected with { Subjects = [new(ADispute.Person, new("victim"), null)], ObservedOn = new(2026, 2, 3) }).State;

        state.Subjects.ShouldBe([new SignalSubject(ADispute.Person, new("victim"), ADispute.Who)]);
        state.ObservedOn.ShouldBe(new DateOnly(2026, 2, 3));
        state.Superseded.ShouldBeEmpty();
    }

    [Fact]
    public void is_possible_after_the_outcome_and_leaves_it_as_it_is() =>
        Given<Signal>([ADispute.Full, .. FullyAssessed[1..], Linked]).When(Correct()).Decision.Answer.ShouldBe(new SignalStanding(Id, SignalStatus.Linked, TheCase));

    [Fact]
    public void is_refused_once_the_content_is_destroyed()
    {
        var outcome = Destroyed.When(Correct());

        outcome.ThenOnly();
        outcome.Decision.Refusal!.State.ShouldBe("destroyed");
    }

    [Fact]
    public void knows_the_persons_of_the_signal_alone() =>
        Faults(Given<Signal>(ADispute.Full), new(ADispute.Incorrect, Subjects: [new(ADispute.Person, new("victim")), new(SubjectId.New(), new("victim"))]))
            .ShouldBe(["/subjects/1/subjectId"]);

    [Fact]
    public void gives_no_name_to_a_reporter_who_gave_none() =>
        Faults(Given<Signal>(Received), new(ADispute.Incorrect, Reporter: new("B. Voorbeeld"))).ShouldBe(["/reporter"]);

    [Fact]
    public void upholds_the_open_contest_that_it_names() =>
        Given<Signal>(ADispute.Full, ADispute.Contested)
            .When(signal => CorrectSignalEndpoint.Decide(
                new(ADispute.Incorrect, Subjects: [new(ADispute.Person, Identifiers: new(Phone: "06"))], ContestId: ADispute.Contest), signal,
                new() { Identifiers = new Dictionary<SubjectId, PayloadRef> { [ADispute.Person] = ADispute.Now } }, ADispute.Dirk, Tuesday))
            .Decision.Events.ShouldSatisfyAllConditions(
                events => events[0].ShouldBeOfType<SignalCorrected>().ContestId.ShouldBe(ADispute.Contest),
                events => events[1].ShouldBe(ADispute.Upheld with { Reason = new("corrected") }),
                events => events.Count.ShouldBe(2));

    [Fact]
    public void names_a_contest_that_was_upheld_before() =>
        Given<Signal>(ADispute.Full, ADispute.Contested, ADispute.Upheld).When(CorrectNaming(Anna)).Decision.Events.ShouldHaveSingleItem().ShouldBeOfType<SignalCorrected>();

    [Fact]
    public void does_not_uphold_what_was_rejected()
    {
        var outcome = Given<Signal>(ADispute.Full, ADispute.Contested, ADispute.Rejected).When(CorrectNaming(ADispute.Dirk));

        outcome.ThenOnly();
        outcome.Decision.Refusal!.State.ShouldBe("rejected");
    }

    [Fact]
    public void upholds_no_contest_of_the_same_person() =>
        Given<Signal>(ADispute.Full, ADispute.Contested).When(CorrectNaming(Anna)).ThenRefused("second-person-required");

    [Fact]
    public void names_a_contest_about_what_it_corrects()
    {
        var given = Given<Signal>(ADispute.Full, ADispute.Contested);

        Faults(given, new(ADispute.Incorrect, new("criminal"), ContestId: ContestId.New())).ShouldBe(["/contestId"]);
        Faults(given, new(ADispute.Incorrect, new("criminal"), ContestId: ADispute.Contest)).ShouldBe(["/contestId"]);
        Faults(given, new(ADispute.Incorrect, Subjects: [new(ADispute.Person, new("victim"))], ContestId: ADispute.Contest)).ShouldBe(["/contestId"]);
    }

    [Theory]
    [MemberData(nameof(Unfit))]
    public void asks_for_something_that_can_be_put_right(CorrectSignal command, string pointer)
    {
        var faults = new ChainCoop.Shared.Faults { Now = Monday };
        command.Check(faults);
        faults.All.ShouldHaveSingleItem().Pointer.ShouldBe(pointer);
    }

    public static TheoryData<CorrectSignal, string> Unfit => new()
    {
        { new(ADispute.Incorrect, Note: "Nothing."), "" },
        { new(ADispute.Incorrect, Subjects: []), "" },
        { new(ADispute.Incorrect, Observation: " "), "/observation" },
        { new(ADispute.Incorrect, ObservedOn: new(2026, 3, 3)), "/observedOn" },
        { new(ADispute.Incorrect, Reporter: new()), "/reporter" },
        { new(ADispute.Incorrect, Subjects: [new(ADispute.Person)]), "/subjects/0" },
        { new(ADispute.Incorrect, Subjects: [new(ADispute.Person, Identifiers: new())]), "/subjects/0/identifiers" },
        { new(ADispute.Incorrect, Subjects: [new(ADispute.Person, new("victim")), new(ADispute.Person, new("victim"))]), "/subjects/1/subjectId" },
    };

    private static Spec<Signal> Destroyed => new(Given<Signal>(ADispute.Full).State with { Status = SignalStatus.Destroyed });

    private static Func<Signal, Decision> Correct() =>
        signal => CorrectSignalEndpoint.Decide(new(ADispute.Incorrect, new("criminal")), signal, new(), Anna, Tuesday);

    private static Func<Signal, Decision> CorrectNaming(ActorRef by) => signal => CorrectSignalEndpoint.Decide(
        new(ADispute.Incorrect, Subjects: [new(ADispute.Person, Identifiers: new(Phone: "06"))], ContestId: ADispute.Contest), signal, new(), by, Tuesday);

    private static IEnumerable<string> Faults(Spec<Signal> given, CorrectSignal command)
    {
        var outcome = given.When(signal => CorrectSignalEndpoint.Decide(command, signal, new(), ADispute.Dirk, Tuesday));
        outcome.ThenRefused("invalid-input");
        return outcome.Decision.Refusal!.Faults.Select(fault => fault.Pointer);
    }

    /// <summary>Lists in records are compared by what is in them.</summary>
    private static void ShouldBe(SignalCorrected actual, SignalCorrected expected)
    {
        actual.Subjects.ShouldBe(expected.Subjects);
        (actual with { Subjects = expected.Subjects }).ShouldBe(expected);
    }
}

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
