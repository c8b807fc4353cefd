using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.IntegrationTests.Sharing;

/// <summary>The program on a database where nobody else shares.</summary>
public sealed class SharingApp : IAsyncLifetime
{
    public AppFixture App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await AppFixture.OnAsync(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class SharingTests : ICollectionFixture<SharingApp>
{
    public const string Name = "sharing";
}

/// <summary>Who shares in tests, and the steps that come before a disclosure.</summary>
internal static class SharingWork
{
    public const string Druten = "0225";
    public const string Scopes = "signals.read signals.write cases.read cases.write feed.read sharing.read sharing.write municipalities.read privacy.read privacy.write";

    public static readonly Oin DrutenOin = new("00000099000000225000");
    public static readonly Oin GgdOin = new("00000099000100010000");
    public static readonly Oin VeiligThuisOin = new("00000099000100011000");

    public static readonly Officer FocalPoint = Somebody("focal-point");
    public static readonly Officer Director = Somebody("chain-director");
    public static readonly Officer Ggd = new(GgdOin, "ggd-officer", "partner", People.District) { Scopes = Scopes };
    public static readonly Officer VeiligThuis = new(VeiligThuisOin, "veilig-thuis-officer", "partner", People.District) { Scopes = Scopes };
    public static readonly Officer Police = new(People.PoliceOin, "police-officer-who-shares", "partner", People.District) { Scopes = Scopes };

    public static Officer Somebody(string role) => new(DrutenOin, $"{role}-druten", role, [Druten]) { Scopes = Scopes };

    /// <summary>In force between Druten, the GGD, Veilig Thuis and the police.</summary>
    public static async Task<string> AgreementInForce(this AppFixture app, params string[] purposes)
    {
        var id = await (await app.As(Director)).Created("agreements", new()
        {
            ["parties"] = new JsonArray(DrutenOin.Value, GgdOin.Value, VeiligThuisOin.Value, People.PoliceOin.Value),
            ["purposes"] = new JsonArray([.. (purposes.Length == 0 ? ["casework", "care"] : purposes).Select(purpose => JsonValue.Create(purpose))]),
            ["from"] = "2026-01-01",
        });
        foreach (var party in new[] { Ggd, VeiligThuis, Police })
            (await (await app.As(party)).PostAsync($"agreements/{id}/acceptances", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        return $"agreements/{id}";
    }

    public static async Task<string> SignalOf(this HttpClient client) => await client.Created("signals", Examples.Signal(Druten));

    public static async Task<string> BasisFor(this HttpClient client, string member, string record, string kind = "public-task") =>
        await client.Created("legal-bases", new() { [member] = record, ["kind"] = kind, ["from"] = "2026-01-01", ["note"] = "Decision of the mayor." });

    public static JsonObject Disclosure(string member, string record, Oin receiver, params string[] fields) => new()
    {
        [member] = record,
        ["receiver"] = receiver.Value,
        ["fields"] = new JsonArray([.. fields.Select(field => JsonValue.Create(field))]),
        ["legalBasis"] = "public-task",
        ["purpose"] = "casework",
        ["interest"] = "Somebody may be held there.",
        ["conditions"] = "For the joint inspection alone.",
        ["expiresAt"] = "2050-03-01T00:00:00Z",
    };

    /// <summary>The id of what was created.</summary>
    public static async Task<string> Created(this HttpClient client, string collection, JsonObject body)
    {
        var response = await client.PostAsync(collection, body);
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return (string)(await response.JsonAsync())["id"]!;
    }

    public static async Task Refused(Task<HttpResponseMessage> asked, HttpStatusCode status, string code)
    {
        var response = await asked;
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        ((string)JsonNode.Parse(text)!["type"]!).ShouldBe($"urn:chaincoop:problem:{code}");
    }

    public static string[] MembersOf(JsonNode answer) => [.. answer.AsObject().Select(member => member.Key)];

    /// <summary>Asks after so many units of other work of the database, so that of two requests in a race now one begins first and now the other.</summary>
    public static async Task<HttpResponseMessage> After(this NpgsqlDataSource source, int units, Func<Task<HttpResponseMessage>> ask)
    {
        await using var other = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var work = new NpgsqlCommand("select 1", other);
        for (var trip = 0; trip < 10 * units; trip++) await work.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        return await ask();
    }
}
