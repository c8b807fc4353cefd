using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Privacy.Retention;

/// <summary>
/// Computes every row again once other rules are in force. The rows hold the facts, so that nothing is replayed; each row
/// holds the version it was computed with, so that a stop half-way goes on at the next start. Pages of facts that come
/// meanwhile are computed with the new version, too.
/// </summary>
internal static class RetentionRecompute
{
    /// <param name="progress">Gets how many rows are done.</param>
    public static async Task<int> RunAsync(NpgsqlDataSource source, RetentionVersion rules, Action<int> progress, int rowsAtOnce, CancellationToken token)
    {
        await using (var change = source.CreateCommand("update privacy.retention_progress set rules = $1, generation = generation + 1 where rules <> $1"))
        {
            change.Parameters.Add(new() { Value = rules.Version });
            await change.ExecuteNonQueryAsync(token);
        }

        var done = 0;
        for (int count; (count = await SomeAsync(source, rules, rowsAtOnce, token)) > 0; progress(done)) done += count;
        return done;
    }

    private static async Task<int> SomeAsync(NpgsqlDataSource source, RetentionVersion rules, int rowsAtOnce, CancellationToken token)
    {
        await using var connection = await source.OpenConnectionAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(token);
        List<RetentionRecord> records = [];
        await using (var read = new NpgsqlCommand(
            """
            select id, kind, ends_with, municipality, class, received_on, ended_on from privacy.retention
            where rules <> $1 order by id, kind limit $2 for update
            """, connection))
        {
            read.Parameters.Add(new() { Value = rules.Version });
            read.Parameters.Add(new() { Value = rowsAtOnce });
            await using var reader = await read.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token)) records.Add(RetentionTables.Read(reader));
        }
        if (records.Count == 0) return 0;

        var ends = records.Select(rules.Of).ToList();
        await using var write = new NpgsqlCommand(
            """
            update privacy.retention old set counted_from = new.counted_from, counted_on = new.counted_on, destroy_after = new.destroy_after, rules = $1
            from unnest($2, $3::text[], $4::text[], $5::date[], $6::date[]) as new (id, kind, counted_from, counted_on, destroy_after)
            where (old.id, old.kind) = (new.id, new.kind)
            """, connection);
        write.Parameters.Add(new() { Value = rules.Version });
        write.Parameters.Add(new() { Value = records.Select(record => record.Id).ToArray() });
        write.Parameters.Add(new() { Value = records.Select(record => Kebab.Of(record.Kind)).ToArray() });
        write.Parameters.Add(new() { Value = ends.Select(end => end.From is { } from ? Kebab.Of(from) : null).ToArray() });
        write.Parameters.Add(new() { Value = ends.Select(end => end.On).ToArray() });
        write.Parameters.Add(new() { Value = ends.Select(end => end.After).ToArray() });
        await write.ExecuteNonQueryAsync(token);
        await transaction.CommitAsync(token);
        return records.Count;
    }
}

/// <summary>At start, beside the work: whether the rules in force are those that the rows were computed with.</summary>
internal sealed partial class RecomputeRetention(NpgsqlDataSource source, TimeProvider clock, ILogger<RecomputeRetention> log) : BackgroundService
{
    private const int RowsAtOnce = 1000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var rules = RetentionRules.Current.On(DutchTime.DayOf(clock.GetUtcNow()));
        while (true)
        {
            try
            {
                var done = await RetentionRecompute.RunAsync(source, rules, count => LogProgress(log, rules.Version, count), RowsAtOnce, stoppingToken);
                if (done > 0) LogDone(log, rules.Version, done);
                return;
            }
            catch (NpgsqlException failure)
            {
                LogFailed(log, rules.Version, failure.GetType().Name);
                await Task.Delay(Interval, clock, stoppingToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Retention by version {Version} of the rules: {Count} records so far")]
    private static partial void LogProgress(ILogger log, string version, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Retention by version {Version} of the rules: all {Count} records are done")]
    private static partial void LogDone(ILogger log, string version, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Retention by version {Version} of the rules goes on later: {Failure}")]
    private static partial void LogFailed(ILogger log, string version, string failure);
}
