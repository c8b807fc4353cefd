using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Sharing;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.IntegrationTests.Signals;

/// <summary>The program on a database where nobody else matches.</summary>
public sealed class MatchingApp : IAsyncLifetime
{
    public AppFixture App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await AppFixture.OnAsync(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

/// <summary>Who matches in tests, and the steps that come before.</summary>
internal static class MatchWork
{
    public const string AllScopes = "signals.read signals.write feed.read sharing.read sharing.write privacy.read privacy.write";

    public static readonly Oin NijmegenOin = new("00000099000000268000");
    public static readonly Oin TielOin = new("00000099000000281000");
    public static readonly Oin ShelterOin = new("00000099000100009000");

    private static int people;

    public static Officer Nijmegen(string role = "focal-point", string name = "") => new(NijmegenOin, $"{role}-matching{name}", role, ["0268"]) { Scopes = AllScopes };

    public static Officer Tiel(string role = "focal-point") => new(TielOin, $"{role}-matching", role, ["0281"]) { Scopes = AllScopes };

    /// <summary>In force between both municipalities, with the purpose matching.</summary>
    public static async Task<string> MatchAgreement(this AppFixture app, params string[] purposes)
    {
        var id = await (await app.As(Nijmegen("chain-director"))).Created("agreements", new()
        {
            ["parties"] = new JsonArray(NijmegenOin.Value, TielOin.Value),
            ["purposes"] = new JsonArray([.. (purposes.Length == 0 ? ["matching"] : purposes).Select(purpose => JsonValue.Create(purpose))]),
            ["from"] = "2026-01-01",
        });
        (await (await app.As(Tiel("chain-director"))).PostAsync($"agreements/{id}/acceptances", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        if (purposes.Length == 0 || purposes.Contains("matching"))
            await Wait.ForAsync(app.Database, $"select exists (select from signals.match_key_versions v where v.agreement = '{id}' and not exists (select from signals.match_subjects s where s.known < v.seq and s.owner = any(v.parties)))");
        return id;
    }

    /// <summary>Identifiers that nobody else has.</summary>
    public static JsonObject Somebody()
    {
        var number = Interlocked.Increment(ref people);
        return new()
        {
            ["familyName"] = "van der Zeeënbrug",
            ["givenNames"] = $"Mira{new string('a', number)}",
            ["birthDate"] = "1999-05-04",
            ["phone"] = $"+316912{number:D5}",
        };
    }

    /// <summary>The same person as another registration writes it.</summary>
    public static JsonObject OtherwiseWritten(JsonObject person) => new()
    {
        ["familyName"] = "ZEEENBRUG, VD",
        ["givenNames"] = ((string)person["givenNames"]!).ToUpperInvariant(),
        ["birthDate"] = (string)person["birthDate"]!,
    };

    /// <summary>The signal and the person in it.</summary>
    public static async Task<(string Signal, string Subject)> Registered(this HttpClient client, string municipality, JsonObject identifiers)
    {
        var body = Examples.Signal(municipality);
        body["subjects"]![0]!["identifiers"] = identifiers.DeepClone();
        var signal = await client.Created("signals", body);
        return (signal, (string)(await (await client.GetAsync($"signals/{signal}")).JsonAsync())["subjects"]![0]!["id"]!);
    }

    public static Task<HttpResponseMessage> Asks(this HttpClient client, string agreement, (string Signal, string Subject) person) =>
        client.PostAsync("matches/_search", new JsonObject { ["agreementId"] = agreement, ["signalId"] = person.Signal, ["subjectId"] = person.Subject });

    /// <summary>The first column of every row.</summary>
    public static async Task<IReadOnlyList<string>> AllAsync(this NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        List<string> rows = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        return rows;
    }

    public static async Task<JsonNode> Matches(this HttpClient client, string agreement, (string Signal, string Subject) person)
    {
        var response = await client.Asks(agreement, person);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }
}
