using System.Data;
using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace ChainCoop.Feeds.Check;

/// <summary>What can be wrong with a feed.</summary>
public enum FeedDifference { Missing, Extra, Order, Entry, Commitment, Hash, Resource, AboutAccess, RecordedAt, Head }

/// <summary>The first bad row of a feed, and how many rows of that feed are bad.</summary>
public sealed record FeedFault(string Organisation, string Room, long Position, FeedDifference Difference, long Rows)
{
    /// <summary>One line for people.</summary>
    public override string ToString()
    {
        var what = Difference switch
        {
            FeedDifference.Missing => "the entry is missing",
            FeedDifference.Extra => "there is an entry that the timeline does not give",
            FeedDifference.Order => "the entry is about another event",
            FeedDifference.Entry => "the entry is another",
            FeedDifference.Commitment => "the commitment is another",
            FeedDifference.Hash => "the feed hash is another",
            FeedDifference.Resource => "the column resource is another",
            FeedDifference.AboutAccess => "the column about_access is another",
            FeedDifference.RecordedAt => "the column recorded_at is another",
            FeedDifference.Head => "the head of the feed is another",
            _ => throw new ArgumentOutOfRangeException(nameof(Difference)),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{Organisation} {Room} position {Position}: {what} ({Rows} bad rows in this feed)");
    }
}

public sealed record CheckedFeed(string Organisation, string Room, long Entries);

/// <param name="UpTo">Sequence of the last event that the feeds have seen; the check ends there too.</param>
/// <param name="Events">How many events those are.</param>
/// <param name="Faults">One per feed that differs, the earliest in the timeline first.</param>
public sealed record FeedCheckResult(long UpTo, long Events, IReadOnlyList<CheckedFeed> Feeds, IReadOnlyList<FeedFault> Faults);

/// <summary>
/// Compares every feed with what the stored events say, computed independently of the handlers that write feeds. Of records
/// that were destroyed at the end of their term, the bodies are empty: there the entries are held against the headers of the
/// events, and against each other. It reads
/// one snapshot and may run beside a live server; memory grows with the number of resources, not of events.
/// </summary>
public static class FeedCheck
{
    private const int EventsAtOnce = 2000;

    /// <param name="source">CloudEvents <c>source</c> of the district.</param>
    public static async Task<FeedCheckResult> RunAsync(NpgsqlDataSource database, string source, CancellationToken token)
    {
        await using var connection = await database.OpenConnectionAsync(token);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, token);
        return await CompareAsync(connection, source, token);
    }

    /// <param name="snapshot">In a transaction that sees one state of the database.</param>
    internal static async Task<FeedCheckResult> CompareAsync(NpgsqlConnection snapshot, string source, CancellationToken token)
    {
        var progress = await RowsAsync(
            snapshot, "select last_seq_id from chaincoop.mt_event_progression where name = 'feeds:All'", row => row.GetInt64(0), token);
        var upTo = progress.SingleOrDefault();
        var heads = (await RowsAsync(
                snapshot, "select organisation, room, position, feedhash from feeds.heads",
                row => (Feed: (row.GetString(0), row.GetString(1)), End: (Position: row.GetInt64(2), Hash: row.GetFieldValue<byte[]>(3))), token))
            .ToDictionary(row => row.Feed, row => row.End);
        var feeds = new Dictionary<(string Organisation, string Room), StoredFeed>();
        foreach (var feed in (await RowsAsync(
            snapshot, "select distinct organisation, room from feeds.entries", row => (row.GetString(0), row.GetString(1)), token)).Union(heads.Keys))
            await FeedAsync(feed);

        await using (var declare = new NpgsqlCommand(
            """
            declare events cursor for
            select seq_id, id, type, case when stream_id in (select stream_id from chaincoop.mt_events where data = '{}') then null else data::text end
            from chaincoop.mt_events where seq_id <= $1 order by seq_id
            """, snapshot))
        {
            declare.Parameters.Add(new() { Value = upTo });
            await declare.ExecuteNonQueryAsync(token);
        }

        var expected = new ExpectedFeeds(source);
        var events = 0L;
        while (await RowsAsync(
            snapshot, $"fetch {EventsAtOnce} from events",
            row => (Sequence: row.GetInt64(0), Id: row.GetGuid(1), Alias: row.GetString(2), Data: row.IsDBNull(3) ? null : row.GetString(3)), token) is { Count: > 0 } page)
        {
            foreach (var @event in page)
            {
                if (@event.Data is null)
                {
                    foreach (var (key, feed) in feeds) expected.Take(key, await feed.TakeUnprovenAsync(@event.Sequence, @event.Id, expected.Ends.GetValueOrDefault(key, (0, [])), token));
                    continue;
                }

                using var data = JsonDocument.Parse(@event.Data);
                foreach (var row in expected.Next(@event.Sequence, @event.Id, @event.Alias, data.RootElement))
                    await (await FeedAsync((row.Organisation, row.Room))).CompareNextAsync(row, token);
            }

            events += page.Count;
        }

        foreach (var (key, feed) in feeds)
            await feed.CompareEndAsync(expected.Ends.GetValueOrDefault(key, (0, [])), heads.GetValueOrDefault(key, (0, [])), upTo, token);
        return new FeedCheckResult(
            upTo, events,
            [.. feeds.OrderBy(feed => feed.Key).Select(feed => new CheckedFeed(feed.Key.Organisation, feed.Key.Room, feed.Value.Entries))],
            [.. feeds.Values.Where(feed => feed.Fault is not null).OrderBy(feed => feed.FaultAt).Select(feed => feed.Fault!)]);

        async ValueTask<StoredFeed> FeedAsync((string Organisation, string Room) key) =>
            feeds.TryGetValue(key, out var open) ? open : feeds[key] = await StoredFeed.OpenAsync(snapshot, key, $"feed_{feeds.Count}", token);
    }

    internal static async Task<List<T>> RowsAsync<T>(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(token);
        List<T> rows = [];
        while (await reader.ReadAsync(token)) rows.Add(read(reader));
        return rows;
    }
}
