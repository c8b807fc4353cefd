using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChainCoop.Demo;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>
/// The demo, and what it does not do, with a unique mark in every personal and prose field; then everything but the vault is
/// searched for them. One person is erased, and everything that is left is decrypted with all keys that are left.
/// </summary>
public sealed partial class what_leaks : IAsyncLifetime
{
    private static readonly Officer FocalPoint = new(new("00000099000000225000"), "focal-point", "focal-point case-lead care-coordinator chain-director", ["0225"]);
    private static readonly Officer Privacy = new(FocalPoint.Organisation, "privacy-1", "privacy-officer", ["0225"]);
    private static readonly Officer Second = Privacy with { Id = "privacy-2" };
    private static readonly string AllScopes = string.Join(' ', ChainCoop.Shared.Scopes.All);

    /// <summary>Members that take a text which is neither personal nor prose.</summary>
    private static readonly string[] NoProse = ["at"];

    private readonly CancellationToken token = TestContext.Current.CancellationToken;
    private readonly List<string> logged = [];
    private readonly List<string> measured = [];
    private readonly ActivityListener traces;
    private readonly MeterListener meters = new();
    private AppFixture app = null!;
    private Marks marks = null!;
    private HttpClient http = null!;
    private string followUp = "";

    public what_leaks()
    {
        traces = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => Keep($"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(e => e.Tags))} {activity.StatusDescription}"),
        };
        ActivitySource.AddActivityListener(traces);
        meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Keep($"{instrument.Name} {string.Join(' ', tags.ToArray())}"));
        meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Keep($"{instrument.Name} {string.Join(' ', tags.ToArray())}"));
        meters.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Keep($"{instrument.Name} {string.Join(' ', tags.ToArray())}"));
        meters.Start();

        void Keep(string line)
        {
            lock (measured) measured.Add(line);
        }
    }

    public async ValueTask InitializeAsync()
    {
        app = await AppFixture.OnAsync(
            await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync(),
            more: web => web.ConfigureLogging(logging => logging.AddProvider(new SampleRoutes.Lines(logged))));
        marks = new Marks(app.Host.Server.CreateHandler());
        http = new HttpClient(marks) { BaseAddress = new Uri("http://localhost") };
    }

    public async ValueTask DisposeAsync()
    {
        traces.Dispose();
        meters.Dispose();
        http.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task is_nothing_and_an_erased_person_is_nowhere_any_more()
    {
        await PlayDemoAsync();
        var (signal, person) = await WorkAsync();
        await SendNonsenseAsync();
        foreach (var feed in (string[])["general", "care", "security"])
            (await (await AsAsync(FocalPoint)).GetAsync($"/v1/feed?room={feed}&limit=1000", token)).EnsureSuccessStatusCode();

        await AssertNothingLeakedAsync();

        var before = await ReadableAsync();
        var erasedCiphertext = await CiphertextOfAsync(signal);
        var erased = marks.Sent.Where(sent => before.Contains(sent.Key) && sent.Value.StartsWith(person, StringComparison.Ordinal) && !sent.Value.Contains("/reporter/", StringComparison.Ordinal) && !sent.Value.Contains("|reporter/", StringComparison.Ordinal)).Select(sent => sent.Key).ToHashSet();
        erased.Count.ShouldBe(8); // seven values of the person, and the observation that names the person
        await EraseAsync(signal);

        var after = await ReadableAsync();
        var replacement = marks.Sent.Single(sent => sent.Value.StartsWith("/v1/erasures|", StringComparison.Ordinal) && sent.Value.EndsWith("/text", StringComparison.Ordinal)).Key;
        after.Intersect(erased).ShouldBeEmpty();
        before.Except(erased).Append(replacement).Except(after).ShouldBeEmpty("Others are readable as before.");
        await AssertNothingLeakedAsync();
        await AssertNotOnDiskAsync(erasedCiphertext);

        marks.Seen.Keys.ShouldBe(Marks.Members, ignoreOrder: true);
        (await FreeTextsAsync()).ShouldBe(Marks.Members.Concat(NoProse), ignoreOrder: true);
    }

    /// <summary>The members of all requests that take any text, as the API describes itself: none is forgotten here.</summary>
    private async Task<IReadOnlyCollection<string>> FreeTextsAsync()
    {
        var api = await (await http.GetAsync("/v1/openapi.json", token)).JsonAsync();
        HashSet<string> found = [];
        HashSet<string> followed = [];
        foreach (var (_, path) in api["paths"]!.AsObject())
        {
            foreach (var (_, operation) in path!.AsObject())
                Follow(operation is JsonObject ? operation["requestBody"]?["content"]?["application/json"]?["schema"] : null);
        }
        return found;

        void Follow(JsonNode? schema, string? name = null)
        {
            if (schema is not JsonObject node) return;
            if ((string?)node["$ref"] is { } reference)
            {
                var key = reference.Split('/')[^1];
                if (followed.Add($"{key} {name}")) Follow(api["components"]!["schemas"]![key], name);
                return;
            }
            var isText = node["type"] is JsonArray types ? types.Any(type => (string?)type == "string") : (string?)node["type"] == "string";
            if (isText && name is not null && node["maxLength"] is not null && node["pattern"] is null) found.Add(name);
            foreach (var choice in (node["oneOf"] as JsonArray ?? []).Concat(node["anyOf"] as JsonArray ?? []).Concat(node["allOf"] as JsonArray ?? [])) Follow(choice, name);
            Follow(node["items"], name);
            foreach (var (member, inner) in node["properties"] as JsonObject ?? []) Follow(inner, member);
        }
    }

    private async Task PlayDemoAsync()
    {
        var people = CaptureHistories.Netherlands().Sample(Environment.GetEnvironmentVariable("CHAINCOOP_LONG") == "1" ? 1000 : 40).ToList();
        var register = ChainCoop.Organisations.OrganisationRegister.Current;
        await DemoTokens.EnsureMandates(
            app.Host.Services.GetRequiredService<Marten.IDocumentStore>(), app.Database, register, TimeProvider.System.GetUtcNow(), token);
        var client = new DemoClient(
            http,
            (oin, _) => Task.FromResult(Tokens.For(new(oin), "demo", register.Find(new Oin(oin))!.Municipality is null ? "partner" : "focal-point case-lead care-coordinator", AllScopes)),
            TimeProvider.System);
        await new DemoRun(client).Play(DemoSignals.Of(people).ToList(), () => { }, token);
    }

    /// <summary>What the demo leaves out, so that every member of every request was sent.</summary>
    /// <returns>A signal, and where the values of its first person and the text that names that person were sent.</returns>
    private async Task<(string Signal, string Person)> WorkAsync()
    {
        var client = await AsAsync(FocalPoint);
        var body = Examples.Signal("0225");
        body["observation"] = "x";
        body["reporter"] = new JsonObject { ["kind"] = "professional", ["name"] = "x", ["contact"] = "x" };
        body["subjects"] = new JsonArray(
            new JsonObject
            {
                ["role"] = "possible-victim",
                ["identifiers"] = new JsonObject
                {
                    ["familyName"] = "x",
                    ["givenNames"] = "x",
                    ["birthDate"] = "1931-02-17",
                    ["phone"] = "x",
                    ["documentNumber"] = "x",
                    ["licencePlate"] = "x",
                    ["address"] = new JsonObject { ["postcode"] = "x", ["houseNumber"] = "x" },
                },
            });
        const string Key = "the-person";
        var signal = await IdAsync(await client.PostAsync("/v1/signals", body, key: Key));

        var other = Examples.Signal("0225");
        var second = await IdAsync(await client.PostAsync("/v1/signals", other));
        foreach (var step in (string[])["w1", "w2a", "w2b", "w3"]) await ChangeAsync($"/v1/signals/{second}/assessments", $"/v1/signals/{second}", Examples.Assessment(step));
        var outcome = Examples.Outcome("escalated");
        outcome["note"] = "x";
        var caseId = (string)(await ChangeAsync($"/v1/signals/{second}/outcome", $"/v1/signals/{second}", outcome))["caseId"]!;
        var file = await (await client.GetAsync($"/v1/cases/{caseId}", token)).JsonAsync();
        await IdAsync(await client.PostAsync("/v1/cases", new { municipality = "0225", exploitationTypes = new[] { "labour" }, title = "x" }));
        await ConfersAsync($"/v1/cases/{caseId}");
        await SyncsAsync();
        var victims = $"/v1/victim-tracks/{file["victimTrackId"]}";
        var security = $"/v1/security-tracks/{file["securityTrackId"]}";
        var victim = await ChangeAsync($"{victims}/participations", victims, new JsonObject { ["role"] = "victim", ["note"] = "x", ["identifiers"] = new JsonObject { ["familyName"] = "x" } });
        await CareWork.EverythingAsync((below, body) => ChangeAsync($"{victims}/{below}", victims, body), (string)victim["id"]!);
        var suspect = (string)(await ChangeAsync($"{security}/participations", security, new JsonObject { ["role"] = "suspect", ["note"] = "x", ["identifiers"] = new JsonObject { ["phone"] = "x" } }))["id"]!;
        await ChangeAsync($"{security}/participations/{suspect}/endings", security, new JsonObject { ["reason"] = "left", ["note"] = "x" });
        await MeasuresAsync(security);
        await ChangeAsync($"/v1/signals/{second}/corrections", $"/v1/signals/{second}", new JsonObject { ["reason"] = "incorrect", ["observation"] = "x", ["note"] = "x" });
        await ChangeAsync($"/v1/signals/{second}/contests", $"/v1/signals/{second}", new JsonObject { ["fact"] = "observation", ["statement"] = "x" });
        await FollowUpAsync(client);
        await FollowUpAnonymouslyAsync();
        client = await AsAsync(FocalPoint);
        await ShareAsync(client, second);
        var keeper = await AsAsync(Privacy);
        (await keeper.PostAsync("/v1/legal-holds", new { record = new { kind = "case", id = caseId }, reason = "pending-litigation", reviewOn = "2100-01-01", note = "x" })).EnsureSuccessStatusCode();
        return (signal, $"/v1/signals|\"{Key}\"|");
    }

    private async Task FollowUpAsync(HttpClient client)
    {
        var serious = await IdAsync(await client.PostAsync("/v1/signals", Examples.Signal("0225")));
        var (signal, step) = ($"/v1/signals/{serious}", Examples.Assessment("w1", "stop"));
        step["indicators"]![0]!["code"] = "violence";
        var asked = (string)(await ChangeAsync($"{signal}/enrichment-requests", signal, new JsonObject { ["to"] = "00000099000100003000", ["question"] = "x" }))["id"]!;
        var withdrawn = (string)(await ChangeAsync($"{signal}/enrichment-requests", signal, new JsonObject { ["to"] = "00000099000100003000", ["question"] = "x" }))["id"]!;
        (await (await AsAsync(FocalPoint)).PostAsync($"/v1/enrichment-requests/{withdrawn}/withdrawals", new { reason = "known-otherwise", note = "x" })).EnsureSuccessStatusCode();
        await ChangeAsync($"{signal}/assessments", signal, step);
        await ChangeAsync($"{signal}/notices", signal, new JsonObject { ["to"] = "00000099000100013000", ["note"] = "x" });
        await ChangeAsync($"{signal}/outcome", signal, new JsonObject { ["kind"] = "dismissed", ["reason"] = "not-recent", ["note"] = "x" });
        await ChangeAsync($"{signal}/feedback", signal, new JsonObject { ["told"] = "not-acted-upon", ["way"] = "telephone", ["note"] = "x" });
        await ChangeAsync($"{signal}/reopenings", signal, new JsonObject { ["reason"] = "pattern", ["note"] = "x" });
        (await (await AsAsync(new Officer(new("00000099000100003000"), "riec", "partner", People.District))).PostAsync($"/v1/enrichment-requests/{asked}/answers", new { answer = "given", information = "x" })).EnsureSuccessStatusCode();
        (await (await AsAsync(FocalPoint)).PostAsync($"{signal}/retractions", new { reason = "false-report", note = "x" })).EnsureSuccessStatusCode();
    }

    private async Task ShareAsync(HttpClient client, string signal)
    {
        const string Ggd = "00000099000100010000";
        var agreement = await IdAsync(await client.PostAsync("/v1/agreements", new { parties = new[] { FocalPoint.Organisation.Value, Ggd }, purposes = new[] { "casework" }, from = "2026-01-01", note = "x" }));
        (await (await AsAsync(new Officer(new(Ggd), "ggd", "partner", People.District))).PostAsync($"/v1/agreements/{agreement}/acceptances", "{}")).EnsureSuccessStatusCode();
        client = await AsAsync(FocalPoint);
        await IdAsync(await client.PostAsync("/v1/legal-bases", new { signalId = signal, kind = "public-task", from = "2026-01-01", note = "x" }));
        await IdAsync(await client.PostAsync("/v1/disclosures", new { signalId = signal, receiver = Ggd, fields = new[] { "status" }, legalBasis = "public-task", purpose = "casework", interest = "x", conditions = "x", expiresAt = "2050-01-01T00:00:00Z" }));
    }

    /// <summary>What is refused must not be repeated either.</summary>
    private async Task SendNonsenseAsync()
    {
        var client = await AsAsync(FocalPoint);
        var unknown = Examples.Signal("0225");
        unknown["remark"] = $"{marks.Prefix}member";
        unknown["exploitationType"] = $"{marks.Prefix}code";
        await client.PostAsync("/v1/signals", unknown);
        await client.PostAsync("/v1/signals", $"{{\"observation\": \"{marks.Prefix}broken");
        var wrong = Examples.Signal("9999");
        wrong["observedOn"] = "2999-01-01";
        await client.PostAsync("/v1/signals", wrong);
        await client.PostAsync($"/v1/signals/{Guid.NewGuid()}/corrections", new { observation = "x" });
    }

    private async Task EraseAsync(string signal)
    {
        var read = await (await (await AsAsync(FocalPoint)).GetAsync($"/v1/signals/{signal}", token)).JsonAsync();
        var privacy = await AsAsync(Privacy);
        var erasure = await IdAsync(await privacy.PostAsync("/v1/erasures", new JsonObject
        {
            ["record"] = new JsonObject { ["kind"] = "signal", ["id"] = signal },
            ["subjectId"] = (string)read["subjects"]![0]!["id"]!,
            ["recordVersion"] = 1,
            ["ground"] = "unlawful",
            ["prose"] = new JsonArray(new JsonObject { ["at"] = "/observation", ["text"] = "x" }),
        }));
        var tag = (await privacy.GetAsync($"/v1/erasures/{erasure}", token)).Headers.ETag!.ToString();
        (await (await AsAsync(Second)).PostAsync($"/v1/erasures/{erasure}/approvals", "{}", tag)).EnsureSuccessStatusCode();
        await Wait.ForErasureAsync(privacy, erasure);
    }

    /// <summary>All tables and queues of the main database but the vault, logs, traces, metrics, problems and feeds.</summary>
    private async Task AssertNothingLeakedAsync()
    {
        Needle[] needles = [new Needle(marks.Prefix), new Needle(followUp[..30]), new Needle(followUp[^30..])];
        List<string> found = [];
        await foreach (var (table, row) in RowsAsync())
        {
            if (needles.Any(needle => needle.IsIn(row)) || row.Contains("1931-02-17", StringComparison.Ordinal)) found.Add($"{table}: {row}");
        }
        lock (logged) found.AddRange(logged.Where(line => needles.Any(needle => needle.IsIn(line))).Select(line => "log: " + line));
        lock (measured)
        {
            measured.Count.ShouldBeGreaterThan(100);
            found.AddRange(measured.Where(line => needles.Any(needle => needle.IsIn(line))).Select(line => "telemetry: " + line));
        }
        found.AddRange(marks.Told.Where(text => needles.Any(needle => needle.IsIn(text))).Select(text => "told: " + text));
        found.ShouldBeEmpty();
    }

    private async IAsyncEnumerable<(string Table, string Row)> RowsAsync()
    {
        await using var connection = await app.Database.OpenConnectionAsync(token);
        List<string> tables = [];
        await using (var command = new NpgsqlCommand(
            """
            select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and c.oid <> 'vault.payloads'::regclass
            """, connection))
        await using (var reader = await command.ExecuteReaderAsync(token))
        {
            while (await reader.ReadAsync(token)) tables.Add(reader.GetString(0));
        }

        tables.Count.ShouldBeGreaterThan(20);
        foreach (var table in tables)
        {
            await using var rows = new NpgsqlCommand($"select t::text from {table} t", connection);
            await using var reader = await rows.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token)) yield return (table, reader.GetString(0));
        }
    }

    /// <summary>The marks in all that can be decrypted with every key that there is.</summary>
    private async Task<HashSet<string>> ReadableAsync()
    {
        List<PayloadRef> refs = [];
        await using (var command = app.Database.CreateCommand("select id, nonce, ciphertext from vault.payloads"))
        await using (var reader = await command.ExecuteReaderAsync(token))
        {
            while (await reader.ReadAsync(token))
                refs.Add(new(PayloadId.From(reader.GetGuid(0)), Commitment.Of(SHA256.HashData([.. reader.GetFieldValue<byte[]>(1), .. reader.GetFieldValue<byte[]>(2)]))));
        }
        var opened = await app.Host.Services.GetRequiredService<Vault>().OpenAsync(refs, token);
        var all = string.Join('\n', refs.Select(opened.Find<JsonNode>).Select(value => value?.ToJsonString()));
        return [.. Regex.Matches(all, marks.Prefix + "[0-9a-z]{3}").Select(found => found.Value).Where(marks.Sent.ContainsKey)];
    }

    private async Task<byte[]> CiphertextOfAsync(string signal)
    {
        await using var command = app.Database.CreateCommand("select ciphertext from vault.payloads where record_id = $1 order by length(ciphertext) desc limit 1");
        command.Parameters.Add(new() { Value = Guid.Parse(signal) });
        return (byte[])(await command.ExecuteScalarAsync(token))!;
    }

    /// <summary>
    /// Neither do the files of the table hold it, once the space has been cleared: at the first attempt that no older transaction, which might
    /// still read the row, makes the database keep it.
    /// </summary>
    private async Task AssertNotOnDiskAsync(byte[] ciphertext)
    {
        await using var place = app.Database.CreateCommand("select current_setting('data_directory') || '/base/' || oid from pg_database where datname = current_database()");
        var directory = (string)(await place.ExecuteScalarAsync(token))!;
        await Wait.ForAsync<object>(async limit =>
        {
            foreach (var sql in (string[])["vacuum full vault.payloads", "checkpoint"])
            {
                await using var command = app.Database.CreateCommand(sql);
                command.CommandTimeout = 0;   // a checkpoint writes what all tests beside this one changed
                await command.ExecuteNonQueryAsync(limit);
            }

            return Directory.GetFiles(directory).Any(file => File.ReadAllBytes(file).AsSpan().IndexOf(ciphertext) >= 0) ? null : directory;
        });
    }

    private async Task<JsonNode> ChangeAsync(string url, string resource, JsonNode body)
    {
        var client = await AsAsync(FocalPoint);
        var tag = (await client.GetAsync(resource, token)).Headers.ETag!.ToString();
        var answer = await client.PostAsync(url, body.ToJsonString(), tag);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{url} {await answer.Content.ReadAsStringAsync(token)}");
        return await answer.JsonAsync();
    }

    private async Task<string> IdAsync(HttpResponseMessage answer)
    {
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(token));
        return (string)(await answer.JsonAsync())["id"]!;
    }

    /// <summary>All by the one client that marks; whom it acts for is in its headers.</summary>
    private async Task<HttpClient> AsAsync(Officer officer)
    {
        foreach (var role in officer.Role.Split(' ')) await app.As(new Officer(officer.Organisation, officer.Id, role, officer.Municipalities));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(officer.Organisation, officer.Id, officer.Role, AllScopes));
        http.DefaultRequestHeaders.Remove("Purpose");
        http.DefaultRequestHeaders.Add("Purpose", officer.Role == "privacy-officer" ? "rights-of-data-subjects" : "synchronisation");
        return http;
    }
}
