using ChainCoop.Access;
using ChainCoop.Cases.Security;
using ChainCoop.Shared;
using static ChainCoop.Tests.Cases.CaseExamples;
using static ChainCoop.Tests.Cases.Security.MeasureExamples;

namespace ChainCoop.Tests.Cases.Security;

public class proceedings_about_a_measure
{
    private static readonly DeciderSpec<SecurityTrack> Objected = InForce().Given(Begun(Objection, ProceedingKind.Objection));
    private static readonly DeciderSpec<SecurityTrack> AskedForRelief = Objected.Given(Begun(Relief, ProceedingKind.InterimRelief));

    private static readonly DeciderSpec<SecurityTrack> HeldUp =
        AskedForRelief.Given(Decided(Relief, ProceedingState.Granted, term: TermMeanwhile.RunsOn), Moved(MeasureState.Suspended));

    [Fact]
    public void begin() => InForce().When(Begin(Objection, ProceedingKind.Objection)).Then(Begun(Objection, ProceedingKind.Objection));

    [Fact]
    public void are_none_that_the_law_does_not_know()
    {
        var refusal = InForce("warning-letter").When(Begin(Objection, ProceedingKind.Objection)).Decision.Refusal.ShouldNotBeNull();
        refusal.Status.ShouldBe(400);
        refusal.Faults.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            fault => fault.Pointer.ShouldBe("/kind"), fault => fault.Detail.ShouldStartWith("The law knows no objection about a warning-letter. No decision in the sense of art. 1:3 Awb"));
    }

    [Fact]
    public void are_not_about_what_was_not_imposed() => Considered("closure").When(Begin(Objection, ProceedingKind.Objection)).ThenStateForbids("considered");

    /// <summary>Art. 8:81 Awb; one request at a time.</summary>
    [Fact]
    public void ask_for_interim_relief_beside_an_objection_that_is_pending()
    {
        InForce().When(Begin(Relief, ProceedingKind.InterimRelief)).ThenStateForbids("in-force", "objection");
        Objected.When(Begin(Relief, ProceedingKind.InterimRelief)).Then(Begun(Relief, ProceedingKind.InterimRelief));
        AskedForRelief.When(Begin(ProceedingId.New(), ProceedingKind.InterimRelief)).ThenStateForbids("in-force", "objection");
        HeldUp.When(Begin(ProceedingId.New(), ProceedingKind.InterimRelief)).ThenStateForbids("suspended", "objection");
    }

    /// <summary>Art. 7:1 Awb.</summary>
    [Fact]
    public void go_to_the_court_after_the_decision_on_an_objection()
    {
        Objected.When(Begin(Appeal, ProceedingKind.Appeal)).ThenStateForbids("in-force", "objection", "interim-relief");
        Objected.Given(Decided(Objection, ProceedingState.Withdrawn)).When(Begin(Appeal, ProceedingKind.Appeal)).ThenStateForbids("in-force", "objection");
        Objected.Given(Decided(Objection, ProceedingState.Unfounded)).When(Begin(Appeal, ProceedingKind.Appeal)).Then(Begun(Appeal, ProceedingKind.Appeal));
    }

    [Fact]
    public void annul_the_measure_when_they_are_upheld_as_if_it_was_never_imposed()
    {
        var upheld = Objected.When(Decide(Objection, Ending(ProceedingState.Upheld)));
        upheld.Then(
            Decided(Objection, ProceedingState.Upheld, new("facts-insufficient")),
            new MeasureAnnulled(SecurityRoom, TheMeasure, Objection, new("facts-insufficient"), From, null, Bram, Monday));
        upheld.Decision.Answer.ShouldBe(new ProceedingStanding(Objection, ProceedingKind.Objection, ProceedingState.Upheld, MeasureState.Annulled));
        Objected.Given([.. upheld.Decision.Events]).When(Step(MeasureState.InForce)).ThenStateForbids("annulled");
    }

    [Fact]
    public void annul_it_from_a_later_day_where_the_decision_says_so() =>
        Objected.When(Decide(Objection, Ending(ProceedingState.Upheld) with { EffectiveFrom = new(2026, 6, 1) })).Decision.Events
            .OfType<MeasureAnnulled>().ShouldHaveSingleItem().EffectiveFrom.ShouldBe(new(2026, 6, 1));

    /// <summary>Courts annul closures that are over: they may have done harm.</summary>
    [Fact]
    public void annul_a_measure_that_has_ended() =>
        Objected.Given(Moved(MeasureState.Ended), Decided(Objection, ProceedingState.Unfounded), Begun(Appeal, ProceedingKind.Appeal)).When(Decide(Appeal, Ending(ProceedingState.Upheld)))
            .Decision.Events.OfType<MeasureAnnulled>().ShouldHaveSingleItem().ProceedingId.ShouldBe(Appeal);

    [Fact]
    public void annul_it_once()
    {
        var second = ProceedingId.New();
        var twice = Objected.Given(Begun(second, ProceedingKind.Objection), Decided(Objection, ProceedingState.Upheld, new("not-heard")), new MeasureAnnulled(SecurityRoom, TheMeasure, Objection, new("not-heard"), From, null, Bram, Monday));
        twice.When(Decide(second, Ending(ProceedingState.Upheld))).Then(Decided(second, ProceedingState.Upheld, new("facts-insufficient")));
        twice.When(Begin(ProceedingId.New(), ProceedingKind.Objection)).ThenStateForbids("annulled");
    }

    [Fact]
    public void shorten_the_term_when_they_are_partly_upheld_and_never_lengthen_it()
    {
        Objected.When(Decide(Objection, Ending(ProceedingState.PartlyUpheld))).Then(
            Decided(Objection, ProceedingState.PartlyUpheld), new MeasureTermChanged(SecurityRoom, TheMeasure, TermChange.PartlyUpheld, Objection, new(2026, 6, 9), Bram, Monday));
        foreach (var until in (DateOnly[])[From, Until, Until.AddDays(1)])
        {
            Objected.When(Decide(Objection, Ending(ProceedingState.PartlyUpheld) with { Until = until })).Decision.Refusal.ShouldNotBeNull()
                .Faults.ShouldHaveSingleItem().Pointer.ShouldBe("/until");
        }
    }

    [Fact]
    public void hold_up_nothing_that_was_annulled() =>
        AskedForRelief.Given(new MeasureAnnulled(SecurityRoom, TheMeasure, null, new("other"), From, null, Bram, Monday))
            .When(Decide(Relief, Ending(ProceedingState.Granted))).ThenStateForbids("pending", "refused", "withdrawn");

    [Fact]
    public void suspend_the_measure_when_interim_relief_is_granted()
    {
        AskedForRelief.When(Decide(Relief, Ending(ProceedingState.Granted))).Then(
            Decided(Relief, ProceedingState.Granted, term: TermMeanwhile.RunsOn), Moved(MeasureState.Suspended));
        AskedForRelief.When(Decide(Relief, Ending(ProceedingState.Refused))).Then(Decided(Relief, ProceedingState.Refused));
    }

    [Fact]
    public void keep_it_suspended_until_the_relief_has_lapsed()
    {
        HeldUp.When(Step(MeasureState.InForce)).ThenStateForbids("suspended", "ended", "annulled");
        var lapsed = HeldUp.Given(Decided(Relief, ProceedingState.Lapsed));
        lapsed.When(Step(MeasureState.InForce)).Then(Moved(MeasureState.InForce));
        lapsed.When(Decide(Relief, Ending(ProceedingState.Lapsed))).ThenStateForbids("lapsed");
    }

    /// <summary>Art. 8:85 Awb.</summary>
    [Theory]
    [InlineData(ProceedingState.Withdrawn, true)]
    [InlineData(ProceedingState.Upheld, true)]
    [InlineData(ProceedingState.Unfounded, false)] // until the term for appeal is over
    [InlineData(ProceedingState.Inadmissible, false)]
    [InlineData(ProceedingState.PartlyUpheld, false)]
    public void let_relief_lapse_with_the_objection_beside_which_it_was_asked(ProceedingState outcome, bool lapses) =>
        HeldUp.When(Decide(Objection, Ending(outcome))).Decision.Events.Contains(Decided(Relief, ProceedingState.Lapsed)).ShouldBe(lapses);

    [Fact]
    public void keep_relief_while_another_objection_is_pending_and_end_it_with_the_judgement_of_the_court()
    {
        var second = ProceedingId.New();
        HeldUp.Given(Begun(second, ProceedingKind.Objection)).When(Decide(Objection, Ending(ProceedingState.Withdrawn))).Then(Decided(Objection, ProceedingState.Withdrawn));
        HeldUp.Given(Decided(Objection, ProceedingState.Unfounded), Begun(Appeal, ProceedingKind.Appeal)).When(Decide(Appeal, Ending(ProceedingState.Unfounded)))
            .Then(Decided(Appeal, ProceedingState.Unfounded), Decided(Relief, ProceedingState.Lapsed));
    }

    [Theory]
    // term meanwhile, back in force on, then until
    [InlineData(TermMeanwhile.RunsOn, "2026-06-08", null)]
    [InlineData(TermMeanwhile.StandsStill, "2026-06-08", "2026-12-09")] // 91 days from the first day of the term
    [InlineData(TermMeanwhile.StandsStill, "2026-03-08", null)] // its first day had not come
    public void add_the_days_of_a_term_that_stood_still(TermMeanwhile term, string back, string? until)
    {
        var day = DateOnly.Parse(back, System.Globalization.CultureInfo.InvariantCulture);
        var at = new DateTimeOffset(day.ToDateTime(new(12, 0)), TimeSpan.Zero);
        var spec = AskedForRelief.Given(Decided(Relief, ProceedingState.Granted, term: term), Moved(MeasureState.Suspended), Decided(Relief, ProceedingState.Lapsed, at: at));
        MeasureTermChanged[] changed = until is null
            ? []
            : [new(SecurityRoom, TheMeasure, TermChange.SuspensionOver, null, DateOnly.Parse(until, System.Globalization.CultureInfo.InvariantCulture), Bram, at)];
        spec.When(Step(MeasureState.InForce, at)).Then([Moved(MeasureState.InForce, at), .. changed]);
    }

    [Fact]
    public void that_are_an_advice_are_awaited_before_the_measure_is_imposed()
    {
        var asked = Considered("licence-withdrawal").Given(Begun(Advice, ProceedingKind.BibobAdvice), Moved(MeasureState.LegalCheck));
        asked.When(Step(MeasureState.Imposed)).ThenStateForbids("legal-check", "intention", "ended");
        asked.When(Begin(ProceedingId.New(), ProceedingKind.BibobAdvice)).ThenStateForbids("legal-check");
        asked.Given(Decided(Advice, ProceedingState.SeriousDanger)).When(Step(MeasureState.Imposed)).Then(Imposed(new("licence-withdrawal")));
        asked.Given(Decided(Advice, ProceedingState.Withdrawn)).When(Step(MeasureState.Imposed)).Then(Imposed(new("licence-withdrawal")));
        InForce("licence-withdrawal").When(Begin(Advice, ProceedingKind.BibobAdvice)).ThenStateForbids("in-force", "objection");
    }

    /// <summary>Art. 15 Wet Bibob.</summary>
    [Fact]
    public void that_are_an_advice_take_longer_once()
    {
        var asked = Considered("licence-refusal").Given(Begun(Advice, ProceedingKind.BibobAdvice));
        var extended = new ProceedingExtended(
            SecurityRoom, TheMeasure, Advice, new(SecurityDeadlines.ExtensionOf(Advice), new("bibob-advice-extension"), AdviceTerm.DueAt.AddSeconds(-1), AdviceTerm.DueAt.AddDays(28), new("1")), null, Bram, Monday);
        asked.When(Extend(Advice)).Then(extended);
        asked.Given(extended).When(Extend(Advice)).ThenStateForbids("pending", "serious-danger", "lesser-danger", "no-danger", "withdrawn");
        Objected.When(Extend(Objection)).ThenStateForbids("pending", "upheld", "partly-upheld", "unfounded", "inadmissible", "withdrawn");

        static Func<SecurityTrack, Decision> Extend(ProceedingId id) => track => ExtendProceedingEndpoint.Decide(id, TheMeasure, track, DeadlineRules.Current, null, Bram, Monday);
    }

    [Fact]
    public void have_outcomes_of_their_own()
    {
        Objected.When(Decide(Objection, Ending(ProceedingState.Granted))).ThenStateForbids("pending", "upheld", "partly-upheld", "unfounded", "inadmissible", "withdrawn");
        AskedForRelief.When(Decide(Relief, Ending(ProceedingState.Upheld))).ThenStateForbids("pending", "granted", "refused", "withdrawn");
        Objected.Given(Decided(Objection, ProceedingState.Unfounded)).When(Decide(Objection, Ending(ProceedingState.Upheld))).ThenStateForbids("unfounded");
    }

    [Fact]
    public void that_do_not_exist_are_not_found()
    {
        Objected.When(Decide(ProceedingId.New(), Ending(ProceedingState.Upheld))).ThenRefused(Problems.NotFound);
        Objected.When(track => DecideProceedingEndpoint.Decide(Objection, MeasureId.New(), Ending(ProceedingState.Upheld), track, null, Bram, Monday)).ThenRefused(Problems.NotFound);
        Objected.When(track => BeginProceedingEndpoint.Decide(Objection, MeasureId.New(), new(ProceedingKind.Objection, From), track, DeadlineRules.Current, null, Bram, Monday)).ThenRefused(Problems.NotFound);
        Objected.When(track => ExtendProceedingEndpoint.Decide(ProceedingId.New(), TheMeasure, track, DeadlineRules.Current, null, Bram, Monday)).ThenRefused(Problems.NotFound);
        Objected.When(track => ExtendProceedingEndpoint.Decide(Objection, MeasureId.New(), track, DeadlineRules.Current, null, Bram, Monday)).ThenRefused(Problems.NotFound);
    }

    [Theory]
    [InlineData(ProceedingState.Pending, "/outcome")]
    [InlineData(ProceedingState.Upheld, "/reason")]
    [InlineData(ProceedingState.PartlyUpheld, "/until")]
    [InlineData(ProceedingState.Granted, "/term")]
    [InlineData(ProceedingState.Unfounded, "")]
    public void say_what_their_outcome_asks_for(ProceedingState outcome, string fault) => Faults(new DecideProceeding(outcome, new(2026, 3, 2))).ShouldBe(fault.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void say_nothing_that_belongs_to_another_outcome() => Faults(new DecideProceeding(
        ProceedingState.Unfounded, new(2026, 3, 3), new("other"), new(2026, 4, 1), TermMeanwhile.RunsOn, new(2026, 4, 1))).ShouldBe(["/on", "/reason", "/until", "/term", "/effectiveFrom"]);

    [Fact]
    public void began_on_a_day_that_has_come() => Faults(new BeginProceeding(ProceedingKind.Objection, new(2026, 3, 3))).ShouldBe(["/on"]);

    private static List<string> Faults<TCommand>(TCommand command) where TCommand : IChecked
    {
        var faults = new Faults { Now = Monday };
        command.Check(faults);
        return [.. faults.All.Select(fault => fault.Pointer)];
    }
}
