using System.Net.Http.Json;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Benchmarks;

/// <summary>(a) The full POST /v1/signals beside a bare endpoint and beside raw rows.</summary>
internal static class PostSignals
{
    public static readonly Oin Police = new("00000099000100001000");

    public static async Task MeasureAsync(Bench bench)
    {
        await using var program = await bench.StartProgramAsync();
        await using var bare = await bench.StartBareAsync();
        using var client = Bench.Client(program, Police, "partner");
        using var bareClient = new HttpClient { BaseAddress = bare.Address };
        await CreateRawTablesAsync(program.Database);
        var raw = NpgsqlDataSource.Create(program.Database);
        Func<Task> full = () => Bench.PostSignalAsync(client);
        Func<Task> bareOne = () => PostBareAsync(bareClient);
        Func<Task> rows = () => InsertRowsAsync(raw);

        // Everything is warm before anything counts.
        foreach (var warmUp in new[] { full, bareOne, rows }) await Bench.ClosedLoopAsync(8, TimeSpan.FromSeconds(2), warmUp);

        foreach (var connections in new[] { 1, 8, 32 })
        {
            var measured = await Bench.ClosedLoopAsync(connections, bench.Duration, full);
            var baseline = await Bench.ClosedLoopAsync(connections, bench.Duration, bareOne);
            var inserted = await Bench.ClosedLoopAsync(connections, bench.Duration, rows);
            bench.Report.Add(
                $"(a) POST /v1/signals, {connections} connection(s)",
                $"{measured.PerSecond:N0}/s, p50 {measured.Percentile(50):N1} ms, p95 {measured.Percentile(95):N1} ms",
                $"bare endpoint {baseline.PerSecond:N0}/s (ratio {measured.PerSecond / baseline.PerSecond:N2}); same rows by raw Npgsql {inserted.PerSecond:N0}/s",
                "ratio ≥ 0.25");
        }

        var steady = await Bench.OpenLoopAsync(100, bench.Duration * 2, full);
        var steadyBare = await Bench.OpenLoopAsync(100, bench.Duration * 2, bareOne);
        bench.Report.Add(
            "(a) POST /v1/signals at 100/s", $"p50 {steady.Percentile(50):N1} ms, p95 {steady.Percentile(95):N1} ms, p99 {steady.Percentile(99):N1} ms",
            $"bare endpoint p95 {steadyBare.Percentile(95):N1} ms", "p95 ≤ 25 ms");
        await raw.DisposeAsync();
    }

    private static async Task PostBareAsync(HttpClient client)
    {
        using var response = await client.PostAsJsonAsync("/bare", new BareCommand("0268", "Six people sleep in one room above the workshop."));
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The rows that a signal leaves in the main database, one batch, one transaction, no program around it.</summary>
    private static async Task InsertRowsAsync(NpgsqlDataSource source)
    {
        var id = NewId.Ordered();
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection, transaction);
        Add("insert into bench.streams values ($1, 'signal', 1, now())", id);
        Add("insert into bench.events values ($1, $2, 1, 'signal_received', $3::jsonb, now())", NewId.Ordered(), id, Body);
        Add("insert into bench.documents values ($1, $2::jsonb, now())", id, Body);
        Add("insert into bench.grants values ('00000099000000268000', $1, 'owner', now()), ('00000099000100001000', $1, 'reporter', now())", id);
        Add("insert into bench.payloads values ($1, $3, $4, $5), ($2, $3, $4, $5)", NewId.Ordered(), NewId.Ordered(), id, new byte[12], new byte[220]);
        Add("insert into bench.log values ($1, now(), $2, $3)", NewId.Ordered(), id, "signal.receive 201 allow grant role partner focal-point 0268 trace 4bf92f3577b34da6a3ce929d0e0e4736");
        Add("insert into bench.idempotency values ($1, $2, $3)", id.ToByteArray(), new byte[32], "{\"id\":\"x\"}");
        Add("insert into bench.messages values ($1, now(), $3), ($2, now(), $3)", NewId.Ordered(), NewId.Ordered(), new byte[400]);
        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();

        void Add(string sql, params object[] values)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
            batch.BatchCommands.Add(command);
        }
    }

    private static async Task CreateRawTablesAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(
            """
            create schema bench;
            create table bench.streams (id uuid primary key, type text, version bigint, at timestamptz);
            create table bench.events (id uuid primary key, stream uuid, version bigint, type text, data jsonb, at timestamptz, seq bigserial, unique (stream, version));
            create index on bench.events (type, seq);
            create table bench.documents (id uuid primary key, data jsonb, at timestamptz);
            create table bench.grants (organisation text, resource uuid, role text, at timestamptz, primary key (organisation, resource, role));
            create index on bench.grants (resource);
            create table bench.payloads (id uuid primary key, record uuid, nonce bytea, ciphertext bytea);
            create index on bench.payloads (record);
            create table bench.log (id uuid primary key, at timestamptz, resource uuid, line text);
            create index on bench.log (resource, at);
            create table bench.idempotency (key bytea primary key, fingerprint bytea, answer text);
            create table bench.messages (id uuid primary key, at timestamptz, body bytea);
            """);
        await command.ExecuteNonQueryAsync();
    }

    private const string Body =
        """{"signalId":"0198f9a2-0000-7000-8000-000000000000","municipality":"0268","owner":"00000099000000268000","from":"00000099000100001000","exploitationType":"labour","urgency":"normal","channel":"partner","reporterKind":"organisation","observation":{"id":"0198f9a2-0000-7000-8000-000000000001","commitment":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},"subjects":[{"subjectId":"6f0f8a3a-0f3a-4b57-8d5d-1f5f3f0a0001","role":"possible-victim","identifiers":{"id":"0198f9a2-0000-7000-8000-000000000002","commitment":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}],"acknowledgeBy":"2026-11-24T23:00:00Z","assessBy":"2026-11-30T23:00:00Z","by":{"organisation":"00000099000100001000","officer":"bench"},"at":"2026-11-23T12:00:00Z"}""";
}
