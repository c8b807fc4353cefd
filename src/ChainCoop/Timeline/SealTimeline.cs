using ChainCoop.Platform;
using ChainCoop.Shared;
using ChainCoop.Timeline.Check;

namespace ChainCoop.Timeline;

/// <summary>
/// Seals what was written, four times a second. Every node tries; who comes first does it, so that nothing has to be handed over when a node is
/// killed. What is broken is not sealed onto: it is said every minute until somebody looks.
/// </summary>
internal sealed partial class SealTimeline(Sealer sealer, TimelineStanding standing, ILogger<SealTimeline> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WhenBroken = TimeSpan.FromMinutes(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enum.GetValues<SealedLog>().Select(sealedLog => SealAsync(sealedLog, stoppingToken)));

    private async Task SealAsync(SealedLog sealedLog, CancellationToken token)
    {
        var name = Kebab.Of(sealedLog);
        while (!token.IsCancellationRequested)
        {
            var pause = Interval;
            try
            {
                var sealing = await sealer.SealAsync(sealedLog, token);
                if (sealing > 0) ChainCoopMeters.Sealed.Add(sealing, new KeyValuePair<string, object?>("log", name));
                if (sealing == Sealer.RowsAtOnce) continue;
            }
            catch (BrokenTimelineException broken)
            {
                standing.Fault = broken.Fault;
                LogBroken(log, broken.Fault);
                pause = WhenBroken;
            }
            catch (Exception failure) when (!token.IsCancellationRequested)
            {
                LogLater(log, sealedLog, failure.GetType().Name);
                pause = AfterFailure;
            }

            await Task.Delay(pause, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Nothing is sealed: {Fault}")]
    private static partial void LogBroken(ILogger log, TimelineFault fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sealing of the log {SealedLog} failed and is tried again: {Failure}")]
    private static partial void LogLater(ILogger log, SealedLog sealedLog, string failure);
}
