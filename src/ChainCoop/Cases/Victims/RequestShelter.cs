using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Victims;

/// <summary>Asks shelter for a person.</summary>
/// <param name="Shelter">Of which kind.</param>
public sealed record RequestShelter(
    ParticipationId ParticipationId, VictimRoute Shelter, ShelterReason Reason, [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults) => faults.Require(Shelter != new VictimRoute("no-shelter"), "/shelter", "Is help without shelter.");
}

/// <param name="Allowed">States that follow.</param>
public sealed record ShelterStanding(ShelterRequestId Id, ShelterState State, IReadOnlyList<ShelterState> Allowed)
{
    internal static ShelterStanding Of(ShelterRequestId id, ShelterState state) => new(id, state, ShelterProtocol.Next(state));
}

public static class RequestShelterEndpoint
{
    public static readonly AccessRule Rule = VictimAccess.Of("victim-track.request-shelter");

    /// <summary>Begins a request for shelter. A person who looks for shelter or is in it has one already.</summary>
    [WolverinePost("/victim-tracks/{victimTrackId}/shelter-requests"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ShelterStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(VictimTrackId victimTrackId, RequestShelter command, Gate gate) =>
        gate.Change<VictimTrack>(victimTrackId.Value, Rule, async (track, entry) =>
        {
            if (track.Refuses(command.ParticipationId) is { } refusal) return refusal;
            var note = await entry.SealNoteAbout(track, command.ParticipationId, command.Note, "victim_shelter_requested");
            return Decide(ShelterRequestId.New(), command, track, note, entry.By, entry.Now);
        });

    public static Decision Decide(ShelterRequestId id, RequestShelter command, VictimTrack track, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (track.Refuses(command.ParticipationId) is { } refusal) return refusal;
        if (track.OpenRequestOf(command.ParticipationId) is { } open) return ShelterProtocol.Forbids(open, "The person looks for shelter or is in it already.");
        return Decision.Of(new VictimShelterRequested(track.Id, id, command.ParticipationId, command.Shelter, command.Reason, note, by, now)) with
        {
            Answer = ShelterStanding.Of(id, ShelterState.Requested),
            Subjects = [track.SubjectOf(command.ParticipationId)],
        };
    }
}
