using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChainCoop.Feeds;
using ChainCoop.Shared;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace ChainCoop.IntegrationTests.Conformance;

/// <summary>FEED-01, 02, 04 of the standards; 03 in <c>syncing_with_a_program_that_is_killed</c>, 05 in <c>streaming_a_feed</c>.</summary>
public class every_feed(AppFixture app)
{
    // Organisations that no other test writes to, so that positions can be counted.
    private static readonly Officer Buren = new(new("00000099000000214000"), "focal-point-buren", "focal-point", ["0214"]);
    private static readonly Officer Kmar = new(new("00000099000100006000"), "kmar-officer", "partner", People.District);
    private static readonly Officer Culemborg = new(new("00000099000000216000"), "focal-point-culemborg", "focal-point", ["0216"]);

    [Fact]
    public async Task FEED_01_replay_from_the_start_yields_all_in_order_with_a_hash_that_the_receiver_can_check()
    {
        var buren = await app.As(Buren);
        List<string> ids = [];
        for (var i = 0; i < 5; i++) ids.Add(await Post(buren, "0214"));
        await Feeds.EntryAbout(buren, ids[^1]);

        var entries = await ReadAll(buren, limit: 2);

        entries.Where(entry => (string)entry["type"]! == "nl.chaincoop.signals.received.v1").Select(entry => (string)entry["subject"]!).ShouldBe(ids);
        var hash = Array.Empty<byte>();
        var position = 0L;
        foreach (var entry in entries)
        {
            ((string)entry["sequence"]!).ShouldBe((++position).ToString("D20", CultureInfo.InvariantCulture));
            hash = SHA256.HashData([.. hash, .. SHA256.HashData(CanonicalWithoutHash(entry))]);
            ((string)entry["feedhash"]!).ShouldBe(Convert.ToHexStringLower(hash));
        }

        var state = await (await buren.GetAsync("feed/state")).JsonAsync();
        ((string)state["feedhash"]!).ShouldBe(Convert.ToHexStringLower(hash));
        ((string)state["position"]!).ShouldBe(position.ToString("D20", CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task FEED_02_an_event_that_commits_late_is_not_skipped()
    {
        var culemborg = await app.As(Culemborg);
        var store = app.Host.Services.GetRequiredService<IDocumentStore>();
        var early = await Post(culemborg, "0216");

        // An append takes its number, and its transaction stays open while later numbers are committed.
        await using var connection = await app.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var session = store.LightweightSession(Marten.Services.SessionOptions.ForTransaction(transaction)))
        {
            session.Events.Append(Guid.Parse(early), new ChainCoop.Signals.SignalAcknowledged(SignalId.From(Guid.Parse(early)), new ActorRef(Culemborg.Organisation, new OfficerId(Culemborg.Id)), TimeProvider.System.GetUtcNow()));
            await session.SaveChangesAsync();
        }

        var later = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Post(culemborg, "0216")));
        await transaction.CommitAsync();

        await Feeds.EntryAbout(culemborg, early, "nl.chaincoop.signals.acknowledged.v1");
        foreach (var id in later) await Feeds.EntryAbout(culemborg, id);
        var sequences = (await ReadAll(culemborg, 1000)).Select(entry => long.Parse((string)entry["sequence"]!, CultureInfo.InvariantCulture)).ToList();
        sequences.ShouldBe(Enumerable.Range(1, sequences.Count).Select(n => (long)n));
    }

    [Fact]
    public async Task FEED_04_a_feed_says_nothing_about_what_its_organisation_may_not_see()
    {
        var kmar = await app.As(Kmar);
        var nijmegen = await app.As(People.Nijmegen);
        var own = await Post(kmar, "0268");
        await Feeds.EntryAbout(kmar, own);
        var before = await (await kmar.GetAsync("feed/state")).JsonAsync();

        // Others work on; the feed does not move, also not for the assessment of its own signal.
        await Post(nijmegen, "0268");
        var assessed = await nijmegen.PostAsync($"signals/{own}/assessments", Examples.Assessment("w1"), "\"1\"");
        assessed.StatusCode.ShouldBe(HttpStatusCode.OK);
        await Feeds.EntryAbout(nijmegen, own, "nl.chaincoop.signals.assessed.v1");

        var after = await (await kmar.GetAsync("feed/state")).JsonAsync();
        after.ToJsonString().ShouldBe(before.ToJsonString());
        (await ReadAll(kmar, 1000)).Select(entry => (string?)entry["subject"]).ShouldBe([own]);
    }

    [Fact]
    public async Task what_was_revoked_is_withheld_with_its_commitment()
    {
        var nijmegen = await app.As(People.Nijmegen);
        var prosecution = await app.As(new Officer(new("00000099000100002000"), "prosecution-officer", "partner", People.District));
        var id = await Post(nijmegen, "0268", "urgent");
        foreach (var (step, version) in new[] { ("w1", 1), ("w2a", 2), ("w2b", 3), ("w3", 4) })
            (await nijmegen.PostAsync($"signals/{id}/assessments", Examples.Assessment(step), $"\"{version}\"")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await nijmegen.PostAsync($"signals/{id}/outcome", Examples.Outcome("referred", to: "00000099000100002000"), "\"5\"")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Feeds.EntryAbout(prosecution, id, "nl.chaincoop.signals.concluded.v1");
        var seen = await ReadAll(prosecution, 1000);

        (await prosecution.PostAsync($"signals/{id}/referral-answers", new JsonObject { ["answer"] = "declined", ["reason"] = "task-of-partner" }, "\"6\"")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await Feeds.EntryAbout(prosecution, id, "nl.chaincoop.access.ended.v1");
        var now = await ReadAll(prosecution, 1000);
        var concluded = now.Single(entry => (string)entry["sequence"]! == (string)seen[^1]["sequence"]!);
        ((string)concluded["type"]!).ShouldBe("nl.chaincoop.feed.withheld.v1");
        concluded["subject"].ShouldBeNull();
        ((string)concluded["data"]!["commitment"]!).ShouldBe(Convert.ToHexStringLower(SHA256.HashData(CanonicalWithoutHash(seen[^1]))));
        ((string)concluded["feedhash"]!).ShouldBe((string)seen[^1]["feedhash"]!);
    }

    [Theory]
    [InlineData("after=-1", "query:after")]
    [InlineData("after=x", "query:after")]
    [InlineData("after=99999999", "query:after")]
    [InlineData("room=attic", "query:room")]
    [InlineData("limit=0", "query:limit")]
    [InlineData("timeout=60000", "query:timeout")]
    public async Task a_bad_question_is_answered_with_its_fault(string query, string pointer)
    {
        var nijmegen = await app.As(People.Nijmegen);
        var refused = await nijmegen.GetAsync($"feed?{query}");
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string)(await refused.JsonAsync())["errors"]![0]!["pointer"]!).ShouldBe(pointer);
    }

    [Fact]
    public async Task a_mandate_that_ends_while_a_request_waits_gives_nothing_any_more()
    {
        var officer = new Officer(new("00000099000000225000"), "focal-point-druten", "focal-point", ["0225"]);
        var druten = await app.As(officer);
        var sender = await app.As(People.Police);
        var head = (string)(await (await druten.GetAsync("feed/state")).JsonAsync())["position"]!;
        var waiting = druten.GetAsync($"feed?after={head}&timeout=30000");
        await app.WhenWaiting(officer.Organisation);

        await using (var ended = app.Database.CreateCommand("update access.mandates set valid_until = '2020-01-02' where officer = 'focal-point-druten'"))
            await ended.ExecuteNonQueryAsync();
        await Post(sender, "0225");

        (await waiting).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task only_so_many_requests_of_an_organisation_wait()
    {
        var officer = new Officer(new("00000099000000225000"), "second-focal-point-druten", "focal-point", ["0225"]);
        var druten = await app.As(officer);
        var head = (string)(await (await druten.GetAsync("feed/state")).JsonAsync())["position"]!;
        var waiting = Enumerable.Range(0, FeedQueue.PlacesPerOrganisation).Select(_ => druten.GetAsync($"feed?after={head}&timeout=30000")).ToList();
        await app.WhenWaiting(officer.Organisation, FeedQueue.PlacesPerOrganisation);

        var refused = await druten.GetAsync($"feed?after={head}&timeout=1");
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await druten.GetAsync($"feed?after={head}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await Post(druten, "0225");
        foreach (var answer in await Task.WhenAll(waiting)) answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await druten.GetAsync($"feed?after={head}&timeout=1")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<string> Post(HttpClient client, string municipality, string urgency = "normal")
    {
        var posted = await client.PostAsync("signals", Examples.Signal(municipality, urgency));
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (string)(await posted.JsonAsync())["id"]!;
    }

    private static async Task<List<JsonNode>> ReadAll(HttpClient client, int limit)
    {
        List<JsonNode> all = [];
        while (true)
        {
            var page = (await (await client.GetAsync($"feed?after={all.Count}&limit={limit}")).JsonAsync()).AsArray();
            if (page.Count == 0) return all;
            all.AddRange(page.Select(entry => entry!));
        }
    }

    /// <summary>What a receiver does, without our code: members in order, no white space, without feedhash.</summary>
    private static byte[] CanonicalWithoutHash(JsonNode entry)
    {
        var members = entry.AsObject().Where(member => member.Key != "feedhash").OrderBy(member => member.Key, StringComparer.Ordinal);
        var text = "{" + string.Join(',', members.Select(member => $"{JsonSerializer.Serialize(member.Key)}:{Canonical(member.Value!)}")) + "}";
        return Encoding.UTF8.GetBytes(text);

        static string Canonical(JsonNode value) => value is JsonObject inner
            ? "{" + string.Join(',', inner.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{JsonSerializer.Serialize(member.Key)}:{Canonical(member.Value!)}")) + "}"
            : value.ToJsonString();
    }
}
