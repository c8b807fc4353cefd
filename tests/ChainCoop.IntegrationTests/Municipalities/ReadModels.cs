using System.Text.Json.Nodes;
using ChainCoop.Access;
using ChainCoop.Shared;
using ChainCoop.Signals;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace ChainCoop.IntegrationTests.Municipalities;

/// <summary>What tests of read models need beyond HTTP.</summary>
internal static class ReadModels
{
    /// <summary>A signal that the police, or another sender, sent so many days ago; its terms are one and five days.</summary>
    public static async Task<string> SignalFromThePast(this AppFixture app, Officer owner, int days, Oin? from = null)
    {
        var id = SignalId.New();
        var municipality = new MunicipalityCode(owner.Municipalities[0]);
        var at = TimeProvider.System.GetUtcNow().AddDays(-days);
        var received = new SignalReceived(
            id, municipality, owner.Organisation, from ?? People.PoliceOin, new("labour"), Urgency.Normal, null, new("partner"), ReporterKind.Organisation,
            await SomeCiphertext.InAsync(app.Database), null, [], null, at.AddDays(1), at.AddDays(5),
            new ActorRef(People.PoliceOin, new OfficerId(People.Police.Id)), at);
        await using var session = app.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.Events.StartStream<Signal>(id.Value, received);
        Grants.Fold(session, received);
        await session.SaveChangesAsync();
        return id.ToString();
    }

    /// <summary>The answer once everything recorded by now is in it.</summary>
    public static async Task<JsonNode> UpToNow(this HttpClient client, string url)
    {
        var since = TimeProvider.System.GetUtcNow();
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30))
        {
            var response = await client.GetAsync(url);
            response.EnsureSuccessStatusCode();
            var answer = await response.JsonAsync();
            if ((DateTimeOffset)answer["asOf"]! >= since) return answer;
        }

        throw new ShouldAssertException($"{url} did not catch up.");
    }

    /// <summary>The row of one resource, on whichever page it is.</summary>
    public static async Task<JsonNode> Row(HttpClient client, string municipality, string id, string room)
    {
        var url = $"municipalities/{municipality}/caseload?room={room}&limit=200";
        for (var page = await client.UpToNow(url); ; page = await client.UpToNow($"{url}&cursor={page["next"]}"))
        {
            if (page["items"]!.AsArray().FirstOrDefault(item => (string)item!["id"]! == id) is { } row) return row;
            page["next"].ShouldNotBeNull($"{id} is not in the caseload.");
        }
    }

    public static IEnumerable<string> Ids(this JsonNode page) => page["items"]!.AsArray().Select(item => (string)item!["id"]!);
}
