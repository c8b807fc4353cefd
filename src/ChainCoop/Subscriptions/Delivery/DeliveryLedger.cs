using System.Diagnostics;
using ChainCoop.Feeds;
using ChainCoop.Shared;
using Npgsql;
using NpgsqlTypes;

namespace ChainCoop.Subscriptions.Delivery;

/// <summary>A subscription that this node delivers.</summary>
/// <param name="Fence">Counts who delivered: writes of an earlier one are refused.</param>
/// <param name="Version">Of the subscription: settings were read at one.</param>
/// <param name="IsBehind">The feed has entries that are not deliveries yet.</param>
/// <param name="NextDue">When the next delivery is to be tried; null: there is none.</param>
internal sealed record Lease(
    SubscriptionId Subscription, long Fence, long Version, bool IsBehind, DateTimeOffset? NextDue, DateTimeOffset? CanaryAt, DateTimeOffset? ClosedUntil, DateTimeOffset? FailingSince)
{
    /// <summary>Of the stopwatch: when it was asked for.</summary>
    public required long AskedAt { get; init; }

    /// <summary>What was left of it then.</summary>
    public required TimeSpan Left { get; init; }

    /// <summary>Somebody else may have it by now, when this process or the database stood still.</summary>
    public bool Holds => Stopwatch.GetElapsedTime(AskedAt) < Left - TimeSpan.FromSeconds(1);
}

/// <param name="Previous">Position of the delivery before.</param>
/// <param name="Attempts">That failed and counted.</param>
internal sealed record DueDelivery(StoredEntry Entry, Guid Record, long Previous, int Attempts);

/// <param name="Attempts">That count by now.</param>
/// <param name="DueAt">Of the next; null: none, it is delivered or dead.</param>
internal sealed record Outcome(long Position, Guid Record, DeliveryState State, int Attempts, DateTimeOffset? DueAt, Attempt Attempt)
{
    /// <summary>It was sent to see whether a receiver that failed takes something again.</summary>
    public bool Tries { get; init; }
}

/// <summary>The tables of deliveries: all that is written is written under the fence of a lease.</summary>
internal sealed class DeliveryLedger(NpgsqlDataSource source, TimeProvider clock)
{
    private const int TakenAtOnce = 500;

    private static readonly string Wanted = $"{Endpoints.Fits} and (not @filtered or {FeedEntries.IsReadable})";

    /// <summary>
    /// Makes deliveries of the entries that came since. What is about a record of which something waits or is dead queues behind it. With a filter only of
    /// those that the subscriber may read by now: a withheld one would tell that it fitted.
    /// </summary>
    public async Task TakeUpAsync(Lease lease, Subscription subscription, string[] municipalities, CancellationToken token)
    {
        await using var connection = await source.OpenConnectionAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(token);
        // First, in a statement of its own: the next then sees what whoever held it did to the lines, such as discarding a dead letter.
        await using (var hold = new NpgsqlCommand("select from subscriptions.endpoints where subscription = $1 for update", connection))
        {
            hold.Parameters.Add(new() { Value = lease.Subscription.Value });
            await hold.ExecuteNonQueryAsync(token);
        }

        await using var command = new NpgsqlCommand(
            $"""
            with s as (select * from subscriptions.endpoints where subscription = @subscription and fence = @fence and status = 'active'),
            last as (
                select case when s.last_delivery <> {Endpoints.NotKnown} then s.last_delivery else coalesce((
                    select e.position from feeds.entries e
                    where e.organisation = s.organisation and e.room = s.room and e.position > s.begun_after and e.position <= s.taken and {Wanted}
                    order by e.position desc limit 1), s.begun_after) end as position
                from s),
            e as (
                select e.position, e.resource, e.entry, e.about_access
                from s cross join lateral (
                    select * from feeds.entries where organisation = s.organisation and room = s.room and position > s.taken order by position limit {TakenAtOnce}) e),
            wanted as (
                select e.position, e.resource,
                       lag(e.position, 1, last.position) over (order by e.position) as previous,
                       row_number() over (partition by e.resource order by e.position) as nth
                from e cross join s cross join last
                where {Wanted}),
            made as (
                insert into subscriptions.deliveries (subscription, position, resource, previous, state, due_at)
                select @subscription, w.position, w.resource, w.previous,
                       case when w.nth = 1 and not exists (
                           select from subscriptions.deliveries d
                           where d.subscription = @subscription and d.resource = w.resource and d.state in ('queued', 'due', 'dead')) then 'due' else 'queued' end,
                       @now
                from wanted w)
            update subscriptions.endpoints t
            set taken = (select max(position) from e), last_delivery = coalesce((select max(position) from wanted), (select position from last))
            where t.subscription = @subscription and t.fence = @fence and exists (select from e)
            """,
            connection);
        command.Parameters.AddWithValue("subscription", lease.Subscription.Value);
        command.Parameters.AddWithValue("fence", lease.Fence);
        command.Parameters.AddWithValue("now", clock.GetUtcNow());
        command.Parameters.AddWithValue("filtered", !subscription.Filter.IsEmpty);
        command.Parameters.AddWithValue("organisation", subscription.By.Organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(subscription.Room));
        command.Parameters.AddWithValue("municipalities", municipalities);
        command.Parameters.AddWithValue("for_assessors", FeedRules.ForAssessors.ToArray());
        await command.ExecuteNonQueryAsync(token);
        await transaction.CommitAsync(token);
    }

    /// <summary>What is to be tried now, each with what the subscriber may see of it at this moment. Nothing once it was paused or ended.</summary>
    /// <param name="underWay">Records of which a delivery is being sent.</param>
    public async Task<IReadOnlyList<DueDelivery>> DueAsync(
        Lease lease, Subscription subscription, string[] municipalities, IReadOnlyCollection<Guid> underWay, int limit, CancellationToken token)
    {
        List<(long Position, Guid Record, long Previous, int Attempts)> due = [];
        await using (var command = source.CreateCommand(
            """
            select position, resource, previous, attempts from subscriptions.deliveries
            where subscription = $1 and state = 'due' and due_at <= $2 and resource <> all($3)
              and exists (select from subscriptions.endpoints where subscription = $1 and fence = $5 and status = 'active')
            order by due_at, position limit $4
            """))
        {
            command.Parameters.Add(new() { Value = lease.Subscription.Value });
            command.Parameters.Add(new() { Value = clock.GetUtcNow() });
            command.Parameters.Add(new() { Value = underWay.ToArray() });
            command.Parameters.Add(new() { Value = limit });
            command.Parameters.Add(new() { Value = lease.Fence });
            await using var reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token)) due.Add((reader.GetInt64(0), reader.GetGuid(1), reader.GetInt64(2), reader.GetInt32(3)));
        }

        if (due.Count == 0) return [];
        var entries = await FeedEntries.AtAsync(
            subscription.By.Organisation, subscription.Room, [.. due.Select(one => one.Position)], municipalities, clock.GetUtcNow(), source, token);
        return [.. due.Select(one => new DueDelivery(entries[one.Position], one.Record, one.Previous, one.Attempts))];
    }

    /// <summary>Writes what became of attempts; what waited behind something delivered is due now.</summary>
    /// <param name="failingSince">Of the first failure after the last success; null: the last was one.</param>
    /// <returns>False: another delivers by now, and nothing was written.</returns>
    public async Task<bool> RecordAsync(
        Lease lease, IReadOnlyList<Outcome> outcomes, DateTimeOffset? failingSince, DateTimeOffset? closedUntil, CancellationToken token)
    {
        await using var connection = await source.OpenConnectionAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(token);
        await using var fenced = new NpgsqlCommand(
            "update subscriptions.endpoints set failing_since = $3, closed_until = $4 where subscription = $1 and fence = $2", connection);
        fenced.Parameters.Add(new() { Value = lease.Subscription.Value });
        fenced.Parameters.Add(new() { Value = lease.Fence });
        fenced.Parameters.Add(new() { Value = (object?)failingSince ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        fenced.Parameters.Add(new() { Value = (object?)closedUntil ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        if (await fenced.ExecuteNonQueryAsync(token) == 0) return false;

        await using var write = new NpgsqlCommand(
            """
            update subscriptions.deliveries d
            set state = o.state, attempts = o.attempts, due_at = coalesce(o.due_at, d.due_at), attempted_at = @now, answer = o.answer, failure = o.failure
            from unnest(@positions, @states, @attempts, @due, @answers, @failures) as o (position, state, attempts, due_at, answer, failure)
            where d.subscription = @subscription and d.position = o.position
            """,
            connection);
        write.Parameters.AddWithValue("subscription", lease.Subscription.Value);
        write.Parameters.AddWithValue("now", clock.GetUtcNow());
        write.Parameters.AddWithValue("positions", outcomes.Select(one => one.Position).ToArray());
        write.Parameters.AddWithValue("states", outcomes.Select(one => Kebab.Of(one.State)).ToArray());
        write.Parameters.AddWithValue("attempts", outcomes.Select(one => one.Attempts).ToArray());
        write.Parameters.AddWithValue("due", outcomes.Select(one => one.DueAt).ToArray());
        write.Parameters.AddWithValue("answers", outcomes.Select(one => one.Attempt.Answer).ToArray());
        write.Parameters.AddWithValue("failures", outcomes.Select(one => one.Attempt.Failure is { } failure ? Kebab.Of(failure) : null).ToArray());
        await write.ExecuteNonQueryAsync(token);

        await using var promote = new NpgsqlCommand(
            """
            update subscriptions.deliveries d set state = 'due', due_at = $3
            from unnest($2) as free (resource)
            where d.subscription = $1 and d.position = (
                select min(q.position) from subscriptions.deliveries q where q.subscription = $1 and q.resource = free.resource and q.state = 'queued')
            """,
            connection);
        promote.Parameters.Add(new() { Value = lease.Subscription.Value });
        promote.Parameters.Add(new() { Value = outcomes.Where(one => one.State == DeliveryState.Delivered).Select(one => one.Record).Distinct().ToArray() });
        promote.Parameters.Add(new() { Value = clock.GetUtcNow() });
        await promote.ExecuteNonQueryAsync(token);
        await transaction.CommitAsync(token);
        return true;
    }

    /// <returns>False: another delivers by now, or it was paused or ended.</returns>
    public async Task<bool> MoveCanaryAsync(Lease lease, DateTimeOffset next, CancellationToken token)
    {
        await using var command = source.CreateCommand("update subscriptions.endpoints set canary_at = $3 where subscription = $1 and fence = $2 and status = 'active'");
        command.Parameters.Add(new() { Value = lease.Subscription.Value });
        command.Parameters.Add(new() { Value = lease.Fence });
        command.Parameters.Add(new() { Value = next.ToUniversalTime() });
        return await command.ExecuteNonQueryAsync(token) > 0;
    }
}
