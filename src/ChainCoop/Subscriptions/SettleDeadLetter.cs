using ChainCoop.Access;
using ChainCoop.Shared;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Subscriptions;

public sealed record RedeliverDeadLetter;

public sealed record DiscardDeadLetter;

public sealed record DeadLetterSettled(DeliveryId Id, DeliveryState State);

/// <summary>What becomes of a dead letter; what waits behind it goes on.</summary>
public static class RedeliverDeadLetterEndpoint
{
    /// <summary>Tries a dead letter again, at once and with the whole schedule.</summary>
    [WolverinePost("/subscriptions/{subscriptionId}/dead-letters/{deliveryId}/redeliveries"), Scope("subscriptions.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<DeadLetterSettled>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(
        SubscriptionId subscriptionId, DeliveryId deliveryId, RedeliverDeadLetter command, Gate gate, NpgsqlDataSource source, CancellationToken token) =>
        gate.Change<Subscription>(subscriptionId.Value, SubscriptionRules.Redeliver, async (subscription, entry) =>
            DeadLetters.Decide(deliveryId, await DeadLetters.IsDeadAsync(subscription.Id, deliveryId, source, token), DeliveryState.Due, session =>
                session.QueueSqlCommand(
                    "update subscriptions.deliveries set state = 'due', attempts = 0, due_at = ? where subscription = ? and id = ? and state = 'dead'",
                    entry.Now.ToUniversalTime(), subscription.Id.Value, deliveryId.Value)));
}

/// <inheritdoc cref="RedeliverDeadLetterEndpoint"/>
public static class DiscardDeadLetterEndpoint
{
    /// <summary>Gives a dead letter up: it is never delivered, though its entry stays in the feed.</summary>
    [WolverinePost("/subscriptions/{subscriptionId}/dead-letters/{deliveryId}/discards"), Scope("subscriptions.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<DeadLetterSettled>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(
        SubscriptionId subscriptionId, DeliveryId deliveryId, DiscardDeadLetter command, Gate gate, NpgsqlDataSource source, CancellationToken token) =>
        gate.Change<Subscription>(subscriptionId.Value, SubscriptionRules.Discard, async (subscription, entry) =>
            DeadLetters.Decide(deliveryId, await DeadLetters.IsDeadAsync(subscription.Id, deliveryId, source, token), DeliveryState.Discarded, session =>
            {
                // Holds the row before the look at what waits behind it: what is taken up at this moment queues there, too.
                session.QueueSqlCommand("update subscriptions.endpoints set fence = fence where subscription = ?", subscription.Id.Value);
                session.QueueSqlCommand(
                    """
                    with given as (
                        update subscriptions.deliveries set state = 'discarded' where subscription = ? and id = ? and state = 'dead' returning subscription, resource)
                    update subscriptions.deliveries d set state = 'due', due_at = ?
                    from given where d.subscription = given.subscription and d.position = (
                        select min(q.position) from subscriptions.deliveries q
                        where q.subscription = given.subscription and q.resource = given.resource and q.state = 'queued')
                    """,
                    subscription.Id.Value, deliveryId.Value, entry.Now.ToUniversalTime());
            }));
}

internal static class DeadLetters
{
    public static Decision Decide(DeliveryId id, bool isDead, DeliveryState state, Action<IDocumentOperations> settle) =>
        isDead ? new Decision { Also = settle, Answer = new DeadLetterSettled(id, state) } : Problems.NotFound;

    public static async Task<bool> IsDeadAsync(SubscriptionId subscription, DeliveryId delivery, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand("select exists (select from subscriptions.deliveries where subscription = $1 and id = $2 and state = 'dead')");
        command.Parameters.Add(new() { Value = subscription.Value });
        command.Parameters.Add(new() { Value = delivery.Value });
        return await command.ExecuteScalarAsync(token) is true;
    }
}
