using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Victims;

/// <summary>Takes a request for shelter to its next state.</summary>
/// <param name="Step">The state that it goes to. A place is recorded at <c>placements</c>, aftercare at <c>aftercare</c>.</param>
/// <param name="Shelter">On a transfer: the kind of shelter from now on; absent: as before.</param>
public sealed record TakeShelterStep(
    ShelterState Step, ShelterReason Reason, VictimRoute? Shelter = null, [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults)
    {
        faults.Require(Step is not (ShelterState.Placed or ShelterState.Aftercare), "/step", "A place is recorded at placements, aftercare at aftercare.");
        faults.Require(Shelter is null || Step == ShelterState.Transfer, "/shelter", "Belongs to a transfer.");
        faults.Require(Shelter != new VictimRoute("no-shelter"), "/shelter", "Is help without shelter.");
    }
}

public static class TakeShelterStepEndpoint
{
    public static readonly AccessRule Rule = VictimAccess.Of("victim-track.take-shelter-step");

    /// <summary>Takes a request for shelter to its next state. Transfer and outflow end the address of the placement before.</summary>
    [WolverinePost("/victim-tracks/{victimTrackId}/shelter-requests/{shelterRequestId}/steps"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ShelterStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(VictimTrackId victimTrackId, ShelterRequestId shelterRequestId, TakeShelterStep command, Gate gate) =>
        gate.Change<VictimTrack>(victimTrackId.Value, Rule, async (track, entry) =>
        {
            if (track.Destroyed) return Problems.Destroyed;
            if (track.ShelterRequests.FirstOrDefault(known => known.Id == shelterRequestId) is not { } request) return Problems.NotFound;
            var note = await entry.SealNoteAbout(track, request.ParticipationId, command.Note, "victim_shelter_moved");
            return Decide(shelterRequestId, command, track, note, entry.By, entry.Now);
        });

    public static Decision Decide(ShelterRequestId id, TakeShelterStep command, VictimTrack track, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (track.Destroyed) return Problems.Destroyed;
        if (track.ShelterRequests.FirstOrDefault(known => known.Id == id) is not { } request) return Problems.NotFound;
        if (ShelterProtocol.Refuses(request, command.Step) is { } refusal) return refusal;
        return Decision.Of(new VictimShelterMoved(track.Id, id, command.Step, command.Reason, command.Shelter, null, null, request.Report, note, by, now)) with
        {
            Answer = ShelterStanding.Of(id, command.Step),
            Subjects = [track.SubjectOf(request.ParticipationId)],
        };
    }
}
