using ChainCoop.Access;
using ChainCoop.Shared;
using ChainCoop.Signals;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Privacy.Requests;

/// <summary>What a data subject gets to see, per source owner (art. 15 AVG, art. 25 Wpg). It holds no id of a record or a person.</summary>
public sealed record AccessExport(SubjectRequestRegime Regime, DateOnly ReceivedOn, IReadOnlyList<OwnerExport> Owners);

/// <param name="Items">Empty where nothing is recorded and where nothing is given: the two look the same.</param>
public sealed record OwnerExport(MunicipalityCode Municipality, Oin Organisation, IReadOnlyList<ExportItem> Items);

/// <summary>What one record has of the person. Others in it do not appear.</summary>
/// <param name="Role">Absent for who reported a signal.</param>
/// <param name="Identifiers">What the record has to identify the person by.</param>
/// <param name="Reporter">Name and contact of who reported a signal.</param>
/// <param name="Since">The day in the Netherlands.</param>
/// <param name="Regime">The act under which the record is kept.</param>
/// <param name="Recipients">Who has or had access; not those who are kept secret by law.</param>
/// <param name="Consultations">Who looked at it, for what, on which day; not those who are kept secret by law.</param>
/// <param name="Prose">Texts of the record, redacted by its owner.</param>
public sealed record ExportItem(
    SourceKind Kind,
    SubjectRole? Role,
    Identifiers? Identifiers,
    ReporterIdentity? Reporter,
    DateOnly Since,
    SubjectRequestRegime Regime,
    Purpose Purpose,
    RetentionClass RetentionClass,
    IReadOnlyList<Oin> Recipients,
    IReadOnlyList<Consultation> Consultations,
    IReadOnlyList<RedactedProse> Prose);

public static class GetAccessExportEndpoint
{
    /// <summary>Gives the answer to a request for access, once all owners have decided, to its contact point.</summary>
    [WolverineGet("/subject-requests/{requestId}/export"), Scope("privacy.read"), RequiresPurpose]
    [ProducesResponseType<AccessExport>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(SubjectRequestId requestId, Gate gate, Vault vault, NpgsqlDataSource source, TimeProvider clock, CancellationToken token) =>
        gate.Show<SubjectRequest>(
            requestId.Value,
            RequestRules.Export,
            async (request, _) =>
            {
                if (!RequestProtocol.MayExport(request))
                    return Shown.Refused(RequestProtocol.Forbids(request, DutchTime.DayOf(clock.GetUtcNow()), "There is an export of a request for access, once all owners have decided."));

                var held = await HeldAsync(request, vault, source, token);
                var consultations = held.Count == 0 ? null : await Recipients.ConsultationsAsync(
                    [.. held.Select(item => item.Detail.SubjectId).Distinct()], held.Min(item => item.Presence.Since), source, token);
                var identities = await vault.OpenAsync([.. held.Select(item => item.Presence.Identifiers).OfType<PayloadRef>().Distinct()], token);

                List<OwnerExport> owners = [];
                foreach (var asked in request.Asked)
                {
                    List<ExportItem> items = [];
                    foreach (var item in held.Where(item => item.Owner == asked.Municipality).OrderBy(item => item.Presence.Since).ThenBy(item => item.Detail.Record.Kind))
                        items.Add(View(item.Detail, item.Presence, identities, await Recipients.OfAsync(item.Detail.Record, source, token), [.. Consultations(item)]));
                    owners.Add(new OwnerExport(asked.Municipality, asked.Organisation, items));
                }

                // Nothing of who looked at the security room, whatever was looked at: a disclosure from it tells of an investigation, too.
                IEnumerable<Consultation> Consultations(Held item) => item.Detail.Record.Kind == SourceKind.SecurityTrack ? [] : consultations![item.Detail.SubjectId];

                return new Shown(
                    new AccessExport(request.Regime, request.ReceivedOn, owners),
                    [request.Person, .. RecordedSubjects.Of(held.Select(item => (item.Detail.Record.Kind, item.Detail.SubjectId)))])
                { HidesSteps = true };
            },
            request => request.Version);

    /// <summary>What each owner gives; what is refused is in the stream and not looked at here.</summary>
    public static IReadOnlyDictionary<MunicipalityCode, IReadOnlyList<PayloadRef>> GrantedIn(SubjectRequest request) => request.Asked.ToDictionary(
        asked => asked.Municipality,
        asked => (IReadOnlyList<PayloadRef>)[.. (request.PartOf(asked.Municipality)?.Items ?? []).Where(item => item.Decision == ItemDecision.Granted).Select(item => item.Detail)]);

    private static ExportItem View(ItemDetail detail, Presence presence, Opened identities, IReadOnlyList<Oin> recipients, IReadOnlyList<Consultation> consultations) => new(
        detail.Record.Kind, presence.Role,
        presence.AsReporter ? null : identities.Find<Identifiers>(presence.Identifiers),
        presence.AsReporter ? identities.Find<ReporterIdentity>(presence.Identifiers) : null,
        presence.Since, SubjectRequestRegime.Avg, SourceKinds.PurposeOf(detail.Record.Kind), presence.Retention, recipients, consultations, detail.Prose);

    /// <summary>What is given and still there: a record may have lost the person since its owner decided.</summary>
    private static async Task<IReadOnlyList<Held>> HeldAsync(SubjectRequest request, Vault vault, NpgsqlDataSource source, CancellationToken token)
    {
        var granted = GrantedIn(request);
        var opened = await vault.OpenAsync([.. granted.Values.SelectMany(details => details)], token);
        List<Held> held = [];
        foreach (var (owner, details) in granted)
        {
            foreach (var detail in details.Select(opened.Find<ItemDetail>).OfType<ItemDetail>())
            {
                if (await Presence.FindAsync(detail.Record, detail.SubjectId, source, token) is { } presence) held.Add(new Held(owner, detail, presence));
            }
        }

        return held;
    }

    private sealed record Held(MunicipalityCode Owner, ItemDetail Detail, Presence Presence);
}
