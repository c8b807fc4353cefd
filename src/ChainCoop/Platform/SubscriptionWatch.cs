using JasperFx;
using Wolverine.Runtime;
using Wolverine.Runtime.Agents;

namespace ChainCoop.Platform;

/// <summary>
/// Starts subscriptions of this node again that stand still because a page failed: the database was away, or a read model was
/// rebuilt under it. The framework leaves what paused to the store's own coordinator, which Wolverine's distribution replaces, and what
/// stopped by an exception that it does not know (a transaction that ended with its connection) to somebody who mends the cause; without
/// this such a subscription would stand still until the program ends. A page is never skipped: one that always fails is logged at every try.
/// </summary>
internal sealed partial class SubscriptionWatch(IWolverineRuntime runtime, TimeProvider clock, ILogger<SubscriptionWatch> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        HashSet<Uri> still = [];
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var uri in runtime.Agents.AllRunningAgentUris())
            {
                if (!runtime.Agents.TryFindActiveAgent<EventSubscriptionAgent>(uri, out var agent) || agent.Status == AgentStatus.Running)
                {
                    still.Remove(uri);
                    continue;
                }

                // What the framework begins or ends at this moment it does itself, within one look.
                if (still.Add(uri)) continue;
                try
                {
                    await agent.StopAsync(stoppingToken);
                    await agent.StartAsync(stoppingToken);
                    LogRestarted(log, uri);
                }
                catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
                {
                    LogFailed(log, uri, failure.GetType().Name);
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Subscription {Subscription} stood still and goes on")]
    private static partial void LogRestarted(ILogger log, Uri subscription);

    [LoggerMessage(Level = LogLevel.Error, Message = "Subscription {Subscription} stood still and could not be started: {Failure}")]
    private static partial void LogFailed(ILogger log, Uri subscription, string failure);
}
