using ChainCoop.Access;
using ChainCoop.Feeds;
using ChainCoop.Privacy;
using ChainCoop.Privacy.Holds;
using ChainCoop.Shared;
using static ChainCoop.Tests.DeciderSpec;

namespace ChainCoop.Tests.Privacy.Holds;

public class legal_holds
{
    private static readonly MunicipalityCode Nijmegen = new("0268");
    private static readonly Oin Municipality = new("00000099000000268000");
    private static readonly ActorRef Anna = new(Municipality, new("anna"));
    private static readonly LegalHoldId Id = LegalHoldId.New();
    private static readonly SubjectId Person = SubjectId.New();
    private static readonly RecordId TheSignal = new(SignalId.New().Value);
    private static readonly PayloadRef Note = new(PayloadId.New(), Commitment.Of(new byte[32]));

    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly June = new(2026, 6, 1);
    private static readonly DateOnly December = new(2026, 12, 1);

    /// <summary>The first instant after the first of June in the Netherlands.</summary>
    private static readonly DateTimeOffset AfterJune = new(2026, 6, 1, 22, 0, 0, TimeSpan.Zero);

    private static readonly PlaceLegalHold OnSignal = new(new(RecordNameKind.Signal, TheSignal), new("pending-litigation"), June);
    private static readonly HoldMatter Found = new(Nijmegen, HasSubject: true);

    private static readonly LegalHoldPlaced Placed =
        new(Id, RecordNameKind.Signal, TheSignal, null, Nijmegen, Municipality, new("pending-litigation"), Note, June, Anna, Monday);

    private static readonly LegalHoldReviewed Reviewed = new(Id, December, null, Anna, Monday);
    private static readonly LegalHoldReviewDue Due = new(Id, June, AfterJune);
    private static readonly LegalHoldEnded Ended = new(Id, Note, Anna, Monday);

    [Fact]
    public void are_placed_with_a_reason_a_note_and_the_last_day_of_their_review()
    {
        var decision = PlaceLegalHoldEndpoint.Decide(Id, OnSignal, Found, Note, Anna, Monday);

        decision.Starts.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            start => start.State.ShouldBe(typeof(LegalHold)), start => start.Id.ShouldBe(Id.Value), start => start.Events.ShouldBe([Placed]));
        decision.Timers.ShouldBe([new ChainCoop.Access.Timer(new LegalHoldReviewEnds(Id, June), AfterJune)]);
        decision.Answer.ShouldBe(new LegalHoldStanding(Id, HoldStatus.InForce, June));
        decision.Location.ShouldBe($"/legal-holds/{Id}");
        decision.Subjects.ShouldBeEmpty();
    }

    [Fact]
    public void may_be_on_one_person_whom_the_access_record_then_names()
    {
        var decision = PlaceLegalHoldEndpoint.Decide(Id, OnSignal with { SubjectId = Person }, Found, Note, Anna, Monday);

        decision.Starts[0].Events.ShouldBe([Placed with { Subject = Person }]);
        decision.Subjects.ShouldBe([Person]);
    }

    [Fact]
    public void need_a_record_that_the_caller_answers_for_and_a_person_who_is_in_it()
    {
        PointersOf(PlaceLegalHoldEndpoint.Decide(Id, OnSignal, null, null, Anna, Monday)).ShouldBe(["/record/id"]);
        PointersOf(PlaceLegalHoldEndpoint.Decide(Id, OnSignal with { SubjectId = Person }, Found with { HasSubject = false }, null, Anna, Monday)).ShouldBe(["/subjectId"]);

        static IEnumerable<string> PointersOf(Decision decision)
        {
            decision.Starts.ShouldBeEmpty();
            return decision.Refusal!.Faults.Select(fault => fault.Pointer);
        }
    }

    [Theory]
    [InlineData("2026-03-02", true)]
    [InlineData("2026-03-03", false)]
    [InlineData("2199-12-31", false)]
    [InlineData("2200-01-01", true)]
    public void are_reviewed_on_a_later_day_that_comes_in_our_time(string day, bool refused)
    {
        var on = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
        PointersIn((OnSignal with { ReviewOn = on }).Check).ShouldBe(refused ? ["/reviewOn"] : []);
        PointersIn(new ReviewLegalHold(on).Check).ShouldBe(refused ? ["/reviewOn"] : []);
    }

    [Fact]
    public void of_a_person_name_the_track_and_not_the_case()
    {
        PointersIn((OnSignal with { Record = new(RecordNameKind.Case, TheSignal), SubjectId = Person }).Check).ShouldBe(["/subjectId"]);
        PointersIn((OnSignal with { Record = new(RecordNameKind.Case, TheSignal) }).Check).ShouldBeEmpty();
        PointersIn((OnSignal with { Record = new(RecordNameKind.VictimTrack, TheSignal), SubjectId = Person }).Check).ShouldBeEmpty();
    }

    [Fact]
    public void stay_when_somebody_looked_and_the_reason_still_exists()
    {
        var outcome = Given<LegalHold>(Placed, Due).When(hold => ReviewLegalHoldEndpoint.Decide(new(December), hold, null, Anna, Monday));

        outcome.Then(Reviewed);
        outcome.Decision.Timers.ShouldBe([new ChainCoop.Access.Timer(new LegalHoldReviewEnds(Id, December), DutchTime.EndOf(December))]);
        outcome.Decision.Answer.ShouldBe(new LegalHoldStanding(Id, HoldStatus.InForce, December));
        Fold<LegalHold>([Placed, Due, Reviewed])!.ShouldSatisfyAllConditions(
            hold => hold.ReviewIsDue.ShouldBeFalse(),
            hold => hold.ReviewOn.ShouldBe(December),
            hold => hold.Reviews.ShouldBe([new HoldReview(December, null, Anna, Monday)]));
    }

    [Fact]
    public void end_once_and_are_not_reviewed_after()
    {
        Given<LegalHold>(Placed).When(hold => EndLegalHoldEndpoint.Decide(hold, Note, Anna, Monday)).Then(Ended);
        Given<LegalHold>(Placed, Ended).When(hold => EndLegalHoldEndpoint.Decide(hold, null, Anna, Monday)).ThenNothing();
        Given<LegalHold>(Placed, Ended).When(hold => ReviewLegalHoldEndpoint.Decide(new(December), hold, null, Anna, Monday)).ThenOnly();
    }

    [Fact]
    public void become_due_for_review_when_its_last_day_is_over_and_stay_in_force()
    {
        WhenReviewEnds(AfterJune, Placed).ShouldBe([Due]);
        Fold<LegalHold>([Placed, Due])!.Status.ShouldBe(HoldStatus.InForce);
        Fold<LegalHold>([Placed, Due])!.IsOverdue(AfterJune).ShouldBeTrue();
    }

    [Fact]
    public void become_due_for_no_review_that_was_done_or_said_or_matters_no_longer()
    {
        WhenReviewEnds(AfterJune).ShouldBeEmpty();
        WhenReviewEnds(AfterJune.AddTicks(-1), Placed).ShouldBeEmpty();
        WhenReviewEnds(AfterJune, Placed, Due).ShouldBeEmpty();
        WhenReviewEnds(AfterJune, Placed, Reviewed).ShouldBeEmpty();
        WhenReviewEnds(AfterJune, Placed, Ended).ShouldBeEmpty();
    }

    [Fact]
    public void are_for_the_organisation_that_placed_them_and_no_feed_tells_of_them()
    {
        GrantRules.Of(Placed).ShouldBe([new GrantChange(true, Municipality, Room.General, ResourceKind.LegalHold, Id.Value, GrantRole.Owner, Nijmegen, Monday, null)]);
        FeedRules.AccessIn(Placed).ShouldBeEmpty();
        foreach (var fact in new object[] { Placed, Reviewed, Due, Ended }) FeedRules.Of(fact).ShouldBeNull();
    }

    private static IReadOnlyList<object> WhenReviewEnds(DateTimeOffset now, params object[] given) =>
        LegalHoldReviewEndsHandler.Decide(new(Id, June), Fold<LegalHold>(given), now);

    private static IEnumerable<string> PointersIn(Action<Faults> check)
    {
        var faults = new Faults { Now = Monday };
        check(faults);
        return faults.All.Select(fault => fault.Pointer);
    }
}
