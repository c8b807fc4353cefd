using ChainCoop.Access;
using ChainCoop.Norms;
using ChainCoop.Shared;
using static ChainCoop.Tests.DeciderSpec;

namespace ChainCoop.Tests.Norms;

public class evidence_of_norms
{
    private static readonly MunicipalityCode Nijmegen = new("0268");
    private static readonly Oin Municipality = new("00000099000000268000");
    private static readonly ActorRef Anna = new(Municipality, new("anna"));
    private static readonly EvidenceId Id = EvidenceId.New();
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly RecordEvidence Command = new(
        new("b1-1"), new("policy-decision"), new("ZAAK-2026-000123"), new("council"), new(2026, 1, 29), new DateOnly(2030, 1, 1), new DateOnly(2028, 1, 1));

    private static readonly EvidenceRecorded Recorded = new(
        Id, Nijmegen, Municipality, new("b1-1"), new("policy-decision"), new("ZAAK-2026-000123"), new("council"), new(2026, 1, 29), new DateOnly(2030, 1, 1), new DateOnly(2028, 1, 1), Anna, Now);

    [Fact]
    public void is_recorded_for_a_municipality_of_the_mandate_and_no_other_exists()
    {
        var decision = RecordEvidenceEndpoint.Decide(Id, Nijmegen, Command, [Nijmegen], Anna, Now);

        decision.Starts.ShouldHaveSingleItem().Events.ShouldBe([Recorded]);
        decision.Location.ShouldBe($"/municipalities/0268/evidence/{Id}");
        RecordEvidenceEndpoint.Decide(Id, Nijmegen, Command, [new("0281")], Anna, Now).Refusal.ShouldBe(Problems.NotFound);
        GrantRules.Of(Recorded).ShouldHaveSingleItem().Organisation.ShouldBe(Municipality);
    }

    [Fact]
    public void is_withdrawn_once_and_stays_shown_for_before()
    {
        EvidenceWithdrawn withdrawn = new(Id, new("replaced"), Anna, Now.AddDays(1));
        Given<Evidence>(Recorded).When(evidence => WithdrawEvidenceEndpoint.Decide(evidence, Nijmegen, new(new("replaced")), Anna, Now.AddDays(1))).Then(withdrawn);
        Given<Evidence>(Recorded, withdrawn).When(evidence => WithdrawEvidenceEndpoint.Decide(evidence, Nijmegen, new(new("revoked")), Anna, Now.AddDays(2))).ThenNothing();
        Given<Evidence>(Recorded).When(evidence => WithdrawEvidenceEndpoint.Decide(evidence, new("0281"), new(new("replaced")), Anna, Now)).ThenRefused("not-found");
        var state = Given<Evidence>(Recorded, withdrawn).State;
        (state.IsKnownAt(Now), state.IsKnownAt(Now.AddDays(1)), state.IsKnownAt(Now.AddTicks(-1))).ShouldBe((true, false, false));
    }

    [Fact]
    public void is_of_a_kind_that_the_framework_asks_and_of_days_that_can_be()
    {
        FaultsOf(Command).ShouldBeEmpty();
        FaultsOf(Command with { Element = new("b2-3") }).ShouldBe(["/element"]);
        FaultsOf(Command with { Kind = new("contract"), DecidedOn = new(2026, 3, 3) }).ShouldBe(["/kind", "/decidedOn"]);
        FaultsOf(Command with { ValidUntil = Command.DecidedOn, ReviewDue = new DateOnly(2200, 1, 1) }).ShouldBe(["/validUntil", "/reviewDue"]);
    }

    [Fact]
    public void is_asked_by_a_framework_whose_codes_are_those_of_the_lists()
    {
        foreach (var framework in NormFrameworks.All)
        {
            framework.Elements.Select(rule => rule.Element.Value).ShouldBeUnique();
            framework.Elements.ShouldAllBe(rule => CodeLists.Contains("norm-elements", rule.Element.Value) && CodeLists.Contains("norm-themes", rule.Theme.Value));
            framework.Elements.SelectMany(rule => rule.Evidence).ShouldAllBe(kind => CodeLists.Contains("evidence-kinds", kind.Value));
            framework.Elements.ShouldAllBe(rule => rule.Evidence.Count > 0 == rule.ReviewMonths.HasValue && rule.Evidence.Count + rule.Measures.Count > 0);
            framework.Elements.SelectMany(rule => rule.Measures).ShouldAllBe(rule => rule.Bound == MeasureBound.AtMost ? rule.Met <= rule.Partly : rule.Met >= rule.Partly);
        }

        NormFrameworks.All.SelectMany(framework => framework.Elements).SelectMany(rule => rule.Measures).Select(rule => rule.Measure.Value).Distinct()
            .ShouldBe(CodeLists.Find("norm-measures")!.Items.Select(item => item.Code), ignoreOrder: true);
        CodeLists.Find("norm-frameworks")!.Items.Select(item => item.Code).ShouldBe(NormFrameworks.All.Select(framework => framework.Version.Value));
    }

    private static IEnumerable<string> FaultsOf(RecordEvidence command)
    {
        var faults = new Faults { Now = Now };
        command.Check(faults);
        return faults.All.Select(fault => fault.Pointer);
    }
}
