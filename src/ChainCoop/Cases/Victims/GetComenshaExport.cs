using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Sharing;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Cases.Victims;

/// <summary>A registration as CoMensha gets it, in its own terms. It holds no id of a track, a case or a person, and no address of a shelter.</summary>
/// <param name="Id">The registration.</param>
/// <param name="Coding">Version of the coding.</param>
/// <param name="RegisteredOn">The day in the Netherlands; as are the others.</param>
/// <param name="AgeGroup">By the last facts that a route was asked with; unknown where none was.</param>
/// <param name="Identifiers">Absent for information and advice, and while nobody knows who it is. Never with an address: it may be that of a shelter, and the coding asks for none.</param>
/// <param name="History">Every type so far.</param>
public sealed record ComenshaExport(
    ComenshaRegistrationId Id,
    ComenshaCodingVersion Coding,
    string Type,
    string Role,
    string AgeGroup,
    string Nationality,
    string Residence,
    DateOnly RegisteredOn,
    LegalBasisKind LegalBasis,
    Identifiers? Identifiers,
    IReadOnlyList<ComenshaExportStep> History);

public sealed record ComenshaExportStep(string Type, DateOnly On);

public static class GetComenshaExportEndpoint
{
    public static readonly AccessRule Rule = VictimAccess.Of("victim-track.export-comensha-registration", GrantRole.Lead);

    private static readonly RoutingFacts NothingKnown = new(AgeGroup.Unknown, NationalityGroup.Unknown, ResidenceStatus.Unknown, Complexity.Unknown);

    /// <summary>
    /// Gives a registration for CoMensha. That is a disclosure: the access record has the receiver and the legal basis, which has to be in
    /// force (Wpg art. 20, AVG art. 6), and nothing that is disputed or erased is given.
    /// </summary>
    [WolverineGet("/victim-tracks/{victimTrackId}/comensha-registrations/{comenshaRegistrationId}/export"), Scope("cases.read"), RequiresPurpose]
    [ProducesResponseType<ComenshaExport>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(
        VictimTrackId victimTrackId, ComenshaRegistrationId comenshaRegistrationId, HttpContext http, Gate gate, Vault vault, IDocumentStore store, TimeProvider clock, CancellationToken token) =>
        gate.Show<VictimTrack>(
            victimTrackId.Value,
            Rule,
            async (track, _) =>
            {
                if (track.ComenshaRegistrations.FirstOrDefault(known => known.Id == comenshaRegistrationId) is not { } registration) return Shown.Refused(Problems.NotFound);
                var person = track.Participations.Find(registration.ParticipationId)!;
                var basis = await UsableBasis.FindAsync(
                    registration.Current.LegalBasisId, RecordId.From(track.Id.Value), person.SubjectId, VictimAccess.Purpose, http.Actor().Organisation, clock.GetUtcNow(), store, token);
                if (basis is null) return Shown.Refused(Problems.NoBasisToRegister);
                if (person.Contests.Any(contest => contest.Status == ContestStatus.Open)) return Shown.Refused(Problems.FactContested);
                var named = ComenshaCoding.NamesThePerson(registration.Current.Type) ? person.Identifiers : null;
                var opened = await vault.OpenAsync([.. new[] { named }.OfType<PayloadRef>()], token);
                var identifiers = opened.Find<Identifiers>(named);
                if (named is not null && identifiers is null) return Shown.Refused(Problems.SubjectErased);
                return new Shown(View(track, registration, person.Role, basis.Kind, identifiers), person.SubjectId) { Given = Recipient.Of(ComenshaCoding.Receiver, basis.Kind) };
            },
            track => track.Version);

    public static ComenshaExport View(VictimTrack track, ComenshaRegistration registration, SubjectRole role, LegalBasisKind basis, Identifiers? identifiers)
    {
        var facts = track.Routes.LastOrDefault(route => route.ParticipationId == registration.ParticipationId)?.Facts ?? NothingKnown;
        return new ComenshaExport(
            registration.Id, ComenshaCoding.Version, ComenshaCoding.Of(registration.Current.Type), ComenshaCoding.Of(role), ComenshaCoding.Of(facts.AgeGroup),
            ComenshaCoding.Of(facts.Nationality), ComenshaCoding.Of(facts.Residence), DutchTime.DayOf(registration.Changes[0].At), basis, identifiers is null ? null : identifiers with { Address = null },
            [.. registration.Changes.Select(change => new ComenshaExportStep(ComenshaCoding.Of(change.Type), DutchTime.DayOf(change.At)))]);
    }
}
