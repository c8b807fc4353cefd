using Npgsql;

namespace ChainCoop.Platform;

/// <summary>
/// Once an hour: forgets replies whose term is over and deliveries of two weeks ago, and looks whether the access log has its next partition. Every node
/// does it; they pass over each other's rows.
/// </summary>
internal sealed partial class Housekeeping(NpgsqlDataSource source, TimeProvider clock, ILogger<Housekeeping> log) : BackgroundService
{
    private const int RowsAtOnce = 5000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hourly = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        do
        {
            try
            {
                var forgotten = await ForgetRepliesAsync(stoppingToken);
                if (forgotten > 0) LogForgotten(forgotten);
                await ForgetDeliveriesAsync(stoppingToken);
                if (!await HasNextPartitionAsync(stoppingToken)) LogNoPartition();
            }
            catch (NpgsqlException failure)
            {
                LogLater(failure.GetType().Name, failure.SqlState);
            }
        }
        while (await hourly.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>In small transactions, so that no request waits for them.</summary>
    internal async Task<long> ForgetRepliesAsync(CancellationToken token)
    {
        var forgotten = 0L;
        int rows;
        do
        {
            await using var command = source.CreateCommand(
                """
                delete from access.idempotency where key in (
                    select key from access.idempotency where expires_at <= $1 order by expires_at limit $2 for update skip locked)
                """);
            command.Parameters.Add(new() { Value = clock.GetUtcNow() });
            command.Parameters.Add(new() { Value = RowsAtOnce });
            rows = await command.ExecuteNonQueryAsync(token);
            forgotten += rows;
        }
        while (rows == RowsAtOnce);
        return forgotten;
    }

    /// <summary>What was delivered or given up; the entries stay in their feeds. In small transactions, too.</summary>
    internal async Task ForgetDeliveriesAsync(CancellationToken token)
    {
        int rows;
        do
        {
            await using var command = source.CreateCommand(
                """
                delete from subscriptions.deliveries where (subscription, position) in (
                    select subscription, position from subscriptions.deliveries
                    where state in ('delivered', 'discarded') and attempted_at <= $1 limit $2 for update skip locked)
                """);
            command.Parameters.Add(new() { Value = clock.GetUtcNow().AddDays(-14) });
            command.Parameters.Add(new() { Value = RowsAtOnce });
            rows = await command.ExecuteNonQueryAsync(token);
        }
        while (rows == RowsAtOnce);
    }

    private async Task<bool> HasNextPartitionAsync(CancellationToken token)
    {
        await using var command = source.CreateCommand("select to_regclass($1) is not null");
        command.Parameters.Add(new() { Value = $"access.{Access.AccessLogPartitions.NameOf(clock.GetUtcNow().AddMonths(1))}" });
        return await command.ExecuteScalarAsync(token) is true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Forgot {Count} replies to repeated requests")]
    private partial void LogForgotten(long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The access log has no partition for next month, run db-apply; until then records go to access.log_rest")]
    private partial void LogNoPartition();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Housekeeping failed and is tried again in an hour: {Failure} {SqlState}")]
    private partial void LogLater(string failure, string? sqlState);
}
