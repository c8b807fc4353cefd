using System.Diagnostics;
using ChainCoop.Shared;

namespace ChainCoop.Subscriptions.Delivery;

/// <summary>
/// Delivers the subscriptions of which this node holds the lease, each by a sender of its own, so that none waits for another. Looks twenty times
/// a second whether there is work: one short query, however many subscriptions there are. With none it only asks for leases now and then.
/// </summary>
internal sealed partial class DeliverEntries(Leases leases, SenderParts parts, ILogger<DeliverEntries> log) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(2);

    private readonly Dictionary<SubscriptionId, Sender> senders = [];

    /// <summary>What still waits for an answer of its receiver: nobody waits for it in turn.</summary>
    private readonly Dictionary<SubscriptionId, Task> ending = [];

    private bool IsIdle => senders.Count + ending.Count == 0;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await leases.LeaveAsync(cancellationToken);
            foreach (var id in senders.Keys.ToList()) End(id);
            await Task.WhenAll(ending.Values).WaitAsync(cancellationToken);
        }
        catch (Exception failure)
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
                if (renewedAt == 0 || IsIdle || Stopwatch.GetElapsedTime(renewedAt) >= RenewEvery)
                {
                    var surplus = await leases.RenewAsync(stoppingToken);
                    renewedAt = Stopwatch.GetTimestamp();
                    foreach (var id in senders.Keys.Take(surplus - ending.Count).ToList()) End(id);
                }

                await LookAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogLater(failure.GetType().Name);
            }

            await Task.Delay(IsIdle ? RenewEvery : LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken token)
    {
        foreach (var ended in ending.Where(one => one.Value.IsCompleted).Select(one => one.Key).ToList()) ending.Remove(ended);
        var held = await leases.HeldAsync(token);
        var kept = held.ToDictionary(lease => lease.Subscription, lease => lease.Fence);
        foreach (var lost in senders.Where(one => kept.GetValueOrDefault(one.Key, -1) != one.Value.Fence).Select(one => one.Key).ToList()) End(lost);
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
        catch (Exception failure)
        {
            LogLater(failure.GetType().Name);   // the next look, here or elsewhere, goes on with it
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Deliveries are looked for again later: {Failure}")]
    private partial void LogLater(string failure);
}
