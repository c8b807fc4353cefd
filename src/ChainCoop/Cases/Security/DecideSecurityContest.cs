using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Security;

public static class DecideSecurityContestEndpoint
{
    public static readonly AccessRule Rule = SecurityAccess.Of("security-track.decide-contest", GrantRole.Lead);

    /// <summary>Decides a contest, as somebody else than who lodged it. It changes no fact: a correction does.</summary>
    [WolverinePost("/security-tracks/{securityTrackId}/participations/{participationId}/contests/{contestId}/decisions"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ContestStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SecurityTrackId securityTrackId, ParticipationId participationId, ContestId contestId, DecideContest command, Gate gate) =>
        gate.Change<SecurityTrack>(securityTrackId.Value, Rule, async (track, entry) =>
        {
            if (track.Destroyed) return Problems.Destroyed;
            if (track.Participations.Find(participationId) is not { } participation) return Problems.NotFound;
            var note = await entry.SealNoteAbout(participation.SubjectId, command.Note, SecurityAccess.Purpose, SecurityAccess.Retention, "security_contest_decided");
            return Decide(participationId, contestId, command, track, note, entry.By, entry.Now);
        });

    public static Decision Decide(
        ParticipationId participationId, ContestId id, DecideContest command, SecurityTrack track, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (track.Destroyed) return Problems.Destroyed;
        if (track.Participations.Find(participationId) is not { } participation || participation.Contests.Find(id) is not { } contest) return Problems.NotFound;
        if (contest.Refuses(by) is { } refusal) return refusal;
        return Decision.Of(new SecurityContestDecided(track.Id, participationId, id, command.Decision, command.Reason, note, by, now)) with
        {
            Answer = new ContestStanding(id, Contests.StatusAfter(command.Decision)),
            Subjects = [participation.SubjectId],
        };
    }
}
