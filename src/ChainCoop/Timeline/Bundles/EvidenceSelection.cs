using System.Runtime.CompilerServices;
using ChainCoop.Contracts;
using ChainCoop.Shared;
using ChainCoop.Verifier;
using Npgsql;

namespace ChainCoop.Timeline.Bundles;

/// <summary>Which entries of a log belong in a bundle: those of the named records, or about them, in the period.</summary>
/// <param name="Size">Of the checkpoint.</param>
internal sealed record EvidenceSelection(SealedLog Log, Guid[] Records, long Size, DateTimeOffset? From, DateTimeOffset? Until)
{
    private const string Within = "l.index >= $2 and l.index < $3 and l.time >= coalesce($4, '-infinity') and l.time < coalesce($5, 'infinity')";

    /// <summary>Indexes instead of times: of a stream no event between others is left out, whatever the clocks said.</summary>
    public (long First, long End)? Part { get; init; }

    private string Rows => Log == SealedLog.Events
        ? $"from timeline.leaves l join chaincoop.mt_events e on e.seq_id = l.sequence where l.log = 'events' and e.stream_id = any($1) and {Within}"
        : $"from timeline.leaves l join access.log a on a.id = l.id where l.log = 'access' and a.resource = any($1) and {Within}";

    public static EvidenceSelection OfEvents(EvidenceBundle bundle, long size) =>
        new(SealedLog.Events, [.. bundle.Records.Select(record => record.Record.Value)], size, bundle.From, bundle.Until);

    /// <summary>The events of the period as the bundle has it, and the access records if they were asked for.</summary>
    public static IReadOnlyList<EvidenceSelection> Of(EvidenceBundle bundle, EvidenceBundlePrepared prepared)
    {
        var events = OfEvents(bundle, prepared.Size);
        var period = bundle.HasPeriod ? events with { From = null, Until = null, Part = (prepared.FirstLeaf, prepared.EndLeaf) } : events;
        return prepared.AccessSize is { } access ? [period, events with { Log = SealedLog.Access, Size = access }] : [period];
    }

    public async Task<long> CountAsync(NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = Command(source, $"select count(*) {Rows}");
        return (long)(await command.ExecuteScalarAsync(token))!;
    }

    /// <summary>In the order of the log; each was compared with its leaf.</summary>
    /// <exception cref="BrokenTimelineException">A stored row is not the one that was sealed.</exception>
    public async IAsyncEnumerable<(Leaf Leaf, SealedRow Row, byte[] Header)> EntriesAsync(NpgsqlDataSource source, [EnumeratorCancellation] CancellationToken token)
    {
        await using var command = Command(source, $"select {LogRows.OfLeaf}, {LogRows.ColumnsOf(Log)} {Rows} order by l.index");
        await foreach (var (leaf, row) in LogRows.BesideLeavesAsync(command, Log, token))
        {
            var header = row!.Header(leaf.Index);
            if (!IsSealed(leaf, row, header)) throw new BrokenTimelineException(new Check.TimelineFault(Log, leaf.Index, "the stored row is not the one that was sealed"));
            yield return (leaf, row, header);
        }
    }

    private static bool IsSealed(Leaf leaf, SealedRow row, byte[] header) =>
        MerkleTree.LeafHash(LeafEntry.Of(header, leaf.BodyHash)).AsSpan().SequenceEqual(leaf.Hash)
        && (leaf.Salt is null || LeafEntry.BodyHash(leaf.Salt, CanonicalJson.Of(row.Body)).AsSpan().SequenceEqual(leaf.BodyHash));

    private NpgsqlCommand Command(NpgsqlDataSource source, string sql)
    {
        var command = source.CreateCommand(sql);
        Fill(command);
        return command;
    }

    private void Fill(NpgsqlCommand command)
    {
        command.Parameters.Add(new() { Value = Records });
        command.Parameters.Add(new() { Value = Part?.First ?? 0 });
        command.Parameters.Add(new() { Value = Part?.End ?? Size });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset?> { TypedValue = From?.ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset?> { TypedValue = Until?.ToUniversalTime() });
    }

    /// <summary>The part of the log that the period covers: index of its first leaf, and the one after its last.</summary>
    public async Task<(long From, long Until)> PeriodAsync(NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            $"select coalesce(min(l.index), 0), coalesce(max(l.index) + 1, 0) from timeline.leaves l where l.log = $6 and $1::uuid[] is not null and {Within}");
        Fill(command);
        command.Parameters.Add(new() { Value = Kebab.Of(Log) });
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
