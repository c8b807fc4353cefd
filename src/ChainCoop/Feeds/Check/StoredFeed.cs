using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace ChainCoop.Feeds.Check;

/// <summary>One feed as it is stored, read in order of position beside the timeline.</summary>
internal sealed class StoredFeed
{
    private const int RowsAtOnce = 1000;

    private readonly NpgsqlConnection connection;
    private readonly (string Organisation, string Room) feed;
    private readonly string cursor;
    private readonly Queue<Row> read = [];

    private StoredFeed(NpgsqlConnection connection, (string Organisation, string Room) feed, string cursor) =>
        (this.connection, this.feed, this.cursor) = (connection, feed, cursor);

    public long Entries { get; private set; }

    public FeedFault? Fault { get; private set; }

    /// <summary>Sequence of the event at which the feed went wrong.</summary>
    public long FaultAt { get; private set; }

    /// <param name="cursor">A name that no other has in this transaction.</param>
    public static async Task<StoredFeed> OpenAsync(
        NpgsqlConnection connection, (string Organisation, string Room) feed, string cursor, CancellationToken token)
    {
        await using var declare = new NpgsqlCommand(
            $"""
            declare {cursor} cursor for
            select position, event_seq, resource, about_access, entry, commitment, feedhash, recorded_at
            from feeds.entries where organisation = $1 and room = $2 order by position
            """, connection);
        declare.Parameters.Add(new() { Value = feed.Organisation });
        declare.Parameters.Add(new() { Value = feed.Room });
        await declare.ExecuteNonQueryAsync(token);
        return new StoredFeed(connection, feed, cursor);
    }

    public async Task CompareNextAsync(ExpectedRow expected, CancellationToken token)
    {
        while (await PeekAsync(token) is { } row && row.Position < expected.Position)
        {
            Take();
            Note(row.Position, FeedDifference.Extra, expected.EventSequence);
        }

        if (await PeekAsync(token) is not { } found || found.Position > expected.Position)
        {
            Note(expected.Position, FeedDifference.Missing, expected.EventSequence);
            return;
        }

        Take();
        if (found.DifferenceFrom(expected) is { } difference) Note(expected.Position, difference, expected.EventSequence);
    }

    /// <summary>
    /// The rows that are about an event whose body is empty: each has to follow from the one before, and to have the id that
    /// the event gives.
    /// </summary>
    /// <returns>Where the feed is after them.</returns>
    public async Task<(long Position, byte[] Hash)> TakeUnprovenAsync(long sequence, Guid eventId, (long Position, byte[] Hash) end, CancellationToken token)
    {
        while (await PeekAsync(token) is { } row && row.EventSequence == sequence)
        {
            Take();
            var commitment = SHA256.HashData(Encoding.UTF8.GetBytes(row.Entry));
            var hash = SHA256.HashData([.. end.Hash, .. commitment]);
            using var entry = JsonDocument.Parse(row.Entry);
            var difference = row.Position != end.Position + 1 ? FeedDifference.Order
                : entry.RootElement.GetProperty("id").GetGuid() != ExpectedFeeds.NamedId(eventId, $"{entry.RootElement.GetProperty("type").GetString()}|{row.Resource}") ? FeedDifference.Entry
                : !row.Commitment.AsSpan().SequenceEqual(commitment) ? FeedDifference.Commitment
                : !row.FeedHash.AsSpan().SequenceEqual(hash) ? FeedDifference.Hash
                : (FeedDifference?)null;
            if (difference is { } wrong) Note(row.Position, wrong, sequence);
            end = (end.Position + 1, hash);
        }

        return end;
    }

    /// <summary>What is left when the timeline is at its end, and where the feed says that it ends.</summary>
    public async Task CompareEndAsync((long Position, byte[] Hash) expected, (long Position, byte[] Hash) head, long sequence, CancellationToken token)
    {
        while (await PeekAsync(token) is { } row)
        {
            Take();
            Note(row.Position, FeedDifference.Extra, sequence);
        }

        if (head.Position != expected.Position || !head.Hash.AsSpan().SequenceEqual(expected.Hash)) Note(head.Position, FeedDifference.Head, sequence);
    }

    private void Note(long position, FeedDifference difference, long sequence)
    {
        if (Fault is null) FaultAt = sequence;
        Fault = Fault is null ? new FeedFault(feed.Organisation, feed.Room, position, difference, 1) : Fault with { Rows = Fault.Rows + 1 };
    }

    private async ValueTask<Row?> PeekAsync(CancellationToken token)
    {
        if (read.Count == 0)
        {
            foreach (var row in await FeedCheck.RowsAsync(connection, $"fetch {RowsAtOnce} from {cursor}", Row.Read, token))
                read.Enqueue(row);
        }

        return read.TryPeek(out var next) ? next : null;
    }

    private void Take()
    {
        read.Dequeue();
        Entries++;
    }

    private sealed record Row(
        long Position, long EventSequence, Guid Resource, bool AboutAccess, string Entry, byte[] Commitment, byte[] FeedHash, DateTimeOffset RecordedAt)
    {
        public static Row Read(NpgsqlDataReader row) => new(
            row.GetInt64(0), row.GetInt64(1), row.GetGuid(2), row.GetBoolean(3), row.GetString(4), row.GetFieldValue<byte[]>(5),
            row.GetFieldValue<byte[]>(6), row.GetFieldValue<DateTimeOffset>(7));

        public FeedDifference? DifferenceFrom(ExpectedRow expected) =>
            EventSequence != expected.EventSequence ? FeedDifference.Order
            : Entry != expected.Entry ? FeedDifference.Entry
            : !Commitment.AsSpan().SequenceEqual(expected.Commitment) ? FeedDifference.Commitment
            : !FeedHash.AsSpan().SequenceEqual(expected.FeedHash) ? FeedDifference.Hash
            : Resource != expected.Resource ? FeedDifference.Resource
            : AboutAccess != expected.AboutAccess ? FeedDifference.AboutAccess
            : RecordedAt != expected.RecordedAt ? FeedDifference.RecordedAt
            : null;
    }
}
