using System.Text.Json;
using ChainCoop.Access;
using ChainCoop.Shared;
using ChainCoop.Signals;
using static ChainCoop.Tests.DeciderSpec;
using static ChainCoop.Tests.Signals.ASignal;

namespace ChainCoop.Tests.Signals;

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
    public void loses_sight_of_no_payload_however_often_it_happens()
    {
        object[] events = [ADispute.Full, Correction(), ADispute.Contested, ADispute.Upheld with { Note = ADispute.Payload('f') }, Correction(), Correction()];
        var payloads = JsonSerializer.Serialize(events).Split('"').Where(text => Guid.TryParse(text, out _)).ToHashSet();
        var state = JsonSerializer.Serialize(Given<Signal>(events).State);

        payloads.Where(id => !state.Contains(id, StringComparison.Ordinal)).ShouldBeEmpty();
        payloads.Count.ShouldBeGreaterThan(15);

        static SignalCorrected Correction() => ADispute.Corrected with
        {
            Observation = ADispute.Payload('1'),
            Reporter = ADispute.Payload('2'),
            ReporterSubject = ADispute.ReporterId,
            Subjects = [new(ADispute.Person, null, ADispute.Payload('3'))],
            Note = ADispute.Payload('4'),
        };
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
