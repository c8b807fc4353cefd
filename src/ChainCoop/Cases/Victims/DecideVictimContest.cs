using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Victims;

public static class DecideVictimContestEndpoint
{
    public static readonly AccessRule Rule = VictimAccess.Of("victim-track.decide-contest", GrantRole.Lead);

    /// <summary>Decides a contest, as somebody else than who lodged it. It changes no fact: a correction does.</summary>
    [WolverinePost("/victim-tracks/{victimTrackId}/participations/{participationId}/contests/{contestId}/decisions"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ContestStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(VictimTrackId victimTrackId, ParticipationId participationId, ContestId contestId, DecideContest command, Gate gate) =>
        gate.Change<VictimTrack>(victimTrackId.Value, Rule, async (track, entry) =>
        {
            if (track.Destroyed) return Problems.Destroyed;
            if (track.Participations.Find(participationId) is not { } participation) return Problems.NotFound;
            var note = await entry.SealNoteAbout(participation.SubjectId, command.Note, VictimAccess.Purpose, VictimAccess.Retention, "victim_contest_decided");
            return Decide(participationId, contestId, command, track, note, entry.By, entry.Now);
        });

    public static Decision Decide(
        ParticipationId participationId, ContestId id, DecideContest command, VictimTrack track, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (track.Destroyed) return Problems.Destroyed;
        if (track.Participations.Find(participationId) is not { } participation || participation.Contests.Find(id) is not { } contest) return Problems.NotFound;
        if (contest.Refuses(by) is { } refusal) return refusal;
        return Decision.Of(new VictimContestDecided(track.Id, participationId, id, command.Decision, command.Reason, note, by, now)) with
        {
            Answer = new ContestStanding(id, Contests.StatusAfter(command.Decision)),
            Subjects = [participation.SubjectId],
        };
    }
}
