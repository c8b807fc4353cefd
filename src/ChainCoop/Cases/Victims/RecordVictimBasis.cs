using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Victims;

/// <summary>On what the caller's organisation may share from the care room.</summary>
/// <param name="Kind">Not consent, which has terms of its own: see <c>consents</c>.</param>
/// <param name="Note">The evidence: where it can be read.</param>
/// <param name="From">First day.</param>
/// <param name="Until">First day after it; absent: until it is withdrawn.</param>
public sealed record RecordVictimBasis(
    LegalBasisKind Kind, DateOnly From, DateOnly? Until = null, [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults) => LegalBases.Check(faults, Kind, From, Until);
}

public static class RecordVictimBasisEndpoint
{
    public static readonly AccessRule Rule = VictimAccess.Of("victim-track.record-legal-basis", GrantRole.Lead);

    /// <summary>Records a legal basis for sharing from the care room. It is read at <c>/legal-bases/{id}</c>.</summary>
    [WolverinePost("/victim-tracks/{victimTrackId}/legal-bases"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<LegalBasisStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(VictimTrackId victimTrackId, RecordVictimBasis command, Gate gate) =>
        gate.Change<VictimTrack>(victimTrackId.Value, Rule, async (track, entry) =>
        {
            if (track.Destroyed) return Problems.Destroyed;
            var note = await entry.SealNote(command.Note, VictimAccess.Purpose, VictimAccess.Retention, LegalBases.Recorded);
            return LegalBases.Start(new(
                LegalBasisId.New(), ResourceKind.VictimTrack, RecordId.From(track.Id.Value), null, command.Kind, [], null, note, command.From, command.Until, Room.Care,
                entry.Municipality, entry.By, entry.Now));
        });
}

/// <summary>A person in the care room, or who decides for that person, consents to sharing (art. 7 AVG). One possible basis, never required.</summary>
/// <param name="Scope">For which purposes data may be shared.</param>
/// <param name="Signer">The person from 16 years, else who has authority (domain, section 6).</param>
/// <param name="TextVersion">Which text was signed.</param>
/// <param name="GivenOn">Not after today.</param>
/// <param name="Until">First day after it; absent: until it is withdrawn.</param>
/// <param name="Note">Where the signed text can be read.</param>
public sealed record GiveConsent(
    ParticipationId ParticipationId,
    [property: MinLength(1), MaxLength(20)] IReadOnlyList<Purpose> Scope,
    ConsentSigner Signer,
    SignerCapacity Capacity,
    ConsentText TextVersion,
    DateOnly GivenOn,
    DateOnly? Until = null,
    [property: MinLength(1), MaxLength(10_000)] string? Note = null) : IChecked
{
    public void Check(Faults faults)
    {
        faults.Require((Scope ?? []).Distinct().Count() == (Scope ?? []).Count, "/scope", "Each purpose may be given once.");
        faults.Require(faults.Has("/givenOn") || GivenOn.Year >= 2000 && GivenOn <= DutchTime.DayOf(faults.Now), "/givenOn", "Must be a day from 2000 to today.");
        faults.Require(Until is not { } until || until > GivenOn && until.Year < 2200, "/until", "Must be after givenOn, and before the year 2200.");
        faults.Require(
            faults.Has("/signer") || faults.Has("/capacity") || Signer != ConsentSigner.Self || ConsentCapacities.SignThemselves.Contains(Capacity), "/signer",
            "Somebody of this capacity is represented by another signer.");
    }
}

/// <summary>Who can consent for himself: from 16 years, unless somebody represents him.</summary>
internal static class ConsentCapacities
{
    public static readonly IReadOnlySet<SignerCapacity> SignThemselves = new HashSet<SignerCapacity> { new("adult"), new("from-16") };
}

public static class GiveConsentEndpoint
{
    public static readonly AccessRule Rule = VictimAccess.Of("victim-track.give-consent", GrantRole.Lead);

    /// <summary>Records a consent. It is read at <c>/legal-bases/{id}</c>, and withdrawn at <c>/consents/{id}/withdrawals</c>.</summary>
    [WolverinePost("/victim-tracks/{victimTrackId}/consents"), Scope("cases.write"), RequiresIfMatch, Idempotent]
    [ProducesResponseType<LegalBasisStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(VictimTrackId victimTrackId, GiveConsent command, Gate gate) =>
        gate.Change<VictimTrack>(victimTrackId.Value, Rule, async (track, entry) =>
        {
            if (track.Destroyed) return Problems.Destroyed;
            if (track.Participations.FirstOrDefault(p => p.Id == command.ParticipationId) is not { } participation)
                return Problems.InvalidInput([new Fault("/participationId", "There is no such participation in the track.")]);
            var note = await entry.SealNoteAbout(participation.SubjectId, command.Note, VictimAccess.Purpose, VictimAccess.Retention, LegalBases.Recorded);
            return LegalBases.Start(new(
                LegalBasisId.New(), ResourceKind.VictimTrack, RecordId.From(track.Id.Value), participation.SubjectId, LegalBasisKind.Consent, command.Scope,
                new ConsentTerms(command.Signer, command.Capacity, command.TextVersion, command.GivenOn), note, command.GivenOn, command.Until, Room.Care,
                entry.Municipality, entry.By, entry.Now));
        });
}
