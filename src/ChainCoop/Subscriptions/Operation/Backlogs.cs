using Npgsql;

namespace ChainCoop.Subscriptions.Operation;

/// <summary>How far deliveries are, for who runs the machine: counts and times, nothing of what is delivered.</summary>
/// <param name="Lag">Entries of the feed that are no deliveries yet.</param>
/// <param name="Waiting">Deliveries to be made.</param>
/// <param name="Dead">Dead letters.</param>
/// <param name="OldestAt">When the oldest entry was recorded that is not delivered.</param>
internal sealed record Backlog(
    Guid Subscription, string Organisation, string Room, string Status, long Lag, long Waiting, long Dead, DateTimeOffset? OldestAt, DateTimeOffset? FailingSince, DateTimeOffset? ClosedUntil);

internal static class Backlogs
{
    /// <summary>Of all subscriptions that are not over.</summary>
    public static async Task<IReadOnlyList<Backlog>> ReadAsync(NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select s.subscription, s.organisation, s.room, s.status, greatest(0, coalesce(h.position, 0) - s.taken), coalesce(w.waiting, 0), coalesce(w.dead, 0),
                   (select e.recorded_at from feeds.entries e
                    where e.organisation = s.organisation and e.room = s.room and e.position = coalesce(w.oldest, case when h.position > s.taken then s.taken + 1 end)),
                   s.failing_since, s.closed_until
            from subscriptions.endpoints s
            left join feeds.heads h on h.organisation = s.organisation and h.room = s.room
            left join (
                select subscription, count(*) filter (where state <> 'dead') as waiting, count(*) filter (where state = 'dead') as dead,
                       min(position) filter (where state <> 'dead') as oldest
                from subscriptions.deliveries where state in ('queued', 'due', 'dead') group by subscription) w on w.subscription = s.subscription
            where s.status not in ('ended', 'retired')
            order by s.organisation, s.room, s.subscription
            """);
        List<Backlog> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
            found.Add(new Backlog(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6),
                Instant(7), Instant(8), Instant(9)));
        return found;

        DateTimeOffset? Instant(int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
    }
}
