using ChainCoop.Shared;

namespace ChainCoop.Cases.Security;

/// <summary>
/// Objection (bezwaar), request for interim relief (voorlopige voorziening), appeal to the court (beroep), and advice of the Landelijk
/// Bureau Bibob.
/// </summary>
public enum ProceedingKind { Objection, InterimRelief, Appeal, BibobAdvice }

/// <summary>
/// Where a proceeding stands. Lapsed: interim relief that was granted holds no longer. The three dangers are the outcomes of an advice
/// (art. 3 Wet Bibob).
/// </summary>
public enum ProceedingState { Pending, Upheld, PartlyUpheld, Unfounded, Inadmissible, Withdrawn, Granted, Refused, Lapsed, SeriousDanger, LesserDanger, NoDanger }

/// <summary>Whether the term of a measure goes on while it is suspended, as the court says.</summary>
public enum TermMeanwhile { RunsOn, StandsStill }

/// <summary>Why the term of a measure has another end.</summary>
public enum TermChange { PartlyUpheld, SuspensionOver }

/// <summary>A proceeding about a measure: a small life of its own, beside that of the measure.</summary>
/// <param name="On">The day on which it was lodged or asked.</param>
public sealed record Proceeding(ProceedingId Id, ProceedingKind Kind, ProceedingState State, DateOnly On, PayloadRef? Note, DateTimeOffset At)
{
    /// <summary>By when an advice is due; null of other kinds.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public bool Extended { get; init; }

    /// <summary>In the order taken: a request that was granted and lapsed has two.</summary>
    public IReadOnlyList<ProceedingDecision> Decisions { get; init; } = [];

    public PayloadRef? ExtensionNote { get; init; }

    internal bool IsRemedy => Kind is ProceedingKind.Objection or ProceedingKind.Appeal;

    internal bool IsPending => State == ProceedingState.Pending;

    /// <summary>A court holds the measure up.</summary>
    internal bool Suspends => Kind == ProceedingKind.InterimRelief && State == ProceedingState.Granted;
}

public sealed record ProceedingDecision(ProceedingState Outcome, DateOnly On, AnnulmentReason? Reason, TermMeanwhile? Term, PayloadRef? Note, DateTimeOffset At);

/// <summary>What may begin and what may follow. A court that holds a measure up, and an advice that is awaited, bind the measure too: <see cref="MeasureProtocol"/>.</summary>
public static class ProceedingProtocol
{
    public static IReadOnlyList<ProceedingState> Next(ProceedingKind kind, ProceedingState state) => (kind, state) switch
    {
        (ProceedingKind.Objection or ProceedingKind.Appeal, ProceedingState.Pending) =>
            [ProceedingState.Upheld, ProceedingState.PartlyUpheld, ProceedingState.Unfounded, ProceedingState.Inadmissible, ProceedingState.Withdrawn],
        (ProceedingKind.InterimRelief, ProceedingState.Pending) => [ProceedingState.Granted, ProceedingState.Refused, ProceedingState.Withdrawn],
        (ProceedingKind.InterimRelief, ProceedingState.Granted) => [ProceedingState.Lapsed],
        (ProceedingKind.BibobAdvice, ProceedingState.Pending) =>
            [ProceedingState.SeriousDanger, ProceedingState.LesserDanger, ProceedingState.NoDanger, ProceedingState.Withdrawn],
        _ => [],
    };

    /// <summary>Those that may follow now: of a measure that was annulled nothing is left to hold up.</summary>
    public static IReadOnlyList<ProceedingState> Allowed(Measure measure, Proceeding proceeding) =>
        [.. Next(proceeding.Kind, proceeding.State).Where(outcome => outcome != ProceedingState.Granted || measure.State != MeasureState.Annulled)];

    /// <summary>Kinds that can ever begin about a measure of this kind: against what is no decision there is no objection.</summary>
    public static IReadOnlyList<ProceedingKind> KnownFor(MeasureKindRule? rule) =>
    [
        .. rule is { IsDecision: true } ? [ProceedingKind.Objection, ProceedingKind.InterimRelief, ProceedingKind.Appeal] : (ProceedingKind[])[],
        .. rule is { TakesBibobAdvice: true } ? [ProceedingKind.BibobAdvice] : (ProceedingKind[])[],
    ];

    /// <summary>Those of them that the state of the measure lets begin now.</summary>
    public static IReadOnlyList<ProceedingKind> MayBegin(Measure measure, MeasureKindRule? rule) => [.. KnownFor(rule).Where(kind => MayBegin(kind, measure))];

    private static bool MayBegin(ProceedingKind kind, Measure measure)
    {
        var stands = measure.Imposition is not null && measure.State != MeasureState.Annulled;
        return kind switch
        {
            // Each of those concerned may object, also after its end: it may have done harm.
            ProceedingKind.Objection => stands,
            // Art. 7:1 and 8:1 Awb: after the decision on an objection.
            ProceedingKind.Appeal => stands && measure.Proceedings.Any(one =>
                one is { Kind: ProceedingKind.Objection, State: ProceedingState.PartlyUpheld or ProceedingState.Unfounded or ProceedingState.Inadmissible }),
            // Art. 8:81 Awb: beside an objection or appeal that is pending. One at a time.
            ProceedingKind.InterimRelief => stands && measure.State != MeasureState.Ended && measure.Proceedings.Any(one => one is { IsRemedy: true, IsPending: true })
                && !measure.Proceedings.Any(one => one.Kind == ProceedingKind.InterimRelief && (one.IsPending || one.Suspends)),
            ProceedingKind.BibobAdvice => measure.State is MeasureState.Considered or MeasureState.LegalCheck or MeasureState.Intention && !MeasureProtocol.AwaitsAdvice(measure),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    /// <summary>
    /// Whether interim relief that was granted lapses with this decision (art. 8:85 Awb): the last objection or appeal was withdrawn, the
    /// court gave its judgement, or nothing is left to hold up. After another decision on an objection it holds until the term for appeal
    /// is over: then somebody records that it lapsed.
    /// </summary>
    internal static bool EndsRelief(Measure measure, Proceeding decided, ProceedingState outcome) =>
        decided.IsRemedy && (outcome == ProceedingState.Upheld
            || (outcome == ProceedingState.Withdrawn || decided.Kind == ProceedingKind.Appeal) && !measure.Proceedings.Any(one => one is { IsRemedy: true, IsPending: true } && one.Id != decided.Id));

    public static Problem Forbids(Measure measure, Proceeding proceeding, string detail) =>
        Problems.StateForbids(Kebab.Of(proceeding.State), [.. Allowed(measure, proceeding).Select(Kebab.Of)], detail);
}
