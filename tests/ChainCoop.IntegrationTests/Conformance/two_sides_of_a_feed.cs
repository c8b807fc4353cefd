using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;

namespace ChainCoop.IntegrationTests.Conformance;

/// <summary>What lets a receiver see how old a feed is, and where its copy went wrong.</summary>
public class two_sides_of_a_feed(AppFixture app)
{
    private static readonly Officer Receiver = new(new("00000099000100002000"), "compares-its-copy", "partner", People.District);

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    public async Task find_the_first_difference_by_halves(int wrong)
    {
        var client = await app.As(Receiver);
        var last = "";
        for (var count = (await client.Read("feed?limit=1000")).AsArray().Count; count < 20; count++) last = await SentAsync(client);
        if (last.Length > 0) await Feeds.EntryAbout(client, last);
        var commitments = (await client.Read("feed?limit=20")).AsArray().Select(entry => Commitment(entry!)).ToList();
        commitments[wrong - 1] = SHA256.HashData("somebody changed this copy"u8);
        List<string> own = [""];
        foreach (var commitment in commitments) own.Add(Convert.ToHexStringLower(SHA256.HashData([.. Convert.FromHexString(own[^1]), .. commitment])));

        var (same, differs) = (0, 20);
        var questions = 0;
        while (differs - same > 1)
        {
            var middle = (same + differs) / 2;
            questions++;
            var state = await client.Read($"feed/state?at={middle}");
            ((string)state["position"]!).ShouldBe(middle.ToString("D20", CultureInfo.InvariantCulture));
            if ((string)state["feedhash"]! == own[middle]) same = middle;
            else differs = middle;
        }

        differs.ShouldBe(wrong);
        questions.ShouldBeLessThanOrEqualTo(5);
    }

    [Fact]
    public async Task agree_on_the_start_and_know_of_nothing_beyond_the_end()
    {
        var client = await app.As(Receiver);
        var start = await client.Read("feed/state?at=0");
        ((string)start["feedhash"]!).ShouldBe("");
        var refused = await client.GetAsync("feed/state?at=99999999", token);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string)(await refused.JsonAsync())["errors"]![0]!["pointer"]!).ShouldBe("query:at");
    }

    [Fact]
    public async Task know_how_old_it_is()
    {
        var client = await app.As(Receiver);
        string sent;
        var before = TimeProvider.System.GetUtcNow();
        await using (var held = await Wait.HoldingAsync(app.Database, "lock table feeds.entries in share row exclusive mode"))
        {
            sent = await SentAsync(client);
            var after = TimeProvider.System.GetUtcNow();
            foreach (var age in await AgesAsync(client)) age.ShouldBeLessThanOrEqualTo(after);
            // It does not go on while an event waits: some other may have waited before.
            var first = await AgesAsync(client);
            await Wait.ForAsync<object>(_ => Task.FromResult<object?>(TimeProvider.System.GetUtcNow() > after.AddSeconds(2) ? sent : null));
            (await AgesAsync(client)).ShouldBe(first);
        }

        await Feeds.EntryAbout(client, sent);
        foreach (var age in await AgesAsync(client)) age.ShouldBeGreaterThan(before.AddSeconds(-1));
    }

    private async Task<List<DateTimeOffset>> AgesAsync(HttpClient client)
    {
        List<DateTimeOffset> ages = [];
        foreach (var address in new[] { "feed?limit=1", "feed/state", "feed/state?at=0", "feed/snapshot?limit=1" })
        {
            using var answer = await client.GetAsync(address, token);
            ages.Add(AgeOf(answer));
        }

        await using var stream = await EventStream.OpenAsync(client, "feed?limit=1");
        ages.Add(AgeOf(stream.Response));
        return ages;

        static DateTimeOffset AgeOf(HttpResponseMessage answer)
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            var age = answer.Headers.GetValues("As-Of").ShouldHaveSingleItem();
            age.ShouldEndWith("Z");
            var instant = DateTimeOffset.Parse(age, CultureInfo.InvariantCulture);
            instant.Millisecond.ShouldBe(0);
            return instant;
        }
    }

    private static async Task<string> SentAsync(HttpClient client)
    {
        var posted = await client.PostAsync("signals", Examples.Signal());
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (string)(await posted.JsonAsync())["id"]!;
    }

    /// <summary>Of an entry as it is given: withheld ones say theirs, of others it is the hash of their canonical form.</summary>
    private static byte[] Commitment(JsonNode entry) => (string?)entry["data"]!["commitment"] is { } told
        ? Convert.FromHexString(told)
        : SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(new JsonObject(entry.AsObject().Where(member => member.Key != "feedhash").Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))))));

    private static string Canonical(JsonNode value) => value is JsonObject inner
        ? "{" + string.Join(',', inner.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"\"{member.Key}\":{Canonical(member.Value!)}")) + "}"
        : value.ToJsonString();
}
