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
public sealed record ListDisclosures(Room Room = Room.General, DisclosureStatus? Status = null, bool? Overdue = null);

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
        while (await reader.ReadAsync(token))
        {
            rows.Add(new DisclosureRow(
                DisclosureId.From(reader.GetGuid(0)), Kebab.Parse<DisclosureStatus>(reader.GetString(1)),
                new RecordName(Kebab.Parse<RecordNameKind>(reader.GetString(2)), RecordId.From(reader.GetGuid(3))), reader.GetBoolean(4), new(reader.GetString(5)),
                new(reader.GetString(6)), [.. reader.GetFieldValue<string[]>(7).Select(DisclosableField.From)], new(reader.GetString(8)), new(reader.GetString(9)),
                reader.GetFieldValue<DateTimeOffset>(10), reader.GetFieldValue<DateTimeOffset>(11), reader.GetBoolean(12),
                await reader.IsDBNullAsync(13, token) ? null : new DisclosureRowEnd(new(reader.GetString(13)), reader.GetFieldValue<DateTimeOffset>(14)),
                await reader.IsDBNullAsync(15, token) ? null : reader.GetFieldValue<DateTimeOffset>(15)));
        }

        return rows;
    }

    /// <summary>The columns of a row, of a disclosure <c>d</c>; what the clock ended has ended.</summary>
    internal const string Columns =
        """
        d.id, case when d.data ->> 'status' = 'in-force' and (d.data ->> 'expiresAt')::timestamptz <= @now then 'expired' else d.data ->> 'status' end as status,
        d.data ->> 'kind', (d.data ->> 'record')::uuid, d.data -> 'subject' <> 'null', d.data -> 'madeBy' ->> 'organisation', d.data ->> 'receiver',
        array(select jsonb_array_elements_text(d.data -> 'fields')), d.data ->> 'basis', d.data ->> 'purpose', (d.data ->> 'madeAt')::timestamptz as made_at,
        (d.data ->> 'expiresAt')::timestamptz,
        d.data ->> 'status' <> 'in-force' and d.data -> 'receipt' = 'null' and (d.data -> 'end' ->> 'receiptDueAt')::timestamptz <= @now as overdue,
        d.data -> 'end' ->> 'reason', (d.data -> 'end' ->> 'until')::timestamptz, (d.data -> 'receipt' ->> 'at')::timestamptz
        """;
}

/// <param name="Until">Since then the receiver reads it no longer.</param>
public sealed record DisclosureRowEnd(DisclosureEndReason Reason, DateTimeOffset Until);

public static class ListDisclosuresEndpoint
{
    private const int Most = 500;

    public static readonly AccessRule Rule =
        AccessRule.Of("disclosure.list", ResourceKind.Disclosure, Room.General, [], SharingAccess.Everybody, SharingAccess.Purposes);

    /// <summary>Lists the disclosures that the own organisation made or received, from records of one room, the latest first, at most 500.</summary>
    [WolverineGet("/disclosures"), Scope("sharing.read")]
    [ProducesResponseType<Page<DisclosureRow>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ListDisclosures query, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(Rule, async scope => new Shown(new Page<DisclosureRow>(await ReadAsync(query, scope, source))));

    private static async Task<IReadOnlyList<DisclosureRow>> ReadAsync(ListDisclosures query, Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            $"""
            select * from (select {DisclosureRow.Columns} from chaincoop.mt_doc_disclosure d where {Grants.Visible("d.id")}) listed
            where (@status is null or status = @status) and (@overdue is null or overdue = @overdue)
            order by made_at desc, id limit @most
            """);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(query.Room));
        command.Parameters.AddWithValue("municipalities", scope.MunicipalitiesIn(query.Room));
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
        command.Parameters.Add(new NpgsqlParameter<string?>("status", query.Status is { } status ? Kebab.Of(status) : null));
        command.Parameters.Add(new NpgsqlParameter("overdue", NpgsqlTypes.NpgsqlDbType.Boolean) { Value = query.Overdue is { } overdue ? overdue : DBNull.Value });
        command.Parameters.AddWithValue("most", Most);
        return await DisclosureRow.ReadAsync(command, scope.Token);
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
