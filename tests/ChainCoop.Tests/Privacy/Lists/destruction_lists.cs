using ChainCoop.Access;
using ChainCoop.Feeds;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Privacy.Lists;
using ChainCoop.Privacy.Retention;
using ChainCoop.Shared;
using static ChainCoop.Tests.DeciderSpec;

namespace ChainCoop.Tests.Privacy.Lists;

public class destruction_lists
{
    private static readonly MunicipalityCode Nijmegen = new("0268");
    private static readonly Oin Municipality = new("00000099000000268000");
    private static readonly Oin Police = new("00000099000100001000");
    private static readonly ActorRef Anna = new(Municipality, new("anna"));
    private static readonly ActorRef Bert = new(Municipality, new("bert"));
    private static readonly DestructionListId Id = DestructionListId.New();
    private static readonly RecordId One = new(NewId.Ordered());
    private static readonly RecordId Two = new(NewId.Ordered());
    private static readonly RecordId Three = new(NewId.Ordered());
    private static readonly SubjectId Reporter = SubjectId.New();
    private static readonly RetentionRulesVersion Rules = new("1");
    private static readonly RetentionClass Dismissed = RetentionFacts.Dismissed;
    private static readonly RetentionClass FollowedUp = new("signal");
    private static readonly KeepReason StillNeeded = new("still-needed");

    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 3, 2);

    private static readonly IReadOnlyList<ListItem> Items = [new(One, Dismissed, Today), new(Two, FollowedUp, Today.AddDays(-1)), new(Three, FollowedUp, Today)];

    private static readonly DestructionListProposed Proposed = new(Id, Nijmegen, Municipality, ListKind.Signal, Rules, 4711, Items, Anna, Monday);
    private static readonly DestructionListProposed ProposedByJob = Proposed with { By = null };
    private static readonly DestructionListReviewed Reviewed = new(Id, [Destroy(One), Keep(Two), Destroy(Three)], Anna, Monday);
    private static readonly DestructionListApproved Approved = new(Id, [], [], Bert, null, Monday);

    private static readonly DueGroup Group = new(Nijmegen, ListKind.Signal, Municipality);
    private static readonly RetentionState State = new(Rules, 4711);

    [Fact]
    public void are_proposed_of_what_is_due_with_the_rules_and_the_place_in_the_timeline()
    {
        var decision = ProposeDestructionListEndpoint.Decide(Id, Group, State, Items, Anna, Monday);

        decision.Starts.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            start => start.State.ShouldBe(typeof(DestructionList)), start => start.Id.ShouldBe(Id.Value), start => start.Events.ShouldBe([Proposed]));
        decision.Race!.Lost.Code.ShouldBe("record-listed");
        decision.Location.ShouldBe($"/destruction-lists/{Id}");
        decision.Answer.ShouldBe(new DestructionListStanding(Id, DestructionListStatus.Proposed));
    }

    [Fact]
    public void are_not_proposed_when_nothing_is_due() =>
        ProposeDestructionListEndpoint.Decide(Id, Group, State, [], Anna, Monday).Refusal!.Code.ShouldBe("nothing-due");

    [Theory]
    [InlineData("2026-03-02", false)]
    [InlineData("2026-03-03", true)]
    public void are_of_what_is_due_by_today(string day, bool refused) =>
        PointersIn(new ProposeDestructionList(Nijmegen, ListKind.Signal, DateOnly.Parse(day, null)).Check).ShouldBe(refused ? ["/on"] : []);

    [Fact]
    public void are_reviewed_item_by_item()
    {
        var some = Given<DestructionList>(Proposed).When(list => Review(list, new(One, ListDecision.Destroy), new(Two, ListDecision.Keep, StillNeeded)));
        some.Decision.Events.ShouldHaveSingleItem().ShouldBeOfType<DestructionListReviewed>().Items.ShouldBe([Destroy(One), Keep(Two)]);
        some.Decision.Answer.ShouldBe(new DestructionListStanding(Id, DestructionListStatus.Proposed));

        Given<DestructionList>(Proposed, new DestructionListReviewed(Id, [Destroy(One), Keep(Two)], Anna, Monday)).When(list => Review(list, new ReviewedItem(Three, ListDecision.Destroy)))
            .Decision.Answer.ShouldBe(new DestructionListStanding(Id, DestructionListStatus.Reviewed));
    }

    [Fact]
    public void take_the_last_review_of_an_item()
    {
        var list = Fold<DestructionList>([Proposed, Reviewed, new DestructionListReviewed(Id, [Keep(One), Destroy(Two)], Bert, Monday)])!;

        list.Status.ShouldBe(DestructionListStatus.Reviewed);
        list.ToDestroy.ShouldBe([Two, Three]);
        list.Reviewers.ShouldBe([Anna, Bert]);
    }

    [Fact]
    public void know_only_their_own_records()
    {
        var refused = Given<DestructionList>(Proposed).When(list => Review(list, new ReviewedItem(One, ListDecision.Destroy), new ReviewedItem(new(NewId.Ordered()), ListDecision.Destroy)));
        refused.ThenRefused("invalid-input");
        refused.Decision.Refusal!.Faults.Select(fault => fault.Pointer).ShouldBe(["/items/1/record"]);
    }

    [Fact]
    public void ask_why_something_is_kept_and_nothing_else()
    {
        PointersIn(new ReviewDestructionList([new(One, ListDecision.Keep), new(Two, ListDecision.Destroy, StillNeeded), new(Three, ListDecision.Keep, StillNeeded)]).Check)
            .ShouldBe(["/items/0/reason", "/items/1/reason"]);
        PointersIn(new ReviewDestructionList([new(One, ListDecision.Destroy), new(One, ListDecision.Keep, StillNeeded)]).Check).ShouldBe(["/items"]);
    }

    [Fact]
    public void are_approved_by_who_did_not_propose_them()
    {
        Given<DestructionList>(Proposed, Reviewed).When(list => ApproveDestructionListEndpoint.Decide(list, [], Anna, Monday)).ThenRefused("own-list");
        Given<DestructionList>(Proposed, Reviewed with { By = Bert }).When(list => ApproveDestructionListEndpoint.Decide(list, [], Bert, Monday)).Decision.Refusal.ShouldBeNull();
    }

    [Fact]
    public void that_nobody_proposed_are_approved_by_who_did_not_review_them()
    {
        Given<DestructionList>(ProposedByJob, Reviewed).When(list => ApproveDestructionListEndpoint.Decide(list, [], Anna, Monday)).ThenRefused("own-list");
        Given<DestructionList>(ProposedByJob, Reviewed).When(list => ApproveDestructionListEndpoint.Decide(list, [], Bert, Monday)).Decision.Refusal.ShouldBeNull();
    }

    [Fact]
    public void are_approved_once_all_items_are_reviewed_and_only_once()
    {
        Given<DestructionList>(Proposed).When(list => ApproveDestructionListEndpoint.Decide(list, [], Bert, Monday)).ThenOnly("review");
        Given<DestructionList>(Proposed, Reviewed, Approved).When(list => ApproveDestructionListEndpoint.Decide(list, [], Bert, Monday)).ThenOnly();
        Given<DestructionList>(Proposed, Reviewed, Approved).When(list => Review(list, new ReviewedItem(One, ListDecision.Destroy))).ThenOnly();
    }

    [Fact]
    public void start_an_erasure_of_each_record_that_is_due_and_not_held()
    {
        var outcome = Given<DestructionList>(Proposed, Reviewed with { Items = [Destroy(One), Destroy(Two), Destroy(Three)] }).When(list =>
            ApproveDestructionListEndpoint.Decide(list, [Target(One), Target(Two) with { Held = true }, Target(Three) with { Content = null }], Bert, Monday));

        var approved = outcome.Decision.Events.ShouldHaveSingleItem().ShouldBeOfType<DestructionListApproved>();
        approved.Held.ShouldBe([Two]);
        approved.Kept.ShouldBe([Three]);
        (approved.By, approved.Standing).ShouldBe((Bert, null));
        var start = outcome.Decision.Starts.ShouldHaveSingleItem();
        var erasure = Fold<Erasure>(start.Events)!;
        (erasure.Status, erasure.Part, erasure.Record, erasure.Subject, erasure.List, erasure.Ground.Value).ShouldBe(
            (ErasureStatus.Ordered, ErasurePart.Record, One, null, Id, "term-over"));
        (erasure.RecordVersion, erasure.Owner, erasure.ProposedBy, erasure.OrderedBy).ShouldBe((7, Municipality, Bert, Bert));
        erasure.Receivers.ShouldBe([Police]);
        outcome.Decision.Timers.Select(timer => timer.Message).ShouldBe(
            [new CarryOutErasure(erasure.Id), new ErasureReceiptsDue(erasure.Id), new CloseDestructionList(Id)]);
        outcome.Decision.Race!.Lost.Code.ShouldBe("erasure-open");
    }

    [Fact]
    public void of_contacts_erase_who_sent_the_signal_and_leave_the_signal()
    {
        var decision = Given<DestructionList>(Proposed with { Kind = ListKind.Contact, Items = [new(One, new("contact"), Today)] }, Reviewed with { Items = [Destroy(One)] })
            .When(list => ApproveDestructionListEndpoint.Decide(list, [Target(One)], Bert, Monday)).Decision;

        var erasure = Fold<Erasure>(decision.Starts.ShouldHaveSingleItem().Events)!;
        (erasure.Kind, erasure.Part, erasure.Subject).ShouldBe((ResourceKind.Signal, ErasurePart.Contact, Reporter));
    }

    [Fact]
    public void are_closed_with_counts_per_class_when_the_last_erasure_is_done()
    {
        var list = Fold<DestructionList>([Proposed, Reviewed, Approved])!;
        CloseDestructionListHandler.Decide(list, [Done(One), Done(Three) with { Status = ErasureStatus.Ordered }], 4900, Monday).ShouldBeNull();

        var closed = CloseDestructionListHandler.Decide(list, [Done(One), Done(Three)], 4900, Monday)!;

        closed.Destroyed.ShouldBe([new ClassCount(Dismissed, 1), new ClassCount(FollowedUp, 1)]);
        (closed.Kept, closed.Held, closed.ApprovedBy, closed.Standing, closed.Position, closed.Rules).ShouldBe((1, 0, Bert, null, 4900, Rules));
        CloseDestructionListHandler.Decide(list.Apply(closed), [Done(One), Done(Three)], 4900, Monday).ShouldBeNull();
    }

    [Fact]
    public void count_as_held_what_a_hold_stopped_before_and_after_the_approval()
    {
        var list = Fold<DestructionList>([Proposed, Reviewed with { Items = [Destroy(One), Destroy(Two), Destroy(Three)] }, Approved with { Held = [Two] }])!;

        var closed = CloseDestructionListHandler.Decide(list, [Done(One), Done(Three) with { Status = ErasureStatus.Ordered, Held = true }], 4900, Monday)!;

        closed.Destroyed.ShouldBe([new ClassCount(Dismissed, 1)]);
        (closed.Kept, closed.Held).ShouldBe((0, 2));
    }

    [Fact]
    public void count_as_kept_what_was_due_no_longer_when_its_turn_came()
    {
        var list = Fold<DestructionList>([Proposed, Reviewed with { Items = [Destroy(One), Destroy(Two), Destroy(Three)] }, Approved with { Held = [Two] }])!;

        var closed = CloseDestructionListHandler.Decide(list, [Done(One), Done(Three) with { Status = ErasureStatus.Dropped }], 4900, Monday)!;

        closed.Destroyed.ShouldBe([new ClassCount(Dismissed, 1)]);
        (closed.Kept, closed.Held).ShouldBe((1, 1));
    }

    [Fact]
    public void are_for_the_organisation_that_answers_for_the_records_and_no_feed_tells_of_them()
    {
        GrantRules.Of(Proposed).ShouldBe([new GrantChange(true, Municipality, Room.General, ResourceKind.DestructionList, Id.Value, GrantRole.Owner, Nijmegen, Monday, null)]);
        foreach (var fact in new object[] { Proposed, Reviewed, Approved })
        {
            FeedRules.AccessIn(fact).ShouldBeEmpty();
            FeedRules.Of(fact).ShouldBeNull();
        }
    }

    [Fact]
    public void name_the_versions_of_the_rules_that_there_are() =>
        CodeLists.Find(RetentionRulesVersion.List)!.Items.Select(item => (item.Code, item.From)).ShouldBe(
            RetentionRules.Current.Versions.Select(version => (version.Version, (DateOnly?)version.ValidFrom)));

    [Fact]
    public void know_every_kind_of_record_that_has_a_term() =>
        Enum.GetValues<RecordKind>().Select(kind => ListRules.KindOf(Kebab.Of(kind))).Select(ListRules.RetentionOf).ShouldBe(Enum.GetValues<RecordKind>().Select(Kebab.Of));

    private static Decision Review(DestructionList list, params ReviewedItem[] items) => ReviewDestructionListEndpoint.Decide(list, new(items), Anna, Monday);

    private static ItemReview Destroy(RecordId record) => new(record, ListDecision.Destroy, null);

    private static ItemReview Keep(RecordId record) => new(record, ListDecision.Keep, StillNeeded);

    private static ListTarget Target(RecordId record) => new(
        record, ErasureId.New(),
        new RecordContent(ResourceKind.Signal, record, 7, [Reporter], new Dictionary<string, PayloadRef>(), false) { Reporter = Reporter }, false, [Police]);

    private static ListErasure Done(RecordId record) => new(ErasureId.New(), record, ErasureStatus.CarriedOut, false);

    private static IEnumerable<string> PointersIn(Action<Faults> check)
    {
        var faults = new Faults { Now = Monday };
        check(faults);
        return faults.All.Select(fault => fault.Pointer);
    }
}
