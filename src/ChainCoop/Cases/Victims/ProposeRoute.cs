using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Victims;

/// <summary>What is known of a person that decides where help comes from. Unknown is a value of each.</summary>
/// <param name="Residence">On what the person stays in the Netherlands.</param>
/// <param name="Complexity">Whether problems beside the exploitation ask for special shelter.</param>
public sealed record ProposeRoute(ParticipationId ParticipationId, AgeGroup AgeGroup, NationalityGroup Nationality, ResidenceStatus Residence, Complexity Complexity);

/// <param name="Rules">Version of the rules.</param>
/// <param name="Proposed">Absent: no rule applies to what is known.</param>
/// <param name="Applied">The rules that apply, the one that decided first; the code list says what each is and on what it rests.</param>
/// <param name="Open">Rules that may apply once a fact is known that is unknown now.</param>
public sealed record RouteProposalReceipt(
    RouteProposalId Id, RoutingRulesVersion Rules, VictimRoute? Proposed, IReadOnlyList<RoutingRule> Applied, IReadOnlyList<RoutingRule> Open);

public static class ProposeRouteEndpoint
{
    public static readonly AccessRule Rule = VictimAccess.Of("victim-track.propose-route");

    /// <summary>Asks the rules for a route. They propose and say why; a human decides.</summary>
    [WolverinePost("/victim-tracks/{victimTrackId}/route-proposals"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<RouteProposalReceipt>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(VictimTrackId victimTrackId, ProposeRoute command, Gate gate) =>
        gate.Change<VictimTrack>(victimTrackId.Value, Rule, (track, entry) => Decide(RouteProposalId.New(), command, track, entry.By, entry.Now));

    public static Decision Decide(RouteProposalId id, ProposeRoute command, VictimTrack track, ActorRef by, DateTimeOffset now)
    {
        if (track.Refuses(command.ParticipationId) is { } refusal) return refusal;
        var facts = new RoutingFacts(command.AgeGroup, command.Nationality, command.Residence, command.Complexity);
        var (proposed, applied, open) = Routing.Propose(facts);
        return Decision.Of(new VictimRouteProposed(track.Id, id, command.ParticipationId, facts, Routing.Version, proposed, applied, open, by, now)) with
        {
            Answer = new RouteProposalReceipt(id, Routing.Version, proposed, applied, open),
            Subjects = [track.SubjectOf(command.ParticipationId)],
        };
    }
}
