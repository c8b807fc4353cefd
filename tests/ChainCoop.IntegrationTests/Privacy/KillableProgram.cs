using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Npgsql;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>
/// The program as a process of its own on two new databases. Locks of the test hold its work at the boundaries of its steps,
/// so that the program needs to know nothing of it; then it is killed with SIGKILL.
/// </summary>
internal sealed class KillableProgram : IAsyncDisposable
{
    private readonly KeyFile file = new("1");
    private readonly string mainAddress;
    private readonly string keysAddress;
    private ChildProgram? process;
    private Uri address = new("http://localhost");

    private KillableProgram(string main, string keys) =>
        (mainAddress, keysAddress, Main, Keys) = (main, keys, NpgsqlDataSource.Create(main), NpgsqlDataSource.Create(keys));

    public NpgsqlDataSource Main { get; }

    public NpgsqlDataSource Keys { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<KillableProgram> StartedAsync(params Officer[] officers)
    {
        var program = new KillableProgram(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());
        await program.StartAsync();
        foreach (var officer in officers)
        {
            await using var command = program.Main.CreateCommand(
                "insert into access.mandates (mandate, organisation, officer, role, municipality, valid_from) select $1, $2, $3, $4, unnest($5::text[]), '2020-01-01'");
            foreach (var value in (object[])[officer.Mandate, officer.Organisation.Value, officer.Id, officer.Role, officer.Municipalities]) command.Parameters.Add(new() { Value = value });
            await command.ExecuteNonQueryAsync(Token);
        }
        return program;
    }

    public async Task StartAsync()
    {
        process = new ChildProgram(Path.GetTempPath(), "Development", variables: new Dictionary<string, string?>(
            Tokens.Settings.Select(setting => KeyValuePair.Create(setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value)))
        {
            ["ConnectionStrings__ChainCoop"] = mainAddress,
            ["ConnectionStrings__ChainCoopKeys"] = keysAddress,
            ["Vault__KeyFile"] = file.Path,
        });
        address = await process.AddressAsync(Token);
    }

    public async Task KillAsync()
    {
        await process!.KillAsync();
        await process.DisposeAsync();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null) await process.DisposeAsync();
        await Main.DisposeAsync();
        await Keys.DisposeAsync();
        file.Dispose();
    }

    public HttpClient As(Officer officer)
    {
        var client = new HttpClient { BaseAddress = new Uri(address, "/v1/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(officer.Organisation, officer.Id, officer.Role, officer.Scopes));
        client.DefaultRequestHeaders.Add("Purpose", officer.Role is "privacy-officer" or "records-manager" ? "rights-of-data-subjects" : "assessment");
        return client;
    }

    public async Task<JsonNode> ReadAsync(Officer officer, string resource) => await (await As(officer).GetAsync(resource, Token)).JsonAsync();

    public async Task<JsonNode> DoneAsync(Officer officer, string url, JsonNode body, string? resource = null)
    {
        var client = As(officer);
        var tag = resource is null ? null : (await client.GetAsync(resource, Token)).Headers.ETag!.ToString();
        var answer = await client.PostAsync(url, body.ToJsonString(), tag);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{url} {await answer.Content.ReadAsStringAsync(Token)}");
        return await answer.JsonAsync();
    }

    public static async Task<long> CountAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
