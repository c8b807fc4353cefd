using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Alba;
using ChainCoop.Feeds;
using ChainCoop.Shared;
using ChainCoop.Timeline;
using ChainCoop.Timeline.Check;
using JasperFx.CommandLine;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Wolverine;

[assembly: AssemblyFixture(typeof(ChainCoop.IntegrationTests.AppFixture))]

namespace ChainCoop.IntegrationTests;

/// <summary>The program on a database of its own, one for all tests; each test makes its own signals and cases.</summary>
public sealed class AppFixture : IAsyncLifetime
{
    public IAlbaHost Host { get; private set; } = null!;

    public NpgsqlDataSource Database => Host.Services.GetRequiredService<NpgsqlDataSource>();

    public async ValueTask InitializeAsync() => Host = (await OnAsync(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync())).Host;

    /// <summary>The program on other databases, for a test that breaks them; it disposes of it.</summary>
    /// <param name="solo">Alone, which starts faster; in production several nodes share the work.</param>
    public static async Task<AppFixture> OnAsync(string main, string keys, bool solo = true, Action<IWebHostBuilder>? more = null)
    {
        JasperFxEnvironment.AutoStartHost = true;
        var host = await AlbaHost.For<Program>(web =>
        {
            web.UseEnvironment("Development");
            web.UseSetting("ConnectionStrings:ChainCoop", main);
            web.UseSetting("ConnectionStrings:ChainCoopKeys", keys);
            web.UseSetting("Vault:KeyFile", Path.Combine(Path.GetTempPath(), $"chaincoop-tests-{Environment.ProcessId}.keys"));
            foreach (var (key, value) in Tokens.Settings) web.UseSetting(key, value);
            if (solo) web.ConfigureServices(services => services.RunWolverineInSoloMode());
            more?.Invoke(web);
        });
        return new AppFixture { Host = host };
    }

    /// <summary>The test changes what was recorded, or leaves the database unusable.</summary>
    public bool LeavesNoTimeline { get; set; }

    /// <summary>Whatever a test did: the timeline is as it was sealed.</summary>
    public async ValueTask DisposeAsync()
    {
        List<TimelineFault> faults = [];
        try
        {
            if (!LeavesNoTimeline)
            {
                var check = Host.Services.GetRequiredService<TimelineCheck>();
                foreach (var log in Enum.GetValues<SealedLog>())
                {
                    if ((await check.WholeAsync(log, null, CancellationToken.None)).Fault is { } fault) faults.Add(fault);
                }
            }
        }
        finally
        {
            await Host.DisposeAsync();
        }

        faults.ShouldBeEmpty();
    }

    /// <summary>Until so many requests of an organisation wait for an entry of its feed.</summary>
    public async Task WhenWaiting(Oin organisation, int requests = 1)
    {
        var queue = Host.Services.GetRequiredService<FeedQueue>();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (queue.CountOf(organisation) < requests) await Task.Delay(5, limit.Token);
    }

    /// <summary>A client that acts for an officer whose mandates exist.</summary>
    public async Task<HttpClient> As(Officer officer)
    {
        await using var batch = Database.CreateBatch();
        foreach (var municipality in officer.Municipalities)
        {
            var command = new NpgsqlBatchCommand(
                "insert into access.mandates (mandate, organisation, officer, role, municipality, valid_from) values ($1, $2, $3, $4, $5, '2020-01-01') on conflict do nothing");
            command.Parameters.Add(new() { Value = officer.Mandate });
            command.Parameters.Add(new() { Value = officer.Organisation.Value });
            command.Parameters.Add(new() { Value = officer.Id });
            command.Parameters.Add(new() { Value = officer.Role });
            command.Parameters.Add(new() { Value = municipality });
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync();
        var client = Host.Server.CreateClient();
        client.BaseAddress = new Uri("http://localhost/v1/");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(officer.Organisation, officer.Id, officer.Role, officer.Scopes));
        client.DefaultRequestHeaders.Add("Purpose", officer.Role is "privacy-officer" or "records-manager" ? "rights-of-data-subjects" : "casework");
        return client;
    }
}

/// <summary>Somebody who acts in a test.</summary>
public sealed record Officer(Oin Organisation, string Id, string Role, string[] Municipalities)
{
    public Guid Mandate { get; } = NewId.Ordered();

    public string Scopes { get; init; } = "signals.read signals.write cases.read cases.write feed.read municipalities.read organisations.read organisations.write audit.read";
}

/// <summary>Well-known actors (test OINs of the contract).</summary>
public static class People
{
    public static readonly Oin NijmegenOin = new("00000099000000268000");
    public static readonly Oin PoliceOin = new("00000099000100001000");

    public static readonly string[] District = ["1945", "0209", "0214", "0216", "0225", "0252", "0263", "1740", "0268", "0281", "1960", "0668", "0296", "0297"];

    public static readonly Officer Nijmegen = new(NijmegenOin, "focal-point-nijmegen", "focal-point", ["0268"]);
    public static readonly Officer Tiel = new(new("00000099000000281000"), "focal-point-tiel", "focal-point", ["0281"]);
    public static readonly Officer Police = new(PoliceOin, "police-officer", "partner", District);
}

/// <summary>Requests as a client writes them.</summary>
public static class Requests
{
    public static async Task<HttpResponseMessage> PostAsync(this HttpClient client, string url, object body, string? ifMatch = null, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(body as string ?? JsonSerializer.Serialize(body, JsonSerializerOptions.Web), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", $"\"{key ?? Guid.NewGuid().ToString()}\"");
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await client.SendAsync(request);
    }

    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
}
