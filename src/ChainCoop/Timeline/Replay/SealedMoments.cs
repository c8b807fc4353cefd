using ChainCoop.Access.Replay;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Timeline.Replay;

/// <summary>A moment of the sealed timeline: what was recorded up to a seal, by a clock.</summary>
/// <param name="Clock">Grants, mandates and deadlines are looked at by it.</param>
/// <param name="Sequence">Of the last event that counts. What has a later one was not recorded yet, whatever its <c>At</c> says.</param>
public sealed record SealedMoment(DateTimeOffset Clock, long Sequence)
{
    /// <summary>For facts that end with the sequence already: all of them are known.</summary>
    public Moment Known => new(Clock, DateTimeOffset.MaxValue);
}

/// <summary>Either the moment that was asked for, or why there is none.</summary>
public readonly record struct FoundMoment(SealedMoment? Moment, Problem? Refusal)
{
    public static implicit operator FoundMoment(SealedMoment moment) => new(moment, null);

    public static implicit operator FoundMoment(Problem refusal) => new(null, refusal);
}

/// <summary>
/// Finds the place in the timeline that an instant or a position means. An instant means the last seal at or before it, so that the answer
/// is the same whenever it is asked; while something newer than the last seal is still unsealed, an instant after that seal is not known yet.
/// </summary>
public sealed class SealedMoments(NpgsqlDataSource source, TimeProvider clock)
{
    /// <summary>Without either: what is sealed by now.</summary>
    public Task<FoundMoment> FindAsync(AskedMoment asked, CancellationToken token) => asked switch
    {
        { Position: { } position } => AtAsync(position, token),
        { AsOf: { } instant } => AtAsync(instant, token),
        _ => NewestAsync(token),
    };

    /// <returns>A refusal: nothing was recorded by then (404), or what was is not sealed yet (403).</returns>
    public async Task<FoundMoment> AtAsync(DateTimeOffset instant, CancellationToken token)
    {
        if (instant > clock.GetUtcNow()) return Problems.AsOfInFuture;
        await using var command = source.CreateCommand(
            """
            select s.sequence, coalesce(n.at < $1, true) and exists (select from chaincoop.mt_events e where e.seq_id > coalesce(n.sequence, 0))
            from (select) as always
            left join lateral (select sequence, at from timeline.checkpoints where log = 'events' order by size desc limit 1) n on true
            left join lateral (
                -- The clocks of nodes differ a little: of the latest of then, the one that has most.
                select sequence from (select sequence, size from timeline.checkpoints where log = 'events' and at <= $1 order by at desc limit 20) latest order by size desc limit 1) s on true
            """);
        command.Parameters.Add(new() { Value = instant.ToUniversalTime() });
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        if (reader.GetBoolean(1)) return Problems.AsOfInFuture;
        return await reader.IsDBNullAsync(0, token) ? Problems.NotFound : new SealedMoment(instant, reader.GetInt64(0));
    }

    /// <summary>By the clock of the first seal that has the position in it.</summary>
    public async Task<FoundMoment> AtAsync(long position, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select coalesce((select sequence >= $1 from timeline.checkpoints where log = 'events' order by size desc limit 1), false), (
                select at from timeline.checkpoints
                where log = 'events' and size > (select index from timeline.leaves where log = 'events' and sequence <= $1 order by sequence desc limit 1)
                order by size limit 1)
            """);
        command.Parameters.Add(new() { Value = position });
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        if (!reader.GetBoolean(0)) return Problems.AsOfInFuture;
        return await reader.IsDBNullAsync(1, token) ? Problems.NotFound : new SealedMoment(reader.GetFieldValue<DateTimeOffset>(1), position);
    }

    private async Task<FoundMoment> NewestAsync(CancellationToken token)
    {
        await using var command = source.CreateCommand("select sequence from timeline.checkpoints where log = 'events' order by size desc limit 1");
        return await command.ExecuteScalarAsync(token) is long sequence ? new SealedMoment(clock.GetUtcNow(), sequence) : Problems.NotFound;
    }
}
