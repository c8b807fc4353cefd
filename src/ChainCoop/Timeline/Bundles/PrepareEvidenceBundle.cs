using ChainCoop.Access;
using ChainCoop.Shared;
using ChainCoop.Timeline.Witnesses;
using Marten;
using Npgsql;
using NpgsqlTypes;
using Wolverine;
using Wolverine.Attributes;

namespace ChainCoop.Timeline.Bundles;

/// <summary>What belongs in a bundle is looked up and compared with its leaves.</summary>
public sealed record PrepareEvidenceBundle(EvidenceBundleId BundleId) : IDueMessage;

/// <summary>
/// It waits until all that was there when the auditor asked is sealed, under a checkpoint that witnesses signed where he asked for one. Killed
/// at any point the message comes again and begins anew: it writes nothing but its progress before it is done.
/// </summary>
public static class PrepareEvidenceBundleHandler
{
    private const int EntriesPerReport = 1000;
    private static readonly TimeSpan ForTheSealer = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForWitnesses = TimeSpan.FromSeconds(5);

    [MessageTimeout(3600)]
    public static async Task<OutgoingMessages> Handle(PrepareEvidenceBundle due, IDocumentSession session, NpgsqlDataSource source, TimeProvider clock, CancellationToken token)
    {
        OutgoingMessages later = [];
        if (await session.LoadAsync<EvidenceBundle>(due.BundleId, token) is not { Status: EvidenceBundleStatus.Preparing } bundle) return later;
        if (await SizesAsync(bundle, source, token) is not { } sizes)
        {
            later.Schedule(due, clock.GetUtcNow() + (bundle.Witnessed ? ForWitnesses : ForTheSealer));
            return later;
        }

        var (first, end) = bundle.HasPeriod ? await EvidenceSelection.OfEvents(bundle, sizes.Events).PeriodAsync(source, token) : (0, 0);
        var prepared = new EvidenceBundlePrepared(bundle.Id, sizes.Events, sizes.Access, first, end, 0, clock.GetUtcNow());
        var entries = await CompareAsync(bundle.Id, EvidenceSelection.Of(bundle, prepared), source, token);

        var stream = await session.Events.FetchForWriting<EvidenceBundle>(due.BundleId.Value, token);
        if (stream.Aggregate is { Status: EvidenceBundleStatus.Preparing }) stream.AppendOne(prepared with { Entries = entries, At = clock.GetUtcNow() });
        return later;
    }

    /// <summary>Null: something is not sealed yet, or not witnessed.</summary>
    private static async Task<(long Events, long? Access)?> SizesAsync(EvidenceBundle bundle, NpgsqlDataSource source, CancellationToken token)
    {
        if (await SizeAsync(SealedLog.Events) is not { } events) return null;
        if (!bundle.WithAccess) return (events, null);
        return await SizeAsync(SealedLog.Access) is { } access ? (events, access) : null;

        async Task<long?> SizeAsync(SealedLog log)
        {
            var size = bundle.Witnessed ? await Cosignatures.WitnessedAsync(source, log, token) : (await Checkpoints.LastAsync(source, log, token)).Size;
            return size is > 0 && await Checkpoints.OfSizeAsync(source, log, size.Value, token) is { } head && !await IsBehindAsync(log, head) ? size : null;
        }

        // What was there when the auditor asked stands after what was sealed.
        async Task<bool> IsBehindAsync(SealedLog log, Head head)
        {
            var sql = log == SealedLog.Events
                ? "select exists (select from chaincoop.mt_events where seq_id > $1 and $2::xid8 is not null and timestamp <= $3 and (stream_id = any($4) or $4 = '{}'))"
                : "select exists (select from access.log where (tx, seq) > ($2, $1) and at <= $3 and resource = any($4))";
            await using var command = source.CreateCommand(sql);
            command.Parameters.Add(new() { Value = head.Sequence });
            command.Parameters.Add(new() { Value = head.Transaction, NpgsqlDbType = NpgsqlDbType.Xid8 });
            command.Parameters.Add(new() { Value = bundle.RequestedAt.ToUniversalTime() });
            command.Parameters.Add(new() { Value = bundle.Records.Select(record => record.Record.Value).ToArray() });
            return await command.ExecuteScalarAsync(token) is true;
        }
    }

    private static async Task<long> CompareAsync(EvidenceBundleId id, IReadOnlyList<EvidenceSelection> selections, NpgsqlDataSource source, CancellationToken token)
    {
        long total = 0;
        foreach (var selection in selections) total += await selection.CountAsync(source, token);
        long done = 0;
        await EvidenceProgress.ReportAsync(id, done, total, source, token);
        foreach (var selection in selections)
        {
            await foreach (var _ in selection.EntriesAsync(source, token))
            {
                if (++done % EntriesPerReport == 0) await EvidenceProgress.ReportAsync(id, done, total, source, token);
            }
        }

        await EvidenceProgress.ReportAsync(id, done, total, source, token);
        return done;
    }
}

/// <summary>How far a bundle is: a row that is overwritten, and no fact.</summary>
internal static class EvidenceProgress
{
    public static async Task ReportAsync(EvidenceBundleId id, long done, long total, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            """
            insert into timeline.bundle_progress (bundle, done, total) values ($1, $2, $3)
            on conflict (bundle) do update set done = excluded.done, total = excluded.total
            """);
        command.Parameters.Add(new() { Value = id.Value });
        command.Parameters.Add(new() { Value = done });
        command.Parameters.Add(new() { Value = total });
        await command.ExecuteNonQueryAsync(token);
    }

    /// <summary>Null: it has not begun.</summary>
    public static async Task<EntriesCompared?> FindAsync(EvidenceBundleId id, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand("select done, total from timeline.bundle_progress where bundle = $1");
        command.Parameters.Add(new() { Value = id.Value });
        await using var reader = await command.ExecuteReaderAsync(token);
        return await reader.ReadAsync(token) ? new EntriesCompared(reader.GetInt64(0), reader.GetInt64(1)) : null;
    }
}

/// <summary>Entries that were compared with their leaves.</summary>
/// <param name="Total">That belong in the bundle.</param>
public sealed record EntriesCompared(long Done, long Total);
