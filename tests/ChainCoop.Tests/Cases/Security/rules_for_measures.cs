using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ChainCoop.Cases.Security;
using ChainCoop.Shared;

namespace ChainCoop.Tests.Cases.Security;

/// <summary>As a lawyer reads it: which measure rests on what, decided by whom.</summary>
public class rules_for_measures
{
    private static readonly MeasureRuleSet Rules = MeasureRules.On(new(2026, 3, 2));

    [Theory]
    // measure, articles, body, may the facts stay undisclosed?
    [InlineData("closure", "gemeentewet-174", "mayor", false, "")]
    [InlineData("closure", "gemeentewet-174a", "mayor", false, "")]
    [InlineData("closure", "opiumwet-13b", "mayor", false, "")]
    [InlineData("closure", "apv", "municipal-executive", false, "")]
    [InlineData("closure", "opiumwet-13b", "municipal-executive", false, "competent-body")]
    [InlineData("closure", "gemeentewet-174", "prosecution", false, "competent-body")]
    [InlineData("closure", "wet-bibob-3", "mayor", false, "statutory-basis")]
    [InlineData("closure", "gemeentewet-174", "mayor", true, "disclosable-facts")]
    [InlineData("closure", "gemeentewet-174 opiumwet-13b", "mayor", false, "statutory-basis")]
    [InlineData("penalty-order", "gemeentewet-125 awb-5-32", "municipal-executive", false, "")]
    [InlineData("penalty-order", "awb-5-32 gemeentewet-125", "mayor", false, "")]
    [InlineData("penalty-order", "awb-5-32", "municipal-executive", false, "statutory-basis")] // the means without the power
    [InlineData("penalty-order", "gemeentewet-125 awb-5-21", "municipal-executive", false, "statutory-basis")] // the other means
    [InlineData("penalty-order", "opiumwet-13b awb-5-32", "municipal-executive", false, "competent-body")]
    [InlineData("enforcement-order", "gemeentewet-125 awb-5-21", "municipal-executive", false, "")]
    [InlineData("enforcement-order", "gemeentewet-125", "mayor", false, "statutory-basis")]
    [InlineData("licence-refusal", "wet-bibob-3", "municipal-executive", false, "")]
    [InlineData("licence-withdrawal", "wet-bibob-3", "mayor", true, "disclosable-facts")]
    [InlineData("licence-withdrawal", "alcoholwet-31", "mayor", false, "")]
    [InlineData("licence-refusal", "alcoholwet-31", "mayor", false, "statutory-basis")]
    [InlineData("warning-letter", "gemeentewet-125", "municipal-executive", false, "")]
    [InlineData("stop-talk", "gemeentewet-172", "mayor", false, "")]
    [InlineData("integral-inspection", "awb-5-15", "mayor", true, "")]
    [InlineData("address-investigation", "wet-brp-2-60", "municipal-executive", true, "")]
    [InlineData("address-investigation", "wet-brp-2-60", "mayor", true, "competent-body")]
    [InlineData("labour-inspectorate-fine", "wav-19a", "labour-inspectorate", false, "")]
    [InlineData("labour-inspectorate-fine", "wav-19a", "mayor", true, "competent-body disclosable-facts")]
    [InlineData("confiscation", "sr-36e", "prosecution", true, "")]
    [InlineData("confiscation", "opiumwet-13b", "mayor", false, "statutory-basis competent-body")]
    public void refuse_what_the_law_does_not_know(string measure, string articles, string body, bool undisclosed, string notMet)
    {
        var check = ImpositionCheck.Of(new(measure), new([.. articles.Split(' ').Select(article => new StatutoryBasis(article))], new(body), !undisclosed), Rules);
        check.Requirements.Where(one => one.Outcome == CheckOutcome.NotMet).Select(one => one.Requirement.Value).ShouldBe(notMet.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        check.Outcome.ShouldBe(notMet.Length == 0 ? CheckOutcome.Met : CheckOutcome.NotMet);
        check.Rules.Value.ShouldBe("1");
    }

    [Fact]
    public void explain_what_they_will_ask_before_anything_is_imposed()
    {
        var check = ImpositionCheck.Of(new("closure"), null, Rules);
        check.Outcome.ShouldBe(CheckOutcome.Open);
        check.Requirements.ShouldAllBe(one => one.Outcome == CheckOutcome.Open && one.Source.Length > 0);
        check.Requirements.Select(one => one.Requirement.Value).ShouldBe(CodeLists.Find("measure-requirements")!.Items.Select(item => item.Code));
        check.Requirements.Where(one => one.Explanation.Contains("Courts annulled closures", StringComparison.Ordinal)).Select(one => one.Requirement.Value).ShouldBe(["statutory-basis", "facts"]);
        check.Grounds.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("closure", "objection interim-relief appeal")]
    [InlineData("penalty-order", "objection interim-relief appeal")]
    [InlineData("licence-refusal", "objection interim-relief appeal bibob-advice")]
    [InlineData("licence-withdrawal", "objection interim-relief appeal bibob-advice")]
    [InlineData("labour-inspectorate-fine", "objection interim-relief appeal")]
    [InlineData("warning-letter", "")]
    [InlineData("stop-talk", "")]
    [InlineData("integral-inspection", "")]
    [InlineData("address-investigation", "")]
    [InlineData("confiscation", "")]
    public void open_objection_against_decisions_and_advice_about_licences(string measure, string proceedings) =>
        string.Join(' ', ProceedingProtocol.KnownFor(Rules.Of(new(measure))).Select(Kebab.Of)).ShouldBe(proceedings);

    [Fact]
    public void say_something_of_every_measure_and_name_only_codes_that_there_are()
    {
        foreach (var rules in MeasureRules.All)
        {
            rules.Measures.Select(rule => rule.Kind.Value).ShouldBe(CodeLists.Find(MeasureKind.List)!.Items.Select(item => item.Code), ignoreOrder: true);
            foreach (var ground in rules.Measures.SelectMany(rule => rule.Grounds))
            {
                ground.Articles.ShouldAllBe(article => CodeLists.Contains(StatutoryBasis.List, article.Value));
                ground.Bodies.ShouldAllBe(body => CodeLists.Contains(CompetentBody.List, body.Value));
                ground.Bodies.ShouldNotBeEmpty();
            }
        }

        MeasureRules.All.Select(rules => rules.Version.Value).ShouldBe(CodeLists.Find(MeasureRulesVersion.List)!.Items.Select(item => item.Code));
    }

    /// <summary>What was decided under a version keeps its meaning: a change is a new version. The hash is of the version as data, without white space.</summary>
    [Theory]
    [InlineData("measure-rules.data.json", "versions", "1", "8138551b148daf6f6b35aa0c18fc17e5047c1b8e83604efe7d56b8581864da1e")]
    [InlineData("barrier-model.data.json", "models", "1", "a3402b085bf2e5cc26405b1fceb0d21393a9f008bae32bbead5603e805d8c846")]
    public void and_the_barrier_model_are_never_edited(string file, string versions, string version, string hash)
    {
        using var data = EmbeddedData.Read(file);
        var found = JsonNode.Parse(data)![versions]!.AsArray().Single(one => (string)one!["version"]! == version)!;
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(found.ToJsonString()))).ShouldBe(hash);
    }
}
