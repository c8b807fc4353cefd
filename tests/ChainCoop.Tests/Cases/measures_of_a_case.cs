using ChainCoop.Access;
using ChainCoop.Cases.Security;
using ChainCoop.Shared;
using static ChainCoop.Tests.Cases.CaseExamples;

namespace ChainCoop.Tests.Cases;

public class measures_of_a_case
{
    private static readonly MeasureId Id = MeasureId.New();
    private static readonly MeasureConsidered Considered = new(SecurityRoom, Id, new("closure"), null, Bram, Monday);
    private static readonly PayloadRef Sealed = new(PayloadId.New(), new Commitment(new string('0', 64)));
    private static readonly StepPayloads Payloads = new(Sealed, Sealed, Sealed, null);

    private static readonly ImpositionDetails Basis = new(
        new("gemeentewet-174"), new("mayor"), "Twelve people slept in the kitchen.", true, "A warning was ignored twice.",
        new HeardView(true, "The owner denies it."), new("decision-2026-12"), new(2026, 3, 9), new(2026, 9, 9));

    private static DeciderSpec<SecurityTrack> ATrack => new(Fold, new SecurityTrackOpened(SecurityRoom, Anna, Monday), Considered);

    [Fact]
    public void begin_by_being_considered() =>
        new DeciderSpec<SecurityTrack>(Fold, new SecurityTrackOpened(SecurityRoom, Anna, Monday))
            .When(track => ConsiderMeasureEndpoint.Decide(Id, new ConsiderMeasure(new("closure")), track, null, Bram, Monday)).Then(Considered);

    [Fact]
    public void are_imposed_after_a_legal_check_and_an_intention()
    {
        var spec = ATrack.Given(Moved(MeasureState.LegalCheck), Moved(MeasureState.Intention));
        spec.When(Impose(Basis)).Then(Imposed(Sealed, null));
        spec.Given(Imposed(Sealed, null)).State.Measures.ShouldHaveSingleItem().Imposition.ShouldNotBeNull().Article.ShouldBe(Basis.Article);
    }

    [Fact]
    public void are_not_imposed_before_the_legal_check() =>
        ATrack.When(Impose(Basis)).ThenStateForbids("considered", "legal-check", "ended");

    [Fact]
    public void are_imposed_without_an_intention_only_where_nobody_was_heard()
    {
        var spec = ATrack.Given(Moved(MeasureState.LegalCheck));
        spec.When(Impose(Basis)).ThenStateForbids("legal-check", "intention", "imposed", "ended");
        spec.When(track => TakeMeasureStepEndpoint.Decide(
                Id, new TakeMeasureStep(MeasureState.Imposed, Basis with { View = new HeardView(false, null, new("urgent")) }), track, DeadlineRules.Current, Payloads with { View = null }, Bram, Monday))
            .Then(Imposed(null, new("urgent")));
    }

    [Theory]
    [InlineData("legal-check intention imposed in-force complied ended")]
    [InlineData("legal-check imposed in-force penalty-forfeited enforced ended")]
    [InlineData("legal-check intention imposed suspended in-force suspended annulled")]
    [InlineData("legal-check ended")]
    public void go_this_way(string path) => MeasureProtocol.Next(EndOf(path)).ShouldBeEmpty();

    [Fact]
    public void reach_every_state_and_end_in_ended_or_annulled()
    {
        HashSet<MeasureState> reached = [MeasureState.Considered];
        for (var before = 0; before != reached.Count;)
        {
            before = reached.Count;
            reached.UnionWith(reached.SelectMany(MeasureProtocol.Next).ToList());
        }

        reached.Count.ShouldBe(Enum.GetValues<MeasureState>().Length);
        reached.Where(state => MeasureProtocol.Next(state).Count == 0).ShouldBe([MeasureState.Ended, MeasureState.Annulled], ignoreOrder: true);
    }

    [Fact]
    public void that_do_not_exist_are_not_found() =>
        ATrack.When(track => TakeMeasureStepEndpoint.Decide(MeasureId.New(), new TakeMeasureStep(MeasureState.LegalCheck), track, DeadlineRules.Current, Payloads, Bram, Monday))
            .ThenRefused(Problems.NotFound);

    [Fact]
    public void say_on_what_they_rest_when_imposed_and_only_then()
    {
        Faults(new TakeMeasureStep(MeasureState.Imposed)).ShouldBe(["/imposition"]);
        Faults(new TakeMeasureStep(MeasureState.LegalCheck, Basis)).ShouldBe(["/imposition"]);
        Faults(new TakeMeasureStep(MeasureState.Considered)).ShouldBe(["/step"]);
        Faults(new TakeMeasureStep(MeasureState.Imposed, Basis with { Until = Basis.From })).ShouldBe(["/imposition/until"]);
        Faults(new TakeMeasureStep(MeasureState.Imposed, Basis with { View = new HeardView(true) })).ShouldBe(["/imposition/view/summary"]);
        Faults(new TakeMeasureStep(MeasureState.Imposed, Basis with { View = new HeardView(false) })).ShouldBe(["/imposition/view/reason"]);
        Faults(new TakeMeasureStep(MeasureState.Imposed, Basis with { FurtherArticles = [Basis.Article] })).ShouldBe(["/imposition/furtherArticles"]);
        Faults(new TakeMeasureStep(MeasureState.Imposed, Basis)).ShouldBeEmpty();
    }

    [Fact]
    public void say_why_they_are_annulled_and_only_then()
    {
        Faults(new TakeMeasureStep(MeasureState.Annulled)).ShouldBe(["/annulment"]);
        Faults(new TakeMeasureStep(MeasureState.Ended, Annulment: new(new("other")))).ShouldBe(["/annulment"]);
        Faults(new TakeMeasureStep(MeasureState.Annulled, Annulment: new(new("other")))).ShouldBeEmpty();
    }

    [Fact]
    public void that_the_body_takes_back_count_as_never_imposed_unless_it_says_from_when()
    {
        var spec = ATrack.Given(Moved(MeasureState.LegalCheck), Moved(MeasureState.Intention), Imposed(Sealed, null));
        spec.When(track => Annul(track, null)).Then(new MeasureAnnulled(SecurityRoom, Id, null, new("circumstances-changed"), Basis.From, null, Bram, Monday));
        spec.When(track => Annul(track, new(2026, 6, 1))).Then(new MeasureAnnulled(SecurityRoom, Id, null, new("circumstances-changed"), new(2026, 6, 1), null, Bram, Monday));

        static Decision Annul(SecurityTrack track, DateOnly? from) => TakeMeasureStepEndpoint.Decide(
            Id, new TakeMeasureStep(MeasureState.Annulled, Annulment: new(new("circumstances-changed"), from)), track, DeadlineRules.Current, Payloads, Bram, Monday);
    }

    /// <summary>Order of refusals: 404, 400, 409.</summary>
    [Fact]
    public void are_told_every_fault_in_what_they_rest_on_whatever_their_state()
    {
        var decision = ATrack.When(Impose(Basis with { Article = new("wet-brp-2-60"), CompetentBody = new("prosecution"), FactsMayBeDisclosed = false })).Decision;
        decision.Refusal.ShouldNotBeNull().Status.ShouldBe(400);
        decision.Refusal.Faults.Select(fault => fault.Pointer).ShouldBe(["/imposition/article", "/imposition/competentBody", "/imposition/factsMayBeDisclosed"]);
        decision.Refusal.Faults[0].Detail.ShouldBe(
            "A closure does not rest on wet-brp-2-60; the law knows apv (mayor or municipal-executive), gemeentewet-174 (mayor), gemeentewet-174a (mayor), opiumwet-13b (mayor). "
            + "A statute has to give the power for this kind of measure. Courts annulled closures because no statute gave the power that was used.");
        decision.Refusal.Faults[1].Detail.ShouldStartWith("The prosecution has no power for this closure;");
        decision.Refusal.Faults[2].Detail.ShouldStartWith("A closure does not rest on facts that may not be disclosed.");
    }

    private static Func<SecurityTrack, Decision> Impose(ImpositionDetails basis) =>
        track => TakeMeasureStepEndpoint.Decide(Id, new TakeMeasureStep(MeasureState.Imposed, basis), track, DeadlineRules.Current, Payloads, Bram, Monday);

    private static MeasureMoved Moved(MeasureState to) => new(SecurityRoom, Id, to, null, Bram, Monday);

    private static MeasureImposed Imposed(PayloadRef? view, NotHeardReason? notHeard) => new(
        SecurityRoom, Id, Basis.Article, Basis.CompetentBody, Sealed, true, Sealed, notHeard, view, Basis.DecisionDocument, Basis.From, Basis.Until, null, Bram, Monday, null, new("1"),
        DeadlineRules.Current.Begin(DeadlineId.From(Id.Value), new("objection"), Monday, Monday));

    private static MeasureState EndOf(string path)
    {
        var track = ATrack.State;
        foreach (var word in path.Split(' '))
        {
            Kebab.TryParse<MeasureState>(word, out var state).ShouldBeTrue();
            var notHeard = Basis with { View = new HeardView(false, null, new("urgent")) };
            var decision = TakeMeasureStepEndpoint.Decide(
                Id, new TakeMeasureStep(state, state == MeasureState.Imposed ? notHeard : null, state == MeasureState.Annulled ? new(new("other")) : null), track, DeadlineRules.Current, Payloads with { View = null }, Bram, Monday);
            decision.Refusal.ShouldBeNull(word);
            track = decision.Events.Aggregate(track, Fold);
        }

        return track.Measures[0].State;
    }

    private static List<string> Faults(TakeMeasureStep command)
    {
        var faults = new Faults();
        command.Check(faults);
        return [.. faults.All.Select(fault => fault.Pointer)];
    }
}
