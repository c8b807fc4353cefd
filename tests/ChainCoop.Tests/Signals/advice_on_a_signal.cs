using ChainCoop.Shared;
using ChainCoop.Signals;
using ChainCoop.Signals.Rules;
using CsCheck;

namespace ChainCoop.Tests.Signals;

public class advice_on_a_signal
{
    private static readonly AssessmentVersion Rules = AssessmentRules.Current.Find(new("1"))!;
    private static readonly string?[] Sources = [null, "confirmed", "reliable", "doubtful", "unreliable", "unknown"];

    [Fact]
    public void names_the_indicators_that_led_to_it() =>
        After(AssessmentStep.W3, Observed("debts"), Observed("very-low-pay")).ShouldBe(["several-with-coercion escalate! debts very-low-pay"]);

    [Fact]
    public void goes_on_after_w1_when_something_is_observed_and_may_stop_when_nothing_is()
    {
        After(AssessmentStep.W1, Observed("debts")).ShouldBe(["some-indication go-on debts"]);
        After(AssessmentStep.W1, Seen("debts", IndicatorValue.NotObserved)).ShouldBe(["nothing-observed stop-possible"]);
        After(AssessmentStep.W3).ShouldBe(["nothing-observed dismissal-possible"]);
    }

    [Fact]
    public void is_to_escalate_for_a_critical_indicator_whoever_saw_it()
    {
        After(AssessmentStep.W3, Seen("takeover-sum-paid", IndicatorValue.Observed, "unreliable"))
            .ShouldBe(["critical-indicator escalate! takeover-sum-paid", "doubtful-source analyse-further takeover-sum-paid"]);
        After(AssessmentStep.W2a, Observed("takeover-sum-paid")).ShouldContain("critical-indicator go-on! takeover-sum-paid");
    }

    [Fact]
    public void counts_for_a_number_only_what_a_source_saw_that_counts() =>
        After(AssessmentStep.W3, Seen("debts", IndicatorValue.Observed, "doubtful"), Seen("very-low-pay", IndicatorValue.Observed, "unreliable"))
            .ShouldBe(["doubtful-source analyse-further debts very-low-pay"]);

    [Fact]
    public void asks_for_coercion_of_adults_and_not_of_minors()
    {
        ObservedIndicator[] seen = [Observed("very-low-pay"), Observed("employer-arranges-housing")];

        After(AssessmentStep.W3, seen).ShouldBe(["several-without-coercion analyse-further employer-arranges-housing very-low-pay"]);
        Of(AssessmentStep.W3, IndicatorValue.Unknown, seen).ShouldNotContain(line => line.Contains("escalate", StringComparison.Ordinal));
        Of(AssessmentStep.W3, IndicatorValue.Observed, seen).ShouldContain("minor escalate! employer-arranges-housing very-low-pay");
        Of(AssessmentStep.W1, IndicatorValue.Observed, Observed("very-low-pay")).ShouldContain("minor go-on! very-low-pay");
        Of(AssessmentStep.W3, IndicatorValue.Observed).ShouldBe(["nothing-observed dismissal-possible"]);
    }

    [Fact]
    public void is_to_look_further_for_indicators_of_one_group_and_for_critical_ones_that_nobody_knows()
    {
        After(AssessmentStep.W3, Observed("debts"), Observed("own-address-unknown")).ShouldBe(["few-indications analyse-further debts own-address-unknown"]);
        After(AssessmentStep.W3, Seen("violence", IndicatorValue.Unknown)).ShouldBe(["critical-unknown analyse-further violence", "nothing-observed dismissal-possible"]);
        After(AssessmentStep.W3, Seen("violence", IndicatorValue.NotObserved)).ShouldBe(["nothing-observed dismissal-possible"]);
    }

    [Fact]
    public void is_to_tell_others_of_a_serious_signal()
    {
        After(AssessmentStep.W1, Observed("violence")).ShouldContain("serious-bodily-integrity notify! violence");
        After(AssessmentStep.W1, Observed("medical-help-withheld"), Observed("no-outside-contact")).ShouldContain("serious-several-critical notify! no-outside-contact medical-help-withheld");
        After(AssessmentStep.W1, Observed("no-outside-contact")).ShouldNotContain(line => line.Contains("notify", StringComparison.Ordinal));
        Of(AssessmentStep.W1, IndicatorValue.Observed, Observed("no-outside-contact")).ShouldContain("serious-minor notify! no-outside-contact");
        After(AssessmentStep.W1, Seen("violence", IndicatorValue.Observed, "doubtful")).ShouldNotContain(line => line.Contains("notify", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(AssessmentStep.W2a, "no-task refer!")]
    [InlineData(AssessmentStep.W2b, "other-territory refer!")]
    public void is_to_refer_what_is_no_task_or_not_the_territory(AssessmentStep stopped, string line)
    {
        Lines(Advice.On(Rules, new(stopped, Urgency.Normal, IndicatorValue.Unknown, Map(), new HashSet<AssessmentStep> { stopped }))).ShouldBe([line]);
        Lines(Advice.On(Rules, new(AssessmentStep.W3, Urgency.Normal, IndicatorValue.Unknown, Map(), new HashSet<AssessmentStep> { stopped }))).ShouldContain(line);
    }

    [Fact]
    public void is_to_escalate_an_urgent_signal_first() =>
        Lines(Advice.On(Rules, new(AssessmentStep.W1, Urgency.Urgent, IndicatorValue.Unknown, Map(Observed("debts")), new HashSet<AssessmentStep>())))
            .ShouldBe(["acute-danger escalate-first", "some-indication go-on debts"]);

    [Fact]
    public void follows_the_later_look_at_an_indicator()
    {
        StepTaken[] steps =
        [
            new(AssessmentStep.W1, AssessmentConclusion.Continue, new("1")) { Indicators = [Observed("violence"), Observed("debts")], Minor = IndicatorValue.Observed },
            new(AssessmentStep.W2a, AssessmentConclusion.Continue, new("1")) { Indicators = [Seen("violence", IndicatorValue.NotObserved)] },
        ];

        Lines(Advice.On(Urgency.Normal, steps)).ShouldBe(["minor go-on! debts"]);
        Advice.On(Urgency.Normal, []).ShouldBeEmpty();
        Advice.On(Urgency.Normal, [steps[0] with { RuleVersion = new("0") }]).ShouldBeEmpty();
    }

    /// <summary>An additive score is not a probability: more that was not observed never takes away what a critical indicator says.</summary>
    [Fact]
    public void is_never_outvoted()
    {
        var critical = Rules.Indicators.Where(indicator => indicator.Critical).Select(indicator => indicator.Code.Value).ToArray();
        var others = Rules.Indicators.Where(indicator => !indicator.Critical).ToArray();
        Gen.Select(Gen.Int[0, critical.Length - 1].Select(i => critical[i]), Gen.Int[0, Sources.Length - 1].Select(i => Sources[i]), Gen.Enum<IndicatorValue>().Array[others.Length])
            .Sample((code, reliability, values) =>
            {
                ObservedIndicator[] seen = [Seen(code, IndicatorValue.Observed, reliability), .. others.Select((other, i) => new ObservedIndicator(other.Code, values[i]))];
                var advice = Advice.On(Rules, new(AssessmentStep.W3, Urgency.Normal, IndicatorValue.NotObserved, Map(seen), new HashSet<AssessmentStep>()));
                return advice.Any(finding => finding.AgainstDismissal && finding.Advice == new AdviceCode("escalate") && finding.Indicators.Contains(new IndicatorCode(code)));
            });
    }

    [Fact]
    public void says_something_after_every_w1_and_w3()
    {
        Gen.Select(Gen.Bool.Select(last => last ? AssessmentStep.W3 : AssessmentStep.W1), Gen.Enum<IndicatorValue>(), Gen.Enum<IndicatorValue>().Array[Rules.Indicators.Count], Gen.Int[0, Sources.Length - 1].Select(i => Sources[i]).Array[Rules.Indicators.Count])
            .Sample((step, minor, values, sources) =>
                Advice.On(Rules, new(step, Urgency.Normal, minor, Map([.. Rules.Indicators.Select((indicator, i) => Seen(indicator.Code.Value, values[i], sources[i]))]), new HashSet<AssessmentStep>())).Count > 0);
    }

    private static List<string> After(AssessmentStep step, params ObservedIndicator[] seen) => Of(step, IndicatorValue.NotObserved, seen);

    private static List<string> Of(AssessmentStep step, IndicatorValue minor, params ObservedIndicator[] seen) =>
        Lines(Advice.On(Rules, new(step, Urgency.Normal, minor, Map(seen), new HashSet<AssessmentStep>())));

    /// <summary>With an exclamation mark where it speaks against dismissal.</summary>
    private static List<string> Lines(IEnumerable<AssessmentFinding> findings) =>
        [.. findings.Select(finding => string.Join(' ', [$"{finding.Finding} {finding.Advice}{(finding.AgainstDismissal ? "!" : "")}", .. finding.Indicators.Select(code => code.Value)]))];

    private static Dictionary<IndicatorCode, ObservedIndicator> Map(params ObservedIndicator[] seen) => seen.ToDictionary(one => one.Code);

    private static ObservedIndicator Observed(string code) => Seen(code, IndicatorValue.Observed, "reliable");

    private static ObservedIndicator Seen(string code, IndicatorValue value, string? reliability = null) => new(new(code), value, reliability is null ? null : new Reliability(reliability));
}
