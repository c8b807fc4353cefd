using ChainCoop.Demo;

namespace ChainCoop.Tests.Demo;

public class demo_work
{
    private static readonly SignalProgress Untouched = new("received", false, [], false);
    private static readonly List<DemoSignal> All = [.. DemoSignals.Of(CaptureHistories.Netherlands().People())];
    private static readonly DemoSignal Ordinary = All.First(signal => !signal.IsUrgent && signal.Person % 2 == 1);
    private static readonly DemoSignal Urgent = All.First(signal => signal.IsUrgent);

    [Fact]
    public void makes_a_case_of_about_one_person_in_twenty()
    {
        var goals = Enumerable.Range(1, 8_234).CountBy(DemoWork.GoalOf).ToDictionary();

        goals.Keys.ShouldBe(Enum.GetValues<DemoGoal>(), ignoreOrder: true);
        goals[DemoGoal.Case].ShouldBeInRange(350, 480);
    }

    [Fact]
    public void acknowledges_and_assesses_before_it_escalates() =>
        Names(DemoWork.Steps(Ordinary, DemoGoal.Case, null)).ShouldBe(["acknowledgement", "w1", "w2a", "w2b", "w3", "outcome"]);

    [Fact]
    public void escalates_an_urgent_signal_before_it_assesses() =>
        Names(DemoWork.Steps(Urgent, DemoGoal.Case, null)).ShouldBe(["acknowledgement", "outcome", "w1", "w2a", "w2b", "w3"]);

    [Fact]
    public void links_a_second_signal_to_the_case_of_the_first()
    {
        var outcome = DemoWork.Steps(Urgent, DemoGoal.Case, "a-case")[^1].Body.ShouldBeOfType<OutcomeBody>();

        outcome.Kind.ShouldBe("linked");
        outcome.CaseId.ShouldBe("a-case");
    }

    [Fact]
    public void goes_on_where_the_server_is()
    {
        var cutOff = new SignalProgress("in-assessment", true, ["w1", "w2a"], false);

        Names(DemoWork.Remaining(Ordinary, DemoGoal.Case, null, cutOff)).ShouldBe(["w2b", "w3", "outcome"]);
    }

    [Fact]
    public void goes_on_with_an_urgent_signal_that_was_escalated()
    {
        var cutOff = new SignalProgress("escalated", true, ["w1"], false);

        Names(DemoWork.Remaining(Urgent, DemoGoal.Case, null, cutOff)).ShouldBe(["w2a", "w2b", "w3"]);
    }

    [Fact]
    public void lets_the_party_that_it_refers_to_answer()
    {
        var steps = DemoWork.Steps(Ordinary, DemoGoal.Referred, null);

        steps[^1].By.ShouldBe(DemoWork.LabourInspectorate);
        steps.SkipLast(1).ShouldAllBe(step => step.By == DemoSignals.OinOf(Ordinary.Municipality));
    }

    /// <summary>Also where the list has another name, as in any table but the published one.</summary>
    [Theory]
    [InlineData("P", "00000099000100001000")]
    [InlineData("K", "00000099000100006000")]
    [InlineData("LA", "00000099000100002000")]
    public void gives_police_data_back_to_who_sent_it(string list, string sender) =>
        DemoWork.Steps(Ordinary with { List = list, Sender = sender }, DemoGoal.Referred, null)[^1].By.ShouldBe(sender);

    [Theory]
    [InlineData(DemoGoal.Received, "received")]
    [InlineData(DemoGoal.Acknowledged, "acknowledged")]
    [InlineData(DemoGoal.InAssessment, "in-assessment")]
    [InlineData(DemoGoal.Dismissed, "dismissed")]
    [InlineData(DemoGoal.Referred, "referred")]
    [InlineData(DemoGoal.Case, "escalated")]
    [InlineData(DemoGoal.Case, "linked")]
    internal void does_nothing_twice(DemoGoal goal, string status)
    {
        var done = new SignalProgress(status, true, ["w1", "w2a", "w2b", "w3"], true);

        DemoWork.Remaining(Ordinary, goal, null, done).ShouldBeEmpty();
    }

    [Fact]
    public void need_not_ask_about_a_signal_whose_status_says_it_all()
    {
        DemoWork.IsFinished(DemoGoal.Received, null).ShouldBeTrue();
        DemoWork.IsFinished(DemoGoal.Acknowledged, "acknowledged").ShouldBeTrue();
        DemoWork.IsFinished(DemoGoal.Acknowledged, null).ShouldBeFalse();
        DemoWork.IsFinished(DemoGoal.InAssessment, "in-assessment").ShouldBeFalse();
        DemoWork.IsFinished(DemoGoal.Case, "escalated").ShouldBeFalse();
    }

    [Fact]
    public void names_every_step_of_a_signal_once()
    {
        foreach (var goal in Enum.GetValues<DemoGoal>())
            Names(DemoWork.Remaining(Ordinary, goal, null, Untouched)).ShouldBeUnique();
    }

    [Fact]
    public void says_only_what_the_code_lists_know()
    {
        var steps = All.SelectMany(signal => Enum.GetValues<DemoGoal>().SelectMany(goal => DemoWork.Steps(signal, goal, null)));
        var bodies = steps.Select(step => step.Body).ToList();

        bodies.OfType<OutcomeBody>().Select(outcome => outcome.Reason).Distinct().ShouldBeOn("outcome-reasons");
        bodies.OfType<AssessmentBody>().Select(step => step.RuleVersion).Distinct().ShouldBeOn("assessment-rule-versions");
        var indicators = bodies.OfType<AssessmentBody>().SelectMany(step => step.Indicators).Distinct().ToList();
        indicators.Select(indicator => indicator.Code).ShouldBeOn("indicators");
        indicators.Select(indicator => indicator.Reliability).OfType<string>().ShouldBeOn("reliabilities");
    }

    private static IEnumerable<string> Names(IEnumerable<DemoStep> steps) => steps.Select(step => step.Name);
}
