using ChainCoop.Access;
using ChainCoop.Shared;
using Npgsql;
using Wolverine;

namespace ChainCoop.Privacy.Erasures;

/// <summary>All content of a record is destroyed: the bodies of its events follow, as soon as nothing needs them.</summary>
public sealed record EmptyBodies(RecordId Record) : IDueMessage;

/// <summary>
/// Header and number of every event stay, so that the timeline can still be proven; the last one, which says that the record
/// was destroyed, stays whole. Done in the role <c>chaincoop_destroyer</c>, the only one that may change an event.
/// </summary>
public static class EmptyBodiesHandler
{
    private static readonly TimeSpan ForReadModels = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ForTracks = TimeSpan.FromDays(30);

    public static async Task<OutgoingMessages> Handle(EmptyBodies due, NpgsqlDataSource source, TimeProvider clock, CancellationToken token)
    {
        OutgoingMessages later = [];
        await using var connection = await source.OpenConnectionAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(token);

        // The room of a track begins and ends with facts of its case: those are needed as long as the track is kept.
        if (await ExistsAsync("select exists (select from privacy.retention where ends_with = $1 and id <> $1)"))
        {
            later.Schedule(due, clock.GetUtcNow() + ForTracks);
            return later;
        }

        if (await ExistsAsync(
            """
            select exists (select from chaincoop.mt_event_progression
                           where name not like 'HighWater%' and last_seq_id < (select max(seq_id) from chaincoop.mt_events where stream_id = $1))
                or exists (select from chaincoop.mt_events e
                           where e.stream_id = $1 and not exists (select from timeline.leaves l where l.log = 'events' and l.sequence = e.seq_id))
            """))
        {
            later.Schedule(due, clock.GetUtcNow() + ForReadModels);
            return later;
        }

        await using (var become = new NpgsqlCommand("set local role chaincoop_destroyer", connection)) await become.ExecuteNonQueryAsync(token);
        await using (var empty = new NpgsqlCommand(
            """
            with emptied as (
                update chaincoop.mt_events set data = '{}'
                where stream_id = $1 and version < (select max(version) from chaincoop.mt_events where stream_id = $1) and data <> '{}'
                returning seq_id)
            update timeline.leaves set salt = null from emptied where log = 'events' and sequence = emptied.seq_id
            """, connection))
        {
            empty.Parameters.Add(new() { Value = due.Record.Value });
            await empty.ExecuteNonQueryAsync(token);
        }

        await transaction.CommitAsync(token);
        return later;

        async Task<bool> ExistsAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            command.Parameters.Add(new() { Value = due.Record.Value });
            return await command.ExecuteScalarAsync(token) is true;
        }
    }
}
