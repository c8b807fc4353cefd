using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Npgsql;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>
/// The program as a process of its own, killed with SIGKILL while erasures wait at the boundaries of their steps. Locks of
/// the test hold them there, so that the program needs to know nothing of it.
/// </summary>
public sealed class an_erasure_whose_server_is_killed
{
    private static readonly Officer FocalPoint = new(new("00000099000000668000"), "focal-point", "focal-point", ["0668"]);
    private static readonly Officer Privacy = new(FocalPoint.Organisation, "privacy", "privacy-officer", ["0668"]) { Scopes = "privacy.read privacy.write" };

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task is_completed_once_after_the_next_start()
    {
        var (mainAddress, keysAddress) = (await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());
        using var file = new KeyFile("1");
        await using var main = NpgsqlDataSource.Create(mainAddress);
        await using var keys = NpgsqlDataSource.Create(keysAddress);
        var server = Start();
        var address = await server.AddressAsync(token);
        foreach (var officer in (Officer[])[FocalPoint, Privacy, People.Police]) await MandateAsync(main, officer);
        var signals = new List<(string Id, string Subject)>();
        for (var i = 0; i < 3; i++) signals.Add(await SignalAsync(address));

        // After the last step.
        var finished = await EraseAsync(address, signals[0]);
        await WhenCarriedOutAsync(address, finished);

        // Keys destroyed, ciphertexts not: the second transaction waits for this one.
        await using var holdsPayloads = await HoldAsync(main, "lock table vault.payloads in exclusive mode");
        var halfDone = await EraseAsync(address, signals[1]);
        await WhenAsync(keys, "select exists (select from destructions where subject = $1)", Guid.Parse(signals[1].Subject));
        (await KeysOfAsync(keys, signals[1])).ShouldBe(0);

        // Ordered, and nothing destroyed yet.
        await using var holdsKeys = await HoldAsync(keys, "lock table destroyed_subjects in exclusive mode");
        var ordered = await EraseAsync(address, signals[2]);
        await WhenAsync(keys, "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like 'insert into destroyed_subjects%' and $1::uuid is not null)", Guid.Empty);
        (await KeysOfAsync(keys, signals[2])).ShouldBe(1);

        await server.KillAsync();
        await holdsPayloads.DisposeAsync();
        await holdsKeys.DisposeAsync();
        (await CountAsync(main, "select count(*) from chaincoop.mt_events where type = 'erasure_carried_out'")).ShouldBe(1);

        await using var again = Start();
        address = await again.AddressAsync(token);
        foreach (var erasure in (string[])[finished, halfDone, ordered]) await WhenCarriedOutAsync(address, erasure);

        foreach (var signal in signals)
        {
            (await KeysOfAsync(keys, signal)).ShouldBe(0);
            (await ReadAsync(address, signal.Id))["subjects"]![0]!["identifiers"].ShouldBeNull();
        }
        (await CountAsync(main, "select count(*) from chaincoop.mt_events where type = 'erasure_carried_out'")).ShouldBe(3);
        (await CountAsync(main, "select count(*) from chaincoop.mt_events where type = 'signal_content_erased'")).ShouldBe(3);
        (await CountAsync(main, "select count(*) from privacy.destructions")).ShouldBe(3);
        (await CountAsync(main, "select count(*) from vault.payloads")).ShouldBe(3);
        (await CountAsync(main, "select count(*) from wolverine.wolverine_dead_letters")).ShouldBe(0);

        ChildProgram Start() => new(Path.GetTempPath(), "Development", variables: new Dictionary<string, string?>(
            Tokens.Settings.Select(setting => KeyValuePair.Create(setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value)))
        {
            ["ConnectionStrings__ChainCoop"] = mainAddress,
            ["ConnectionStrings__ChainCoopKeys"] = keysAddress,
            ["Vault__KeyFile"] = file.Path,
        });
    }

    private async Task<(string Id, string Subject)> SignalAsync(Uri address)
    {
        var sent = await Client(address, People.Police).PostAsync("signals", Examples.Signal("0668"));
        sent.StatusCode.ShouldBe(HttpStatusCode.Created, await sent.Content.ReadAsStringAsync(token));
        var id = (string)(await sent.JsonAsync())["id"]!;
        return (id, (string)(await ReadAsync(address, id))["subjects"]![0]!["id"]!);
    }

    private async Task<string> EraseAsync(Uri address, (string Id, string Subject) signal)
    {
        var answer = await Client(address, Privacy).PostAsync("erasures", new JsonObject
        {
            ["record"] = new JsonObject { ["kind"] = "signal", ["id"] = signal.Id },
            ["subjectId"] = signal.Subject,
            ["recordVersion"] = 1,
            ["ground"] = "unlawful",
            ["prose"] = new JsonArray(new JsonObject { ["at"] = "/observation" }),
        });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(token));
        return (string)(await answer.JsonAsync())["id"]!;
    }

    private async Task<JsonNode> ReadAsync(Uri address, string id) => await (await Client(address, FocalPoint).GetAsync($"signals/{id}", token)).JsonAsync();

    private async Task WhenCarriedOutAsync(Uri address, string erasure)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while ((string)(await (await Client(address, Privacy).GetAsync($"erasures/{erasure}", limit.Token)).JsonAsync())["status"]! != "carried-out")
            await Task.Delay(50, limit.Token);
    }

    private static HttpClient Client(Uri address, Officer officer)
    {
        var client = new HttpClient { BaseAddress = new Uri(address, "/v1/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(officer.Organisation, officer.Id, officer.Role, officer.Scopes));
        client.DefaultRequestHeaders.Add("Purpose", officer == Privacy ? "rights-of-data-subjects" : "assessment");
        return client;
    }

    private async Task MandateAsync(NpgsqlDataSource main, Officer officer)
    {
        await using var command = main.CreateCommand(
            "insert into access.mandates (mandate, organisation, officer, role, municipality, valid_from) select $1, $2, $3, $4, unnest($5::text[]), '2020-01-01'");
        foreach (var value in (object[])[officer.Mandate, officer.Organisation.Value, officer.Id, officer.Role, officer.Municipalities]) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(token);
    }

    /// <summary>Holds a lock until it is disposed of.</summary>
    private async Task<NpgsqlConnection> HoldAsync(NpgsqlDataSource source, string sql)
    {
        var connection = await source.OpenConnectionAsync(token);
        await using var command = new NpgsqlCommand($"begin; {sql}", connection);
        await command.ExecuteNonQueryAsync(token);
        return connection;
    }

    private async Task WhenAsync(NpgsqlDataSource source, string sql, Guid value)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            await using var command = source.CreateCommand(sql);
            command.Parameters.Add(new() { Value = value });
            if (await command.ExecuteScalarAsync(limit.Token) is true) return;
            await Task.Delay(20, limit.Token);
        }
    }

    private async Task<long> KeysOfAsync(NpgsqlDataSource keys, (string Id, string Subject) signal)
    {
        await using var command = keys.CreateCommand("select count(*) from data_keys where subject = $1");
        command.Parameters.Add(new() { Value = Guid.Parse(signal.Subject) });
        return (long)(await command.ExecuteScalarAsync(token))!;
    }

    private async Task<long> CountAsync(NpgsqlDataSource main, string sql)
    {
        await using var command = main.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(token))!;
    }
}
