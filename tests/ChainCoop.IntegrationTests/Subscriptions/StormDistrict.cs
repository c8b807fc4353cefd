using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Privacy;
using ChainCoop.Platform;
using ChainCoop.Timeline;
using Npgsql;

namespace ChainCoop.IntegrationTests.Subscriptions;

/// <summary>Two processes of the program on a PostgreSQL of their own, all of which may stop at any moment; who asks something asks until it is answered.</summary>
internal sealed class StormDistrict : IAsyncDisposable
{
    private const int Nodes = 2;

    private readonly string directory = ThrowAwayCluster.NewDirectory();
    private readonly KeyFile keys = new("1");
    private readonly ChildProgram?[] programs = new ChildProgram?[Nodes];
    private readonly Uri?[] addresses = new Uri?[Nodes];
    private readonly ConcurrentDictionary<(Uri, string), HttpClient> clients = [];
    private readonly CancellationToken token = TestContext.Current.CancellationToken;
    private LocalPostgres postgres = null!;
    private int asked;

    public NpgsqlDataSource Main { get; private set; } = null!;

    /// <summary>Of the nodes, beside their other keys.</summary>
    public TimelineKeys TimelineKeys => TimelineKeys.FromFile(TimelineKeyFile, People.NijmegenOin, create: false);

    private string TimelineKeyFile => keys.Path + ".timeline";

    public async Task StartAsync(params Officer[] officers)
    {
        postgres = await LocalPostgres.StartAsync(directory, token);
        Main = NpgsqlDataSource.Create(await postgres.DatabaseAsync("main", token));
        await postgres.DatabaseAsync("keys", token);
        await Task.WhenAll(Enumerable.Range(0, Nodes).Select(StartNodeAsync));
        foreach (var officer in officers)
        {
            await using var command = Main.CreateCommand(
                "insert into access.mandates (mandate, organisation, officer, role, municipality, valid_from) select $1, $2, $3, $4, unnest($5::text[]), '2020-01-01'");
            foreach (var value in (object[])[officer.Mandate, officer.Organisation.Value, officer.Id, officer.Role, officer.Municipalities]) command.Parameters.Add(new() { Value = value });
            await command.ExecuteNonQueryAsync(token);
        }
    }

    public async Task StartNodeAsync(int number)
    {
        programs[number] = new ChildProgram(Path.GetTempPath(), "Development", variables: new Dictionary<string, string?>(
            Tokens.Settings.Select(setting => KeyValuePair.Create(setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value)))
        {
            ["ConnectionStrings__ChainCoop"] = await postgres.DatabaseAsync("main", token),
            ["ConnectionStrings__ChainCoopKeys"] = await postgres.DatabaseAsync("keys", token),
            ["Vault__KeyFile"] = keys.Path,
        });
        addresses[number] = await programs[number]!.AddressAsync(token);
    }

    public async Task KillNodeAsync(int number)
    {
        addresses[number] = null;
        await programs[number]!.KillAsync();
        await programs[number]!.DisposeAsync();
        programs[number] = null;
    }

    public async Task RestartPostgresAsync()
    {
        await postgres.DisposeAsync();
        postgres = await LocalPostgres.StartAsync(directory, token);
    }

    /// <returns>Null: it was refused.</returns>
    public async Task<JsonNode?> DoAsync(Officer officer, string url, JsonNode body, string? tagOf = null)
    {
        var key = Guid.NewGuid().ToString();
        var answer = await UntilAnsweredAsync(officer, async client =>
        {
            var tag = tagOf is null ? null : (await client.GetAsync(tagOf, token)).Headers.ETag?.ToString();
            return await client.PostAsync(url, body.ToJsonString(), tag, key);
        });
        return answer.IsSuccessStatusCode ? await answer.JsonAsync() : null;
    }

    /// <summary>As <see cref="DoAsync"/>, of what may not be refused.</summary>
    public async Task<JsonNode> DoneAsync(Officer officer, string url, JsonNode body) =>
        await DoAsync(officer, url, body) ?? throw new ShouldAssertException($"{url} was refused: {body.ToJsonString()}");

    public async Task<JsonNode> ReadAsync(Officer officer, string url) => await (await UntilAnsweredAsync(officer, client => client.GetAsync(url, token))).JsonAsync();

    /// <summary>The first value of the first row, asked until there is a database.</summary>
    public async Task<T> AskAsync<T>(string sql)
    {
        while (true)
        {
            try
            {
                await using var command = Main.CreateCommand(sql);
                return (T)(await command.ExecuteScalarAsync(token))!;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(100, token);
            }
        }
    }

    public async Task UntilAsync(string sql, TimeSpan limit)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(token);
        over.CancelAfter(limit);
        while (!await AskAsync<bool>(sql)) await Task.Delay(50, over.Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in programs)
        {
            if (program is not null) await program.DisposeAsync();
        }

        foreach (var client in clients.Values) client.Dispose();
        if (Main is not null) await Main.DisposeAsync();
        if (postgres is not null) await postgres.DisposeAsync();
        keys.Dispose();
        File.Delete(TimelineKeyFile);
        Directory.Delete(directory, recursive: true);
    }

    private async Task<HttpResponseMessage> UntilAnsweredAsync(Officer officer, Func<HttpClient, Task<HttpResponseMessage>> ask)
    {
        while (true)
        {
            token.ThrowIfCancellationRequested();
            try
            {
                if (addresses[Interlocked.Increment(ref asked) % Nodes] is { } address && await ask(ClientOf(address, officer)) is { } answer
                    && answer.StatusCode is < HttpStatusCode.InternalServerError and not HttpStatusCode.TooManyRequests) return answer;
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException || failure is TaskCanceledException && !token.IsCancellationRequested)
            {
                // The node or the database is not there.
            }

            await Task.Delay(20, token);
        }
    }

    private HttpClient ClientOf(Uri address, Officer officer) => clients.GetOrAdd((address, officer.Id), _ =>
    {
        var client = new HttpClient { BaseAddress = new Uri(address, "/v1/"), Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(officer.Organisation, officer.Id, officer.Role, officer.Scopes));
        client.DefaultRequestHeaders.Add("Purpose", "casework");
        return client;
    });
}
