using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Victims;

/// <summary>Which way a person goes.</summary>
/// <param name="Deviation">Why it is not the proposed one; required then, and only then.</param>
public sealed record DecideRoute(
    VictimRoute Route, RouteDeviationReason? Deviation = null, [property: MinLength(1), MaxLength(10_000)] string? Note = null);

public sealed record RouteStanding(RouteProposalId Id, VictimRoute Route);

public static class DecideRouteEndpoint
{
    public static readonly AccessRule Rule = VictimAccess.Of("victim-track.decide-route", GrantRole.Lead);

    /// <summary>Decides on a proposed route. What the rules say binds nobody; another way needs a reason.</summary>
    [WolverinePost("/victim-tracks/{victimTrackId}/route-proposals/{routeProposalId}/decisions"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<RouteStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(VictimTrackId victimTrackId, RouteProposalId routeProposalId, DecideRoute command, Gate gate) =>
        gate.Change<VictimTrack>(victimTrackId.Value, Rule, async (track, entry) =>
        {
            if (track.Destroyed) return Problems.Destroyed;
            if (track.Routes.FirstOrDefault(known => known.Id == routeProposalId) is not { } proposal) return Problems.NotFound;
            var note = await entry.SealNoteAbout(track, proposal.ParticipationId, command.Note, "victim_route_decided");
            return Decide(routeProposalId, command, track, note, entry.By, entry.Now);
        });

    public static Decision Decide(RouteProposalId id, DecideRoute command, VictimTrack track, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (track.Destroyed) return Problems.Destroyed;
        if (track.Routes.FirstOrDefault(known => known.Id == id) is not { } proposal) return Problems.NotFound;
        if (track.Refuses(proposal.ParticipationId) is { } refusal) return refusal;
        if (proposal.Decision is not null) return Problems.StateForbids("decided", [], "This proposal was decided on. Ask for a new one when facts change.");
        if (command.Route == proposal.Proposed && command.Deviation is not null)
            return Problems.InvalidInput([new Fault("/deviation", "Belongs to another route than the proposed one.")]);
        if (command.Route != proposal.Proposed && command.Deviation is null)
            return Problems.InvalidInput([new Fault("/deviation", "Required for another route than the proposed one.")]);
        return Decision.Of(new VictimRouteDecided(track.Id, id, command.Route, command.Deviation, note, by, now)) with
        {
            Answer = new RouteStanding(id, command.Route),
            Subjects = [track.SubjectOf(proposal.ParticipationId)],
        };
    }
}
