using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Sharing;

/// <param name="Room">Of the records that they are from; default general.</param>
/// <param name="Status">Only those.</param>
/// <param name="Overdue">Only those whose receipt is late, or only all others.</param>
/// <param name="Cursor">The <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many; default 50.</param>
public sealed record ListDisclosures(
    Room Room = Room.General, DisclosureStatus? Status = null, bool? Overdue = null, string? Cursor = null, [property: Range(1, 200)] int Limit = 50);

/// <summary>A disclosure in a list: who got what, why, until when, and whether it holds. No prose and no person.</summary>
/// <param name="OfOnePerson">It is about one person in the record.</param>
/// <param name="Overdue">It ended, the receiver has not confirmed, and the term for that is over.</param>
/// <param name="End">Absent while nothing recorded its end.</param>
/// <param name="ConfirmedAt">When the receiver said that it destroyed what it had; absent while it did not.</param>
public sealed record DisclosureRow(
    DisclosureId Id,
    DisclosureStatus Status,
    RecordName Record,
    bool OfOnePerson,
    Oin Sharer,
    Oin Receiver,
    IReadOnlyList<DisclosableField> Fields,
    LegalBasisKind LegalBasis,
    Purpose Purpose,
    DateTimeOffset MadeAt,
    DateTimeOffset ExpiresAt,
    bool Overdue,
    DisclosureRowEnd? End,
    DateTimeOffset? ConfirmedAt)
{
    internal static async Task<IReadOnlyList<DisclosureRow>> ReadAsync(NpgsqlCommand command, CancellationToken token)
    {
        List<DisclosureRow> rows = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) rows.Add(Of(reader));
        return rows;
    }

    /// <summary>Of <see cref="Columns"/>.</summary>
    internal static DisclosureRow Of(NpgsqlDataReader reader) => new(
        DisclosureId.From(reader.GetGuid(0)), Kebab.Parse<DisclosureStatus>(reader.GetString(1)),
        new RecordName(Kebab.Parse<RecordNameKind>(reader.GetString(2)), RecordId.From(reader.GetGuid(3))), reader.GetBoolean(4), new(reader.GetString(5)),
        new(reader.GetString(6)), [.. reader.GetFieldValue<string[]>(7).Select(DisclosableField.From)], new(reader.GetString(8)), new(reader.GetString(9)),
        reader.GetFieldValue<DateTimeOffset>(10), reader.GetFieldValue<DateTimeOffset>(11), reader.GetBoolean(12),
        reader.IsDBNull(13) ? null : new DisclosureRowEnd(new(reader.GetString(13)), reader.GetFieldValue<DateTimeOffset>(14)),
        reader.IsDBNull(15) ? null : reader.GetFieldValue<DateTimeOffset>(15));

    /// <summary>Of a disclosure <c>d</c>; what the clock ended has ended.</summary>
    internal const string StatusNow =
        "case when d.data ->> 'status' = 'in-force' and (d.data ->> 'expiresAt')::timestamptz <= @now then 'expired' else d.data ->> 'status' end";

    internal const string OverdueNow =
        "(d.data ->> 'status' <> 'in-force' and d.data -> 'receipt' = 'null' and (d.data -> 'end' ->> 'receiptDueAt')::timestamptz <= @now)";

    /// <summary>The columns of a row.</summary>
    internal const string Columns =
        $"""
        d.id, {StatusNow} as status,
        d.data ->> 'kind', (d.data ->> 'record')::uuid, d.data -> 'subject' <> 'null', d.data -> 'madeBy' ->> 'organisation', d.data ->> 'receiver',
        array(select jsonb_array_elements_text(d.data -> 'fields')), d.data ->> 'basis', d.data ->> 'purpose', (d.data ->> 'madeAt')::timestamptz as made_at,
        (d.data ->> 'expiresAt')::timestamptz,
        {OverdueNow} as overdue,
        d.data -> 'end' ->> 'reason', (d.data -> 'end' ->> 'until')::timestamptz, (d.data -> 'receipt' ->> 'at')::timestamptz
        """;
}

/// <param name="Until">Since then the receiver reads it no longer.</param>
public sealed record DisclosureRowEnd(DisclosureEndReason Reason, DateTimeOffset Until);

public static class ListDisclosuresEndpoint
{
    /// <summary>Along the organisation's own disclosures by their index, whatever else it has and others have.</summary>
    internal static readonly string OnePage =
        $"""
        select {DisclosureRow.Columns}, g.valid_from
        from access.grants g join chaincoop.mt_doc_disclosure d on d.id = g.resource
        where g.kind = 'disclosure' and {Grants.Each}
          and (@status is null or {DisclosureRow.StatusNow} = @status)
          and (@overdue is null or {DisclosureRow.OverdueNow} = @overdue)
          and (g.valid_from, g.resource) < (@from, @resource)
        order by g.valid_from desc, g.resource desc limit @limit
        """;

    public static readonly AccessRule Rule =
        AccessRule.Of("disclosure.list", ResourceKind.Disclosure, Room.General, [], SharingAccess.Everybody, SharingAccess.Purposes);

    /// <summary>Lists the disclosures that the own organisation made or received, or that are from records it answers for, of one room, the newest first.</summary>
    [WolverineGet("/disclosures"), Scope("sharing.read")]
    [ProducesResponseType<Page<DisclosureRow>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ListDisclosures query, Gate gate, Secrets secrets, NpgsqlDataSource source)
    {
        var list = $"disclosures: {query with { Cursor = null, Limit = 0 }}";
        var start = SharingAccess.Newest;
        if (query.Cursor is { } given && !Cursor.TryRead(given, list, secrets, out start))
            return Task.FromResult(Problems.InvalidInput([new Fault("query:cursor", Cursor.Fault)]).ToResult());
        return gate.Ask(Rule, async scope => new Shown(await ReadAsync(query, start, cursor => cursor.Write(list, secrets), scope, source)));
    }

    private static async Task<Page<DisclosureRow>> ReadAsync(ListDisclosures query, Cursor start, Func<Cursor, string> next, Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(OnePage);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(query.Room));
        command.Parameters.AddWithValue("municipalities", scope.MunicipalitiesIn(query.Room));
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
        command.Parameters.Add(new NpgsqlParameter<string?>("status", query.Status is { } status ? Kebab.Of(status) : null));
        command.Parameters.Add(new NpgsqlParameter("overdue", NpgsqlTypes.NpgsqlDbType.Boolean) { Value = query.Overdue is { } overdue ? overdue : DBNull.Value });
        command.Parameters.AddWithValue("from", start.At);
        command.Parameters.AddWithValue("resource", start.Id);
        command.Parameters.AddWithValue("limit", query.Limit + 1);
        List<(DisclosureRow Row, DateTimeOffset From)> found = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token)) found.Add((DisclosureRow.Of(reader), reader.GetFieldValue<DateTimeOffset>(16)));
        var page = found.Take(query.Limit).ToList();
        return new Page<DisclosureRow>([.. page.Select(item => item.Row)], found.Count > query.Limit ? next(new Cursor(page[^1].From, page[^1].Row.Id.Value)) : null);
    }
}

/// <summary>Asks what was disclosed from one record, or of one person in it. A person has another id in every record, so that this names both.</summary>
/// <param name="SubjectId">What was disclosed of this person: alone, or with all others in the record.</param>
public sealed record SearchDisclosures(
    SignalId? SignalId = null, CaseId? CaseId = null, VictimTrackId? VictimTrackId = null, SecurityTrackId? SecurityTrackId = null, SubjectId? SubjectId = null) : IChecked
{
    internal (ResourceKind Kind, RecordId Id)? Record => NamedRecord.Of(SignalId, CaseId, VictimTrackId, SecurityTrackId);

    public void Check(Faults faults) => NamedRecord.Check(faults, SignalId, CaseId, VictimTrackId, SecurityTrackId);
}

public static class SearchDisclosuresEndpoint
{
    /// <summary>Along the index of the record.</summary>
    internal const string OfRecord = "d.data -> 'record' = to_jsonb(@record::text)";

    public static readonly AccessRule Rule = SharingAccess.WithKeepers("disclosure.search", ResourceKind.Disclosure);

    /// <summary>
    /// Reads the register of a record: who got what of it or of one person in it, why, when, and whether that still holds. For those who work with
    /// the record and those who answer for its data; who only sent a signal finds its own disclosures. Not for who opened the record in an emergency.
    /// </summary>
    [WolverinePost("/disclosures/_search"), Scope("sharing.read"), RequiresPurpose]
    [ProducesResponseType<Page<DisclosureRow>>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SearchDisclosures query, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(Rule, async scope =>
        {
            var found = await ReadAsync(query, scope, source);

            // Who asks and gets nothing did not look at the person's data.
            return new Shown(new Page<DisclosureRow>(found), query.SubjectId is { } subject && found.Count > 0 ? [subject] : []);
        });

    private static async Task<IReadOnlyList<DisclosureRow>> ReadAsync(SearchDisclosures query, Scope scope, NpgsqlDataSource source)
    {
        var (kind, record) = query.Record!.Value;
        var room = RecordContents.RoomOf(kind);
        await using var command = source.CreateCommand(
            $"""
            select {DisclosureRow.Columns} from chaincoop.mt_doc_disclosure d
            where {OfRecord} and d.data ->> 'kind' = @kind
              and (@subject is null or d.data -> 'subject' = 'null' or d.data ->> 'subject' = @subject::text)
              and (exists (select {Grants.On("@record")} and g.role not in ('reporter', 'emergency')) or d.data -> 'madeBy' ->> 'organisation' = @organisation and {Grants.Visible("@record")})
            order by made_at desc, d.id
            """);
        command.Parameters.AddWithValue("record", record.Value);
        command.Parameters.AddWithValue("kind", Kebab.Of(kind));
        command.Parameters.Add(new NpgsqlParameter("subject", NpgsqlTypes.NpgsqlDbType.Uuid) { Value = query.SubjectId is { } subject ? subject.Value : DBNull.Value });
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(room));
        command.Parameters.AddWithValue(
            "municipalities",
            scope.Purpose is { } purpose && RolePurposes.OfKeepers.Contains(purpose.Value) ? scope.Facts.MunicipalitiesOf(scope.Actor, PrivacyRules.Keepers) : scope.MunicipalitiesIn(room));
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
        return await DisclosureRow.ReadAsync(command, scope.Token);
    }
}
