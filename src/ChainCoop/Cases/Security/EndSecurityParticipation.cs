using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Security;

/// <summary>A person in the security room has a role no longer.</summary>
/// <param name="EndedOn">The last day in the role; absent: today.</param>
/// <param name="NextRole">The role in which the same person goes on. Not victim or possible victim: the security room does not know of those.</param>
public sealed record EndSecurityParticipation(
    ParticipationEndReason Reason, DateOnly? EndedOn = null, SubjectRole? NextRole = null, [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults) => ParticipationEndings.Check(faults, EndedOn, NextRole, Reason, SecurityAccess.RolesElsewhere);
}

public static class EndSecurityParticipationEndpoint
{
    public static readonly AccessRule Rule = SecurityAccess.Of("security-track.end-participation");

    /// <summary>Ends a role of a person, and begins the next one where the role changed: as the same person, in a participation of its own.</summary>
    [WolverinePost("/security-tracks/{securityTrackId}/participations/{participationId}/endings"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ParticipationEnding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SecurityTrackId securityTrackId, ParticipationId participationId, EndSecurityParticipation command, Gate gate) =>
        gate.Change<SecurityTrack>(securityTrackId.Value, Rule, async (track, entry) =>
        {
            if (track.Destroyed) return Problems.Destroyed;
            if (track.Participations.Find(participationId) is not { } participation) return Problems.NotFound;
            var note = await entry.SealNoteAbout(participation.SubjectId, command.Note, SecurityAccess.Purpose, SecurityAccess.Retention, "security_participation_ended");
            return Decide(participationId, ParticipationId.New(), command, track, note, entry.By, entry.Now);
        });

    /// <param name="next">Of the participation that begins, if one does.</param>
    public static Decision Decide(
        ParticipationId id, ParticipationId next, EndSecurityParticipation command, SecurityTrack track, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (track.Destroyed) return Problems.Destroyed;
        if (track.Participations.Find(id) is not { } participation) return Problems.NotFound;
        var endedOn = command.EndedOn ?? DutchTime.DayOf(now);
        if (ParticipationEndings.Refuses(participation, endedOn, command.NextRole) is { } refusal) return refusal;
        object[] begins = command.NextRole is { } role
            ? [new SecurityParticipationStarted(track.Id, next, participation.SubjectId, role, participation.Identifiers, null, by, now)]
            : [];
        return Decision.Of([new SecurityParticipationEnded(track.Id, id, command.Reason, endedOn, note, by, now), .. begins]) with
        {
            Answer = new ParticipationEnding(id, endedOn, begins.Length > 0 ? next : null),
            Subjects = [participation.SubjectId],
        };
    }
}
