using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ChainCoop.Organisations;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace ChainCoop.IntegrationTests.Timeline;

/// <summary>The program on a database where nothing happens but what these tests do.</summary>
public sealed class TimelineApp : IAsyncLifetime
{
    public AppFixture App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await AppFixture.OnAsync(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class TimelineTests : ICollectionFixture<TimelineApp>
{
    public const string Name = "timeline";
}

internal static class TimelineWork
{
    /// <summary>A client of an officer whose mandates are facts, given once.</summary>
    /// <param name="role">The one that the token claims and a mandate gives.</param>
    public static async Task<HttpClient> Staff(this AppFixture app, Oin organisation, string officer, string role, string purpose, params string[] municipalities)
    {
        await OperatorMandates.EnsureAsync(
            app.Host.Services.GetRequiredService<IDocumentStore>(), app.Database,
            new Actor(organisation, new(officer), new HashSet<Role> { Kebab.Parse<Role>(role) }, new HashSet<string>()),
            [.. municipalities.Select(code => new MunicipalityCode(code))], TimeProvider.System.GetUtcNow(), TestContext.Current.CancellationToken);
        var client = app.Host.Server.CreateClient();
        client.BaseAddress = new Uri("http://localhost/v1/");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(organisation, officer, role, string.Join(' ', Scopes.All)));
        client.DefaultRequestHeaders.Add("Purpose", purpose);
        return client;
    }

    /// <returns>An instant at which all that was recorded so far was sealed.</returns>
    public static async Task<string> Sealed(this AppFixture app, TimeProvider? clock = null)
    {
        await Wait.ForAsync(app.Database, "select coalesce((select max(sequence) from timeline.checkpoints where log = 'events'), 0) >= (select max(seq_id) from chaincoop.mt_events)");
        return Instant((clock ?? TimeProvider.System).GetUtcNow());
    }

    public static string Instant(DateTimeOffset instant) => InstantForm.Write(instant);

    /// <summary>Of the last event.</summary>
    public static async Task<long> Position(this AppFixture app)
    {
        await using var command = app.Database.CreateCommand("select max(seq_id) from chaincoop.mt_events");
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public static async Task<IReadOnlyList<JsonNode>> Lines(this HttpClient client, string address)
    {
        var answer = await client.GetAsync(address, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBe(200, text);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }
}
