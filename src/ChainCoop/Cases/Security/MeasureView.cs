using ChainCoop.Privacy;
using ChainCoop.Shared;

namespace ChainCoop.Cases.Security;

/// <param name="Steps">In the order taken.</param>
/// <param name="Imposition">As imposed; null until then.</param>
/// <param name="Allowed">States that a step may take now.</param>
/// <param name="Check">The legal check, by the rules that it was imposed on, or those of today.</param>
/// <param name="Proceedings">In the order begun.</param>
/// <param name="MayBegin">Kinds of proceedings that may begin now.</param>
/// <param name="Effects">In the order recorded.</param>
public sealed record MeasureView(
    MeasureId Id,
    MeasureKind Kind,
    MeasureState State,
    IReadOnlyList<MeasureStepView> Steps,
    ImpositionDetails? Imposition,
    IReadOnlyList<MeasureState> Allowed,
    MeasureCheck Check,
    IReadOnlyList<ProceedingView> Proceedings,
    IReadOnlyList<ProceedingKind> MayBegin,
    IReadOnlyList<MeasureEffectView> Effects)
{
    /// <summary>It rests on facts that may not be shown to the person concerned or to a court: who passes anything on looks at this first.</summary>
    public bool RestsOnUndisclosedFacts { get; init; }

    /// <summary>Null until it is imposed.</summary>
    public MeasureTermView? Term { get; init; }

    /// <summary>Until when those concerned may object; null where they may not.</summary>
    public DateTimeOffset? ObjectionUntil { get; init; }

    /// <summary>The term for objection passed and nobody had objected (onherroepelijk).</summary>
    public bool Final { get; init; }

    /// <summary>Null unless it is annulled.</summary>
    public Annulment? Annulment { get; init; }

    internal static MeasureView Of(Measure measure, Opened opened, DateOnly today)
    {
        var rules = measure.Imposition?.Rules is { } version && MeasureRules.Find(version) is { } known ? known : MeasureRules.On(measure.ImposedAt is { } at ? DutchTime.DayOf(at) : today);
        return new MeasureView(
            measure.Id, measure.Kind, measure.State, [.. measure.Steps.Select(step => new MeasureStepView(step.To, opened.TextOf(step.Note), step.At))],
            measure.Imposition is { } basis ? Details(basis, opened) : null, MeasureProtocol.Allowed(measure), ImpositionCheck.Of(measure.Kind, measure.Imposition?.Claim, rules),
            [.. measure.Proceedings.Select(one => ProceedingView.Of(one, measure, opened))], ProceedingProtocol.MayBegin(measure, rules.Of(measure.Kind)),
            [.. measure.Effects.Select(effect => new MeasureEffectView(effect.Effect, effect.ObservedOn, opened.TextOf(effect.Note), effect.At))])
        {
            RestsOnUndisclosedFacts = measure.Imposition is { FactsMayBeDisclosed: false },
            Term = MeasureTermView.Of(measure),
            ObjectionUntil = measure.ObjectionUntil,
            Final = measure.Final,
            Annulment = measure.Annulment,
        };
    }

    private static ImpositionDetails Details(Imposition basis, Opened opened) => new(
        basis.Article, basis.CompetentBody, opened.Text(basis.Facts), basis.FactsMayBeDisclosed, opened.Text(basis.Proportionality),
        new HeardView(basis.NotHeard is null, opened.TextOf(basis.View), basis.NotHeard), basis.Decision, basis.From, basis.Until, basis.FurtherArticles);
}

public sealed record MeasureStepView(MeasureState To, string? Note, DateTimeOffset At);

/// <summary>The term as it is by now; <c>imposition</c> has it as imposed.</summary>
/// <param name="From">Its first day.</param>
/// <param name="Until">First day after it. Of an annulled measure: first day on which it holds no longer.</param>
/// <param name="StandsStill">It is suspended, and its term waits: the days are added when it goes on.</param>
public sealed record MeasureTermView(DateOnly From, DateOnly Until, bool StandsStill)
{
    internal static MeasureTermView? Of(Measure measure) => measure.Imposition is { } basis
        ? new MeasureTermView(basis.From, measure.Annulment?.EffectiveFrom ?? measure.Until!.Value, measure.WaitsFrom is not null)
        : null;
}

/// <param name="On">The day on which it was lodged or asked.</param>
/// <param name="Decisions">In the order taken.</param>
/// <param name="Allowed">Outcomes that may follow.</param>
/// <param name="DueAt">By when an advice is due; absent of other kinds.</param>
/// <param name="Late">An objection that was lodged after its term.</param>
public sealed record ProceedingView(
    ProceedingId Id, ProceedingKind Kind, ProceedingState State, DateOnly On, DateTimeOffset? DueAt, bool Late, bool Extended, string? Note, string? ExtensionNote, IReadOnlyList<ProceedingDecisionView> Decisions,
    IReadOnlyList<ProceedingState> Allowed, DateTimeOffset At)
{
    internal static ProceedingView Of(Proceeding one, Measure measure, Opened opened) => new(
        one.Id, one.Kind, one.State, one.On, one.DueAt, one.Kind == ProceedingKind.Objection && measure.IsLate(one.On), one.Extended, opened.TextOf(one.Note), opened.TextOf(one.ExtensionNote),
        [.. one.Decisions.Select(decision => new ProceedingDecisionView(decision.Outcome, decision.On, decision.Reason, decision.Term, opened.TextOf(decision.Note), decision.At))],
        ProceedingProtocol.Allowed(measure, one), one.At);
}

public sealed record ProceedingDecisionView(ProceedingState Outcome, DateOnly On, AnnulmentReason? Reason, TermMeanwhile? Term, string? Note, DateTimeOffset At);

public sealed record MeasureEffectView(InterventionEffect Effect, DateOnly ObservedOn, string? Note, DateTimeOffset At);
