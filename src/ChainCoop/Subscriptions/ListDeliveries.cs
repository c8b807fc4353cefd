using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Feeds;
using ChainCoop.Platform;
using ChainCoop.Shared;
using ChainCoop.Subscriptions.Delivery;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;
using Wolverine.Http;

namespace ChainCoop.Subscriptions;

/// <param name="Cursor">The <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many; default 50.</param>
public sealed record ListDeliveries(DeliveryState? State = null, [property: Range(1, double.MaxValue)] long? Cursor = null, [property: Range(1, 200)] int Limit = 50);

/// <inheritdoc cref="ListDeliveries"/>
public sealed record ListDeadLetters([property: Range(1, double.MaxValue)] long? Cursor = null, [property: Range(1, 200)] int Limit = 50);

/// <summary>One entry on its way to the receiver. What it says is read from the feed at its position.</summary>
/// <param name="Sequence">Position of the entry.</param>
/// <param name="Attempts">That count for the schedule.</param>
/// <param name="DueAt">When it is tried next.</param>
/// <param name="Answer">HTTP status of the last attempt; absent when there was no answer.</param>
/// <param name="Failure">Why the last attempt failed.</param>
public sealed record DeliverySummary(
    DeliveryId Id, string Sequence, DeliveryState State, int Attempts, DateTimeOffset? DueAt, DateTimeOffset? AttemptedAt, int? Answer, DeliveryFailure? Failure);

/// <summary>
/// Queued: behind another about the same record. Dead: tried for days; what is about the same record waits until it is redelivered or discarded.
/// </summary>
public enum DeliveryState { Queued, Due, Delivered, Dead, Discarded }

public static class ListDeliveriesEndpoint
{
    /// <summary>Lists the deliveries of a subscription, the newest first. What was delivered is listed for two weeks.</summary>
    [WolverineGet("/subscriptions/{subscriptionId}/deliveries"), Scope("subscriptions.read")]
    [ProducesResponseType<Page<DeliverySummary>>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(SubscriptionId subscriptionId, [Query] ListDeliveries query, Gate gate, NpgsqlDataSource source, CancellationToken token) =>
        gate.Show<Subscription>(
            subscriptionId.Value, SubscriptionRules.ReadDeliveries,
            async (_, _) => new Shown(await ReadAsync(subscriptionId, query.State, query.Cursor, query.Limit, source, token)) { HidesSteps = true },
            subscription => subscription.Version);

    internal static async Task<Page<DeliverySummary>> ReadAsync(
        SubscriptionId subscription, DeliveryState? state, long? cursor, int limit, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select id, position, state, attempts, due_at, attempted_at, answer, failure from subscriptions.deliveries
            where subscription = @subscription and (@state is null or state = @state) and (@cursor is null or position < @cursor)
            order by position desc limit @limit
            """);
        command.Parameters.AddWithValue("subscription", subscription.Value);
        command.Parameters.Add(new NpgsqlParameter<string?>("state", state is { } one ? Kebab.Of(one) : null));
        command.Parameters.Add(new NpgsqlParameter<long?>("cursor", NpgsqlDbType.Bigint) { TypedValue = cursor });
        command.Parameters.AddWithValue("limit", limit + 1);
        List<(long Position, DeliverySummary Delivery)> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            var at = Kebab.Parse<DeliveryState>(reader.GetString(2));
            found.Add((reader.GetInt64(1), new DeliverySummary(
                DeliveryId.From(reader.GetGuid(0)), FeedLinks.Sequence(reader.GetInt64(1)), at, reader.GetInt32(3),
                at == DeliveryState.Due ? reader.GetFieldValue<DateTimeOffset>(4) : null,
                await reader.IsDBNullAsync(5, token) ? null : reader.GetFieldValue<DateTimeOffset>(5), await reader.IsDBNullAsync(6, token) ? null : reader.GetInt32(6),
                await reader.IsDBNullAsync(7, token) ? null : Kebab.Parse<DeliveryFailure>(reader.GetString(7)))));
        }

        var page = found.Take(limit).ToList();
        return new Page<DeliverySummary>([.. page.Select(one => one.Delivery)], found.Count > limit ? $"{page[^1].Position}" : null);
    }
}

public static class ListDeadLettersEndpoint
{
    /// <summary>Lists what was tried for days and not taken, the newest first.</summary>
    [WolverineGet("/subscriptions/{subscriptionId}/dead-letters"), Scope("subscriptions.read")]
    [ProducesResponseType<Page<DeliverySummary>>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(SubscriptionId subscriptionId, [Query] ListDeadLetters query, Gate gate, NpgsqlDataSource source, CancellationToken token) =>
        gate.Show<Subscription>(
            subscriptionId.Value, SubscriptionRules.ReadDeliveries,
            async (_, _) => new Shown(await ListDeliveriesEndpoint.ReadAsync(subscriptionId, DeliveryState.Dead, query.Cursor, query.Limit, source, token)) { HidesSteps = true },
            subscription => subscription.Version);
}
