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
            .ThenStateForbids("screened", "member", "task", "closure-proposal");

    [Fact]
    public void asks_a_criterion_that_is_met_to_accept()
    {
        var faults = new Faults();
        new ScreenCase(ScreeningConclusion.Accepted).Check(faults);
        faults.All.ShouldHaveSingleItem().Pointer.ShouldBe("/criteria");
    }
}
