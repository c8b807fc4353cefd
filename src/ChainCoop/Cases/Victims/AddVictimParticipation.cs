using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Victims;

/// <summary>A person takes a role in the care room.</summary>
/// <param name="Role">Not suspect or facilitator: the care room does not know of those.</param>
/// <param name="Identifiers">What identifies the person, as far as known.</param>
public sealed record AddVictimParticipation(
    SubjectRole Role, Identifiers? Identifiers = null, [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults)
    {
        faults.Require(!VictimAccess.RolesElsewhere.Contains(Role), "/role", "Is a role of the security room.");
        faults.Require(Identifiers is null or { IsEmpty: false }, "/identifiers", "At least one identifier is required.");
    }
}

public static class AddVictimParticipationEndpoint
{
    public static readonly AccessRule Rule = VictimAccess.Of("victim-track.add-participation");

    /// <summary>Adds a person to the care room, under an id that nothing else uses.</summary>
    [WolverinePost("/victim-tracks/{victimTrackId}/participations"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ParticipationReceipt>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(VictimTrackId victimTrackId, AddVictimParticipation command, Gate gate) =>
        gate.Change<VictimTrack>(victimTrackId.Value, Rule, async (track, entry) =>
        {
            const string Alias = "victim_participation_started";
            var subject = SubjectId.New();
            var scope = new KeyScope(subject.Value, VictimAccess.Purpose, VictimAccess.Retention);
            var identifiers = command.Identifiers is { } known ? (await entry.Seal(new Unsealed(scope, Alias, known)))[0] : null;
            var note = await entry.SealNoteAbout(subject, command.Note, VictimAccess.Purpose, VictimAccess.Retention, Alias);
            return Decide(ParticipationId.New(), subject, command.Role, track, identifiers, note, entry.By, entry.Now);
        });

    public static Decision Decide(
        ParticipationId id, SubjectId subject, SubjectRole role, VictimTrack track, PayloadRef? identifiers, PayloadRef? note, ActorRef by, DateTimeOffset now) =>
        track.Destroyed ? Problems.Destroyed : Decision.Of(new VictimParticipationStarted(track.Id, id, subject, role, identifiers, note, by, now)) with
        {
            Answer = new ParticipationReceipt(id, subject),
            Subjects = [subject],
        };
}
