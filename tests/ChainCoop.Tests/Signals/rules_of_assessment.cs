using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChainCoop.Shared;
using ChainCoop.Signals;
using ChainCoop.Signals.Rules;

namespace ChainCoop.Tests.Signals;

public class rules_of_assessment
{
    private const string Folder = "src/ChainCoop/Signals/Rules/assessment-rules.data.json";

    private static readonly string Data = File.ReadAllText(Source.PathOf(Folder));

    [Fact]
    public void are_those_of_the_code_list() =>
        AssessmentRules.Current.Versions.Select(version => version.Version.Value).ShouldBe(CodeLists.Find(RuleVersion.List)!.Items.Select(item => item.Code));

    /// <summary>Signals were assessed on it: whoever needs another rule adds a version.</summary>
    [Fact]
    public void of_version_1_are_never_edited()
    {
        using var document = JsonDocument.Parse(Data);
        var first = JsonSerializer.Serialize(document.RootElement.GetProperty("versions")[0]);
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(first))).ShouldBe("8161df06adf59a55f9029611dc32dbaac5e81482a0e1f902e3511e2009a5113e");
    }

    [Fact]
    public void of_version_1_have_the_indicators_of_the_instruction_as_the_code_list_has_them()
    {
        var listed = CodeLists.Find(IndicatorCode.List)!.Items.ToDictionary(item => item.Code);

        AssessmentRules.Current.Find(new("1"))!.Indicators.Count.ShouldBe(26);
        AssessmentRules.Current.Versions.SelectMany(version => version.Indicators).ShouldAllBe(indicator =>
            listed[indicator.Code.Value].Group == indicator.Group.Value && listed[indicator.Code.Value].Critical == indicator.Critical);
    }

    [Fact]
    public void are_in_force_from_their_day_and_a_proposal_never_is()
    {
        var (first, proposal) = (AssessmentRules.Current.Find(new("1"))!, AssessmentRules.Current.Find(new("2"))!);

        first.IsInForce(new(2025, 12, 31)).ShouldBeFalse();
        first.IsInForce(new(2026, 1, 1)).ShouldBeTrue();
        proposal.IsInForce(new(2199, 1, 1)).ShouldBeFalse();
    }

    [Fact]
    public void use_every_finding_and_every_advice_of_the_code_lists()
    {
        var rules = AssessmentRules.Current.Versions.SelectMany(version => version.Rules).ToList();

        CodeLists.Find(FindingCode.List)!.Items.Select(item => item.Code).Except(rules.Select(rule => rule.Finding.Value)).ShouldBeEmpty();
        CodeLists.Find(AdviceCode.List)!.Items.Select(item => item.Code).Except(rules.Select(rule => rule.Advice.Value)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"versions\"", "\"vershuns\"", "")]
    [InlineData("\"multiple-dependency\"", "\"no-such-group\"", "/versions/0/indicators/0/group")]
    [InlineData("\"advice\": \"escalate-first\"", "\"advice\": \"close\"", "/versions/0/rules/0/advice")]
    [InlineData("\"steps\": [\"w1\", \"w2a\", \"w2b\", \"w3\"]", "\"steps\": []", "/versions/0/rules/0/steps")]
    [InlineData("\"version\": \"2\"", "\"version\": \"1\"", "/versions")]
    [InlineData("\"code\": \"debts\"", "\"code\": \"false-passport\"", "/versions/0/indicators")]
    [InlineData("{ \"critical\": true, \"atLeast\": 1, \"reliability\": \"any\" }", "{ \"atLeast\": 2, \"atMost\": 1 }", "/versions/0/rules/1/when")]
    [InlineData("\"reliable\": [\"confirmed\"", "\"reliable\": [\"certain\"", "/versions/0/reliable/0")]
    [InlineData("\"notices\": [\"prosecution\"", "\"notices\": [\"nobody\"", "/versions/0/notices/0")]
    public void of_a_file_that_is_wrong_are_refused_with_the_place(string right, string wrong, string pointer)
    {
        var index = Data.IndexOf(right, StringComparison.Ordinal);
        var faults = Read(string.Concat(Data.AsSpan(0, index), wrong, Data.AsSpan(index + right.Length)));

        faults.All.ShouldContain(fault => pointer.Length == 0 || fault.Pointer == pointer);
    }

    [Fact]
    public void of_a_file_that_is_no_json_are_refused() => Read("{").All.ShouldHaveSingleItem().Detail.ShouldStartWith("is no JSON of this form");

    [Theory]
    [InlineData("1", "no-such-indicator-of-it", "")]
    [InlineData("2", "debts", "/ruleVersion")]
    [InlineData("1", "recruited-online", "/indicators/0/code")]
    public void are_asked_of_every_step(string version, string indicator, string pointer)
    {
        var faults = new Faults { Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero) };
        new AssessSignal(AssessmentStep.W1, new(version), AssessmentConclusion.Continue, pointer.Length == 0 ? [] : [new(new(indicator), IndicatorValue.Observed)]).Check(faults);

        faults.All.Select(fault => fault.Pointer).ShouldBe(pointer.Length == 0 ? [] : [pointer]);
    }

    private static Faults Read(string text)
    {
        var faults = new Faults();
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        AssessmentRules.Read(file, faults).ShouldBeNull();
        return faults;
    }
}
