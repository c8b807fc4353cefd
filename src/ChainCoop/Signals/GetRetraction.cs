using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Signals;

/// <summary>That a signal was retracted. Nothing else of it, for those who see it no longer.</summary>
public sealed record RetractionView(RetractionId Id, SignalId SignalId, MunicipalityCode Municipality, RetractionReason Reason, DateTimeOffset At);

public static class GetRetractionEndpoint
{
    public static readonly AccessRule Rule = AccessRule.Of(
        "retraction.read", ResourceKind.Retraction, Room.General, [GrantRole.Owner, GrantRole.Receiver],
        [Role.FocalPoint, Role.CareCoordinator, Role.CaseLead, Role.ChainDirector, Role.Partner], [.. RoomAccess.PurposesOf(Room.General)]);

    /// <summary>Reads one retraction: what the entry in the feed is about.</summary>
    [WolverineGet("/retractions/{retractionId}"), Scope("signals.read")]
    [ProducesResponseType<RetractionView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(RetractionId retractionId, Gate gate, NpgsqlDataSource source, CancellationToken token) =>
        gate.Show<Signal>(
            retractionId.Value,
            Rule,
            (signal, _) => Task.FromResult(signal.Retraction is { } retraction && retraction.Id == retractionId
                ? new Shown(new RetractionView(retractionId, signal.Id, signal.Municipality, retraction.Reason, retraction.At)) { HidesSteps = true }
                : Shown.Refused(Problems.NotFound)),
            signal => signal.Version,
            within: () => SignalLinks.StreamOfAsync(retractionId.Value, source, token));
}
