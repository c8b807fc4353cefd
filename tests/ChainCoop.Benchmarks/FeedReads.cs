using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Benchmarks;

/// <summary>(o) A page of a feed at its start and far into it, and of a snapshot, beside the bare select; entries are bulk-loaded. (p) Many open streams.</summary>
internal static class FeedReads
{
    private const string Nijmegen = "00000099000000268000";
    private const int Page = 500;
    private const int Resources = 20_000;
    private const int Streams = 200;
    private const int StreamsOfOne = 25;

    public static async Task MeasurePagesAsync(Bench bench, bool isLong)
    {
        var entries = isLong ? 1_001_000 : 101_000;
        await using var program = await bench.StartProgramAsync();
        await using var source = NpgsqlDataSource.Create(program.Database);
        await Rebuild.ExecuteAsync(
            source,
            $$"""
            create temp table loaded as select gen_random_uuid() as id, n from generate_series(0, {{Resources - 1}}) n;
            insert into access.grants (organisation, room, resource, role, kind, municipality, valid_from)
              select '{{Nijmegen}}', 'general', id, 'owner', 'signal', '0268', '2026-01-01' from loaded;
            insert into feeds.entries (organisation, room, position, event_seq, resource, about_access, entry, commitment, feedhash, recorded_at)
              select '{{Nijmegen}}', 'general', p, p, l.id, false,
                format('{"data":{"kind":"signal","status":"received"},"dataref":"/v1/signals/%s","id":"%s","sequence":"%s","source":"urn:nld:oin:{{Nijmegen}}:systeem:chaincoop","specversion":"1.0","subject":"%s","time":"2026-03-02T08:15:30.123456Z","type":"nl.chaincoop.signals.received.v1"}',
                  l.id, gen_random_uuid(), lpad(p::text, 20, '0'), l.id),
                sha256(p::text::bytea), sha256(p::text::bytea), '2026-01-01'
              from generate_series(1, {{entries}}) p join loaded l on l.n = p % {{Resources}};
            insert into feeds.heads (organisation, room, position, feedhash) values ('{{Nijmegen}}', 'general', {{entries}}, sha256(''));
            analyze;
            """);

        using var client = Bench.Client(program, new Oin(Nijmegen), "focal-point");
        foreach (var after in new[] { 1_000, entries - 1_000 })
        {
            var bare = await SelectAsync(bench, source, $"select position, entry, commitment, feedhash from feeds.entries where organisation = '{Nijmegen}' and room = 'general' and position > {after} order by position limit {Page}");
            await AddAsync(bench, client, $"(o) feed page of {Page} at {after:N0}", $"feed?after={after}&limit={Page}", bare);
        }

        var next = (string)JsonNode.Parse(await client.GetStringAsync($"feed/snapshot?limit={Page}"))!["next"]!;
        var grants = await SelectAsync(bench, source, $"select resource, kind from access.grants where organisation = '{Nijmegen}' and room = 'general' order by resource limit {Page}");
        await AddAsync(bench, client, $"(o) snapshot page of {Page} out of {Resources:N0}", $"feed/snapshot?limit={Page}&cursor={next}", grants);
    }

    public static async Task MeasureStreamsAsync(Bench bench)
    {
        await using var program = await bench.StartProgramAsync();
        await using var source = NpgsqlDataSource.Create(program.Database);
        using var police = Bench.Client(program, PostSignals.Police, "partner");
        await Bench.ClosedLoopAsync(2, TimeSpan.FromSeconds(2), () => Bench.PostSignalAsync(police));
        var before = program.ResidentMegabytes;

        var heard = new ConcurrentDictionary<string, ConcurrentBag<long>>();
        using var end = new CancellationTokenSource();
        List<Task> open = [];
        List<HttpClient> clients = [];
        for (var organisation = 0; organisation < Streams / StreamsOfOne; organisation++)
        {
            var oin = organisation == 0 ? PostSignals.Police : new Oin($"0000009900010000{organisation + 1}000");
            await Rebuild.ExecuteAsync(
                source,
                $"insert into access.mandates (mandate, organisation, officer, role, municipality, valid_from) values (gen_random_uuid(), '{oin}', 'bench', 'partner', '0268', '2020-01-01')");
            var client = Bench.Client(program, oin, "partner");
            clients.Add(client);
            var head = (string)JsonNode.Parse(await client.GetStringAsync("feed/state"))!["position"]!;
            for (var i = 0; i < StreamsOfOne; i++) open.Add(await OpenAsync(client, head, heard, end.Token));
        }
        var opened = program.ResidentMegabytes;

        List<double> times = [];
        for (var i = 0; i < 20; i++)
        {
            var id = (await Bench.PostSignalAsync(police)).ToString();
            var committed = Stopwatch.GetTimestamp();
            while (!heard.TryGetValue(id, out var arrivals) || arrivals.Count < StreamsOfOne) await Task.Delay(1);
            times.AddRange(heard[id].Select(at => Stopwatch.GetElapsedTime(committed, at).TotalMilliseconds));
        }

        var load = new Load([.. times], TimeSpan.FromSeconds(1));
        await end.CancelAsync();
        await Task.WhenAll(open);
        foreach (var client in clients) client.Dispose();
        bench.Report.Add(
            $"(p) {Streams} open streams, {StreamsOfOne} hear each entry",
            $"{(opened - before) / Streams * 1000:N0} KB each ({before:N0} to {opened:N0} MB); answer of the post to arrival p50 {load.Percentile(50):N0} ms, p95 {load.Percentile(95):N0} ms, max {load.Percentile(100):N0} ms",
            "–", "p95 ≤ 250 ms");
    }

    /// <summary>Once it is open; the task ends with it.</summary>
    private static async Task<Task> OpenAsync(HttpClient client, string head, ConcurrentDictionary<string, ConcurrentBag<long>> heard, CancellationToken end)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"feed?after={head}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, CancellationToken.None);
        response.EnsureSuccessStatusCode();
        return ListenAsync();

        async Task ListenAsync()
        {
            try
            {
                using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(end));
                while (await lines.ReadLineAsync(end) is { } line)
                {
                    if (line.StartsWith("data: ", StringComparison.Ordinal) && (string?)JsonNode.Parse(line["data: ".Length..])!["subject"] is { } subject)
                        heard.GetOrAdd(subject, _ => []).Add(Stopwatch.GetTimestamp());
                }
            }
            catch (OperationCanceledException)
            {
                // The measurement is over.
            }
            finally
            {
                response.Dispose();
                request.Dispose();
            }
        }
    }

    private static async Task AddAsync(Bench bench, HttpClient client, string what, string address, Load bare)
    {
        for (var i = 0; i < 10; i++) await client.GetStringAsync(address);
        var load = await Bench.ClosedLoopAsync(1, bench.Duration, () => client.GetStringAsync(address));
        bench.Report.Add(what, $"p50 {load.Percentile(50):N1} ms, p95 {load.Percentile(95):N1} ms", $"the bare select: p50 {bare.Percentile(50):N1} ms, p95 {bare.Percentile(95):N1} ms", "p95 ≤ 50 ms");
    }

    private static Task<Load> SelectAsync(Bench bench, NpgsqlDataSource source, string sql) => Bench.ClosedLoopAsync(1, bench.Duration, async () =>
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            // Reading is the work.
        }
    });
}
