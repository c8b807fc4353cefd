using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ChainCoop.Municipalities;
using ChainCoop.Platform;
using ChainCoop.Shared;
using JasperFx.Events;
using Marten;
using Npgsql;
using Weasel.Core;

namespace ChainCoop.Benchmarks;

/// <summary>(x) A case as of a moment beside the same case now; (y) a replay of the whole timeline beside reading the same rows.</summary>
internal static class Replays
{
    private const int Members = 60;

    /// <summary>Copies of one signal with its six events.</summary>
    private const int Signals = 20_000;

    private static readonly Oin Nijmegen = new("00000099000000268000");

    public static async Task MeasureCaseAsync(Bench bench)
    {
        var (main, keys) = (await bench.NewDatabaseAsync(), await bench.NewDatabaseAsync());
        await using (await bench.StartProgramAsync(main, keys)) { }
        await Server.RunAsync("ChainCoop.dll", ["mandate", "--org", Nijmegen.Value, "--officer", "bench", "--roles", "chain-director", "--municipalities", "0268"], bench.ProgramSettings(main, keys));
        await using var program = await bench.StartProgramAsync(main, keys);
        using var lead = Bench.Client(program, Nijmegen, "chain-director", "cases.read cases.write");
        lead.DefaultRequestHeaders.Add("Purpose", "casework");
        var (address, instants) = await CaseAsync(lead, program);
        var turn = 0;
        List<double> now = [], then = [];
        await Bench.ClosedLoopAsync(1, bench.Duration / 4, TakeTurnsAsync);
        now.Clear();
        then.Clear();
        await Bench.ClosedLoopAsync(1, bench.Duration, TakeTurnsAsync);
        bench.Report.Add(
            $"(x) one case as of an instant, {Members * 2 + 6} events",
            Form($"p50 {P(then, 50):N1} ms, p99 {P(then, 99):N1} ms"), Form($"the same case now, by turns: p50 {P(now, 50):N1} ms, p99 {P(now, 99):N1} ms"), "p50 ≤ 20 ms");

        // By turns, so that both have the same machine.
        async Task TakeTurnsAsync()
        {
            now.Add(await TimeOfAsync(address));
            then.Add(await TimeOfAsync($"{address}?asOf={instants[turn++ % instants.Count]}"));
        }

        async Task<double> TimeOfAsync(string url)
        {
            var started = Stopwatch.GetTimestamp();
            await ReadAsync(lead, url);
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        static double P(List<double> times, double percentile) => new Load([.. times], TimeSpan.Zero).Percentile(percentile);
    }

    public static async Task MeasureTimelineAsync(Bench bench)
    {
        string database;
        await using (var program = await bench.StartProgramAsync())
        {
            database = program.Database;
            using var police = Bench.Client(program, PostSignals.Police, "partner");
            using var nijmegen = Bench.Client(program, Nijmegen, "focal-point");
            var id = await Bench.PostSignalAsync(police);
            var version = 1;
            foreach (var step in new[] { "w1", "w2a", "w2b", "w3" })
                await Bench.PostStepAsync(nijmegen, $"signals/{id}/assessments", $$"""{"step":"{{step}}","ruleVersion":"1","conclusion":"continue"}""", version++);
            await Bench.PostStepAsync(nijmegen, $"signals/{id}/outcome", """{"kind":"dismissed","reason":"concrete"}""", version);
        }

        await using var source = NpgsqlDataSource.Create(database);
        await Rebuild.ExecuteAsync(
            source,
            $"""
            create temp table copies as select gen_random_uuid() as id from generate_series(1, {Signals});
            create temp table pattern as select * from chaincoop.mt_events where type like 'signal_%' order by seq_id limit 6;
            insert into chaincoop.mt_streams (id, type, version, tenant_id)
              select c.id, s.type, s.version, s.tenant_id from copies c, chaincoop.mt_streams s where s.id = (select stream_id from pattern limit 1);
            insert into chaincoop.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, is_archived)
              select nextval('chaincoop.mt_events_sequence'), gen_random_uuid(), c.id, p.version, jsonb_set(p.data, array['signalId'], to_jsonb(c.id::text)), p.type, p.timestamp,
                     p.tenant_id, p.mt_dotnet_type, p.correlation_id, p.causation_id, p.is_archived
              from copies c cross join pattern p order by c.id, p.version;
            """);
        using var store = DocumentStore.For(options =>
        {
            options.Connection(source);
            options.DatabaseSchemaName = "chaincoop";
            options.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase, Json.SetForms);
            options.Events.StreamIdentity = StreamIdentity.AsGuid;
            options.AddModules();
        });
        var stored = new StoredEvents(store, source);
        var bare = await BareAsync(source);

        var started = Stopwatch.GetTimestamp();
        var count = 0L;
        var rows = PastCaseload.Fold(await AllAsync()).Changed.Count;
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        bench.Report.Add(
            "(y) replay of the whole timeline", Form($"{count / seconds:N0} events/s ({count:N0} events, {rows:N0} records)"), Form($"reading the same rows: {bare:N0} per second ({count / seconds / bare:P0})"), "no goal");

        async Task<List<(object, long)>> AllAsync()
        {
            List<(object, long)> all = [];
            for (var after = 0L; await stored.PageAsync(after, long.MaxValue, CancellationToken.None) is { Count: > 0 } page; after = page[^1].Sequence) all.AddRange(page);
            count = all.Count;
            return all;
        }
    }

    /// <summary>Rows per second.</summary>
    private static async Task<double> BareAsync(NpgsqlDataSource source)
    {
        var started = Stopwatch.GetTimestamp();
        var rows = 0L;
        var bytes = 0L;
        await using var command = source.CreateCommand("select seq_id, type, data from chaincoop.mt_events order by seq_id");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows++;
            bytes += reader.GetInt64(0) + reader.GetString(1).Length + reader.GetString(2).Length;
        }

        return bytes == 0 ? throw new InvalidOperationException("There are no events.") : rows / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>A case with many facts, and instants between them at which all was sealed.</summary>
    private static async Task<(string Address, IReadOnlyList<string> Instants)> CaseAsync(HttpClient lead, Server program)
    {
        var id = (string)(await SendAsync(lead, "cases", """{"municipality":"0268","exploitationTypes":["labour"]}""", null))["id"]!;
        var address = $"cases/{id}";
        await using var source = NpgsqlDataSource.Create(program.Database);
        List<string> instants = [];
        for (var member = 0; member < Members; member++)
        {
            await ChangeAsync("members", """{"organisation":"00000099000100001000","room":"general","role":"member"}""");
            await ChangeAsync("member-endings", """{"organisation":"00000099000100001000","room":"general"}""");
            if (member % 6 == 0) instants.Add(await SealedAsync());
        }

        await SealedAsync();
        return (address, instants);

        async Task ChangeAsync(string below, string body)
        {
            await using var version = source.CreateCommand("select version from chaincoop.mt_streams where id = $1");
            version.Parameters.Add(new() { Value = Guid.Parse(id) });
            await SendAsync(lead, $"{address}/{below}", body, (long)(await version.ExecuteScalarAsync())!);
        }

        async Task<string> SealedAsync()
        {
            await Bench.UntilAsync(source, "select coalesce((select max(sequence) from timeline.checkpoints where log = 'events'), 0) >= (select max(seq_id) from chaincoop.mt_events)");
            return InstantForm.Write(TimeProvider.System.GetUtcNow());
        }
    }

    private static async Task<JsonNode> SendAsync(HttpClient client, string url, string body, long? version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", $"\"{Guid.NewGuid()}\"");
        if (version is { } known) request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{known}\""));
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException(text);
    }

    private static async Task ReadAsync(HttpClient client, string url)
    {
        using var answer = await client.GetAsync(url);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
    }

    private static string Form(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
