using ChainCoop.Shared;
using ChainCoop.Signals;
using ChainCoop.Signals.Rules;

namespace ChainCoop.Tests.Signals;

public class back_tests_of_rules
{
    private static readonly AssessmentVersion Proposal = AssessmentRules.Current.Find(new("2"))!;
    private static readonly SignalId Id = SignalId.From(Guid.Parse("0198f1f0-0000-7000-8000-000000000001"));

    [Fact]
    public void tell_what_would_have_been_advised_differently()
    {
        var test = BackTest.Run([Assessed(SignalStatus.Escalated, "debts", "very-low-pay")], Proposal);

        test.Differences.ShouldHaveSingleItem().ToString().ShouldBe($"{Id} escalated: escalate -> nothing");
        test.Lines().ShouldBe(
        [
            "Version 2 of the rules, compared with the version that each of 1 assessed signals followed. Nothing was changed.",
            "1 would have got another advice.",
            "escalate             0 more, 1 fewer",
            "0 were dismissed and would have needed a reason.",
            $"{Id} escalated: escalate -> nothing",
        ]);
    }

    [Fact]
    public void tell_nothing_of_what_stays_the_same_and_of_what_nobody_assessed()
    {
        var test = BackTest.Run([Assessed(SignalStatus.Dismissed), Assessed(SignalStatus.Escalated, "violence"), Assessed(SignalStatus.Received) with { Steps = [] }], Proposal);

        (test.Assessed, test.Differences.Count).ShouldBe((2, 0));
    }

    [Fact]
    public void name_what_was_dismissed_and_would_have_needed_a_reason()
    {
        var strict = Proposal with
        {
            Rules = [.. Proposal.Rules, new AssessmentRule(new("some-indication"), [AssessmentStep.W3], new RuleCondition { AtLeast = 1 }, new("escalate"), true, "Voorstel", "Stricter.")],
        };

        BackTest.Run([Assessed(SignalStatus.Dismissed, "debts")], strict).Differences.ShouldHaveSingleItem().ToString()
            .ShouldBe($"{Id} dismissed: analyse-further -> analyse-further, escalate; dismissed against it");
    }

    [Fact]
    public void count_observations_that_the_other_rules_do_not_have()
    {
        var fewer = Proposal with { Indicators = [.. Proposal.Indicators.Where(indicator => indicator.Code.Value != "debts")] };
        var test = BackTest.Run([Assessed(SignalStatus.Escalated, "debts")], fewer);

        test.LeftOut.ShouldBe(1);
        test.Lines().ShouldContain("1 observations are of indicators that this version does not have: they were left out.");
    }

    [Theory]
    [InlineData("2", "what-if", null)]
    [InlineData("no-such-file", "what-if", "--rules")]
    [InlineData(null, "what-if", "--rules")]
    [InlineData("1", "change", "assessment")]
    public void take_a_version_or_a_file(string? rules, string work, string? fault)
    {
        var faults = new Faults();
        var read = AssessmentCommand.Read(new AssessmentInput { Work = work, RulesFlag = rules }, faults);

        faults.All.Select(one => one.Pointer).ShouldBe(fault is null ? [] : [fault]);
        (read is null).ShouldBe(fault is not null);
    }

    [Fact]
    public void of_a_file_take_its_last_version()
    {
        var faults = new Faults();
        AssessmentCommand.Read(new AssessmentInput { Work = "what-if", RulesFlag = Source.PathOf("src/ChainCoop/Signals/Rules/assessment-rules.data.json") }, faults)!.Version.ShouldBe(new("2"));
    }

    private static AssessedSignal Assessed(SignalStatus status, params string[] observed) => new(Id, status, Urgency.Normal,
    [
        new StepTaken(AssessmentStep.W3, AssessmentConclusion.Continue, new("1")) { Indicators = [.. observed.Select(code => new ObservedIndicator(new(code), IndicatorValue.Observed))] },
    ]);
}
