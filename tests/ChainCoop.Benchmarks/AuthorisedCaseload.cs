using System.Text.Json.Nodes;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Benchmarks;

/// <summary>
/// (m) A page of a municipality's cases as organisations of different reach see it, at the start and deep in the list; cases
/// and the grants of 50 organisations are bulk-loaded. 20,000 cases are twenty years of a region.
/// </summary>
internal static class AuthorisedCaseload
{
    private const int Page = 50;
    private const int DeepestPage = 100;

    /// <summary>Who asks: the municipality sees all cases; a partner one in fifty; another one in fifty of the oldest tenth, and no more since.</summary>
    private static readonly (string Name, string Organisation, string Role)[] Askers =
        [("all", "00000099000000268000", "focal-point"), ("one in 50", "00000099000100001000", "partner"), ("one in 500, long ago", "00000099000100002000", "partner")];

    public static async Task MeasureAsync(Bench bench, bool isLong)
    {
        foreach (var cases in isLong ? (int[])[10_000, 20_000, 100_000, 1_000_000] : [10_000, 20_000, 100_000])
        {
            await using var program = await bench.StartProgramAsync();
            await using var source = NpgsqlDataSource.Create(program.Database);
            await LoadAsync(source, cases);
            foreach (var (name, organisation, role) in Askers) await MeasureAsync(bench, program, source, cases, name, new Oin(organisation), role);
        }
    }

    private static Task LoadAsync(NpgsqlDataSource source, int cases) => Rebuild.ExecuteAsync(
        source,
        $"""
        create temp table loaded as
          select gen_random_uuid() as id, now() - n * interval '1 minute' as at, n from generate_series(1, {cases}) n;
        insert into municipalities.caseload (id, room, kind, municipality, status, exploitation_types, opened_at, updated_at, event_seq)
          select id, 'general', 'case', '0268', (array['proposed', 'open', 'in-execution', 'closed'])[1 + n % 4], array['labour'], at, at, n from loaded;
        insert into access.grants (organisation, room, resource, role, kind, municipality, valid_from)
          select '00000099000000268000', 'general', id, 'lead', 'case', '0268', at from loaded;
        insert into access.grants (organisation, room, resource, role, kind, municipality, valid_from)
          select '000000990001000' || lpad((10 + (n + k) % 48)::text, 2, '0') || '000', 'general', id, 'member', 'case', '0268', at from loaded, generate_series(0, 2) k;
        insert into access.grants (organisation, room, resource, role, kind, municipality, valid_from)
          select '00000099000100001000', 'general', id, 'member', 'case', '0268', at from loaded where n % 50 = 0;
        insert into access.grants (organisation, room, resource, role, kind, municipality, valid_from)
          select '00000099000100002000', 'general', id, 'member', 'case', '0268', at from loaded where n % 50 = 0 and n > {cases} * 0.9;
        insert into access.mandates (mandate, organisation, officer, role, municipality, valid_from)
          values (gen_random_uuid(), '00000099000100002000', 'bench', 'partner', '0268', '2020-01-01');
        analyze;
        """);

    private static async Task MeasureAsync(Bench bench, Server program, NpgsqlDataSource source, int cases, string name, Oin organisation, string role)
    {
        using var client = Bench.Client(program, organisation, role);
        const string First = "municipalities/0268/caseload?limit=50";
        var deep = First;
        for (var page = 1; page < DeepestPage; page++)
        {
            if ((string?)JsonNode.Parse(await client.GetStringAsync(deep))!["next"] is not { } next) break;
            deep = $"{First}&cursor={Uri.EscapeDataString(next)}";
        }

        var load = await ReadAsync(First);
        var deepLoad = await ReadAsync(deep);
        var bare = await Bench.ClosedLoopAsync(1, bench.Duration / 2, () => ExecuteAsync(source, $"select * from municipalities.caseload where municipality = '0268' and room = 'general' order by opened_at desc, id desc limit {Page}"));
        var policy = await Bench.ClosedLoopAsync(1, bench.Duration / 2, () => ExecuteAsync(
            source,
            $"""
            select role, municipality from access.mandates where organisation = '{organisation}' and officer = 'bench' and valid_from <= current_date and (valid_until is null or valid_until > current_date);
            select room, role, municipality from access.grants where organisation = '{organisation}' and resource = '0198f1f0-0000-7000-8000-000000000001' and valid_from <= now() and (valid_until is null or valid_until > now())
            """));
        var log = await Bench.ClosedLoopAsync(1, bench.Duration / 2, () => ExecuteAsync(
            source,
            $"""
            insert into access.log (id, at, started_at, trace_id, span_id, organisation, officer, roles, purpose, action, method, route, status, decision, reasons, policy, subjects)
            values (gen_random_uuid(), now(), now(), '', '', '{organisation}', 'bench', array['{role}'], 'casework', 'municipality.caseload.general', 'GET', '', 200, 'allow', array['role-{role}'], '1', array[]::uuid[])
            """));

        bench.Report.Add(
            $"(m) {cases:N0} cases, sees {name}",
            $"page 1 p50 {load.Percentile(50):N1} ms, p99 {load.Percentile(99):N1} ms; deep p50 {deepLoad.Percentile(50):N1} ms, p99 {deepLoad.Percentile(99):N1} ms; "
            + $"facts for the policy {policy.Percentile(50):N1} ms and log {log.Percentile(50):N1} ms, {(policy.Percentile(50) + log.Percentile(50)) / load.Percentile(50):P0} of the request",
            $"the page without grants p50 {bare.Percentile(50):N1} ms, p99 {bare.Percentile(99):N1} ms", "p50 ≤ 10 ms, p99 ≤ 50 ms");

        async Task<Load> ReadAsync(string url)
        {
            for (var i = 0; i < 20; i++) await client.GetStringAsync(url);
            return await Bench.ClosedLoopAsync(1, bench.Duration, () => client.GetStringAsync(url));
        }
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        do
        {
            while (await reader.ReadAsync())
            {
                // Reading is the work.
            }
        } while (await reader.NextResultAsync());
    }
}
