using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Platform;
using ChainCoop.Privacy;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ChainCoop.IntegrationTests.Privacy;

public sealed class what_cannot_be_opened : IAsyncLifetime
{
    private readonly CancellationToken token = TestContext.Current.CancellationToken;
    private readonly KeyFile file = new("1");
    private readonly List<string> logged = [];
    private AppFixture app = null!;

    public async ValueTask InitializeAsync() => app = await AppFixture.OnAsync(
        await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync(),
        more: web => web.UseSetting("Vault:KeyFile", file.Path).ConfigureLogging(logging => logging.AddProvider(new SampleRoutes.Lines(logged))));

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        file.Dispose();
    }

    [Fact]
    public async Task reads_as_erased_when_its_data_key_is_gone()
    {
        var (nijmegen, id) = await SentAsync();

        await ChangeKeysAsync(id, "delete from data_keys where id = any($1)");

        var signal = await ReadAsync(nijmegen, id);
        ((string)signal["observation"]!).ShouldBe("[erased]");
        signal["subjects"]![0]!["identifiers"].ShouldBeNull();
        ((string)signal["status"]!).ShouldBe("received");
    }

    [Fact]
    public async Task is_unavailable_and_not_erased_when_only_its_key_encryption_key_is_missing()
    {
        var (nijmegen, id) = await SentAsync();

        await ChangeKeysAsync(id, "update data_keys set kek = 'lost' where id = any($1)");

        var response = await nijmegen.GetAsync($"signals/{id}", token);
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.ShouldNotBeNull();
        ((string)(await response.JsonAsync())["type"]!).ShouldBe("urn:chaincoop:problem:unavailable");
        lock (logged)
        {
            // A page of a read model begins anew when the rules are recorded at start meanwhile: that is no line about the request.
            logged.Where(line => line.Contains("Exception", StringComparison.Ordinal) && !line.StartsWith("Error Error trying to process subscription retention", StringComparison.Ordinal)).ShouldBeEmpty();
            logged.Count(line => line.StartsWith("Error Request refused, the file of key-encryption keys lacks the key lost ", StringComparison.Ordinal)).ShouldBe(1);
        }

        await ChangeKeysAsync(id, "update data_keys set kek = '1' where id = any($1)");
        ((string)(await ReadAsync(nijmegen, id))["observation"]!).ShouldBe(Examples.Observation);
    }

    [Fact]
    public async Task does_not_include_what_another_process_wrapped_with_a_key_appended_since()
    {
        var (nijmegen, id) = await SentAsync();
        file.Append("2");
        var keys = app.Host.Services.GetRequiredService<KeyDataSource>();
        (await Rewrap.RunAsync(keys, file.Read(), TimeProvider.System, (_, _) => { }, token)).Left.ShouldBe(0);

        ((string)(await ReadAsync(nijmegen, id))["observation"]!).ShouldBe(Examples.Observation);

        // It has the key now, and wraps with it.
        await SentAsync();
        (await Rewrap.CountAsync(keys, token)).Keys.ShouldBe(["2"]);
    }

    private async Task<(HttpClient Nijmegen, string Id)> SentAsync()
    {
        var sent = await (await app.As(People.Police)).PostAsync("signals", Examples.Signal());
        sent.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await app.As(People.Nijmegen), (string)(await sent.JsonAsync())["id"]!);
    }

    private async Task<JsonNode> ReadAsync(HttpClient client, string id)
    {
        var response = await client.GetAsync($"signals/{id}", token);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.JsonAsync();
    }

    private async Task ChangeKeysAsync(string record, string sql)
    {
        await using var find = app.Database.CreateCommand("select array_agg(distinct key_id) from vault.payloads where record_id = $1");
        find.Parameters.Add(new() { Value = Guid.Parse(record) });
        await using var change = app.Host.Services.GetRequiredService<KeyDataSource>().DataSource.CreateCommand(sql);
        change.Parameters.Add(new() { Value = (Guid[])(await find.ExecuteScalarAsync(token))! });
        (await change.ExecuteNonQueryAsync(token)).ShouldBeGreaterThan(0);
    }
}
