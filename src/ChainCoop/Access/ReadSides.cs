using ChainCoop.Feeds;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using JasperFx.Events;
using Npgsql;

namespace ChainCoop.Access;

/// <summary>
/// Lets who wrote something read it in what is computed behind the writes: each write is answered with a token, and a reading with that token waits
/// until everything written by then is in.
/// </summary>
public sealed class ReadSides(NpgsqlDataSource source, Secrets secrets, FeedQueue queue, TimeProvider clock)
{
    /// <summary>So long a reading waits. Usually it takes a tenth of a second.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(25);

    /// <summary>The last number of what was written, which the store tells with the commit.</summary>
    public static long? LastOf(IEnumerable<StreamAction> written)
    {
        var sequences = written.SelectMany(stream => stream.Events).Select(@event => @event.Sequence).ToList();
        return sequences.Count > 0 && sequences.TrueForAll(sequence => sequence > 0) ? sequences.Max() : null;
    }

    /// <param name="sequence">Null: it is not known. What the store gave out last is at least that; what was lost of it, or given to others since, does no harm.</param>
    public async Task<string> TokenAsync(Oin organisation, long? sequence, CancellationToken token)
    {
        if (sequence is { } known) return ConsistencyToken.Write(known, organisation, secrets);
        await using var command = source.CreateCommand("select last_value from chaincoop.mt_events_sequence");
        return ConsistencyToken.Write((long)(await command.ExecuteScalarAsync(token))!, organisation, secrets);
    }

    /// <returns>Why not; null when it is all there.</returns>
    public async Task<Problem?> CatchUpAsync(ReadSide side, long sequence, Oin organisation, CancellationToken token)
    {
        if (await ContainsAsync(side, sequence, token)) return null;
        using var place = queue.TryEnter(organisation);
        if (place is null) return Problems.TooManyWait(FeedQueue.PlacesPerOrganisation);
        for (var started = clock.GetTimestamp(); clock.GetElapsedTime(started) < Patience;)
        {
            await Task.Delay(Between, token);
            if (await ContainsAsync(side, sequence, token)) return null;
        }

        return Problems.NotCaughtUp;
    }

    /// <summary>No event up to there waits.</summary>
    private async Task<bool> ContainsAsync(ReadSide side, long sequence, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select not exists (
                select from chaincoop.mt_events e
                where e.seq_id <= @sequence and e.seq_id > coalesce(case when @feeds
                    then (select last_seq_id from chaincoop.mt_event_progression where name = 'feeds:All')
                    else (select event_seq from municipalities.progress) end, 0))
            """);
        command.Parameters.AddWithValue("feeds", side == ReadSide.Feeds);
        command.Parameters.AddWithValue("sequence", sequence);
        return (bool)(await command.ExecuteScalarAsync(token))!;
    }
}
