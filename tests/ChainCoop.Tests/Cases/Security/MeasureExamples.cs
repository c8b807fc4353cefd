using ChainCoop.Access;
using ChainCoop.Cases.Security;
using ChainCoop.Shared;
using static ChainCoop.Tests.Cases.CaseExamples;

namespace ChainCoop.Tests.Cases.Security;

/// <summary>Measures in a state, as the tests of what follows begin with.</summary>
internal static class MeasureExamples
{
    public static readonly MeasureId TheMeasure = MeasureId.New();
    public static readonly ProceedingId Objection = ProceedingId.New();
    public static readonly ProceedingId Relief = ProceedingId.New();
    public static readonly ProceedingId Appeal = ProceedingId.New();
    public static readonly ProceedingId Advice = ProceedingId.New();
    public static readonly PayloadRef Text = new(PayloadId.New(), new Commitment(new string('0', 64)));
    public static readonly StepPayloads Texts = new(Text, Text, null, null);
    public static readonly Deadline ObjectionTerm = DeadlineRules.Current.Begin(DeadlineId.From(TheMeasure.Value), new("objection"), Monday, Monday);
    public static readonly Deadline AdviceTerm = DeadlineRules.Current.Begin(DeadlineId.From(Advice.Value), new("bibob-advice"), Monday.AddHours(-10), Monday);
    public static readonly DateOnly From = new(2026, 3, 9);
    public static readonly DateOnly Until = new(2026, 9, 9);

    /// <summary>A ground of each kind that the tests use. Nobody was heard, so that no intention is needed.</summary>
    public static ImpositionDetails BasisOf(MeasureKind kind)
    {
        var ground = MeasureRules.On(From).Of(kind)!.Grounds[0];
        return new ImpositionDetails(
            ground.Articles[0], ground.Bodies[0], "Twelve people slept in the kitchen.", true, "A warning was ignored twice.", new HeardView(false, null, new("urgent")),
            new("decision-2026-12"), From, Until, ground.Articles.Count > 1 ? [.. ground.Articles.Skip(1)] : null);
    }

    public static MeasureImposed Imposed(MeasureKind kind)
    {
        var basis = BasisOf(kind);
        return new MeasureImposed(
            SecurityRoom, TheMeasure, basis.Article, basis.CompetentBody, Text, true, Text, basis.View.Reason, null, basis.DecisionDocument, From, Until, null, Bram, Monday, basis.FurtherArticles, new("1"),
            MeasureRules.On(From).Of(kind)!.IsDecision ? ObjectionTerm : null);
    }

    public static DeciderSpec<SecurityTrack> Considered(string kind) =>
        new(Fold, new SecurityTrackOpened(SecurityRoom, Anna, Monday), new MeasureConsidered(SecurityRoom, TheMeasure, new(kind), null, Bram, Monday));

    public static DeciderSpec<SecurityTrack> InForce(string kind = "closure") =>
        Considered(kind).Given(Moved(MeasureState.LegalCheck), Imposed(new(kind)), Moved(MeasureState.InForce));

    public static MeasureMoved Moved(MeasureState to, DateTimeOffset? at = null) => new(SecurityRoom, TheMeasure, to, null, Bram, at ?? Monday);

    public static ProceedingBegun Begun(ProceedingId id, ProceedingKind kind) => new(SecurityRoom, TheMeasure, id, kind, new(2026, 3, 2), kind == ProceedingKind.BibobAdvice ? AdviceTerm : null, null, Bram, Monday);

    public static ProceedingDecided Decided(ProceedingId id, ProceedingState outcome, AnnulmentReason? reason = null, TermMeanwhile? term = null, DateTimeOffset? at = null) =>
        new(SecurityRoom, TheMeasure, id, outcome, new(2026, 3, 2), reason, term, null, Bram, at ?? Monday);

    public static Func<SecurityTrack, Decision> Step(MeasureState to, DateTimeOffset? at = null) => track => TakeMeasureStepEndpoint.Decide(
        TheMeasure, new TakeMeasureStep(to, to == MeasureState.Imposed ? BasisOf(track.Measures[0].Kind) : null, to == MeasureState.Annulled ? new(new("other")) : null), track, DeadlineRules.Current, Texts, Bram, at ?? Monday);

    public static Func<SecurityTrack, Decision> Begin(ProceedingId id, ProceedingKind kind, DateTimeOffset? at = null) => track =>
        BeginProceedingEndpoint.Decide(id, TheMeasure, new BeginProceeding(kind, new(2026, 3, 2)), track, DeadlineRules.Current, null, Bram, at ?? Monday);

    public static Func<SecurityTrack, Decision> Decide(ProceedingId id, DecideProceeding command, DateTimeOffset? at = null) => track =>
        DecideProceedingEndpoint.Decide(id, TheMeasure, command, track, null, Bram, at ?? Monday);

    /// <summary>With what its outcome asks for.</summary>
    public static DecideProceeding Ending(ProceedingState outcome) => new(
        outcome, new(2026, 3, 2), outcome == ProceedingState.Upheld ? new("facts-insufficient") : null, outcome == ProceedingState.PartlyUpheld ? new(2026, 6, 9) : null,
        outcome == ProceedingState.Granted ? TermMeanwhile.RunsOn : null);
}
