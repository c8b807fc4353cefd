using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace ChainCoop.Timeline;

/// <summary>Reads the rows of both logs: what is to be sealed next, and what was sealed, beside its leaf.</summary>
internal static class LogRows
{
    // A body in the other form that the store knows (bdata) is none of ours: nothing stands there, and nothing is what is sealed of it.
    private const string OfEvent =
        "e.seq_id, e.id, e.stream_id, e.version, e.type, e.timestamp, e.tenant_id, e.mt_dotnet_type, e.correlation_id, e.causation_id, e.is_archived, case when e.bdata is null then e.data::text end";

    /// <summary>
    /// All columns but those of the header. Absent is what is null: a column that comes later may be null in older rows, and has to be. Instants are
    /// written out, so that no setting and no version of PostgreSQL decides how.
    /// </summary>
    private const string OfRecord =
        """
        a.seq, a.tx, a.id, a.at, jsonb_strip_nulls(to_jsonb(a) - array['seq', 'tx', 'id', 'at'] || jsonb_build_object(
            'started_at', to_char(a.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            'decided_at', to_char(a.decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))::text
        """;

    /// <summary>
    /// Events up to the store's high-water mark, below which nothing comes in later; access records of transactions that are older than every running
    /// one.
    /// </summary>
    public static async Task<IReadOnlyList<SealedRow>> NextAsync(NpgsqlConnection connection, SealedLog log, Head after, int most, CancellationToken token)
    {
        var sql = log == SealedLog.Events
                ? $"""
                select {OfEvent} from chaincoop.mt_events e
                where e.seq_id > @sequence and e.seq_id <= (select last_seq_id from chaincoop.mt_event_progression where name = 'HighWaterMark')
                order by e.seq_id limit @most
                """
                : $"""
                select {OfRecord} from access.log a
                where (a.tx, a.seq) > (@transaction, @sequence) and a.tx < pg_snapshot_xmin(pg_current_snapshot())
                  and not exists (select from timeline.leaves l where l.log = 'access' and l.id = a.id)
                order by a.tx, a.seq limit @most
                """;
        await using var command = new NpgsqlCommand(sql, connection);
        return await RowsAsync(command, log, after, most, token);
    }

    /// <summary>
    /// A database that was restored from a dump counts transactions anew: what was not sealed before stands anywhere among records of transactions that
    /// are not of this count.
    /// </summary>
    public static async Task<IReadOnlyList<SealedRow>> LeftOverAsync(NpgsqlConnection connection, Head after, int most, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select {OfRecord} from access.log a
            where @transaction >= pg_snapshot_xmax(pg_current_snapshot()) and @sequence >= 0
              and (a.tx >= pg_snapshot_xmax(pg_current_snapshot()) or a.tx < pg_snapshot_xmin(pg_current_snapshot()))
              and not exists (select from timeline.leaves l where l.log = 'access' and l.id = a.id)
            order by a.tx desc, a.seq desc limit @most
            """,
            connection);
        return await RowsAsync(command, SealedLog.Access, after, most, token);
    }

    private static async Task<IReadOnlyList<SealedRow>> RowsAsync(NpgsqlCommand command, SealedLog log, Head after, int most, CancellationToken token)
    {
        command.Parameters.AddWithValue("sequence", after.Sequence);
        command.Parameters.AddWithValue("most", most);
        if (log == SealedLog.Access) command.Parameters.AddWithValue("transaction", NpgsqlDbType.Xid8, after.Transaction);
        List<SealedRow> rows = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) rows.Add(RowOf(log, reader, 0));
        return rows;
    }

    /// <summary>Columns of a leaf.</summary>
    public const string OfLeaf = "l.index, l.sequence, l.id, l.time, l.body_hash, l.salt, l.leaf";

    /// <summary>Columns of a row of the log, which is <c>e</c> or <c>a</c>.</summary>
    public static string ColumnsOf(SealedLog log) => log == SealedLog.Events ? OfEvent : OfRecord;

    /// <summary>Leaves from an index on, in order, each with its row; the row is null where there is none any more.</summary>
    public static async IAsyncEnumerable<(Leaf Leaf, SealedRow? Row)> SealedAsync(
        NpgsqlDataSource source, SealedLog log, long from, long until, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        var sql = log == SealedLog.Events
                ? $"""
                select {OfLeaf}, {OfEvent}
                from timeline.leaves l left join chaincoop.mt_events e on e.seq_id = l.sequence
                where l.log = 'events' and l.index >= $1 and l.index < $2 order by l.index
                """
                : $"""
                select {OfLeaf}, {OfRecord}
                from timeline.leaves l left join access.log a on a.id = l.id
                where l.log = 'access' and l.index >= $1 and l.index < $2 order by l.index
                """;
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = from });
        command.Parameters.Add(new() { Value = until });
        await foreach (var found in BesideLeavesAsync(command, log, token)) yield return found;
    }

    /// <summary>Reads leaves, each with its row.</summary>
    /// <param name="command">Asks for <see cref="OfLeaf"/> and <see cref="ColumnsOf"/>.</param>
    public static async IAsyncEnumerable<(Leaf Leaf, SealedRow? Row)> BesideLeavesAsync(
        NpgsqlCommand command, SealedLog log, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            var leaf = new Leaf(
                reader.GetInt64(0), reader.GetInt64(1), reader.GetGuid(2), reader.GetFieldValue<DateTimeOffset>(3), reader.GetFieldValue<byte[]>(4),
                await reader.IsDBNullAsync(5, token) ? null : reader.GetFieldValue<byte[]>(5), reader.GetFieldValue<byte[]>(6));
            yield return (leaf, await reader.IsDBNullAsync(7, token) ? null : RowOf(log, reader, 7));
        }
    }

    private static SealedRow RowOf(SealedLog log, NpgsqlDataReader reader, int first)
    {
        return log == SealedLog.Events
            ? new EventRow(
                reader.GetInt64(first), reader.GetGuid(first + 1), reader.GetGuid(first + 2), reader.GetInt64(first + 3), reader.GetString(first + 4),
                reader.GetFieldValue<DateTimeOffset>(first + 5), Text(6) ?? "", Text(7), Text(8), Text(9), !reader.IsDBNull(first + 10) && reader.GetBoolean(first + 10),
                Encoding.UTF8.GetBytes(Text(11) ?? ""))
            : new AccessRow(
                reader.GetInt64(first), reader.GetFieldValue<ulong>(first + 1), reader.GetGuid(first + 2), reader.GetFieldValue<DateTimeOffset>(first + 3),
                Encoding.UTF8.GetBytes(reader.GetString(first + 4)));

        string? Text(int column) => reader.IsDBNull(first + column) ? null : reader.GetString(first + column);
    }
}

/// <summary>What is kept of a sealed row.</summary>
/// <param name="Salt">Null: the body was destroyed.</param>
/// <param name="Hash">The leaf hash of RFC 6962.</param>
internal sealed record Leaf(long Index, long Sequence, Guid Id, DateTimeOffset Time, byte[] BodyHash, byte[]? Salt, byte[] Hash);

/// <summary>Where a log was sealed last.</summary>
/// <param name="Size">Rows that are sealed.</param>
/// <param name="Sequence">Of the last of them.</param>
/// <param name="Transaction">Of the last of them, for the access log.</param>
/// <param name="Note">The signed checkpoint; null before the first.</param>
internal sealed record Head(long Size, byte[] Root, DateTimeOffset At, long Sequence, ulong Transaction, string? Note);
