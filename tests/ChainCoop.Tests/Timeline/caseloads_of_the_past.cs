using ChainCoop.Cases;
using ChainCoop.Municipalities;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Timeline;

/// <summary>Read models as of a moment are a fold of what the timeline had, in its order.</summary>
public class caseloads_of_the_past
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 8, 15, 30, TimeSpan.Zero);
    private static readonly ActorRef By = new(new("00000099000000268000"), new("officer-1"));
    private static readonly CaseId Id = CaseId.New();

    private static readonly CaseProposed Proposed = new(Id, new("0268"), [new("labour")], null, null, By, At);

    [Fact]
    public void are_folded_by_sequence_whatever_the_clocks_of_the_facts_say()
    {
        // Two nodes, of which one is a minute behind.
        var screened = new CaseScreened(Id, [], ScreeningConclusion.Accepted, null, By, At.AddMinutes(-1));
        var row = PastCaseload.Fold([(Proposed, 7), (screened, 8)]).Changed.Single();
        (row.Status, row.Sequence).ShouldBe(("screened", 8));
        PastCaseload.Fold([(Proposed, 7)]).Changed.Single().Status.ShouldBe("proposed");
    }

    [Fact]
    public void leave_out_what_is_left_of_a_record_whose_first_facts_are_gone() =>
        PastCaseload.Fold([(new CaseOpened(Id, By, At), 8)]).Changed.ShouldBeEmpty();

    [Fact]
    public void hold_nothing_before_the_first_fact() => PastCaseload.Fold([]).Changed.ShouldBeEmpty();

    [Fact]
    public void pass_over_facts_that_are_of_no_caseload() =>
        PastCaseload.Fold([(new SignalRead(), 1), (Proposed, 2)]).Changed.Count.ShouldBe(1);

    private sealed record SignalRead : IFact
    {
        public DateTimeOffset At => caseloads_of_the_past.At;
    }
}
