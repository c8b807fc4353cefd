using ChainCoop.Feeds;
using ChainCoop.Platform;
using Npgsql;
using NpgsqlTypes;

namespace ChainCoop.Audit.ProcessingLog;

/// <summary>
/// Gives every access record to the collector of the Logboek Dataverwerkingen, in the order in which records become final, at least
/// once. The position is written when the collector has taken a batch; until then the batch is tried again, however long it takes.
/// One node at a time.
/// </summary>
internal sealed partial class ExportProcessingLog(
    NpgsqlDataSource source, ProcessingCollector collector, District district, TimeProvider clock, ILogger<ExportProcessingLog> log) : BackgroundService
{
    private const int RecordsAtOnce = 500;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wait = Idle;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                wait = await ExportAsync(stoppingToken) == RecordsAtOnce ? TimeSpan.Zero : Idle;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                wait = TimeSpan.FromTicks(Math.Clamp((failure as NotTakenException)?.RetryAfter?.Ticks ?? wait.Ticks * 2, Idle.Ticks, LongestWait.Ticks));
                LogLater((failure as NotTakenException)?.Reason ?? failure.GetType().Name, (int)wait.TotalSeconds);
            }

            await Task.Delay(wait, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>How many records the collector took: none, when another node exports.</returns>
    internal async Task<int> ExportAsync(CancellationToken token)
    {
        // The transaction writes nothing before the collector has answered: it holds no row and no transaction id while it waits.
        await using var connection = await source.OpenConnectionAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(token);
        if (!await AloneAsync(connection, token)) return 0;

        var batch = await NextAsync(connection, await PositionAsync(connection, token), token);
        if (batch.Records.Count == 0) return 0;
        await collector.TakeAsync(ProcessingLines.Request(batch.Records, district), clock.GetUtcNow(), token);
        await using var move = new NpgsqlCommand("update access.processing_export set tx = $1, seq = $2, exported_at = $3", connection);
        move.Parameters.Add(new() { Value = batch.Last.Tx, NpgsqlDbType = NpgsqlDbType.Xid8 });
        move.Parameters.Add(new() { Value = batch.Last.Seq });
        move.Parameters.Add(new() { Value = clock.GetUtcNow() });
        await move.ExecuteNonQueryAsync(token);
        await transaction.CommitAsync(token);
        ChainCoopMeters.ProcessingRecords.Add(batch.Records.Count);
        return batch.Records.Count;
    }

    private static async Task<bool> AloneAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand("select pg_try_advisory_xact_lock(hashtextextended('access.processing_export', 0))", connection);
        return await command.ExecuteScalarAsync(token) is true;
    }

    /// <summary>A database that was restored from a dump counts transactions anew: then all is given once more, and nothing is passed over.</summary>
    private async Task<(ulong Tx, long Seq)> PositionAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand("select tx, seq, tx >= pg_snapshot_xmax(pg_current_snapshot()) from access.processing_export", connection);
        await using var reader = await command.ExecuteReaderAsync(token);
        if (!await reader.ReadAsync(token)) throw new InvalidDataException("access.processing_export has no row.");
        if (!reader.GetBoolean(2)) return (reader.GetFieldValue<ulong>(0), reader.GetInt64(1));
        LogAnew();
        return (0, 0);
    }

    private static async Task<Batch> NextAsync(NpgsqlConnection connection, (ulong Tx, long Seq) after, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(
            """
            select tx, seq, id, trace_id, span_id, parent_span_id, action, status, started_at, at, subjects
            from access.log
            where (tx, seq) > ($1, $2) and tx < pg_snapshot_xmin(pg_current_snapshot())
            order by tx, seq limit $3
            """,
            connection);
        command.Parameters.Add(new() { Value = after.Tx, NpgsqlDbType = NpgsqlDbType.Xid8 });
        command.Parameters.Add(new() { Value = after.Seq });
        command.Parameters.Add(new() { Value = RecordsAtOnce });
        var last = after;
        List<ProcessedRecord> records = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            last = (reader.GetFieldValue<ulong>(0), reader.GetInt64(1));
            records.Add(new ProcessedRecord(
                reader.GetGuid(2), reader.GetString(3), reader.GetString(4), await reader.IsDBNullAsync(5, token) ? null : reader.GetString(5), reader.GetString(6),
                reader.GetInt32(7), reader.GetFieldValue<DateTimeOffset>(8), reader.GetFieldValue<DateTimeOffset>(9), reader.GetFieldValue<Guid[]>(10)));
        }

        return new Batch(records, last);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The collector of the processing log did not take a batch, which is tried again in {Seconds} s: {Failure}")]
    private partial void LogLater(string failure, int seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The position of the processing log is ahead of this database: all records are exported anew")]
    private partial void LogAnew();

    private sealed record Batch(IReadOnlyList<ProcessedRecord> Records, (ulong Tx, long Seq) Last);
}
