using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ChainCoop.IntegrationTests;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Benchmarks;

/// <summary>
/// (s) From the answer to a request for matches, which comes after the commit, to the entry of the hit in the feeds of both organisations.
/// Beside it a signal in the feed of one, in the same run.
/// </summary>
internal static class HitInFeeds
{
    private const int Hits = 60;
    private const string Scopes = "signals.read signals.write feed.read sharing.read sharing.write";

    private static readonly Oin Nijmegen = new("00000099000000268000");
    private static readonly Oin Tiel = new("00000099000000281000");

    public static async Task MeasureAsync(Bench bench)
    {
        await using var program = await bench.StartProgramAsync();
        await using var source = NpgsqlDataSource.Create(program.Database);
        // Each officer has a quota a day, and one alone would be an alarm.
        await Rebuild.ExecuteAsync(
            source,
            $"""
            insert into access.mandates (mandate, organisation, officer, role, municipality, valid_from)
              select gen_random_uuid(), '{Nijmegen}', 'bench-' || n, 'focal-point', '0268', date '2020-01-01' from generate_series(1, {Hits}) n
              union all select gen_random_uuid(), '{Tiel}', 'bench-1', 'focal-point', '0281', date '2020-01-01'
              union all select gen_random_uuid(), '{Nijmegen}', 'director', 'chain-director', '0268', date '2020-01-01'
              union all select gen_random_uuid(), '{Tiel}', 'director', 'chain-director', '0281', date '2020-01-01'
            """);
        using var nijmegen = Client(program, Nijmegen, "bench-1", "focal-point");
        using var tiel = Client(program, Tiel, "bench-1", "focal-point");
        var agreement = await AgreeAsync(program, source);
        List<(string Signal, string Subject)> persons = [];
        for (var i = 0; i < Hits; i++)
        {
            persons.Add(await RegisterAsync(nijmegen, "0268", i));
            await RegisterAsync(tiel, "0281", i);
        }

        List<double> hits = [], signals = [];
        for (var i = 0; i < Hits; i++)
        {
            using var officer = Client(program, Nijmegen, $"bench-{i + 1}", "focal-point");
            using var found = await PostAsync(officer, "matches/_search", $$"""{"agreementId":"{{agreement}}","signalId":"{{persons[i].Signal}}","subjectId":"{{persons[i].Subject}}"}""");
            hits.Add(await UntilInFeedsAsync(source, Guid.Parse(found.RootElement.GetProperty("matches")[0].GetProperty("id").GetString()!), 2));
            signals.Add(await UntilInFeedsAsync(source, await Bench.PostSignalAsync(nijmegen), 1));
        }

        var hit = new Load([.. hits], TimeSpan.Zero);
        var bare = new Load([.. signals], TimeSpan.Zero);
        bench.Report.Add(
            $"(s) a hit in both feeds, {Hits} hits",
            string.Create(CultureInfo.InvariantCulture, $"p50 {hit.Percentile(50):N0} ms, p95 {hit.Percentile(95):N0} ms"),
            string.Create(CultureInfo.InvariantCulture, $"a signal in one feed p50 {bare.Percentile(50):N0} ms, p95 {bare.Percentile(95):N0} ms"), "p95 ≤ 300 ms");
    }

    private static async Task<double> UntilInFeedsAsync(NpgsqlDataSource source, Guid resource, int feeds)
    {
        var answered = Stopwatch.GetTimestamp();
        while (true)
        {
            await using var command = source.CreateCommand(
                """
                select count(*) from feeds.heads h
                where exists (
                    select from feeds.entries e
                    where e.organisation = h.organisation and e.room = h.room and e.position > h.position - 50 and e.resource = $1)
                """);
            command.Parameters.Add(new() { Value = resource });
            if ((long)(await command.ExecuteScalarAsync())! >= feeds) return Stopwatch.GetElapsedTime(answered).TotalMilliseconds;
            await Task.Delay(2);
        }
    }

    private static async Task<string> AgreeAsync(Server program, NpgsqlDataSource source)
    {
        using var nijmegen = Client(program, Nijmegen, "director", "chain-director");
        using var tiel = Client(program, Tiel, "director", "chain-director");
        using var made = await PostAsync(nijmegen, "agreements", $$"""{"parties":["{{Nijmegen}}","{{Tiel}}"],"purposes":["matching"],"from":"2026-01-01"}""");
        var id = made.RootElement.GetProperty("id").GetString()!;
        (await PostAsync(tiel, $"agreements/{id}/acceptances", "{}")).Dispose();
        while (true)
        {
            await using var command = source.CreateCommand("select exists (select from signals.match_key_versions)");
            if (await command.ExecuteScalarAsync() is true) return id;
            await Task.Delay(20);
        }
    }

    private static async Task<(string Signal, string Subject)> RegisterAsync(HttpClient client, string municipality, int person)
    {
        using var posted = await PostAsync(
            client, "signals",
            $$$"""
            {"municipality":"{{{municipality}}}","exploitationType":"labour","urgency":"normal","channel":"partner","reporter":{"kind":"organisation"},"observation":"Seen.",
             "subjects":[{"role":"possible-victim","identifiers":{"familyName":"Voorbeeld","givenNames":"Anna{{{new string('a', person)}}}","birthDate":"1999-05-04"}}]}
            """);
        var signal = posted.RootElement.GetProperty("id").GetString()!;
        using var read = JsonDocument.Parse(await client.GetStringAsync($"signals/{signal}"));
        return (signal, read.RootElement.GetProperty("subjects")[0].GetProperty("id").GetString()!);
    }

    private static HttpClient Client(Server program, Oin organisation, string officer, string role)
    {
        var client = Bench.Client(program, organisation, role);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(organisation, officer, role, Scopes));
        client.DefaultRequestHeaders.Add("Purpose", "assessment");
        return client;
    }

    private static async Task<JsonDocument> PostAsync(HttpClient client, string url, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", $"\"{NewId.Unlinkable()}\"");
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonDocument.Parse(text) : throw new InvalidOperationException($"POST {url} answered {(int)response.StatusCode}: {text}");
    }
}
