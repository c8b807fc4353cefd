using ChainCoop.Shared;

namespace ChainCoop.Cases.Security;

/// <summary>
/// Which states follow each other (domain, section 6). A measure that is not imposed in the end is ended; interim relief
/// suspends one, and it goes on or is annulled. Ended and annulled are final.
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
        MeasureState.Complied => [MeasureState.Ended, MeasureState.Annulled],
        MeasureState.PenaltyForfeited => [MeasureState.Complied, MeasureState.Enforced, MeasureState.Ended, MeasureState.Suspended, MeasureState.Annulled],
        MeasureState.Enforced => [MeasureState.Ended, MeasureState.Annulled],
        MeasureState.Suspended => [MeasureState.InForce, MeasureState.Annulled],
        MeasureState.Ended or MeasureState.Annulled => [],
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public static Problem Forbids(Measure measure, string detail) =>
        Problems.StateForbids(Kebab.Of(measure.State), [.. Next(measure.State).Select(Kebab.Of)], detail);
}
