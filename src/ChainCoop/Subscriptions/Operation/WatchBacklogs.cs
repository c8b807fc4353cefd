using ChainCoop.Platform;
using Npgsql;

namespace ChainCoop.Subscriptions.Operation;

/// <summary>Every quarter of a minute: how far all deliveries are together, for the metrics. Each node says the same.</summary>
internal sealed partial class WatchBacklogs(NpgsqlDataSource source, TimeProvider clock, ILogger<WatchBacklogs> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var backlogs = await Backlogs.ReadAsync(source, stoppingToken);
                ChainCoopMeters.Backlog = new(
                    backlogs.Sum(one => one.Lag + one.Waiting), backlogs.Sum(one => one.Dead), backlogs.Count(one => one.FailingSince is not null),
                    backlogs.Min(one => one.OldestAt) is { } oldest ? (clock.GetUtcNow() - oldest).TotalSeconds : 0);
            }
            catch (NpgsqlException failure)
            {
                LogLater(failure.GetType().Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "How far deliveries are is looked at again later: {Failure}")]
    private partial void LogLater(string failure);
}
