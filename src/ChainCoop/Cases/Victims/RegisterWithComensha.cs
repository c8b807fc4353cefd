using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Victims;

/// <summary>Registers a person with CoMensha, the national victim register.</summary>
/// <param name="Type">What the registration asks for; it may change later.</param>
/// <param name="LegalBasisId">A basis that the caller's organisation recorded for this track: whichever kind, consent is one of them.</param>
public sealed record RegisterWithComensha(
    ParticipationId ParticipationId, ComenshaRegistrationType Type, LegalBasisId LegalBasisId, [property: MinLength(1), MaxLength(10_000)] string? Note = null);

public sealed record ComenshaStanding(ComenshaRegistrationId Id, ComenshaRegistrationType Type, LegalBasisKind LegalBasis);

public static class RegisterWithComenshaEndpoint
{
    public static readonly AccessRule Rule = VictimAccess.Of("victim-track.register-with-comensha", GrantRole.Lead);

    /// <summary>Records a registration with CoMensha, on a legal basis in force. What CoMensha gets is at its <c>export</c>.</summary>
    [WolverinePost("/victim-tracks/{victimTrackId}/comensha-registrations"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ComenshaStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(VictimTrackId victimTrackId, RegisterWithComensha command, Gate gate, IDocumentStore store, CancellationToken token) =>
        gate.Change<VictimTrack>(victimTrackId.Value, Rule, async (track, entry) =>
        {
            if (track.Refuses(command.ParticipationId) is { } refusal) return refusal;
            var basis = await UsableBasis.FindAsync(
                command.LegalBasisId, RecordId.From(track.Id.Value), track.SubjectOf(command.ParticipationId), VictimAccess.Purpose, entry.By.Organisation, entry.Now, store, token);
            var note = await entry.SealNoteAbout(track, command.ParticipationId, command.Note, "victim_registered_with_comensha");
            return Decide(ComenshaRegistrationId.New(), command, track, basis, note, entry.By, entry.Now);
        });

    /// <param name="basis">Null: there is no such basis, or it does not carry this.</param>
    public static Decision Decide(
        ComenshaRegistrationId id, RegisterWithComensha command, VictimTrack track, UsableBasis? basis, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (track.Refuses(command.ParticipationId) is { } refusal) return refusal;
        if (!ComenshaCoding.Knows(track.Participations.Find(command.ParticipationId)!.Role))
            return Problems.InvalidInput([new Fault("/participationId", "CoMensha registers victims and possible victims.")]);
        if (basis is null) return Problems.NoBasisToRegister;
        return Decision.Of(new VictimRegisteredWithComensha(track.Id, id, command.ParticipationId, command.Type, basis.Id, basis.Kind, note, by, now)) with
        {
            Answer = new ComenshaStanding(id, command.Type, basis.Kind),
            Premises = [basis.HoldsStill],
            Subjects = [track.SubjectOf(command.ParticipationId)],
        };
    }
}
