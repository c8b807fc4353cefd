using ChainCoop.Shared;

namespace ChainCoop.Cases.Victims;

/// <summary>From asking for shelter to the end of aftercare (domain, section 6). Transfer: on the way to another shelter. Outflow: left shelter.</summary>
public enum ShelterState
{
    Requested,
    Offered,
    WaitingList,
    Placed,
    Transfer,
    Outflow,
    Aftercare,
    Ended,
    Withdrawn,
}

/// <summary>Which states of a request for shelter follow each other. Ended and withdrawn are final; who needs shelter again asks anew.</summary>
public static class ShelterProtocol
{
    public static IReadOnlyList<ShelterState> Next(ShelterState state) => state switch
    {
        ShelterState.Requested => [ShelterState.Offered, ShelterState.WaitingList, ShelterState.Withdrawn],
        ShelterState.Offered => [ShelterState.Placed, ShelterState.WaitingList, ShelterState.Requested, ShelterState.Withdrawn],
        ShelterState.WaitingList => [ShelterState.Offered, ShelterState.Withdrawn],
        ShelterState.Placed => [ShelterState.Transfer, ShelterState.Outflow],
        ShelterState.Transfer => [ShelterState.Placed, ShelterState.Outflow],
        ShelterState.Outflow => [ShelterState.Aftercare, ShelterState.Ended],
        ShelterState.Aftercare => [ShelterState.Ended],
        ShelterState.Ended or ShelterState.Withdrawn => [],
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    /// <summary>The person looks for shelter or is in it: there is no second request.</summary>
    public static bool IsOpen(ShelterState state) =>
        state is ShelterState.Requested or ShelterState.Offered or ShelterState.WaitingList or ShelterState.Placed or ShelterState.Transfer;

    /// <summary>Null: the step may be taken.</summary>
    public static Problem? Refuses(ShelterRequest request, ShelterState to) =>
        Next(request.State).Contains(to) ? null : Forbids(request, "This step does not follow from the state of the request for shelter.");

    public static Problem Forbids(ShelterRequest request, string detail) =>
        Problems.StateForbids(Kebab.Of(request.State), [.. Next(request.State).Select(Kebab.Of)], detail);
}
