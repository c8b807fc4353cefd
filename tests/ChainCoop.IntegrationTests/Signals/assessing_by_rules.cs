using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Shared;
using ChainCoop.Signals.Rules;
using static ChainCoop.IntegrationTests.Signals.SignalWork;

namespace ChainCoop.IntegrationTests.Signals;

[Collection(ProtocolTests.Name)]
public class assessing_by_rules(ProtocolApp own)
{
    private readonly AppFixture app = own.App;

    [Fact]
    public async Task shows_with_every_step_what_the_rules_say_and_why()
    {
        var neder = await app.As(FocalPoint);
        var address = await neder.Sent();
        await neder.Done(address, "assessments", Step("w1", "no-outside-contact"));
        var second = Step("w2a", "debts");
        second["minor"] = "observed";
        await neder.Done(address, "assessments", second);

        var steps = (await neder.Read(address))["assessment"]!.AsArray();

        Advice(steps[0]!).ShouldBe(["critical-indicator go-on True no-outside-contact", "some-indication go-on False no-outside-contact"]);
        Advice(steps[1]!).ShouldBe(
            ["critical-indicator go-on True no-outside-contact", "serious-minor notify True no-outside-contact", "minor go-on True debts no-outside-contact"]);
        (steps[0]!["minor"], (string?)steps[1]!["minor"]).ShouldBe((null, "observed"));
    }

    [Fact]
    public async Task refuses_rules_that_are_unknown_or_not_in_force_and_indicators_that_are_not_on_their_list()
    {
        var neder = await app.As(FocalPoint);
        var address = await neder.Sent();

        foreach (var version in new[] { "99", "2" }) await Faulty(neder.Change(address, "assessments", Step("w1", "debts").With("ruleVersion", version)), "/ruleVersion");
        await Faulty(neder.Change(address, "assessments", Step("w1", "recruited-online")), "/indicators/0/code");
        await Faulty(neder.Change(address, "assessments", Step("w1", "no-such-indicator")), "/indicators/0/code");
        await Faulty(neder.Change(address, "assessments", Step("w1", "debts").With("minor", "perhaps")), "/minor");
        ((string)(await neder.Read(address))["status"]!).ShouldBe("received");
    }

    [Fact]
    public async Task lets_a_person_dismiss_against_the_advice_who_says_why()
    {
        var neder = await app.As(FocalPoint);
        var address = await neder.Sent();
        await neder.Stopped(address, "violence");

        await Faulty(neder.Change(address, "outcome", Examples.Outcome("dismissed")), "/note");
        var dismissal = Examples.Outcome("dismissed");
        dismissal["note"] = "The doctor found that she fell.";
        await neder.Done(address, "outcome", dismissal);

        var outcome = (await neder.Read(address))["outcomes"]!.AsArray().ShouldHaveSingleItem()!;
        (outcome["against"]!.ToJsonString(), (string)outcome["note"]!).ShouldBe(("""["critical-indicator","serious-bodily-integrity"]""", "The doctor found that she fell."));
    }

    [Fact]
    public async Task is_tried_on_other_rules_without_changing_anything_and_the_look_is_on_record()
    {
        var neder = await app.As(FocalPoint);
        var address = await neder.Sent();
        foreach (var step in new[] { "w1", "w2a", "w2b" }) await neder.Done(address, "assessments", Step(step, "debts"));
        await neder.Done(address, "assessments", Step("w3", "very-low-pay"));
        var tag = await neder.TagOf(address);

        var before = await LooksAsync();
        var test = await AssessmentCommand.RunAsync(AssessmentRules.Current.Find(new RuleVersion("2"))!, app.Host.Services, CancellationToken.None);

        test.Lines().ShouldContain($"{CaseWork.IdOf(address)} in-assessment: escalate -> nothing");
        (await neder.TagOf(address)).ShouldBe(tag);
        (await LooksAsync()).ShouldBe(before + 1);
    }

    private async Task<long> LooksAsync()
    {
        await using var command = app.Database.CreateCommand("select count(*) from access.log where route = 'assessment what-if' and method = 'command' and action = 'signal.list' and kind = 'signal'");
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static List<string> Advice(JsonNode step) =>
        [.. step["advice"]!.AsArray().Select(finding => string.Join(' ', [(string)finding!["finding"]!, (string)finding["advice"]!, $"{(bool)finding["againstDismissal"]!}", .. finding["indicators"]!.AsArray().Select(code => (string)code!)]))];
}
