using ChainCoop.Shared;

namespace ChainCoop.Cases.Security;

/// <summary>
/// Which states follow each other (domain, section 6). A measure that is not imposed in the end is ended; a suspended one goes on, is given
/// up or is annulled. Ended is final but for one that was imposed: an objection or a court may still annul that. Annulled is final.
/// </summary>
public static class MeasureProtocol
{
    public static IReadOnlyList<MeasureState> Next(MeasureState state) => state switch
    {
        MeasureState.Considered => [MeasureState.LegalCheck, MeasureState.Ended],
        MeasureState.LegalCheck => [MeasureState.Intention, MeasureState.Imposed, MeasureState.Ended],
        MeasureState.Intention => [MeasureState.Imposed, MeasureState.Ended],
        MeasureState.Imposed => [MeasureState.InForce, MeasureState.Suspended, MeasureState.Annulled],
        MeasureState.InForce =>
            [MeasureState.Complied, MeasureState.PenaltyForfeited, MeasureState.Enforced, MeasureState.Ended, MeasureState.Suspended, MeasureState.Annulled],
        MeasureState.Complied => [MeasureState.Ended, MeasureState.Suspended, MeasureState.Annulled],
        MeasureState.PenaltyForfeited => [MeasureState.Complied, MeasureState.Enforced, MeasureState.Ended, MeasureState.Suspended, MeasureState.Annulled],
        MeasureState.Enforced => [MeasureState.Ended, MeasureState.Suspended, MeasureState.Annulled],
        MeasureState.Suspended => [MeasureState.InForce, MeasureState.Ended, MeasureState.Annulled],
        MeasureState.Ended or MeasureState.Annulled => [],
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    /// <summary>Those of them that a step may take now: an advice is awaited, and what a court holds up stays so until that has lapsed.</summary>
    public static IReadOnlyList<MeasureState> Allowed(Measure measure) =>
    [
        .. Next(measure.State).Where(next => next switch
        {
            MeasureState.Imposed => !AwaitsAdvice(measure),
            MeasureState.InForce => !HeldUp(measure),
            _ => true,
        }),
    ];

    public static bool AwaitsAdvice(Measure measure) => measure.Proceedings.Any(one => one is { Kind: ProceedingKind.BibobAdvice, IsPending: true });

    /// <summary>By a court.</summary>
    public static bool HeldUp(Measure measure) => measure.Proceedings.Any(one => one.Suspends);

    public static Problem Forbids(Measure measure, string detail) =>
        Problems.StateForbids(Kebab.Of(measure.State), [.. Allowed(measure).Select(Kebab.Of)], detail);
}
