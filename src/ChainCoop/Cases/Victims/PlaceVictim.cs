using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Victims;

/// <summary>A person in the care room gets a place in a shelter (opvangplaatsing). A later placement of the same person takes the place of this one.</summary>
/// <param name="Address">Where the shelter is. Read by care coordinators of the room and by the organisation that placed, by nobody else.</param>
/// <param name="Reason">For the step of the person's request for shelter, where there is one; absent: a place was found.</param>
public sealed record PlaceVictim(ParticipationId ParticipationId, ShelterAddress Address, ShelterReason? Reason = null);

/// <summary>Where a shelter is; in the vault alone, under the key of the person (domain, section 6: it never reaches the security track, a search, an export or a notification).</summary>
/// <param name="Street">With what finds the door.</param>
public sealed record ShelterAddress(
    [property: MinLength(1), MaxLength(200)] string Street,
    [property: MinLength(1), MaxLength(100)] string Place,
    [property: MinLength(1), MaxLength(20)] string? Postcode = null);

public sealed record PlacementReceipt(PlacementId Id);

public static class PlaceVictimEndpoint
{
    public static readonly AccessRule Rule = VictimAccess.Of("victim-track.place");

    /// <summary>Records that a person was placed in a shelter, and where that is. A request for shelter of the person goes to placed with it, and only from a state that allows it.</summary>
    [WolverinePost("/victim-tracks/{victimTrackId}/placements"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<PlacementReceipt>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(VictimTrackId victimTrackId, PlaceVictim command, Gate gate) =>
        gate.Change<VictimTrack>(victimTrackId.Value, Rule, async (track, entry) =>
        {
            if (track.Refuses(command.ParticipationId) is { } refusal) return refusal;
            var scope = new KeyScope(track.SubjectOf(command.ParticipationId).Value, VictimAccess.Purpose, VictimAccess.Retention);
            var address = await entry.Seal(new Unsealed(scope, "victim_placed", command.Address));
            return Decide(PlacementId.New(), command.ParticipationId, track, address[0], entry.By, entry.Now, command.Reason);
        });

    public static Decision Decide(
        PlacementId id, ParticipationId participationId, VictimTrack track, PayloadRef address, ActorRef by, DateTimeOffset now, ShelterReason? reason = null)
    {
        if (track.Refuses(participationId) is { } refusal) return refusal;
        var request = track.OpenRequestOf(participationId);
        if (request is not null && ShelterProtocol.Refuses(request, ShelterState.Placed) is { } forbidden) return forbidden;

        // Without a request the route that was decided on says where the person goes.
        var shelter = request?.Shelter ?? track.Routes.LastOrDefault(route => route.ParticipationId == participationId && route.Decision is not null)?.Decision!.Route;
        if (shelter is { } kind && !Routing.MayPlace(kind, by.Organisation)) return Problems.PlacedByAnother;

        var report = request is null ? null : ShelterTerms.FirstReport(request, track.RunningReflectionOf(participationId)?.DueAt, now);
        object[] moves = request is null
            ? []
            : [new VictimShelterMoved(track.Id, request.Id, ShelterState.Placed, reason ?? ShelterReason.PlaceFound, null, id, report, null, null, by, now)];
        return Decision.Of([new VictimPlaced(track.Id, id, participationId, address, by, now), .. moves]) with
        {
            Timers = report is null ? [] : [ShelterTerms.TimerOf(track.Id, report)],
            Answer = new PlacementReceipt(id),
            Subjects = [track.SubjectOf(participationId)],
        };
    }
}

/// <summary>A place that a person has in a shelter.</summary>
public sealed record Placement(PlacementId Id, ParticipationId ParticipationId, PayloadRef Address, ActorRef By, DateTimeOffset At)
{
    /// <summary>Whoever works for the organisation that placed, and care coordinators; not everybody who enters the room.</summary>
    public bool ShowsAddressTo(Oin caller, IReadOnlySet<Role> roles) => caller == By.Organisation || roles.Contains(Role.CareCoordinator);
}

/// <param name="PlacedOn">The day in UTC.</param>
/// <param name="Address">Absent for who may not read it, and when it was erased.</param>
public sealed record PlacementView(PlacementId Id, ParticipationId ParticipationId, DateOnly PlacedOn, ShelterAddress? Address)
{
    internal static PlacementView Of(Placement placement, Opened opened, bool showsAddress) =>
        new(placement.Id, placement.ParticipationId, RoomDay.Of(placement.At), showsAddress ? opened.Find<ShelterAddress>(placement.Address) : null);
}
