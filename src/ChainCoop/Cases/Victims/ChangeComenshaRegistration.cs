using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Victims;

/// <summary>A registration asks for something else from now on: first information and advice, later shelter, for instance.</summary>
/// <param name="LegalBasisId">On what it rests from now on; absent: as before, if that is still in force.</param>
public sealed record ChangeComenshaRegistration(
    ComenshaRegistrationType Type, LegalBasisId? LegalBasisId = null, [property: MinLength(1), MaxLength(10_000)] string? Note = null);

public static class ChangeComenshaRegistrationEndpoint
{
    public static readonly AccessRule Rule = VictimAccess.Of("victim-track.change-comensha-registration", GrantRole.Lead);

    /// <summary>Changes the type of a registration, or the basis that it rests on. Earlier ones stay to be seen.</summary>
    [WolverinePost("/victim-tracks/{victimTrackId}/comensha-registrations/{comenshaRegistrationId}/changes"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ComenshaStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(
        VictimTrackId victimTrackId, ComenshaRegistrationId comenshaRegistrationId, ChangeComenshaRegistration command, Gate gate, IDocumentStore store, CancellationToken token) =>
        gate.Change<VictimTrack>(victimTrackId.Value, Rule, async (track, entry) =>
        {
            if (track.Destroyed) return Problems.Destroyed;
            if (track.ComenshaRegistrations.FirstOrDefault(known => known.Id == comenshaRegistrationId) is not { } registration) return Problems.NotFound;
            var basis = await UsableBasis.FindAsync(
                command.LegalBasisId ?? registration.Current.LegalBasisId, RecordId.From(track.Id.Value), track.SubjectOf(registration.ParticipationId), VictimAccess.Purpose,
                entry.By.Organisation, entry.Now, store, token);
            var note = await entry.SealNoteAbout(track, registration.ParticipationId, command.Note, "comensha_registration_changed");
            return Decide(comenshaRegistrationId, command, track, basis, note, entry.By, entry.Now);
        });

    /// <param name="basis">Null: there is no such basis, or it does not carry this.</param>
    public static Decision Decide(
        ComenshaRegistrationId id, ChangeComenshaRegistration command, VictimTrack track, UsableBasis? basis, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (track.Destroyed) return Problems.Destroyed;
        if (track.ComenshaRegistrations.FirstOrDefault(known => known.Id == id) is not { } registration) return Problems.NotFound;
        if (basis is null) return Problems.NoBasisToRegister;
        return Decision.Of(new ComenshaRegistrationChanged(track.Id, id, command.Type, basis.Id, basis.Kind, note, by, now)) with
        {
            Answer = new ComenshaStanding(id, command.Type, basis.Kind),
            Premises = [basis.HoldsStill],
            Subjects = [track.SubjectOf(registration.ParticipationId)],
        };
    }
}
