using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using ChainCoop.Access;
using ChainCoop.Organisations;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Privacy.Requests;

/// <summary>What one source owner decides about all that it answers for.</summary>
/// <param name="Municipality">The owner: the caller's own.</param>
/// <param name="Items">A decision per record that has something of the person, at most 200; none says that nothing is recorded here.</param>
public sealed record DecideRequestPart(MunicipalityCode Municipality, [property: MaxLength(200)] IReadOnlyList<DecidedItem> Items) : IChecked
{
    public void Check(Faults faults)
    {
        for (var i = 0; i < Items?.Count; i++)
        {
            if (Items[i] is not { } item || faults.Has($"/items/{i}/decision")) continue;
            var refused = item.Decision == ItemDecision.Refused;
            faults.Require(!refused || item.Ground is not null, $"/items/{i}/ground", "Is required to refuse.");
            faults.Require(refused || item.Ground is null, $"/items/{i}/ground", "Is for a refusal only.");
            faults.Require(!refused || item.Prose is null, $"/items/{i}/prose", "Is for what is granted only.");
            for (var j = 0; j < item.Prose?.Count; j++)
                faults.Require(item.Prose[j] is not { At: { } at } || RedactedProse.IsPointer(at), $"/items/{i}/prose/{j}/at", "Must be a JSON pointer (RFC 6901) of names and numbers, such as /outcomes/0/note.");
        }

        var records = (Items ?? []).Where(item => item?.Record is not null).Select(item => (item.Record.Kind, item.Record.Id, item.SubjectId)).ToList();
        faults.Require(records.Distinct().Count() == records.Count, "/items", "Must not name a person in a record twice.");
    }
}

/// <param name="SubjectId">The person, as that record knows them.</param>
/// <param name="Ground">Required when refused.</param>
/// <param name="Note">Why, for those who have to account for it; the person does not see it.</param>
/// <param name="Prose">Texts of the record for the person, in which others are made unrecognisable.</param>
public sealed record DecidedItem(
    SourceRecord Record,
    SubjectId SubjectId,
    ItemDecision Decision,
    RefusalGround? Ground = null,
    [property: MinLength(1), MaxLength(10_000)] string? Note = null,
    [property: MaxLength(100)] IReadOnlyList<RedactedProse>? Prose = null);

/// <param name="At">Where the text is in the answer to a GET of the record: a JSON pointer (RFC 6901).</param>
public sealed partial record RedactedProse(
    [property: MinLength(1), MaxLength(200)] string At, [property: MinLength(1), MaxLength(10_000)] string Text)
{
    /// <summary>Names of members and numbers only, so that nothing can be said in a pointer.</summary>
    public static bool IsPointer(string text) => Form().IsMatch(text);

    [GeneratedRegex(@"^(/([a-z][A-Za-z]{0,39}|0|[1-9][0-9]{0,3}))+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}

/// <summary>Which record and which person a decision is about, and what was written to it; in the vault.</summary>
public sealed record ItemDetail(SourceRecord Record, SubjectId SubjectId, string? Note, IReadOnlyList<RedactedProse> Prose);

/// <param name="Status">Answered once this was the last part.</param>
public sealed record RequestStanding(SubjectRequestId Id, SubjectRequestStatus Status);

public static class DecideRequestPartEndpoint
{
    private const string Alias = "subject_request_part_decided";

    /// <summary>Decides as one of the source owners that were asked, once. The last one makes the request answered.</summary>
    [WolverinePost("/subject-requests/{requestId}/parts"), Scope("privacy.write"), Idempotent, BodyLimit(4 * 1024 * 1024)]
    [ProducesResponseType<RequestStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SubjectRequestId requestId, DecideRequestPart command, Gate gate, NpgsqlDataSource source, Secrets secrets, CancellationToken token) =>
        gate.Change<SubjectRequest>(requestId.Value, RequestRules.DecidePart, async (request, entry) =>
        {
            if (OrganisationRegister.Current.Find(command.Municipality)?.Oin != entry.By.Organisation) return Problems.Forbidden;
            if (await FaultsIn(command, request.Kind, entry, source, token) is { Count: > 0 } faults) return Problems.InvalidInput(faults);

            var details = await entry.Seal([.. command.Items.Select(item => new Unsealed(
                RequestRules.ScopeOfDetail(), Alias, new ItemDetail(item.Record, item.SubjectId, item.Note, item.Prose ?? [])))]);
            return Decide(command, request, details, entry.By, entry.Now) with { Also = operations => RequestDetails.Write(operations, command.Items, details, secrets) };
        });

    /// <param name="details">One per item, in their order.</param>
    public static Decision Decide(DecideRequestPart command, SubjectRequest request, IReadOnlyList<PayloadRef> details, ActorRef by, DateTimeOffset now)
    {
        var today = DutchTime.DayOf(now);
        if (request.Asked.All(asked => asked.Municipality != command.Municipality)) return Problems.Forbidden;
        if (request.PartOf(command.Municipality) is not null) return RequestProtocol.Forbids(request, today, "This owner has decided already.");

        var decided = new SubjectRequestPartDecided(
            request.Id, command.Municipality, by.Organisation, [.. command.Items.Select((item, i) => new PartItem(item.Decision, item.Ground, details[i]))], by, now);
        var isLast = request.Asked.All(asked => asked.Municipality == command.Municipality || request.PartOf(asked.Municipality) is not null);
        var decision = isLast ? Decision.Of(decided, new SubjectRequestAnswered(request.Id, by, now)) : Decision.Of(decided);
        return decision with
        {
            HidesSteps = true,
            Answer = new RequestStanding(request.Id, isLast ? SubjectRequestStatus.Answered : SubjectRequestStatus.Open),
            Subjects = [request.Person, .. RecordedSubjects.Of(command.Items.Select(item => (item.Record.Kind, item.SubjectId)))],
        };
    }

    /// <summary>Only the place: what the caller does not answer for, and what does not exist, is the same fault.</summary>
    private static async Task<IReadOnlyList<Fault>> FaultsIn(DecideRequestPart command, SubjectRequestKind kind, Entry entry, NpgsqlDataSource source, CancellationToken token)
    {
        List<Fault> faults = [];
        for (var i = 0; i < command.Items.Count; i++)
        {
            var item = command.Items[i];
            if (await entry.AnswersFor(SourceKinds.ResourceOf(item.Record.Kind), item.Record.Id) is null)
                faults.Add(new Fault($"/items/{i}/record", "There is no such record, or your organisation does not answer for it."));
            else if (await Presence.FindAsync(item.Record, item.SubjectId, source, token) is null)
                faults.Add(new Fault($"/items/{i}/subjectId", "The record has no such person."));
            else if (kind == SubjectRequestKind.Erasure && item.Decision == ItemDecision.Granted && !await IsErasedAsync(item, source, token))
                faults.Add(new Fault($"/items/{i}/decision", "Nothing was erased: order it first, with POST /v1/erasures."));
            else if (kind == SubjectRequestKind.Objection && item.Decision == ItemDecision.Granted && !await IsObjectedAsync(item, source, token))
                faults.Add(new Fault($"/items/{i}/decision", "No objection to this record was granted: do that first, with POST /v1/objections."));
            if (kind != SubjectRequestKind.Access && item.Prose is not null)
                faults.Add(new Fault($"/items/{i}/prose", "Is for access only."));
        }

        return faults;
    }

    private static async Task<bool> IsObjectedAsync(DecidedItem item, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            "select exists (select from chaincoop.mt_doc_objection where data -> 'record' = to_jsonb($1::text) and data -> 'subject' = to_jsonb($2::text) and data ->> 'status' = 'granted')");
        command.Parameters.Add(new() { Value = item.Record.Id.ToString() });
        command.Parameters.Add(new() { Value = item.SubjectId.ToString() });
        return await command.ExecuteScalarAsync(token) is true;
    }

    /// <summary>Looked up, not recorded: an event that named both would join the records of one person.</summary>
    private static async Task<bool> IsErasedAsync(DecidedItem item, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            "select exists (select from chaincoop.mt_doc_erasure where data ->> 'record' = $1 and data ->> 'subject' = $2 and data ->> 'status' in ('ordered', 'carried-out'))");
        command.Parameters.Add(new() { Value = item.Record.Id.ToString() });
        command.Parameters.Add(new() { Value = item.SubjectId.ToString() });
        return await command.ExecuteScalarAsync(token) is true;
    }
}

/// <summary>
/// Whose data the access record names for a request: a line that named what one human being is in several rooms would join
/// the tracks for whoever reads the log. So subjects of security tracks are never named here; no line about a security track
/// is shown to a data subject either, so that nothing is missed. What was decided about them stands in the vault.
/// </summary>
internal static class RecordedSubjects
{
    public static IEnumerable<SubjectId> Of(IEnumerable<(SourceKind Kind, SubjectId Subject)> items) =>
        items.Where(item => item.Kind != SourceKind.SecurityTrack).Select(item => item.Subject).Distinct();
}
