using ChainCoop.Access;
using ChainCoop.Audit;
using ChainCoop.Audit.Unmaskings;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using static ChainCoop.Tests.DeciderSpec;

namespace ChainCoop.Tests.Audit;

public class unmasking_an_officer
{
    private static readonly MunicipalityCode Nijmegen = new("0268");
    private static readonly Oin Municipality = new("00000099000000268000");
    private static readonly ActorRef Auditor = new(Municipality, new("auditor"));
    private static readonly ActorRef Privacy = new(Municipality, new("privacy-officer"));
    private static readonly ActorRef Officer = new(new("00000099000100001000"), new("somebody"));
    private static readonly UnmaskingId Id = UnmaskingId.New();
    private static readonly PayloadRef Note = new(PayloadId.New(), Commitment.Of(new byte[32]));
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly UnmaskingProposed Proposed = new(Id, Officer, Nijmegen, new("data-breach"), Note, Auditor, Monday);
    private static readonly UnmaskingApproved Approved = new(Id, Privacy, Monday);
    private static readonly UnmaskingRefused Refused = new(Id, Privacy, Monday);
    private static readonly Pseudonyms Pseudonyms = new(new Secrets(KeyEncryptionKeys.OfNoUse(TimeProvider.System)));

    [Fact]
    public void is_proposed_with_a_reason_and_a_note()
    {
        var decision = ProposeUnmaskingEndpoint.Decide(Id, new(Pseudonyms.Of(Officer), new("data-breach"), "A night."), Officer, Nijmegen, Note, Auditor, Monday);

        decision.Starts.ShouldHaveSingleItem().Events.ShouldBe([Proposed]);
        decision.Answer.ShouldBe(new UnmaskingStanding(Id, UnmaskingStatus.Proposed));
        decision.Location.ShouldBe($"/audit/unmaskings/{Id}");
    }

    [Fact]
    public void is_approved_by_a_second_person() =>
        Given<Unmasking>(Proposed).When(it => ApproveUnmaskingEndpoint.Decide(it, Privacy, Monday)).Then(Approved);

    [Fact]
    public void is_refused_by_a_second_person() =>
        Given<Unmasking>(Proposed).When(it => RefuseUnmaskingEndpoint.Decide(it, Privacy, Monday)).Then(Refused);

    [Fact]
    public void is_never_decided_by_who_proposed_it()
    {
        Given<Unmasking>(Proposed).When(it => ApproveUnmaskingEndpoint.Decide(it, Auditor, Monday)).ThenRefused("own-unmasking");
        Given<Unmasking>(Proposed).When(it => RefuseUnmaskingEndpoint.Decide(it, Auditor, Monday)).ThenRefused("own-unmasking");
    }

    [Fact]
    public void is_decided_once()
    {
        Given<Unmasking>(Proposed, Approved).When(it => ApproveUnmaskingEndpoint.Decide(it, Privacy, Monday)).ThenNothing();
        Given<Unmasking>(Proposed, Refused).When(it => RefuseUnmaskingEndpoint.Decide(it, Privacy, Monday)).ThenNothing();
        Given<Unmasking>(Proposed, Approved).When(it => RefuseUnmaskingEndpoint.Decide(it, Privacy, Monday)).ThenOnly();
        Given<Unmasking>(Proposed, Refused).When(it => ApproveUnmaskingEndpoint.Decide(it, Privacy, Monday)).ThenOnly();
    }

    [Fact]
    public void tells_the_officer_to_the_proposer_once_it_is_approved_and_to_nobody_else()
    {
        Shown(Auditor, Proposed).ShouldBeNull();
        Shown(Auditor, Proposed, Refused).ShouldBeNull();
        Shown(Privacy, Proposed, Approved).ShouldBeNull();
        Shown(new ActorRef(Municipality, new("another-auditor")), Proposed, Approved).ShouldBeNull();
        Shown(Auditor, Proposed, Approved).ShouldBe(Officer.Officer);
    }

    [Fact]
    public void gives_the_organisation_a_grant_and_nobody_else()
    {
        GrantRules.Of(Proposed).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            grant => grant.Organisation.ShouldBe(Municipality), grant => grant.Resource.ShouldBe(Id.Value), grant => grant.Kind.ShouldBe(ResourceKind.Unmasking));
        GrantRules.Of(Approved).ShouldBeEmpty();
    }

    private static OfficerId? Shown(ActorRef reader, params object[] events) =>
        GetUnmaskingEndpoint.View(Fold<Unmasking>(events)!, reader, null, Pseudonyms).Officer;
}
