using JasperFx;
using Wolverine.Runtime;
using Wolverine.Runtime.Agents;

namespace ChainCoop.Platform;

/// <summary>
/// Starts subscriptions of this node again that paused because a page failed: the database was away, or a read model was
/// rebuilt under it. The framework restarts only what stopped and leaves what paused to the store's own coordinator,
/// which Wolverine's distribution replaces; without this a paused subscription would stay so until the program ends.
/// A page is never skipped: one that always fails is logged at every try.
/// </summary>
internal sealed partial class SubscriptionWatch(IWolverineRuntime runtime, TimeProvider clock, ILogger<SubscriptionWatch> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var uri in runtime.Agents.AllRunningAgentUris())
            {
                if (!runtime.Agents.TryFindActiveAgent<EventSubscriptionAgent>(uri, out var agent) || agent.Status != AgentStatus.Paused) continue;
                try
                {
                    await agent.StopAsync(stoppingToken);
                    await agent.StartAsync(stoppingToken);
                    LogRestarted(log, uri);
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    LogFailed(log, uri, failure.GetType().Name);
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Subscription {Subscription} had paused and goes on")]
    private static partial void LogRestarted(ILogger log, Uri subscription);

    [LoggerMessage(Level = LogLevel.Error, Message = "Subscription {Subscription} had paused and could not be started: {Failure}")]
    private static partial void LogFailed(ILogger log, Uri subscription, string failure);
}
