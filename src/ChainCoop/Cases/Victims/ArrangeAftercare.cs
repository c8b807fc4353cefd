using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Victims;

/// <summary>Help that goes on after shelter, or without it (nazorg).</summary>
public sealed record ArrangeAftercare(ParticipationId ParticipationId, AftercareKind Kind, [property: MinLength(1), MaxLength(10_000)] string? Note = null);

public sealed record AftercareReceipt(AftercareId Id);

public static class ArrangeAftercareEndpoint
{
    public static readonly AccessRule Rule = VictimAccess.Of("victim-track.arrange-aftercare");

    /// <summary>Records aftercare. A request for shelter of the person that came to its outflow goes on to aftercare.</summary>
    [WolverinePost("/victim-tracks/{victimTrackId}/aftercare"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<AftercareReceipt>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(VictimTrackId victimTrackId, ArrangeAftercare command, Gate gate) =>
        gate.Change<VictimTrack>(victimTrackId.Value, Rule, async (track, entry) =>
        {
            if (track.Refuses(command.ParticipationId) is { } refusal) return refusal;
            var note = await entry.SealNoteAbout(track, command.ParticipationId, command.Note, "victim_aftercare_arranged");
            return Decide(AftercareId.New(), command, track, note, entry.By, entry.Now);
        });

    public static Decision Decide(AftercareId id, ArrangeAftercare command, VictimTrack track, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (track.Refuses(command.ParticipationId) is { } refusal) return refusal;
        if (track.OpenRequestOf(command.ParticipationId) is { } open) return ShelterProtocol.Forbids(open, "Aftercare begins when the person has left shelter.");
        var left = track.ShelterRequests.LastOrDefault(request => request.ParticipationId == command.ParticipationId && request.State == ShelterState.Outflow);
        object[] moves = left is null
            ? []
            : [new VictimShelterMoved(track.Id, left.Id, ShelterState.Aftercare, ShelterReason.AftercareArranged, null, null, null, null, null, by, now)];
        return Decision.Of([new VictimAftercareArranged(track.Id, id, command.ParticipationId, command.Kind, note, by, now), .. moves]) with
        {
            Answer = new AftercareReceipt(id),
            Subjects = [track.SubjectOf(command.ParticipationId)],
        };
    }
}
