using System.Diagnostics;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Subscriptions.Delivery;

/// <summary>
/// Delivers the subscriptions of which this node holds the lease, each by a sender of its own, so that none waits for another. Looks twenty times
/// a second whether there is work: one short query, however many subscriptions there are.
/// </summary>
internal sealed partial class DeliverEntries(Leases leases, SenderParts parts, ILogger<DeliverEntries> log) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(2);

    private readonly Dictionary<SubscriptionId, Sender> senders = [];

    /// <summary>What still waits for an answer of its receiver: nobody waits for it in turn.</summary>
    private readonly Dictionary<SubscriptionId, Task> ending = [];

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await leases.LeaveAsync(cancellationToken);
            foreach (var id in senders.Keys.ToList()) End(id);
            await Task.WhenAll(ending.Values).WaitAsync(cancellationToken);
        }
        catch (NpgsqlException failure)
        {
            LogLater(failure.GetType().Name);   // the leases end by themselves
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var renewedAt = 0L;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (renewedAt == 0 || Stopwatch.GetElapsedTime(renewedAt) >= RenewEvery)
                {
                    var surplus = await leases.RenewAsync(stoppingToken);
                    renewedAt = Stopwatch.GetTimestamp();
                    foreach (var id in senders.Keys.Take(surplus - ending.Count).ToList()) End(id);
                }

                await LookAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException && !stoppingToken.IsCancellationRequested)
            {
                LogLater(failure.GetType().Name);
            }

            await Task.Delay(LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken token)
    {
        foreach (var ended in ending.Where(one => one.Value.IsCompleted).Select(one => one.Key).ToList()) ending.Remove(ended);
        var held = await leases.HeldAsync(token);
        foreach (var lost in senders.Keys.Except(held.Select(lease => lease.Subscription)).ToList()) End(lost);
        // It was rewound, or somebody else had it in between: what is under way belongs to the lease before.
        foreach (var other in held.Where(lease => senders.TryGetValue(lease.Subscription, out var sender) && sender.Fence != lease.Fence)) End(other.Subscription);
        foreach (var lease in held.Where(lease => !ending.ContainsKey(lease.Subscription)))
        {
            if (!senders.TryGetValue(lease.Subscription, out var sender)) senders[lease.Subscription] = sender = new Sender(lease.Subscription, parts);
            sender.Renew(lease);
        }
    }

    private void End(SubscriptionId id)
    {
        if (senders.Remove(id, out var sender)) ending[id] = EndAsync(id, sender);
    }

    private async Task EndAsync(SubscriptionId id, Sender sender)
    {
        try
        {
            await sender.DisposeAsync();
            await leases.GiveBackAsync(id);
        }
        catch (NpgsqlException failure)
        {
            LogLater(failure.GetType().Name);   // the lease ends by itself
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Deliveries are looked for again later: {Failure}")]
    private partial void LogLater(string failure);
}
