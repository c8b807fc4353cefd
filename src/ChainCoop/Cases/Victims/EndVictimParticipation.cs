using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Victims;

/// <summary>A person in the care room has a role no longer.</summary>
/// <param name="EndedOn">The last day in the role; absent: today.</param>
/// <param name="NextRole">The role in which the same person goes on. Not suspect or facilitator: the care room does not know of those.</param>
public sealed record EndVictimParticipation(
    ParticipationEndReason Reason, DateOnly? EndedOn = null, SubjectRole? NextRole = null, [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults) => ParticipationEndings.Check(faults, EndedOn, NextRole, Reason, VictimAccess.RolesElsewhere);
}

public static class EndVictimParticipationEndpoint
{
    public static readonly AccessRule Rule = VictimAccess.Of("victim-track.end-participation");

    /// <summary>Ends a role of a person, and begins the next one where the role changed: as the same person, in a participation of its own.</summary>
    [WolverinePost("/victim-tracks/{victimTrackId}/participations/{participationId}/endings"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ParticipationEnding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(VictimTrackId victimTrackId, ParticipationId participationId, EndVictimParticipation command, Gate gate) =>
        gate.Change<VictimTrack>(victimTrackId.Value, Rule, async (track, entry) =>
        {
            if (track.Destroyed) return Problems.Destroyed;
            if (track.Participations.Find(participationId) is not { } participation) return Problems.NotFound;
            var note = await entry.SealNoteAbout(participation.SubjectId, command.Note, VictimAccess.Purpose, VictimAccess.Retention, "victim_participation_ended");
            return Decide(participationId, ParticipationId.New(), command, track, note, entry.By, entry.Now);
        });

    /// <param name="next">Of the participation that begins, if one does.</param>
    public static Decision Decide(
        ParticipationId id, ParticipationId next, EndVictimParticipation command, VictimTrack track, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (track.Destroyed) return Problems.Destroyed;
        if (track.Participations.Find(id) is not { } participation) return Problems.NotFound;
        var endedOn = command.EndedOn ?? DutchTime.DayOf(now);
        if (ParticipationEndings.Refuses(participation, endedOn, command.NextRole) is { } refusal) return refusal;
        if (track.OpenRequestOf(id) is { } open) return ShelterProtocol.Forbids(open, "The person is looking for shelter or is in it: that ends first.");
        object[] begins = command.NextRole is { } role
            ? [new VictimParticipationStarted(track.Id, next, participation.SubjectId, role, participation.Identifiers, null, by, now)]
            : [];
        return Decision.Of([new VictimParticipationEnded(track.Id, id, command.Reason, endedOn, note, by, now), .. begins]) with
        {
            Answer = new ParticipationEnding(id, endedOn, begins.Length > 0 ? next : null),
            Subjects = [participation.SubjectId],
        };
    }
}
