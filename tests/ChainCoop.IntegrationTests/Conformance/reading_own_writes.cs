using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Conformance.NonInterference;
using ChainCoop.Shared;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace ChainCoop.IntegrationTests.Conformance;

/// <summary>Who wrote something reads it at once in what is computed behind the writes.</summary>
public class reading_own_writes(AppFixture app)
{
    private const string Header = "Consistency-Token";

    private static readonly Officer Wijchen = new(new("00000099000000296000"), "reads-own-writes", "focal-point", ["0296"]);

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task finds_each_write_in_feed_snapshot_caseload_deadlines_and_overview()
    {
        var client = await app.As(Wijchen);
        for (var i = 0; i < 10; i++)
        {
            var before = await ReceivedAsync(client, (await SentAsync(client)).Token);
            var head = (string)(await client.Read("feed/state"))["position"]!;
            var (id, written) = await SentAsync(client);
            (await ReadAsync(client, $"feed?after={head}&limit=1000", written)).AsArray().ShouldContain(entry => (string?)entry!["subject"] == id);
            (await ReadAsync(client, "feed/snapshot?limit=1000", written))["items"]!.AsArray().ShouldContain(item => (string)item!["id"]! == id);
            ((string)(await ReadAsync(client, "municipalities/0296/caseload?limit=1", written))["items"]![0]!["id"]!).ShouldBe(id);
            (await ReadAsync(client, "municipalities/0296/deadlines?limit=200", written))["items"]!.AsArray().ShouldContain(item => (string)item!["resource"]! == id);
            (await ReceivedAsync(client, written)).ShouldBe(before + 1);
        }
    }

    [Fact]
    public async Task waits_and_then_says_that_it_is_not_there_yet()
    {
        var client = await app.As(Wijchen);
        var (id, written) = await SentAsync(client);
        await ReadAsync(client, "feed?limit=1", written);
        string held;
        await using (var other = await Wait.HoldingAsync(app.Database, "lock table feeds.entries in share row exclusive mode"))
        {
            (id, held) = await SentAsync(client);
            foreach (var address in new[] { "feed?limit=1", "feed/state" })
            {
                using var behind = await AskAsync(client, address, held);
                behind.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
                behind.Headers.RetryAfter.ShouldNotBeNull();
                ((string)(await behind.JsonAsync())["type"]!).ShouldBe("urn:chaincoop:problem:not-caught-up");
            }

            // Feeds that stand still hold up no caseload, and what was written before is there.
            ((string)(await ReadAsync(client, "municipalities/0296/caseload?limit=1", held))["items"]![0]!["id"]!).ShouldBe(id);
            await ReadAsync(client, "feed?limit=1", written);
        }

        await ReadAsync(client, "feed?limit=1", held);
    }

    [Fact]
    public async Task waits_for_who_took_a_lower_number_and_commits_later()
    {
        var client = await app.As(Wijchen);
        var store = app.Host.Services.GetRequiredService<IDocumentStore>();
        var (early, _) = await SentAsync(client);
        await using var connection = await app.Database.OpenConnectionAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(token);
        await using (var session = store.LightweightSession(Marten.Services.SessionOptions.ForTransaction(transaction)))
        {
            session.Events.Append(Guid.Parse(early), new ChainCoop.Signals.SignalAcknowledged(SignalId.From(Guid.Parse(early)), new ActorRef(Wijchen.Organisation, new OfficerId(Wijchen.Id)), TimeProvider.System.GetUtcNow()));
            await session.SaveChangesAsync(token);
        }

        var (later, written) = await SentAsync(client);
        using (var behind = await AskAsync(client, "feed?limit=1", written)) behind.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await transaction.CommitAsync(token);

        var position = (string)(await ReadAsync(client, "feed/state", written))["position"]!;
        var told = await Feeds.EntryAbout(client, later);
        long.Parse((string)told["sequence"]!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeLessThanOrEqualTo(long.Parse(position, System.Globalization.CultureInfo.InvariantCulture));
        await Feeds.EntryAbout(client, early, "nl.chaincoop.signals.acknowledged.v1");
    }

    [Fact]
    public async Task tells_nothing_by_its_token()
    {
        var client = await app.As(Wijchen);
        var body = Examples.Signal("0296");
        var key = Guid.NewGuid().ToString();
        var tokens = new List<string>();
        for (var i = 0; i < 5; i++) tokens.Add(TokenIn(await client.PostAsync("signals", body, key: key)));

        // The same answer, and nobody wrote anything in between or did: nobody can tell.
        tokens.ShouldBeUnique();
        tokens.ShouldAllBe(each => each.Length == 48);
        tokens.Select(each => each[..8]).ShouldBeUnique();
    }

    [Fact]
    public async Task is_answered_with_by_every_write_and_by_no_refusal()
    {
        var client = await app.As(Wijchen);
        var posted = await client.PostAsync("signals", Examples.Signal("0296"));
        var id = (string)(await posted.JsonAsync())["id"]!;
        TokenIn(posted);
        TokenIn(await client.PostAsync($"signals/{id}/acknowledgements", "{}", "\"1\""));
        TokenIn(await client.PostAsync("signals/_batch", new JsonObject { ["items"] = new JsonArray(new JsonObject { ["key"] = Guid.NewGuid().ToString(), ["signal"] = Examples.Signal("0296") }) }));
        (await client.PostAsync($"signals/{id}/acknowledgements", "{}", "\"1\"")).Headers.Contains(Header).ShouldBeFalse();
        (await client.GetAsync($"signals/{id}", token)).Headers.Contains(Header).ShouldBeFalse();
    }

    [Fact]
    public async Task costs_a_write_no_question_to_the_database()
    {
        var client = await app.As(Wijchen);
        using var sql = new SqlOfRequests();
        var (id, _) = await SentAsync(client);
        var first = await StatementsAsync("signals", Examples.Signal("0296"), null);
        var changed = await StatementsAsync($"signals/{id}/acknowledgements", [], "\"1\"");
        foreach (var statements in new[] { first, changed })
        {
            statements.ShouldContain("access.log");
            statements.ShouldNotContain("last_value");
        }

        async Task<string> StatementsAsync(string address, JsonObject body, string? ifMatch)
        {
            var trace = sql.Begin();
            client.DefaultRequestHeaders.Remove("traceparent");
            client.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
            TokenIn(await client.PostAsync(address, body, ifMatch));
            return sql.End(trace);
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task refuses_what_was_never_given(string given) => await FaultAsync(await app.As(Wijchen), given);

    [Fact]
    public async Task refuses_the_token_of_another_organisation() =>
        await FaultAsync(await app.As(Wijchen), TokenIn(await (await app.As(People.Police)).PostAsync("signals", Examples.Signal("0296"))));

    private async Task FaultAsync(HttpClient client, string given)
    {
        foreach (var address in new[] { "feed", "feed/snapshot", "municipalities/0296/overview" })
        {
            using var refused = await AskAsync(client, address, given);
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            ((string)(await refused.JsonAsync())["errors"]!.AsArray().ShouldHaveSingleItem()!["pointer"]!).ShouldBe($"header:{Header}");
        }
    }

    private static async Task<(string Id, string Token)> SentAsync(HttpClient client)
    {
        var posted = await client.PostAsync("signals", Examples.Signal("0296"));
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        return ((string)(await posted.JsonAsync())["id"]!, TokenIn(posted));
    }

    private static string TokenIn(HttpResponseMessage answer)
    {
        answer.IsSuccessStatusCode.ShouldBeTrue(answer.StatusCode.ToString());
        return answer.Headers.GetValues(Header).ShouldHaveSingleItem();
    }

    private async Task<HttpResponseMessage> AskAsync(HttpClient client, string address, string given)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add(Header, given);
        return await client.SendAsync(request, token);
    }

    private async Task<JsonNode> ReadAsync(HttpClient client, string address, string written)
    {
        using var answer = await AskAsync(client, address, written);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(token));
        return await answer.JsonAsync();
    }

    private async Task<long> ReceivedAsync(HttpClient client, string written) =>
        (await ReadAsync(client, "municipalities/0296/overview", written))["rooms"]!.AsArray().Single(room => (string)room!["room"]! == "general")!["counts"]!.AsArray()
            .Where(count => (string)count!["kind"]! == "signal" && (string)count["status"]! == "received").Sum(count => (long)count!["count"]!);
}
