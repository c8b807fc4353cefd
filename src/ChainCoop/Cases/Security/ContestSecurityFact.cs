using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Security;

public static class ContestSecurityFactEndpoint
{
    public static readonly AccessRule Rule = SecurityAccess.Of("security-track.contest-fact");

    /// <summary>Records that a person in the security room disputes a fact. It is marked until somebody else decides.</summary>
    [WolverinePost("/security-tracks/{securityTrackId}/participations/{participationId}/contests"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ContestStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SecurityTrackId securityTrackId, ParticipationId participationId, ContestParticipationFact command, Gate gate) =>
        gate.Change<SecurityTrack>(securityTrackId.Value, Rule, async (track, entry) =>
        {
            if (track.Destroyed) return Problems.Destroyed;
            if (track.Participations.Find(participationId) is not { } participation) return Problems.NotFound;
            var statement = await entry.Seal(new Unsealed(
                new KeyScope(participation.SubjectId.Value, SecurityAccess.Purpose, SecurityAccess.Retention), "security_fact_contested", new Prose(command.Statement)));
            return Decide(ContestId.New(), participationId, command, track, statement[0], entry.By, entry.Now);
        });

    public static Decision Decide(
        ContestId id, ParticipationId participationId, ContestParticipationFact command, SecurityTrack track, PayloadRef statement, ActorRef by, DateTimeOffset now)
    {
        if (track.Destroyed) return Problems.Destroyed;
        if (track.Participations.Find(participationId) is not { } participation) return Problems.NotFound;
        return Decision.Of(new SecurityFactContested(track.Id, participationId, id, command.Fact, statement, by, now)) with
        {
            Answer = new ContestStanding(id, ContestStatus.Open),
            Subjects = [participation.SubjectId],
        };
    }
}
