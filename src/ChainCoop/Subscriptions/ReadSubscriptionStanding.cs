using ChainCoop.Access;
using ChainCoop.Feeds;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Subscriptions;

/// <summary>How far the deliveries of a subscription are.</summary>
/// <param name="Head">Position of the last entry of the feed.</param>
/// <param name="Taken">Position up to which entries have become deliveries.</param>
/// <param name="Waiting">Deliveries that are to be made.</param>
/// <param name="OldestWaitingSince">When the oldest entry was recorded that is not delivered; absent when there is none.</param>
/// <param name="Dead">Dead letters: what is about the same record waits behind them.</param>
/// <param name="FailingSince">Since when nothing was taken by the receiver; absent when the last delivery was.</param>
/// <param name="ClosedUntil">Nothing is sent before: the receiver asked for that, or failed several times.</param>
public sealed record SubscriptionState(
    SubscriptionId Id, string Head, string Taken, long Waiting, DateTimeOffset? OldestWaitingSince, long Dead, DateTimeOffset? FailingSince, DateTimeOffset? ClosedUntil);

public static class ReadSubscriptionStandingEndpoint
{
    /// <summary>Tells how far the deliveries are, and whether the receiver fails.</summary>
    [WolverineGet("/subscriptions/{subscriptionId}/standing"), Scope("subscriptions.read")]
    [ProducesResponseType<SubscriptionState>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(SubscriptionId subscriptionId, Gate gate, NpgsqlDataSource source, CancellationToken token) =>
        gate.Show<Subscription>(
            subscriptionId.Value, SubscriptionRules.ReadDeliveries,
            async (_, _) => new Shown(await ReadAsync(subscriptionId, source, token)) { HidesSteps = true },
            subscription => subscription.Version);

    private static async Task<SubscriptionState> ReadAsync(SubscriptionId subscription, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select coalesce(h.position, 0), s.taken, w.waiting, e.recorded_at, w.dead, s.failing_since, s.closed_until
            from subscriptions.endpoints s
            left join feeds.heads h on h.organisation = s.organisation and h.room = s.room
            cross join lateral (
                select count(*) filter (where d.state <> 'dead') as waiting, count(*) filter (where d.state = 'dead') as dead,
                       min(d.position) filter (where d.state <> 'dead') as oldest
                from subscriptions.deliveries d where d.subscription = s.subscription and d.state in ('queued', 'due', 'dead')) w
            left join feeds.entries e on e.organisation = s.organisation and e.room = s.room and e.position = w.oldest
            where s.subscription = $1
            """);
        command.Parameters.Add(new() { Value = subscription.Value });
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        return new SubscriptionState(
            subscription, FeedLinks.Sequence(reader.GetInt64(0)), FeedLinks.Sequence(reader.GetInt64(1)), reader.GetInt64(2), await InstantAsync(3), reader.GetInt64(4),
            await InstantAsync(5), await InstantAsync(6));

        async Task<DateTimeOffset?> InstantAsync(int column) => await reader.IsDBNullAsync(column, token) ? null : reader.GetFieldValue<DateTimeOffset>(column);
    }
}
