using ChainCoop.Cases;
using ChainCoop.Shared;
using static ChainCoop.Tests.Cases.CaseExamples;

namespace ChainCoop.Tests.Cases;

public class screening_a_case
{
    private static readonly ScreenCase Accept = new(ScreeningConclusion.Accepted, Accepted.Criteria);
    private static readonly ScreenCase Reject = new(ScreeningConclusion.Rejected, Rejected.Criteria);

    [Fact]
    public void accepts_it() =>
        ACase.When(current => ScreenCaseEndpoint.Decide(Accept, current, null, Anna, Monday))
            .Then(Accepted).Decision.Answer.ShouldBe(new CaseStanding(Id, CaseStatus.Screened));

    [Fact]
    public void opens_it_when_another_organisation_takes_part_already() =>
        ACase.Given(Joined(Police)).When(current => ScreenCaseEndpoint.Decide(Accept, current, null, Anna, Monday))
            .Then(Accepted, Opened).Decision.Answer.ShouldBe(new CaseStanding(Id, CaseStatus.Open));

    [Fact]
    public void does_not_count_an_organisation_whose_period_is_over() =>
        ACase.Given(Joined(Police, until: Monday)).When(current => ScreenCaseEndpoint.Decide(Accept, current, null, Anna, Monday)).Then(Accepted);

    [Fact]
    public void does_not_open_what_is_rejected_and_can_be_done_again()
    {
        ACase.Given(Joined(Police)).When(current => ScreenCaseEndpoint.Decide(Reject, current, null, Anna, Monday)).Then(Rejected);
        ACase.Given(Rejected).When(current => ScreenCaseEndpoint.Decide(Accept, current, null, Anna, Monday)).Then(Accepted);
    }

    [Fact]
    public void happens_once_when_accepted() =>
        ACase.Given(Accepted).When(current => ScreenCaseEndpoint.Decide(Reject, current, null, Anna, Monday))
            .ThenStateForbids("screened", "member", "task", "conference", "handover", "closure-proposal");

    [Fact]
    public void asks_a_criterion_that_is_met_to_accept()
    {
        var faults = new Faults();
        new ScreenCase(ScreeningConclusion.Accepted).Check(faults);
        faults.All.ShouldHaveSingleItem().Pointer.ShouldBe("/criteria");
    }

    [Fact]
    public void is_advised_by_rules_that_are_data_and_say_what_is_missing()
    {
        ScreeningCriterion areas = new("several-areas-of-life"), chains = new("several-chains-needed"), impact = new("impact-on-system-or-area");
        var advice = ScreeningRules.Advise(new("1"), [chains]);
        advice.Conclusion.ShouldBe(ScreeningConclusion.Rejected);
        advice.Grounds.Select(ground => ground.Missing).ShouldBe([[areas], [impact]]);

        ScreeningRules.Advise(new("1"), [areas, chains]).ShouldSatisfyAllConditions(
            a => a.Conclusion.ShouldBe(ScreeningConclusion.Accepted), a => a.Grounds[0].Missing.ShouldBeEmpty(), a => a.Grounds[1].Missing.ShouldBe([impact]));
        ScreeningRules.Advise(new("1"), [areas, impact]).Conclusion.ShouldBe(ScreeningConclusion.Rejected);
    }

    [Fact]
    public void keeps_the_advice_beside_what_somebody_decided()
    {
        var all = new ScreenCase(ScreeningConclusion.Rejected, [new("several-areas-of-life"), new("several-chains-needed")]);
        var screened = ACase.When(current => ScreenCaseEndpoint.Decide(all, current, null, Anna, Monday)).Decision.Events.ShouldHaveSingleItem().ShouldBeOfType<CaseScreened>();
        (screened.Conclusion, screened.Advised, screened.Rules).ShouldBe((ScreeningConclusion.Rejected, ScreeningConclusion.Accepted, new ScreeningRulesVersion("1")));
    }

    [Fact]
    public void has_rules_of_known_versions_and_criteria()
    {
        var rules = ScreeningRules.On(Monday);
        CodeLists.Contains(ScreeningRulesVersion.List, rules.Value).ShouldBeTrue();
        ScreeningRules.Advise(rules, []).Grounds.ShouldNotBeEmpty();
        ScreeningRules.Advise(rules, []).Grounds.SelectMany(ground => ground.Criteria).ShouldAllBe(criterion => CodeLists.Contains(ScreeningCriterion.List, criterion.Value));
    }
}
