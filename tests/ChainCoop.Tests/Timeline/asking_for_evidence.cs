using ChainCoop.Access;
using ChainCoop.Shared;
using ChainCoop.Timeline.Bundles;
using static ChainCoop.Tests.DeciderSpec;

namespace ChainCoop.Tests.Timeline;

public class asking_for_evidence
{
    private static readonly MunicipalityCode Nijmegen = new("0268");
    private static readonly Oin Municipality = new("00000099000000268000");
    private static readonly Oin Elsewhere = new("00000099000000281000");
    private static readonly ActorRef Auditor = new(Municipality, new("auditor"));
    private static readonly ActorRef Privacy = new(Municipality, new("privacy-officer"));
    private static readonly EvidenceBundleId Id = EvidenceBundleId.New();
    private static readonly RecordId Record = RecordId.From(Guid.CreateVersion7());
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly EvidenceBundleRequested InClear = Requested(EvidenceClarity.Texts);
    private static readonly EvidenceBundleRequested OfHeaders = Requested(EvidenceClarity.Headers);
    private static readonly EvidenceBundleApproved Approved = new(Id, Privacy, Monday);
    private static readonly EvidenceBundleRefused Refused = new(Id, Privacy, Monday);
    private static readonly EvidenceBundlePrepared Prepared = new(Id, 10, null, 0, 0, 3, Monday);

    [Fact]
    public void waits_for_a_second_person_where_something_is_in_clear()
    {
        var decision = Decide(EvidenceClarity.Bodies);

        ((EvidenceBundleStanding)decision.Answer!).Status.ShouldBe(EvidenceBundleStatus.Proposed);
        decision.Timers.ShouldBeEmpty();
        decision.Starts.ShouldHaveSingleItem().Id.ShouldBe(Id.Value);
        decision.Location.ShouldBe($"/audit/evidence-bundles/{Id}");
    }

    [Fact]
    public void begins_at_once_where_nothing_is_in_clear()
    {
        var decision = Decide(EvidenceClarity.Headers);

        ((EvidenceBundleStanding)decision.Answer!).Status.ShouldBe(EvidenceBundleStatus.Preparing);
        decision.Timers.ShouldHaveSingleItem().Message.ShouldBe(new PrepareEvidenceBundle(Id));
    }

    [Fact]
    public void begins_when_a_second_person_agrees()
    {
        Given<EvidenceBundle>(InClear).When(it => ApproveEvidenceBundleEndpoint.Decide(it, Privacy, Monday)).Then(Approved);
        ApproveEvidenceBundleEndpoint.Decide(Fold<EvidenceBundle>([InClear])!, Privacy, Monday).Timers.ShouldHaveSingleItem().Message.ShouldBe(new PrepareEvidenceBundle(Id));
    }

    [Fact]
    public void ends_when_a_second_person_does_not_agree() =>
        Given<EvidenceBundle>(InClear).When(it => RefuseEvidenceBundleEndpoint.Decide(it, Privacy, Monday)).Then(Refused);

    [Fact]
    public void is_decided_on_by_nobody_else()
    {
        Given<EvidenceBundle>(InClear).When(it => ApproveEvidenceBundleEndpoint.Decide(it, Auditor, Monday)).ThenRefused("own-evidence-bundle");
        Given<EvidenceBundle>(InClear).When(it => RefuseEvidenceBundleEndpoint.Decide(it, Auditor, Monday)).ThenRefused("own-evidence-bundle");
        Given<EvidenceBundle>(InClear).When(it => ApproveEvidenceBundleEndpoint.Decide(it, new(Elsewhere, new("privacy-officer")), Monday)).ThenRefused("forbidden");
    }

    [Fact]
    public void is_decided_on_once()
    {
        Given<EvidenceBundle>(InClear, Approved).When(it => ApproveEvidenceBundleEndpoint.Decide(it, Privacy, Monday)).ThenNothing();
        Given<EvidenceBundle>(InClear, Approved, Prepared).When(it => ApproveEvidenceBundleEndpoint.Decide(it, Privacy, Monday)).ThenNothing();
        Given<EvidenceBundle>(InClear, Refused).When(it => RefuseEvidenceBundleEndpoint.Decide(it, Privacy, Monday)).ThenNothing();
        Given<EvidenceBundle>(InClear, Approved).When(it => RefuseEvidenceBundleEndpoint.Decide(it, Privacy, Monday)).ThenOnly();
        Given<EvidenceBundle>(InClear, Refused).When(it => ApproveEvidenceBundleEndpoint.Decide(it, Privacy, Monday)).ThenOnly();
        Given<EvidenceBundle>(OfHeaders).When(it => ApproveEvidenceBundleEndpoint.Decide(it, Privacy, Monday)).ThenOnly();
    }

    [Fact]
    public void can_be_fetched_for_thirty_days()
    {
        Fold<EvidenceBundle>([OfHeaders])!.AvailableUntil.ShouldBeNull();
        Fold<EvidenceBundle>([OfHeaders, Prepared])!.AvailableUntil.ShouldBe(Monday.AddDays(30));
    }

    [Fact]
    public void is_seen_where_it_was_asked_for_and_where_the_records_are()
    {
        GrantRules.Of(InClear).ShouldHaveSingleItem().Organisation.ShouldBe(Municipality);
        GrantRules.Of(InClear with { Keeper = Elsewhere }).Select(grant => grant.Organisation).ShouldBe([Municipality, Elsewhere]);
    }

    private static EvidenceBundleRequested Requested(EvidenceClarity clear) =>
        new(Id, [new(Record, ResourceKind.Signal, clear)], null, null, Witnessed: false, WithAccess: false, Municipality, Nijmegen, Auditor, Monday);

    private static Decision Decide(EvidenceClarity clear) => RequestEvidenceBundleEndpoint.Decide(
        Id, new([new(Record, clear)]), new([new(Record, ResourceKind.Signal, clear)], Municipality, Nijmegen), Auditor, Monday);
}
