using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Security;

/// <summary>A person takes a role in the security room.</summary>
/// <param name="Role">Not victim or possible victim: the security room does not know of those.</param>
/// <param name="Identifiers">What identifies the person, as far as known.</param>
public sealed record AddSecurityParticipation(
    SubjectRole Role, Identifiers? Identifiers = null, [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults)
    {
        faults.Require(!SecurityAccess.RolesElsewhere.Contains(Role), "/role", "Is a role of the care room.");
        faults.Require(Identifiers is null or { IsEmpty: false }, "/identifiers", "At least one identifier is required.");
    }
}

public static class AddSecurityParticipationEndpoint
{
    public static readonly AccessRule Rule = SecurityAccess.Of("security-track.add-participation");

    /// <summary>Adds a person to the security room, under an id that nothing else uses.</summary>
    [WolverinePost("/security-tracks/{securityTrackId}/participations"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ParticipationReceipt>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SecurityTrackId securityTrackId, AddSecurityParticipation command, Gate gate) =>
        gate.Change<SecurityTrack>(securityTrackId.Value, Rule, async (track, entry) =>
        {
            const string Alias = "security_participation_started";
            var subject = SubjectId.New();
            var scope = new KeyScope(subject.Value, SecurityAccess.Purpose, SecurityAccess.Retention);
            var identifiers = command.Identifiers is { } known ? (await entry.Seal(new Unsealed(scope, Alias, known)))[0] : null;
            var note = await entry.SealNoteAbout(subject, command.Note, SecurityAccess.Purpose, SecurityAccess.Retention, Alias);
            return Decide(ParticipationId.New(), subject, command.Role, track, identifiers, note, entry.By, entry.Now);
        });

    public static Decision Decide(
        ParticipationId id, SubjectId subject, SubjectRole role, SecurityTrack track, PayloadRef? identifiers, PayloadRef? note, ActorRef by, DateTimeOffset now) =>
        track.Destroyed ? Problems.Destroyed : Decision.Of(new SecurityParticipationStarted(track.Id, id, subject, role, identifiers, note, by, now)) with
        {
            Answer = new ParticipationReceipt(id, subject),
            Subjects = [subject],
        };
}
