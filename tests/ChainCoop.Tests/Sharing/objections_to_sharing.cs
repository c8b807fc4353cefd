using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Privacy.Requests;
using ChainCoop.Shared;
using ChainCoop.Sharing;

namespace ChainCoop.Tests.Sharing;

public class objections_to_sharing
{
    private static readonly Oin Nijmegen = new("00000099000000268000");
    private static readonly Oin Ggd = new("00000099000100010000");
    private static readonly ActorRef Anna = new(Nijmegen, new("anna"));
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly ObjectionId Id = ObjectionId.New();
    private static readonly RecordId Record = RecordId.From(SignalId.New().Value);
    private static readonly SubjectId Person = SubjectId.New();
    private static readonly PayloadRef Prose = new(PayloadId.New(), Commitment.Of(new byte[32]));
    private static readonly RaiseObjection Command = new(new RecordName(RecordNameKind.Signal, Record), Person);
    private static readonly RecordContent Content = new(ResourceKind.Signal, Record, 7, [Person], new Dictionary<string, PayloadRef>(), Destroyed: false) { Source = Nijmegen };
    private static readonly ErasureTarget Target = new(Content, new("0268"), Held: false, []);
    private static readonly Objection Open = Objection.Create(Raised());

    [Fact]
    public void are_of_one_person_in_one_record_and_wait_for_who_discloses_at_the_same_moment()
    {
        var decision = RaiseObjectionEndpoint.Decide(Id, Command, Target, Anna, Monday);

        decision.Starts.ShouldHaveSingleItem().Events.ShouldBe([Raised()]);
        decision.Premises.Select(premise => (premise.Stream, premise.Version, premise.Alone)).ShouldBe([(Record.Value, 7, true)]);
        decision.Subjects.ShouldBe([Person]);
        var grant = GrantRules.Of(Raised()).ShouldHaveSingleItem();
        (grant.Organisation, grant.Kind, grant.Resource, grant.Role, grant.Room).ShouldBe((Nijmegen, ResourceKind.Objection, Id.Value, GrantRole.Owner, Room.General));
    }

    [Fact]
    public void are_refused_of_what_is_not_there()
    {
        Fault(null).ShouldBe("/record/id");
        Fault(Target with { Content = Content with { Destroyed = true } }).ShouldBe("/record/id");
        Fault(Target with { Content = Content with { Subjects = [SubjectId.New()] } }).ShouldBe("/subjectId");
        RaiseObjectionEndpoint.Decide(Id, Command, Target with { IsErased = true }, Anna, Monday).Refusal.ShouldBe(Problems.SubjectErased);

        static string Fault(ErasureTarget? target) => RaiseObjectionEndpoint.Decide(Id, Command, target, Anna, Monday).Refusal!.Faults.ShouldHaveSingleItem().Pointer;
    }

    [Fact]
    public void end_what_was_disclosed_when_they_are_granted()
    {
        var decision = Decide(ItemDecision.Granted, null, Open, Disclosed());

        decision.Events.ShouldBe([new ObjectionDecided(Id, ItemDecision.Granted, null, Anna, Monday)]);
        var lapsed = decision.Others.ShouldHaveSingleItem();
        lapsed.Version.ShouldBe(1);
        var ended = lapsed.Events.ShouldHaveSingleItem().ShouldBeOfType<DisclosureEnded>();
        (ended.Ending, ended.Reason.Value, ended.Until).ShouldBe((DisclosureEnding.Lapsed, "subject-objected", Monday));
        decision.Timers.ShouldHaveSingleItem().At.ShouldBe(ended.ReceiptDueAt);
        Decide(ItemDecision.Granted, null, Granted, Disclosed()).ShouldSatisfyAllConditions(again => again.Events.ShouldBeEmpty(), again => again.Others.ShouldBeEmpty());
    }

    [Fact]
    public void leave_what_was_disclosed_when_they_are_refused_also_later()
    {
        foreach (var before in new[] { Open, Granted })
        {
            var decision = Decide(ItemDecision.Refused, new("compelling-grounds"), before, Disclosed());
            decision.Events.ShouldBe([new ObjectionDecided(Id, ItemDecision.Refused, new("compelling-grounds"), Anna, Monday)]);
            decision.Others.ShouldBeEmpty();
        }

        var refused = Open.Apply(new ObjectionDecided(Id, ItemDecision.Refused, new("compelling-grounds"), Anna, Monday));
        (refused.Status, refused.Ground!.Value.Value).ShouldBe((ObjectionStatus.Refused, "compelling-grounds"));
        Decide(ItemDecision.Refused, new("compelling-grounds"), refused).Events.ShouldBeEmpty();
        Decide(ItemDecision.Granted, null, refused).Refusal!.State.ShouldBe("refused");
    }

    private static Objection Granted => Open.Apply(new ObjectionDecided(Id, ItemDecision.Granted, null, Anna, Monday));

    private static ObjectionRaised Raised() => new(Id, ResourceKind.Signal, Record, Person, Nijmegen, new("0268"), Room.General, Anna, Monday);

    private static Decision Decide(ItemDecision decision, RefusalGround? ground, Objection objection, params Disclosure[] disclosed) =>
        DecideObjectionEndpoint.Decide(new(decision, ground), objection, disclosed, Anna, Monday);

    private static Disclosure Disclosed() => Disclosure.Create(new DisclosureMade(
        DisclosureId.New(), ResourceKind.Signal, Record, Person, Room.General, new("0268"), Ggd, [new("subjects")], new("public-task"), LegalBasisId.New(), AgreementId.New(),
        new("care"), Prose, Prose, DataRegime.Avg, true, Monday.AddDays(30), Anna, Monday)) with
    { Version = 1 };
}
