using System.Security.Cryptography;
using System.Threading.Channels;
using ChainCoop.Access;
using ChainCoop.Feeds;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Marten;
using Npgsql;

namespace ChainCoop.Subscriptions.Delivery;

/// <summary>What senders share.</summary>
internal sealed record SenderParts(
    DeliveryLedger Ledger, IDocumentStore Store, NpgsqlDataSource Source, Vault Vault, Receiver Receiver, District District, TimeProvider Clock, ILogger<Sender> Log);

/// <summary>
/// Delivers one subscription while this node holds its lease: in order for each record, several records at once. Everything that it knows
/// beside the tables may be forgotten at any moment.
/// </summary>
internal sealed partial class Sender(SubscriptionId id, SenderParts parts) : IAsyncDisposable
{
    /// <summary>Deliveries under way at once.</summary>
    private const int AtOnce = 16;

    /// <summary>After so long without one success it is suspended.</summary>
    public static readonly TimeSpan Endurance = TimeSpan.FromDays(5);

    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(100);

    private readonly Channel<Outcome?> done = Channel.CreateUnbounded<Outcome?>(new UnboundedChannelOptions { SingleReader = true });
    private readonly HashSet<Guid> underWay = [];
    private readonly CancellationTokenSource stop = new();
    private Lease? lease;
    private Task? work;
    private long version = -1;
    private Subscription? subscription;
    private SinkSettings? settings;
    private Breaker breaker = Breaker.Closed;
    private DateTimeOffset? closedUntil;
    private DateTimeOffset? failingSince;
    private DateTimeOffset nextSendAt;
    private bool moved;

    /// <summary>What the program itself has to change about the subscription: until that is written nothing is sent.</summary>
    private object? conclusion;

    /// <summary>Deliveries under another fence are for another sender: what this one learned does not count there.</summary>
    public long Fence => Volatile.Read(ref lease)!.Fence;

    /// <summary>The lease as it was just read; starts the work, or wakes it when there is some.</summary>
    public void Renew(Lease renewed)
    {
        Volatile.Write(ref lease, renewed);
        if (work is null) work = Task.Run(RunAsync);
        else done.Writer.TryWrite(null);
    }

    /// <summary>Lets end what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        done.Writer.TryWrite(null);
        if (work is not null) await work;
        stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!stop.IsCancellationRequested || underWay.Count > 0)
        {
            try
            {
                if (!stop.IsCancellationRequested) await SendAsync(Volatile.Read(ref lease)!);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // What is under way is still written below.
            }
            catch (Exception failure)
            {
                // Whatever it is: if this ended, the subscription would stand still while the node keeps its lease. The next renewal wakes us.
                LogLater(parts.Log, id, failure.GetType().Name);
            }

            List<Outcome> outcomes = [];
            if (await done.Reader.ReadAsync() is { } first) outcomes.Add(first);
            while (done.Reader.TryRead(out var next))
            {
                if (next is not null) outcomes.Add(next);
            }

            if (outcomes.Count > 0) await RecordAsync(outcomes);
        }
    }

    private async Task SendAsync(Lease current)
    {
        var now = parts.Clock.GetUtcNow();
        if (!current.Holds) return;
        if (current.Version != version)
            (version, closedUntil, failingSince, breaker, conclusion) = (current.Version, current.ClosedUntil, current.FailingSince, Breaker.Closed, null);   // resumed: anew
        if (conclusion is not null)
        {
            await ConcludeAsync(conclusion);
            return;
        }

        var hasCanary = current.CanaryAt <= now;
        var sends = !(closedUntil > now) && (hasCanary || current.IsBehind || current.NextDue <= now || moved);
        if (!current.IsBehind && !sends) return;
        await ReadSettingsAsync(current, now);
        if (subscription is null || settings is null) return;
        if (sends && hasCanary) await SendCanaryAsync(current, now);

        var places = sends ? Math.Min((breaker.IsOpen ? 1 : AtOnce) - underWay.Count, Allowed(now)) : 0;
        if (!current.IsBehind && places <= 0) return;
        var mandates = await AccessFacts.LoadAsync(parts.Source, ActorOf(subscription), null, null, now, stop.Token);
        var municipalities = mandates.MunicipalitiesOf(ActorOf(subscription), RoomAccess.RolesOf(subscription.Room));
        if (municipalities.Length == 0)
        {
            await ConcludeAsync(new SubscriptionSuspended(id, SuspensionReason.NoMandate, now));
            return;
        }

        if (current.IsBehind) await parts.Ledger.TakeUpAsync(current, subscription, municipalities, stop.Token);
        if (places <= 0) return;
        moved = false;

        foreach (var delivery in await parts.Ledger.DueAsync(current, subscription, municipalities, underWay, places, stop.Token))
        {
            if (subscription.Rate is { } rate) nextSendAt += TimeSpan.FromMinutes(1) / rate;
            underWay.Add(delivery.Record);
            _ = DeliverAsync(delivery, settings, breaker.IsOpen);
        }
    }

    /// <summary>How many deliveries the rate of the receiver allows now: what it was not sent before it does not get at once.</summary>
    private int Allowed(DateTimeOffset now)
    {
        if (subscription!.Rate is not { } rate) return AtOnce;
        if (nextSendAt < now - Burst) nextSendAt = now - Burst;
        return nextSendAt > now ? 0 : (int)((now - nextSendAt) / (TimeSpan.FromMinutes(1) / rate)) + 1;
    }

    private async Task DeliverAsync(DueDelivery delivery, SinkSettings to, bool tries)
    {
        Attempt attempt;
        try
        {
            attempt = await parts.Receiver.SendAsync(to, SinkMessage.Of(delivery.Entry, delivery.Previous, parts.District), CancellationToken.None);
        }
        catch (Exception failure)
        {
            LogLater(parts.Log, id, failure.GetType().Name);
            attempt = new Attempt(null, DeliveryFailure.Unreachable);
        }

        done.Writer.TryWrite(new Outcome(delivery.Entry.Position, delivery.Record, DeliveryState.Due, delivery.Attempts, null, attempt) { Tries = tries });
    }

    /// <summary>Weighs what came back, in the order in which it came.</summary>
    private async Task RecordAsync(List<Outcome> outcomes)
    {
        var now = parts.Clock.GetUtcNow();
        List<Outcome> weighed = [];
        foreach (var outcome in outcomes)
        {
            var failing = breaker.IsOpen;
            if (outcome.Attempt.Failure is null) breaker = Breaker.Closed;
            else if (!failing || outcome.Tries) breaker = breaker.Failed(outcome.Record);   // what was under way when it began to fail says nothing new
            failingSince = outcome.Attempt.Failure is null ? null : failingSince ?? now;
            if (closedUntil <= now) closedUntil = null;   // if not: another delivery, at the same time, was asked to wait
            if (outcome.Attempt.RetryAfter is { } rest) closedUntil = now + rest;
            if (breaker.Rest(Chance()) is { } pause && !(closedUntil > now + pause)) closedUntil = now + pause;
            weighed.Add(Weigh(outcome, failing, now));
            ChainCoopMeters.Deliveries.Add(1, new KeyValuePair<string, object?>("result", outcome.Attempt.Result));
        }

        try
        {
            // What cannot be written is tried again: the receiver knows it by its id.
            await parts.Ledger.RecordAsync(Volatile.Read(ref lease)!, weighed, failingSince, closedUntil, CancellationToken.None);
            if (outcomes.Exists(outcome => outcome.Attempt.Failure == DeliveryFailure.Gone)) await ConcludeAsync(new SubscriptionRetired(id, now));
            else if (failingSince is { } since && now - since > Endurance) await ConcludeAsync(new SubscriptionSuspended(id, SuspensionReason.Failing, now));
        }
        catch (Exception failure)
        {
            LogLater(parts.Log, id, failure.GetType().Name);
        }

        foreach (var outcome in outcomes) underWay.Remove(outcome.Record);
        moved = true;
    }

    /// <param name="failing">The receiver failed as a whole when it was tried: then, and when it asks to wait, the attempt counts for nothing.</param>
    private static Outcome Weigh(Outcome outcome, bool failing, DateTimeOffset now)
    {
        if (outcome.Attempt.Failure is not { } failure) return outcome with { State = DeliveryState.Delivered, Attempts = outcome.Attempts + 1 };
        if (failing || failure is DeliveryFailure.Busy or DeliveryFailure.Gone) return outcome with { State = DeliveryState.Due, DueAt = now };
        return Schedule.After(outcome.Attempts + 1, Chance()) is { } wait
            ? outcome with { State = DeliveryState.Due, Attempts = outcome.Attempts + 1, DueAt = now + wait }
            : outcome with { State = DeliveryState.Dead, Attempts = outcome.Attempts + 1 };
    }

    private async Task SendCanaryAsync(Lease current, DateTimeOffset now)
    {
        if (await parts.Ledger.MoveCanaryAsync(current, now.AddMinutes(subscription!.Canary!.Value), stop.Token))
            _ = parts.Receiver.SendAsync(settings!, SinkMessage.Canary(id, now, parts.District), CancellationToken.None);   // nobody waits: what it says is that it arrives
    }

    /// <summary>Anew when the subscription changed, or when its old secret is over.</summary>
    private async Task ReadSettingsAsync(Lease current, DateTimeOffset now)
    {
        if (subscription?.Version == current.Version && !(settings?.Secrets.Count > 1 && subscription.Outgoing?.Until <= now)) return;
        await using var session = parts.Store.QuerySession();
        subscription = await session.LoadAsync<Subscription>(id, stop.Token);
        settings = subscription is null ? null : await SinkSettings.OpenAsync(subscription, parts.Vault, now, stop.Token);
    }

    /// <summary>The program itself changes the subscription; the next look at the leases ends this sender.</summary>
    private async Task ConcludeAsync(object @event)
    {
        conclusion = @event;
        await using var session = parts.Store.LightweightSession();
        var stream = await session.Events.FetchForWriting<Subscription>(id.Value);
        if (stream.Aggregate is not { Status: SubscriptionStatus.Active }) return;
        stream.AppendOne(@event);
        Endpoints.Fold(session, @event);
        await session.SaveChangesAsync();
        LogConcluded(parts.Log, id, @event is SubscriptionRetired ? SubscriptionStatus.Retired : SubscriptionStatus.Suspended);
    }

    private static double Chance() => RandomNumberGenerator.GetInt32(1000) / 1000.0;

    private static Actor ActorOf(Subscription subscription) =>
        new(subscription.By.Organisation, subscription.By.Officer, subscription.Roles.ToHashSet(), new HashSet<string>());

    [LoggerMessage(Level = LogLevel.Warning, Message = "Deliveries of subscription {Subscription} are tried again later: {Failure}")]
    private static partial void LogLater(ILogger log, SubscriptionId subscription, string failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Deliveries of subscription {Subscription} ended: {Status}")]
    private static partial void LogConcluded(ILogger log, SubscriptionId subscription, SubscriptionStatus status);
}
