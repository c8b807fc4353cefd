using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Benchmarks;

/// <summary>
/// (l) The approval of a list of 200 signals, which starts an erasure of each in one transaction, and the time until all are
/// destroyed; beside a list of one in the same run.
/// </summary>
internal static class ApproveList
{
    private const int Records = 200;
    private const int Connections = 8;
    private static readonly Oin Nijmegen = new("00000099000000268000");

    public static async Task MeasureAsync(Bench bench)
    {
        await using var program = await bench.StartProgramAsync();
        await using var main = NpgsqlDataSource.Create(program.Database);
        await Rebuild.ExecuteAsync(main,
            """
            insert into access.mandates (mandate, organisation, officer, role, municipality, valid_from)
            select gen_random_uuid(), '00000099000000268000', officer, 'records-manager', '0268', '2020-01-01' from unnest(array['bench-1', 'bench-2']) officer
            """);
        using var police = Bench.Client(program, PostSignals.Police, "partner");
        using var focalPoint = Bench.Client(program, Nijmegen, "focal-point");
        using var proposes = Manager(program, "bench-1");
        using var approves = Manager(program, "bench-2");
        await Parallel.ForAsync(0, Records + 1, new ParallelOptions { MaxDegreeOfParallelism = Connections }, async (_, _) =>
        {
            var id = await Bench.PostSignalAsync(police);
            await Bench.PostStepAsync(focalPoint, $"signals/{id}/assessments", """{"step":"w1","ruleVersion":"1","conclusion":"stop"}""", 1);
            await Bench.PostStepAsync(focalPoint, $"signals/{id}/outcome", """{"kind":"dismissed","reason":"not-on-theme"}""", 2);
        });
        await UntilAsync(main, $"select count(*) = {Records + 1} from privacy.retention where class = 'dismissed-signal'");

        var one = await ApprovedAsync(main, proposes, approves, 1);
        var many = await ApprovedAsync(main, proposes, approves, Records);
        bench.Report.Add(
            $"(l) approval of a list of {Records} signals", Times(many),
            string.Create(CultureInfo.InvariantCulture, $"of one: {Times(one)}"), "–");

        static string Times((TimeSpan Approval, TimeSpan Destruction) of) =>
            string.Create(CultureInfo.InvariantCulture, $"{of.Approval.TotalMilliseconds:N0} ms; all destroyed after {of.Destruction.TotalSeconds:N1} s");
    }

    /// <summary>From the request to its answer, and to the certificate.</summary>
    private static async Task<(TimeSpan Approval, TimeSpan Destruction)> ApprovedAsync(NpgsqlDataSource main, HttpClient proposes, HttpClient approves, int records)
    {
        await Rebuild.ExecuteAsync(main,
            $"update privacy.retention set destroy_after = '2026-01-01' where id in (select id from privacy.retention where class = 'dismissed-signal' order by id limit {records})");
        var list = $"destruction-lists/{(await PostAsync(proposes, "destruction-lists", """{"municipality":"0268","kind":"signal"}"""))["id"]}";
        var read = JsonNode.Parse(await proposes.GetStringAsync(list))!["items"]!.AsArray();
        if (read.Count != records) throw new InvalidOperationException($"{read.Count} records are on the list, not {records}.");
        var items = new JsonArray([.. read.Select(item => (JsonNode)new JsonObject { ["record"] = (string)item!["record"]!, ["decision"] = "destroy" })]);
        await PostAsync(proposes, $"{list}/reviews", new JsonObject { ["items"] = items }.ToJsonString(), 1);

        var started = Stopwatch.GetTimestamp();
        await PostAsync(approves, $"{list}/approvals", "{}", 2);
        var approval = Stopwatch.GetElapsedTime(started);
        await UntilAsync(main, $"select data ->> 'status' = 'carried-out' from chaincoop.mt_doc_destructionlist where id = '{list.Split('/')[1]}'");
        return (approval, Stopwatch.GetElapsedTime(started));
    }

    private static HttpClient Manager(Server server, string officer)
    {
        var client = Bench.Client(server, Nijmegen, "records-manager");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(Nijmegen, officer, "records-manager", "privacy.read privacy.write"));
        client.DefaultRequestHeaders.Add("Purpose", "rights-of-data-subjects");
        return client;
    }

    private static async Task<JsonNode> PostAsync(HttpClient client, string url, string body, int? version = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", $"\"{NewId.Unlinkable()}\"");
        if (version is { } known) request.Headers.TryAddWithoutValidation("If-Match", string.Create(CultureInfo.InvariantCulture, $"\"{known}\""));
        using var response = await client.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonNode.Parse(answer)! : throw new InvalidOperationException($"{url}: {(int)response.StatusCode} {answer}");
    }

    private static async Task UntilAsync(NpgsqlDataSource main, string sql)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            await using var command = main.CreateCommand(sql);
            if (await command.ExecuteScalarAsync() is true) return;
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(5)) throw new TimeoutException($"It did not come: {sql}");
            await Task.Delay(10);
        }
    }
}
