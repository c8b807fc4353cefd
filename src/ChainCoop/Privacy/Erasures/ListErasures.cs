using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Privacy.Erasures;

/// <param name="Status">Only those.</param>
/// <param name="Overdue">Only those with a receipt that is missing although its term is over.</param>
public sealed record ListErasures(ErasureStatus? Status = null, bool? Overdue = null);

/// <param name="Missing">How many receivers have not confirmed.</param>
public sealed record ErasureRow(ErasureId Id, ErasureStatus Status, ErasureGround Ground, DateTimeOffset ProposedAt, DateTimeOffset? ReceiptsDueAt, int Missing, bool Held);

public static class ListErasuresEndpoint
{
    private const int Most = 500;

    public static readonly AccessRule Rule = PrivacyRules.Shared("erasure.list", ResourceKind.Erasure, [], [.. PrivacyRules.Keepers]);

    /// <summary>Lists the erasures of the own organisation's records, the latest first, at most 500.</summary>
    [WolverineGet("/erasures"), Scope("privacy.read")]
    [ProducesResponseType<Page<ErasureRow>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ListErasures query, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(Rule, async scope => new Shown(new Page<ErasureRow>(await ReadAsync(query, scope, source))));

    private static async Task<IReadOnlyList<ErasureRow>> ReadAsync(ListErasures query, Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            """
            select d.id, d.data ->> 'status', d.data ->> 'ground', (d.data ->> 'proposedAt')::timestamptz, (d.data ->> 'receiptsDueAt')::timestamptz, missing, (d.data ->> 'held')::boolean
            from chaincoop.mt_doc_erasure d
                 cross join lateral (select jsonb_array_length(d.data -> 'receivers') - jsonb_array_length(d.data -> 'receipts') as missing) counted
            where d.data ->> 'owner' = $1 and d.data ->> 'municipality' = any($2)
              and ($3::text is null or d.data ->> 'status' = $3)
              and ($4::boolean is null or $4 = (missing > 0 and coalesce((d.data ->> 'receiptsDueAt')::timestamptz <= $5, false)))
            order by d.data ->> 'proposedAt' desc limit $6
            """);
        command.Parameters.Add(new() { Value = scope.Actor.Organisation.Value });
        command.Parameters.Add(new() { Value = scope.Municipalities });
        command.Parameters.Add(new() { Value = query.Status is { } status ? Kebab.Of(status) : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = query.Overdue is { } overdue ? overdue : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Boolean });
        command.Parameters.Add(new() { Value = scope.Now.ToUniversalTime() });
        command.Parameters.Add(new() { Value = Most });
        List<ErasureRow> rows = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token))
        {
            rows.Add(new ErasureRow(
                ErasureId.From(reader.GetGuid(0)), Kebab.Parse<ErasureStatus>(reader.GetString(1)), new(reader.GetString(2)), reader.GetFieldValue<DateTimeOffset>(3),
                await reader.IsDBNullAsync(4, scope.Token) ? null : reader.GetFieldValue<DateTimeOffset>(4), reader.GetInt32(5), reader.GetBoolean(6)));
        }

        return rows;
    }
}
