using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Security;

/// <summary>Puts right what was recorded about a person in the security room (art. 16 AVG, art. 28 Wpg). What is given replaces what was there; the rest stays.</summary>
/// <param name="Role">Not victim or possible victim: the security room does not know of those.</param>
/// <param name="Identifiers">All that identifies the person, also what was right.</param>
/// <param name="Note">The whole note about the person, as it should read.</param>
/// <param name="ContestId">The contest that led to it: about one of the facts that are corrected. One that is open is upheld by this.</param>
public sealed record CorrectSecurityParticipation(
    CorrectionReason Reason,
    SubjectRole? Role = null,
    Identifiers? Identifiers = null,
    [property: MinLength(1), MaxLength(10_000)] string? Note = null,
    ContestId? ContestId = null) : IChecked
{
    public void Check(Faults faults)
    {
        faults.Require(Role is not null || Identifiers is not null || Note is not null || faults.All.Count > 0, "", "At least one correction is required.");
        faults.Require(Role is not { } role || !SecurityAccess.RolesElsewhere.Contains(role), "/role", "Is a role of the care room.");
        faults.Require(Identifiers is null or { IsEmpty: false }, "/identifiers", "At least one identifier is required.");
    }

    internal IReadOnlyList<ParticipationFact> Facts => Rectification.FactsIn(Role, Identifiers, Note);
}

public static class CorrectSecurityParticipationEndpoint
{
    public static readonly AccessRule Rule = SecurityAccess.Of("security-track.correct-participation", GrantRole.Lead);

    /// <summary>Corrects what is known of a person. History is not edited: the correction is added to it.</summary>
    [WolverinePost("/security-tracks/{securityTrackId}/participations/{participationId}/corrections"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<ParticipationReceipt>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SecurityTrackId securityTrackId, ParticipationId participationId, CorrectSecurityParticipation command, Gate gate) =>
        gate.Change<SecurityTrack>(securityTrackId.Value, Rule, async (track, entry) =>
        {
            if (track.Destroyed) return Problems.Destroyed;
            if (track.Participations.Find(participationId) is not { } participation) return Problems.NotFound;
            const string Alias = "security_participation_corrected";
            var scope = new KeyScope(participation.SubjectId.Value, SecurityAccess.Purpose, SecurityAccess.Retention);
            var identifiers = command.Identifiers is { } known ? (await entry.Seal(new Unsealed(scope, Alias, known)))[0] : null;
            var note = await entry.SealNoteAbout(participation.SubjectId, command.Note, SecurityAccess.Purpose, SecurityAccess.Retention, Alias);
            return Decide(participationId, command, track, identifiers, note, entry.By, entry.Now);
        });

    public static Decision Decide(
        ParticipationId id, CorrectSecurityParticipation command, SecurityTrack track, PayloadRef? identifiers, PayloadRef? note, ActorRef by, DateTimeOffset now)
    {
        if (track.Destroyed) return Problems.Destroyed;
        if (track.Participations.Find(id) is not { } participation) return Problems.NotFound;
        if (Rectification.Refuses(participation, command.ContestId, command.Facts, by) is { } refusal) return refusal;

        var corrected = new SecurityParticipationCorrected(track.Id, id, command.Reason, command.Role, identifiers, note, command.ContestId, by, now);
        object[] upheld = participation.Contests.Find(command.ContestId) is { Status: ContestStatus.Open } contest
            ? [new SecurityContestDecided(track.Id, id, contest.Id, ContestDecision.Upheld, ContestReasons.Corrected, null, by, now)]
            : [];
        return Decision.Of([corrected, .. upheld]) with
        {
            Answer = new ParticipationReceipt(id, participation.SubjectId),
            Subjects = [participation.SubjectId],
        };
    }
}
