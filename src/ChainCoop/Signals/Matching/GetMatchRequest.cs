using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Signals.Matching;

/// <summary>That an officer, or his organisation, asked so often, or so often in vain, that somebody may be guessing.</summary>
/// <param name="Organisation">The officer's.</param>
/// <param name="Asked">His requests on that day, until the alarm.</param>
/// <param name="Misses">Of these, those that found nobody.</param>
/// <param name="Officer">For his own organisation; absent for the other parties.</param>
/// <param name="AskedByAll">Requests of the whole organisation under the agreement on that day, where these are the reason.</param>
public sealed record MatchRequestView(MatchRequestId Id, AgreementId AgreementId, Oin Organisation, int Asked, int Misses, DateTimeOffset At, OfficerId? Officer, int? AskedByAll = null);

public static class GetMatchRequestEndpoint
{
    private static readonly HashSet<Role> Keepers = [Role.PrivacyOfficer];

    public static readonly AccessRule Rule = AccessRule.Of(
        "match.read-request", ResourceKind.MatchRequest, Room.General, [GrantRole.Party], [Role.ChainDirector, Role.PrivacyOfficer, Role.Partner],
        [.. RoomAccess.PurposesOf(Room.General), .. RolePurposes.OfKeepers]) with
    { Keepers = Keepers };

    /// <summary>Reads one alarm: what the entry in the feed is about. For who answers for the officers, or for the data, of a party to the agreement.</summary>
    [WolverineGet("/match-requests/{matchRequestId}"), Scope("signals.read")]
    [ProducesResponseType<MatchRequestView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(MatchRequestId matchRequestId, HttpContext http, Gate gate) =>
        gate.Show<MatchRequest>(
            matchRequestId.Value,
            Rule,
            (request, _) => Task.FromResult(new Shown(new MatchRequestView(
                request.Id, request.AgreementId, request.By.Organisation, request.Alarm!.Asked, request.Alarm.Misses, request.At,
                request.By.Organisation == http.Actor().Organisation ? request.By.Officer : null, request.Alarm.AskedByAll))),
            request => request.Version);
}
