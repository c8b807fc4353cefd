using System.Text.Json.Nodes;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Benchmarks;

/// <summary>(d) A page of the caseload of one municipality with 100,000 signals; rows are bulk-loaded into the read model and the grants.</summary>
internal static class CaseloadPages
{
    private const int Signals = 100_000;

    public static async Task MeasureAsync(Bench bench)
    {
        await using var program = await bench.StartProgramAsync();
        await using var source = NpgsqlDataSource.Create(program.Database);
        await Rebuild.ExecuteAsync(
            source,
            $"""
            create temp table loaded as
              select gen_random_uuid() as id, now() - n * interval '1 minute' as at, n from generate_series(1, {Signals}) n;
            insert into municipalities.caseload (id, room, kind, municipality, status, exploitation_types, urgency, opened_at, updated_at, due_at, event_seq)
              select id, 'general', 'signal', '0268', (array['received', 'in-assessment', 'dismissed', 'escalated'])[1 + n % 4], array['labour'], 'normal', at, at, at + interval '5 days', n from loaded;
            insert into access.grants (organisation, room, resource, role, kind, municipality, valid_from)
              select '00000099000000268000', 'general', id, 'owner', 'signal', '0268', at from loaded;
            analyze;
            """);

        using var client = Bench.Client(program, new Oin("00000099000000268000"), "focal-point");
        var pages = new List<string> { "municipalities/0268/caseload?limit=50", "municipalities/0268/caseload?limit=50&status=escalated" };
        for (var page = pages[0]; pages.Count < 20;)
        {
            var next = JsonNode.Parse(await client.GetStringAsync(page))!["next"]!.GetValue<string>();
            pages.Add(page = $"municipalities/0268/caseload?limit=50&cursor={Uri.EscapeDataString(next)}");
        }

        var turn = 0;
        async Task ReadAsync()
        {
            using var response = await client.GetAsync(pages[Interlocked.Increment(ref turn) % pages.Count]);
            response.EnsureSuccessStatusCode();
        }

        await Bench.ClosedLoopAsync(2, TimeSpan.FromSeconds(2), ReadAsync);
        var load = await Bench.ClosedLoopAsync(1, bench.Duration, ReadAsync);
        var select = await Bench.ClosedLoopAsync(1, bench.Duration, async () =>
        {
            await using var command = source.CreateCommand("select * from municipalities.caseload where municipality = '0268' and room = 'general' order by opened_at desc, id desc limit 50");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                // Reading is the work.
            }
        });
        bench.Report.Add(
            $"(d) caseload page of 50 out of {Signals:N0}", $"p50 {load.Percentile(50):N1} ms, p95 {load.Percentile(95):N1} ms, p99 {load.Percentile(99):N1} ms",
            $"the bare select: p99 {select.Percentile(99):N1} ms", "p99 ≤ 50 ms");
    }
}
