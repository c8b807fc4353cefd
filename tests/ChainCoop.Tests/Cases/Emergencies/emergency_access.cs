using ChainCoop.Access;
using ChainCoop.Cases.Emergencies;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Cases.Emergencies;

public class emergency_access
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 15, 0, TimeSpan.Zero);
    private static readonly MunicipalityCode Nijmegen = new("0268");
    private static readonly Oin Municipality = new("00000099000000268000");
    private static readonly ActorRef Police = new(new("00000099000100001000"), new("police-1"));
    private static readonly ActorRef Director = new(Municipality, new("director-1"));
    private static readonly EmergencyUseId Id = EmergencyUseId.New();
    private static readonly RecordId Track = RecordId.From(NewId.Unlinkable());
    private static readonly PayloadRef Note = new(PayloadId.New(), new(new string('a', 64)));
    private static readonly BeginEmergencyUse Command = new(Room.Care, new("danger-to-life"), "He is at the door.");

    private static readonly EmergencyUseBegun Begun = new(
        Id, Room.Care, Track, Command.Reason, Note, Municipality, Nijmegen, Now.AddHours(24), new(2026, 3, 9, 23, 0, 0, TimeSpan.Zero), Police, Now);

    [Fact]
    public void begins_with_a_term_a_review_and_what_ends_it_by_itself()
    {
        var decision = Begin(new EmergencyTarget(Track, Nijmegen, Enters: false));

        decision.Starts.Single().Events.ShouldBe([Begun]);
        decision.Timers.Select(timer => (timer.Message, timer.At)).ShouldBe([(new EmergencyUseEnds(Id), Now.AddHours(24)), ((IDueMessage)new EmergencyReviewDue(Id), Begun.ReviewBy)]);
        decision.Answer.ShouldBe(new EmergencyReceipt(Id, Room.Care, Track, Begun.Until));
        decision.Location.ShouldBe($"/victim-tracks/{Track}");
    }

    [Fact]
    public void is_given_for_no_case_that_is_absent_or_beyond_the_mandate()
    {
        Begin(null).Refusal.ShouldBe(Problems.NotFound);
        Begin(new EmergencyTarget(Track, new("0281"), Enters: false)).Refusal.ShouldBe(Problems.NotFound);
    }

    /// <summary>Whether the organisation is a member is said to nobody whose mandate does not cover the case.</summary>
    [Fact]
    public void is_not_needed_by_who_may_enter_already()
    {
        Begin(new EmergencyTarget(Track, Nijmegen, Enters: true)).Refusal!.Code.ShouldBe("state-forbids");
        Begin(new EmergencyTarget(Track, new("0281"), Enters: true)).Refusal.ShouldBe(Problems.NotFound);
    }

    /// <summary>Otherwise nothing would follow from a review: the next one begins where the last was ended.</summary>
    [Fact]
    public void is_not_given_again_for_a_week_after_it_was_not_justified()
    {
        var target = new EmergencyTarget(Track, Nijmegen, Enters: false);
        Begin(target with { NotJustifiedAt = Now }).Refusal.ShouldBe(Problems.EmergencyNotJustified);
        Begin(target with { NotJustifiedAt = Now.AddDays(-7) }).Refusal.ShouldBe(Problems.EmergencyNotJustified);
        Begin(target with { NotJustifiedAt = Now.AddDays(-8) }).Refusal.ShouldBeNull();
        Begin(new EmergencyTarget(Track, new("0281"), Enters: false) { NotJustifiedAt = Now }).Refusal.ShouldBe(Problems.NotFound);
    }

    [Fact]
    public void gives_the_room_to_read_and_the_municipality_the_alarm()
    {
        var given = GrantRules.Of(Begun);
        given.Select(change => (change.Organisation, change.Room, change.Kind, change.Role, change.Until)).ShouldBe(
        [
            (Municipality, Room.General, ResourceKind.EmergencyUse, GrantRole.Owner, null),
            (Police.Organisation, Room.Care, ResourceKind.VictimTrack, GrantRole.Emergency, Begun.Until),
        ]);
    }

    [Fact]
    public void opens_nothing_but_reading() =>
        AccessRules.ByName.Values.Where(rule => rule.Grants.Contains(GrantRole.Emergency)).Select(rule => rule.Name)
            .ShouldBe(["case.read", "case.read-timeline", "victim-track.read", "security-track.read"], ignoreOrder: true);

    [Fact]
    public void ends_by_itself_once()
    {
        var use = EmergencyUse.Create(Begun);
        EmergencyUseEndsHandler.Decide(use, Begun.Until.AddMicroseconds(-1)).ShouldBeEmpty();

        var ended = EmergencyUseEndsHandler.Decide(use, Begun.Until.AddHours(1)).ShouldHaveSingleItem().ShouldBeOfType<EmergencyUseEnded>();
        (ended.Until, ended.At, ended.Organisation).ShouldBe((Begun.Until, Begun.Until.AddHours(1), Police.Organisation));
        EmergencyUseEndsHandler.Decide(use.Apply(ended), Begun.Until.AddHours(2)).ShouldBeEmpty();
        EmergencyUseEndsHandler.Decide(null, Now).ShouldBeEmpty();
    }

    [Fact]
    public void becomes_overdue_once_when_nobody_reviews_it()
    {
        var use = EmergencyUse.Create(Begun);
        EmergencyReviewDueHandler.Decide(use, Begun.ReviewBy.AddMicroseconds(-1)).ShouldBeEmpty();

        var overdue = EmergencyReviewDueHandler.Decide(use, Begun.ReviewBy).ShouldHaveSingleItem().ShouldBeOfType<EmergencyReviewBecameOverdue>();
        EmergencyReviewDueHandler.Decide(use.Apply(overdue), Begun.ReviewBy.AddDays(1)).ShouldBeEmpty();
        EmergencyReviewDueHandler.Decide(use.Apply(Reviewed(EmergencyConclusion.Justified)), Begun.ReviewBy).ShouldBeEmpty();
        use.Apply(overdue).IsOverdue(Begun.ReviewBy.AddYears(1)).ShouldBeTrue("It stays open.");
    }

    [Fact]
    public void is_reviewed_by_somebody_else_and_once()
    {
        var use = EmergencyUse.Create(Begun);
        var decision = Review(use, EmergencyConclusion.Justified, Director, Now.AddHours(1));

        decision.Events.ShouldBe([new EmergencyUseReviewed(Id, EmergencyConclusion.Justified, Note, Director, Now.AddHours(1))]);
        decision.Answer.ShouldBe(new EmergencyStanding(Id, EmergencyConclusion.Justified, Over: false));
        Review(use, EmergencyConclusion.Justified, Police, Now).Refusal.ShouldBe(Problems.SecondPersonRequired);
        Review(use.Apply(Reviewed(EmergencyConclusion.Justified)), EmergencyConclusion.NotJustified, Director, Now).Refusal!.State.ShouldBe("reviewed");
    }

    [Fact]
    public void ends_at_once_when_it_was_not_justified()
    {
        var now = Now.AddHours(1);
        var decision = Review(EmergencyUse.Create(Begun), EmergencyConclusion.NotJustified, Director, now);

        decision.Events[1].ShouldBe(new EmergencyUseEnded(Id, Room.Care, Track, Police.Organisation, Nijmegen, now, now));
        decision.Answer.ShouldBe(new EmergencyStanding(Id, EmergencyConclusion.NotJustified, Over: true));

        // What is over already ends by its own timer.
        Review(EmergencyUse.Create(Begun), EmergencyConclusion.NotJustified, Director, Begun.Until).Events.Count.ShouldBe(1);
    }

    private static Decision Begin(EmergencyTarget? target) => BeginEmergencyUseEndpoint.Decide(Id, Command, target, Note, [Nijmegen], Police, Now);

    private static Decision Review(EmergencyUse use, EmergencyConclusion conclusion, ActorRef by, DateTimeOffset now) =>
        ReviewEmergencyUseEndpoint.Decide(new ReviewEmergencyUse(conclusion, "We spoke with both."), use, use.Review is null ? Note : null, by, now);

    private static EmergencyUseReviewed Reviewed(EmergencyConclusion conclusion) => new(Id, conclusion, Note, Director, Now);
}
