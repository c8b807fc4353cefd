using System.Security.Cryptography;
using ChainCoop.Platform;
using Npgsql;

namespace ChainCoop.Timeline.Check;

/// <summary>What the watch found, for health.</summary>
internal sealed class TimelineStanding
{
    /// <summary>Null: nothing, so far.</summary>
    public TimelineFault? Fault { get; set; }
}

/// <summary>
/// Reads what was sealed again and again, a part of each log at a time, from a place of its own on every node. The first thing that is not as
/// it was sealed is said, and said again, until somebody looks: <c>timeline verify</c> looks at all of it.
/// </summary>
internal sealed partial class WatchTimeline(NpgsqlDataSource source, TimelineCheck check, TimelineStanding standing, ILogger<WatchTimeline> logger) : BackgroundService
{
    private const int LeavesAtOnce = 2000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Dictionary<SealedLog, long> places = [];
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var log in Enum.GetValues<SealedLog>())
            {
                try
                {
                    places[log] = await LookAsync(log, places.GetValueOrDefault(log, -1), stoppingToken);
                }
                catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
                {
                    LogLater(log, failure.GetType().Name);
                }
            }
        }
    }

    /// <returns>Where to go on.</returns>
    internal async Task<long> LookAsync(SealedLog log, long place, CancellationToken token)
    {
        var head = await Checkpoints.LastAsync(source, log, token);
        if (head.Size == 0) return 0;
        var from = place < 0 ? RandomNumberGenerator.GetInt32(int.MaxValue) % head.Size : place >= head.Size ? 0 : place;
        var until = Math.Min(from + LeavesAtOnce, head.Size);
        var report = await check.PartAsync(log, from, until, token);
        if ((report.Fault ?? (until == head.Size ? await check.UnsealedAsync(log, head, token) : null)) is not { } fault) return until;

        standing.Fault = fault;
        ChainCoopMeters.TimelineAlarms.Add(1, new KeyValuePair<string, object?>("kind", "rewritten"));
        LogFault(fault);
        return until;
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The timeline was rewritten: {Fault}")]
    private partial void LogFault(TimelineFault fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The log {SealedLog} is looked at again later: {Failure}")]
    private partial void LogLater(SealedLog sealedLog, string failure);
}
