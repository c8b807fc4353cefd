using System.Diagnostics;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Subscriptions.Delivery;

/// <summary>
/// Which node delivers which subscription: a row that says so for ten seconds, by the clock of the database that all share. Whoever dies is
/// followed by another when they are over.
/// </summary>
internal sealed class Leases(NpgsqlDataSource source)
{
    public static readonly TimeSpan Term = TimeSpan.FromSeconds(10);

    private readonly Guid node = NewId.Unlinkable();

    /// <summary>Keeps what this node has, and takes of what nobody has up to an even share.</summary>
    /// <returns>How many it has too many: another node came, and nobody takes them from it.</returns>
    public async Task<int> RenewAsync(CancellationToken token)
    {
        await using var batch = source.CreateBatch();
        Add(batch, "insert into subscriptions.nodes (node, seen_at) values ($1, clock_timestamp()) on conflict (node) do update set seen_at = excluded.seen_at", node);
        Add(batch, "delete from subscriptions.nodes where seen_at < clock_timestamp() - interval '1 minute'");
        Add(batch, "update subscriptions.endpoints set leased_until = clock_timestamp() + $2 where node = $1 and status = 'active' and leased_until > clock_timestamp()", node, Term);
        Add(batch,
            """
            select count(*) filter (where node = $1 and leased_until > clock_timestamp()),
                   ceil(count(*)::numeric / (select count(*) from subscriptions.nodes where seen_at > clock_timestamp() - $2))::bigint
            from subscriptions.endpoints where status = 'active'
            """,
            node, Term);
        long held, share;
        await using (var reader = await batch.ExecuteReaderAsync(token))
        {
            await reader.ReadAsync(token);
            (held, share) = (reader.GetInt64(0), reader.GetInt64(1));
        }

        if (held >= share) return (int)(held - share);
        await using var take = source.CreateCommand(
            """
            update subscriptions.endpoints set node = $1, leased_until = clock_timestamp() + $2, fence = fence + 1
            where subscription in (
                select subscription from subscriptions.endpoints
                where status = 'active' and (leased_until is null or leased_until <= clock_timestamp())
                order by subscription limit $3 for update skip locked)
            """);
        take.Parameters.Add(new() { Value = node });
        take.Parameters.Add(new() { Value = Term });
        take.Parameters.Add(new() { Value = share - held });
        await take.ExecuteNonQueryAsync(token);
        return 0;
    }

    /// <summary>What this node delivers, and whether there is work.</summary>
    public async Task<IReadOnlyList<Lease>> HeldAsync(CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select s.subscription, s.fence, s.version, coalesce(h.position > s.taken, false),
                   (select min(due_at) from subscriptions.deliveries d where d.subscription = s.subscription and d.state = 'due'),
                   s.canary_at, s.closed_until, s.failing_since, s.leased_until - clock_timestamp()
            from subscriptions.endpoints s left join feeds.heads h on h.organisation = s.organisation and h.room = s.room
            where s.node = $1 and s.status = 'active' and s.leased_until > clock_timestamp()
            """);
        command.Parameters.Add(new() { Value = node });
        List<Lease> held = [];
        var now = Stopwatch.GetTimestamp();
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
            held.Add(new Lease(
                SubscriptionId.From(reader.GetGuid(0)), reader.GetInt64(1), reader.GetInt64(2), reader.GetBoolean(3), Instant(reader, 4), Instant(reader, 5), Instant(reader, 6), Instant(reader, 7))
            {
                AskedAt = now,
                Left = reader.GetTimeSpan(8),
            });
        return held;
    }

    /// <summary>Another node may take it at once. Nothing of it is under way any more.</summary>
    public async Task GiveBackAsync(SubscriptionId subscription)
    {
        await using var command = source.CreateCommand("update subscriptions.endpoints set node = null, leased_until = null where subscription = $2 and node = $1");
        command.Parameters.Add(new() { Value = node });
        command.Parameters.Add(new() { Value = subscription.Value });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The others share what this node had.</summary>
    public async Task LeaveAsync(CancellationToken token)
    {
        await using var command = source.CreateCommand("delete from subscriptions.nodes where node = $1");
        command.Parameters.Add(new() { Value = node });
        await command.ExecuteNonQueryAsync(token);
    }

    private static DateTimeOffset? Instant(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);

    private static void Add(NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        batch.BatchCommands.Add(command);
    }
}
