using System.Text.Json;
using ChainCoop.Shared;
using ChainCoop.Verifier;
using Npgsql;

namespace ChainCoop.Timeline.Check;

/// <summary>The first thing that is not as it was sealed.</summary>
/// <param name="Index">Of the leaf; for what was never sealed, of the leaf before which it stands.</param>
public sealed record TimelineFault(SealedLog Log, long Index, string What)
{
    public override string ToString() => $"{Kebab.Of(Log)} {Index}: {What}";
}

/// <param name="Rows">That were compared.</param>
/// <param name="Destroyed">Events whose body is gone with its record, and access records that went with their month.</param>
/// <param name="Fault">Null: all is as it was sealed.</param>
public sealed record TimelineReport(SealedLog Log, long Rows, long Destroyed, int Checkpoints, TimelineFault? Fault);

/// <summary>
/// Reads stored rows again and compares them with what was sealed: every row with its leaf, the leaves with the tiles, the tree with every head
/// that was signed, ciphertexts with the commitments in their events, and looks for rows that nobody sealed.
/// </summary>
internal sealed class TimelineCheck(NpgsqlDataSource source, TimelineKeys keys)
{
    private const int RowsAtOnce = 10_000;

    /// <summary>The whole log, from its first leaf.</summary>
    /// <param name="progress">Gets the number of rows that were compared.</param>
    public async Task<TimelineReport> WholeAsync(SealedLog log, Action<long, long>? progress, CancellationToken token)
    {
        var head = await Checkpoints.LastAsync(source, log, token);
        var frontier = new Frontier([], 0);
        var heads = new SignedHeads(source, log, keys);
        long destroyed = 0;
        for (var from = 0L; from < head.Size; from += RowsAtOnce)
        {
            var part = await RangeAsync(log, from, Math.Min(from + RowsAtOnce, head.Size), token);
            for (var i = 0; i < part.Hashes.Count; i++)
            {
                foreach (var tile in frontier.Add(part.Hashes[i]))
                {
                    if (!await IsStoredAsync(log, tile, token))
                        return Report(new TimelineFault(log, tile.Index * (long)Math.Pow(TilePath.FullWidth, tile.Level + 1), $"the tile {tile.Level}/{tile.Index} is not made of its leaves"));
                }

                if (await heads.FaultAtAsync(frontier, token) is { } unsigned) return Report(unsigned);
            }

            if (part.Fault is not null) return Report(part.Fault);
            destroyed += part.Destroyed;
            progress?.Invoke(frontier.Size, head.Size);
        }

        return Report(await UnsealedAsync(log, head, token));

        TimelineReport Report(TimelineFault? fault) => new(log, frontier.Size, destroyed, heads.Seen, fault);
    }

    /// <summary>Part of a log: rows against leaves, and what stands between them and was never sealed.</summary>
    public async Task<TimelineReport> PartAsync(SealedLog log, long from, long until, CancellationToken token)
    {
        var part = await RangeAsync(log, from, until, token);
        return new TimelineReport(log, part.Hashes.Count, part.Destroyed, 0, part.Fault);
    }

    /// <summary>Rows that are older than the last seal and are not in the tree; null: there are none.</summary>
    public async Task<TimelineFault?> UnsealedAsync(SealedLog log, Head head, CancellationToken token)
    {
        var sql = log == SealedLog.Events
                ? """
                select e.seq_id, (select count(*) from timeline.leaves l where l.log = 'events' and l.sequence < e.seq_id) from chaincoop.mt_events e
                where e.seq_id <= $1 and $2 >= '0'::xid8 and not exists (select from timeline.leaves l where l.log = 'events' and l.sequence = e.seq_id)
                order by e.seq_id limit 1
                """
                : """
                select a.seq, (select count(*) from timeline.leaves l where l.log = 'access' and l.sequence < a.seq) from access.log a
                where (a.tx, a.seq) <= ($2, $1) and not exists (select from timeline.leaves l where l.log = 'access' and l.id = a.id)
                order by a.tx, a.seq limit 1
                """;
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = head.Sequence });
        command.Parameters.Add(new() { Value = head.Transaction, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 });
        await using var reader = await command.ExecuteReaderAsync(token);
        return await reader.ReadAsync(token) ? new TimelineFault(log, reader.GetInt64(1), $"a row of sequence {reader.GetInt64(0)} was put in and never sealed") : null;
    }

    private async Task<Part> RangeAsync(SealedLog log, long from, long until, CancellationToken token)
    {
        List<byte[]> hashes = [];
        List<(long Index, PayloadRef Payload)> payloads = [];
        Dictionary<Guid, long> firstEmptied = [];
        var months = log == SealedLog.Access ? await OldestMonthAsync(token) : DateTimeOffset.MinValue;
        TimelineFault? fault = null;
        long destroyed = 0;
        await foreach (var (leaf, row) in LogRows.SealedAsync(source, log, from, until, token))
        {
            var index = from + hashes.Count;
            fault = FaultOf(log, leaf, row, index, months);
            if (fault is not null) break;
            hashes.Add(leaf.Hash);
            if (row is null || leaf.Salt is null) destroyed++;
            if (row is not EventRow stored) continue;
            if (leaf.Salt is null) firstEmptied.TryAdd(stored.Stream, index);
            else payloads.AddRange(Payloads(stored.Body).Select(payload => (index, payload)));
        }

        if (fault is null && from + hashes.Count < until) fault = new TimelineFault(log, from + hashes.Count, "the leaf is missing");
        List<TimelineFault?> faults = [fault, await UnrecordedAsync(log, firstEmptied, token), await CiphertextAsync(log, payloads, token)];
        return new Part(hashes, destroyed, faults.OfType<TimelineFault>().MinBy(one => one.Index));
    }

    private static TimelineFault? FaultOf(SealedLog log, Leaf leaf, SealedRow? row, long index, DateTimeOffset oldestMonth)
    {
        if (leaf.Index != index) return new TimelineFault(log, index, "the leaf is missing");
        if (row is null) return log == SealedLog.Access && leaf.Time < oldestMonth ? null : new TimelineFault(log, index, "the row was deleted, or has another number");
        if (row.Id != leaf.Id) return new TimelineFault(log, index, "another row stands here");
        var isEmpty = row is EventRow { IsDestroyed: true };
        if (leaf.Salt is null && !isEmpty) return new TimelineFault(log, index, "the salt is gone, though the body is there");
        byte[] hash;
        try
        {
            hash = leaf.Salt is null ? MerkleTree.LeafHash(LeafEntry.Of(row.Header(index), leaf.BodyHash)) : Sealer.LeafOf(row, index, leaf.Salt).Hash;
        }
        catch (JsonException)
        {
            return new TimelineFault(log, index, "the body was changed: it is no body of ours");
        }

        if (hash.AsSpan().SequenceEqual(leaf.Hash)) return null;
        return new TimelineFault(log, index, leaf.Salt is not null && isEmpty ? "the body was emptied, and not by the destruction of its record" : "the row was changed");
    }

    /// <summary>A body may be gone where the last event of its stream says that the record was destroyed.</summary>
    private async Task<TimelineFault?> UnrecordedAsync(SealedLog log, Dictionary<Guid, long> emptied, CancellationToken token)
    {
        if (emptied.Count == 0) return null;
        await using var command = source.CreateCommand(
            """
            select stream from unnest($1) as emptied (stream)
            where not exists (select from chaincoop.mt_events e where e.stream_id = stream and e.type like '%\_destroyed' and e.data <> '{}')
            """);
        command.Parameters.Add(new() { Value = emptied.Keys.ToArray() });
        TimelineFault? first = null;
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            var index = emptied[reader.GetGuid(0)];
            if (first is null || index < first.Index) first = new TimelineFault(log, index, "the body was emptied, and no event says that its record was destroyed");
        }

        return first;
    }

    /// <summary>A ciphertext is the one that its event committed to, or it was destroyed, which is on record.</summary>
    private async Task<TimelineFault?> CiphertextAsync(SealedLog log, List<(long Index, PayloadRef Payload)> payloads, CancellationToken token)
    {
        if (payloads.Count == 0) return null;
        await using var command = source.CreateCommand(
            """
            select min(asked.index), p.id is null
            from unnest($1, $2, $3) as asked (index, id, commitment)
            left join vault.payloads p on p.id = asked.id
            where p.id is null and not exists (select from privacy.destroyed_payloads d where d.payload = asked.id)
               or encode(sha256(p.nonce || p.ciphertext), 'hex') <> asked.commitment
            group by 2 order by 1 limit 1
            """);
        command.Parameters.Add(new() { Value = payloads.Select(one => one.Index).ToArray() });
        command.Parameters.Add(new() { Value = payloads.Select(one => one.Payload.Id.Value).ToArray() });
        command.Parameters.Add(new() { Value = payloads.Select(one => one.Payload.Commitment.Value).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(token);
        return await reader.ReadAsync(token)
            ? new TimelineFault(log, reader.GetInt64(0), reader.GetBoolean(1) ? "a ciphertext is gone, and no destruction is on record" : "a ciphertext is not the one that the event committed to")
            : null;
    }

    /// <summary>What is older stood in partitions that are dropped by now.</summary>
    private async Task<DateTimeOffset> OldestMonthAsync(CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            select coalesce(min(to_date(substring(relname from 'log_(\d{4}_\d{2})'), 'YYYY_MM'))::timestamptz, '-infinity')
            from pg_inherits join pg_class on oid = inhrelid where inhparent = 'access.log'::regclass and relname <> 'log_rest'
            """);
        return await command.ExecuteScalarAsync(token) is DateTime month ? month : DateTimeOffset.MinValue;
    }

    private async Task<bool> IsStoredAsync(SealedLog log, Tile tile, CancellationToken token)
    {
        await using var command = source.CreateCommand("select exists (select from timeline.tiles where log = $1 and level = $2 and index = $3 and root = $4 and hashes = $5)");
        command.Parameters.Add(new() { Value = Kebab.Of(log) });
        command.Parameters.Add(new() { Value = tile.Level });
        command.Parameters.Add(new() { Value = tile.Index });
        command.Parameters.Add(new() { Value = tile.Root });
        command.Parameters.Add(new() { Value = tile.Hashes });
        return await command.ExecuteScalarAsync(token) is true;
    }

    /// <summary>References into the vault, wherever they stand in a body.</summary>
    private static List<PayloadRef> Payloads(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        List<PayloadRef> found = [];
        Look(document.RootElement);
        return found;

        void Look(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in element.EnumerateArray()) Look(item);
            }

            if (element.ValueKind != JsonValueKind.Object) return;
            if (element.TryGetProperty("commitment", out var commitment) && element.TryGetProperty("id", out var id) && id.TryGetGuid(out var payload))
                found.Add(new PayloadRef(PayloadId.From(payload), new Commitment(commitment.GetString()!)));
            foreach (var member in element.EnumerateObject()) Look(member.Value);
        }
    }

    private sealed record Part(List<byte[]> Hashes, long Destroyed, TimelineFault? Fault);
}
