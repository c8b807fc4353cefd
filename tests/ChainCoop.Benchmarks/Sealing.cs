using System.Diagnostics;
using System.Security.Cryptography;
using ChainCoop.Contracts;
using ChainCoop.Shared;
using ChainCoop.Timeline;
using ChainCoop.Verifier;
using Npgsql;

namespace ChainCoop.Benchmarks;

/// <summary>
/// (v) Commands at 100/s while they are sealed and while nothing is: a session that holds the locks of both logs keeps every sealer out.
/// (w) How fast a log is sealed, proofs over 1,000,000 leaves (<c>--long</c>: 10,000,000), and what a check computes beside bare hashing.
/// </summary>
internal static class Sealing
{
    private static readonly Oin Nijmegen = new("00000099000000268000");

    public static async Task MeasureCostAsync(Bench bench)
    {
        await using var program = await bench.StartProgramAsync();
        using var client = Bench.Client(program, PostSignals.Police, "partner");
        await using var source = NpgsqlDataSource.Create(program.Database);
        await Bench.ClosedLoopAsync(8, TimeSpan.FromSeconds(4), () => Bench.PostSignalAsync(client));

        // In turns, so that what else the machine does falls on both.
        List<double> with = [];
        List<double> without = [];
        for (var i = 0; i < 6; i++)
        {
            await using (await HoldAsync(program.Database)) without.AddRange((await Bench.OpenLoopAsync(100, bench.Duration, () => Bench.PostSignalAsync(client))).Times);
            await SealedAsync(source);
            with.AddRange((await Bench.OpenLoopAsync(100, bench.Duration, () => Bench.PostSignalAsync(client))).Times);
        }

        var (on, off) = (new Load([.. with], bench.Duration), new Load([.. without], bench.Duration));
        bench.Report.Add(
            "(v) POST /v1/signals at 100/s, sealed", $"p50 {on.Percentile(50):N1} ms, p95 {on.Percentile(95):N1} ms, p99 {on.Percentile(99):N1} ms",
            $"nothing is sealed: p50 {off.Percentile(50):N1} ms, p95 {off.Percentile(95):N1} ms, p99 {off.Percentile(99):N1} ms (p50 {Cost(50):+0.0;-0.0} %, p95 {Cost(95):+0.0;-0.0} %)", "≤ 10 %");

        double Cost(double percentile) => (on.Percentile(percentile) / off.Percentile(percentile) - 1) * 100;
    }

    public static async Task MeasureRatesAsync(Bench bench, bool isLong)
    {
        var leaves = isLong ? 10_000_000 : 1_000_000;
        var (main, keys) = (await bench.NewDatabaseAsync(), await bench.NewDatabaseAsync());
        await using var source = NpgsqlDataSource.Create(main);
        await using (await bench.StartProgramAsync(main, keys)) await SealedAsync(source);

        // Filled and sealed while no program reads along.
        await FillAsync(source, leaves);
        await MeasureSealAsync(bench, source, leaves);
        await MeasureHashingAsync(bench, source);
        await using var program = await bench.StartProgramAsync(main, keys);
        await GiveMandateAsync(source);
        await MeasureProofsAsync(bench, program, leaves);
    }

    private static async Task MeasureSealAsync(Bench bench, NpgsqlDataSource source, int leaves)
    {
        var begun = Stopwatch.GetTimestamp();
        var read = 0L;
        await using (var command = source.CreateCommand("select seq_id, id, stream_id, version, type, timestamp, data::text from chaincoop.mt_events order by seq_id"))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) read += reader.GetString(6).Length;
        }

        var raw = leaves / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var sealer = new Sealer(source, TimelineKeys.FromFile(bench.KeyFile + ".timeline", Nijmegen, create: false), TimeProvider.System);
        begun = Stopwatch.GetTimestamp();
        while (await sealer.SealAsync(SealedLog.Events, CancellationToken.None) > 0)
        {
        }

        bench.Report.Add(
            $"(w) sealing {leaves:N0} events", $"{leaves / Stopwatch.GetElapsedTime(begun).TotalSeconds:N0}/s",
            $"raw select of the same rows {raw:N0}/s ({read / 1e6:N0} MB of bodies)", "lag ≤ 1 s in steady state");
    }

    private static async Task MeasureProofsAsync(Bench bench, Server program, int leaves)
    {
        using var client = Bench.Client(program, Nijmegen, "focal-point", "timeline.read");
        var random = new Random(1);
        async Task InclusionAsync() => await client.GetByteArrayAsync($"timeline/events/proofs/inclusion?index={random.NextInt64(leaves)}&size={leaves}");
        async Task ConsistencyAsync() => await client.GetByteArrayAsync($"timeline/events/proofs/consistency?from={random.NextInt64(1, leaves)}&to={leaves}");
        async Task CheckpointAsync() => await client.GetByteArrayAsync("timeline/events/checkpoint");
        // Warm, and each with the same share of what else the machine does.
        Func<Task>[] all = [InclusionAsync, ConsistencyAsync, CheckpointAsync];
        foreach (var warmUp in all) await Bench.ClosedLoopAsync(1, TimeSpan.FromSeconds(5), warmUp);
        const int rounds = 5;
        List<double>[] seen = [[], [], []];
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (ask, latencies) in all.Zip(seen)) latencies.AddRange((await Bench.ClosedLoopAsync(1, bench.Duration / rounds, ask)).Times);
        }

        var (inclusion, consistency, baseline) = (new Load([.. seen[0]], bench.Duration), new Load([.. seen[1]], bench.Duration), new Load([.. seen[2]], bench.Duration));
        bench.Report.Add(
            $"(w) proof over HTTP, {leaves:N0} leaves",
            $"inclusion p50 {inclusion.Percentile(50):N1} ms, p99 {inclusion.Percentile(99):N1} ms; consistency p50 {consistency.Percentile(50):N1} ms, p99 {consistency.Percentile(99):N1} ms",
            $"the checkpoint alone p50 {baseline.Percentile(50):N1} ms, p99 {baseline.Percentile(99):N1} ms", "p99 ≤ 10 ms");
    }

    /// <summary>What an offline check computes for a leaf with its body in clear, tile by tile as it does, without reading a file.</summary>
    private static async Task MeasureHashingAsync(Bench bench, NpgsqlDataSource source)
    {
        List<(byte[] Header, byte[] Salt, byte[] Body)> rows = [];
        await foreach (var (leaf, row) in LogRows.SealedAsync(source, SealedLog.Events, 0, 50_000, CancellationToken.None)) rows.Add((row!.Header(leaf.Index), leaf.Salt!, CanonicalJson.Of(row.Body)));

        var hashes = new byte[TilePath.FullWidth * MerkleTree.HashLength];
        List<double> ratios = [];
        var (perSecond, bare) = (0.0, 0.0);
        for (var i = 0; i < 5; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            var tree = new GrowingTree();
            foreach (var tile in rows.Chunk(TilePath.FullWidth))
            {
                for (var leaf = 0; leaf < tile.Length; leaf++)
                    MerkleTree.LeafHash(tile[leaf].Header, LeafEntry.BodyHash(tile[leaf].Salt, tile[leaf].Body), hashes.AsSpan(leaf * MerkleTree.HashLength, MerkleTree.HashLength));
                tree.Add(MerkleTree.RootWithin(hashes.AsSpan(0, tile.Length * MerkleTree.HashLength)).ToArray());
            }
            _ = tree.Root;
            var verified = rows.Count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
            begun = Stopwatch.GetTimestamp();
            foreach (var (header, salt, body) in rows) SHA256.HashData((byte[])[.. header, .. salt, .. body]);
            var hashed = rows.Count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
            ratios.Add(verified / hashed);
            (perSecond, bare) = (Math.Max(perSecond, verified), Math.Max(bare, hashed));
        }

        bench.Report.Add(
            "(w) offline check of leaves, one core", $"{perSecond:N0} leaves/s ({rows.Average(row => row.Header.Length + row.Body.Length):N0} bytes each)",
            $"bare SHA-256 of the same bytes {bare:N0}/s (ratio {ratios.Order().ElementAt(2):N2})", "ratio ≥ 0.5");
    }

    /// <summary>Rows as the program stores them, put in at once, of streams that are nowhere else; every reader of events is past them.</summary>
    private static async Task FillAsync(NpgsqlDataSource source, int events)
    {
        await Rebuild.ExecuteAsync(
            source,
            $$"""
            begin;
            set local session_replication_role = replica;
            insert into chaincoop.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id)
            select (select max(seq_id) from chaincoop.mt_events) + n, gen_random_uuid(), gen_random_uuid(), 1,
                jsonb_build_object('signalId', gen_random_uuid(), 'municipality', '0268', 'owner', '00000099000000268000', 'from', '00000099000100001000', 'exploitationType', 'labour',
                    'urgency', 'normal', 'channel', 'partner', 'reporterKind', 'organisation', 'by', jsonb_build_object('organisation', '00000099000100001000', 'officer', 'bench'), 'at', '2026-11-23T12:00:00Z'),
                'signal_received', now(), 'ChainCoop.Signals.SignalReceived, ChainCoop', '4bf92f3577b34da6a3ce929d0e0e4736'
            from generate_series(1, {{events}}) n;
            select setval('chaincoop.mt_events_sequence', (select max(seq_id) from chaincoop.mt_events));
            update chaincoop.mt_event_progression set last_seq_id = (select max(seq_id) from chaincoop.mt_events);
            commit;
            analyze chaincoop.mt_events;
            """);
    }

    private static async Task<NpgsqlConnection> HoldAsync(string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { ApplicationName = "hold", Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var hold = new NpgsqlCommand("select pg_advisory_lock(hashtextextended('timeline.events', 0)), pg_advisory_lock(hashtextextended('timeline.access', 0))", connection);
        await hold.ExecuteNonQueryAsync();
        return connection;
    }

    private static Task SealedAsync(NpgsqlDataSource source) => Bench.UntilAsync(
        source,
        """
        select (select max(seq_id) from chaincoop.mt_events) = (select max(sequence) from timeline.checkpoints where log = 'events')
           and not exists (select from access.log a where not exists (select from timeline.leaves l where l.log = 'access' and l.id = a.id))
        """);

    private static Task GiveMandateAsync(NpgsqlDataSource source) => Rebuild.ExecuteAsync(
        source,
        "insert into access.mandates (mandate, organisation, officer, role, municipality, valid_from) values (gen_random_uuid(), '00000099000000268000', 'bench', 'focal-point', '0268', '2020-01-01')");
}
