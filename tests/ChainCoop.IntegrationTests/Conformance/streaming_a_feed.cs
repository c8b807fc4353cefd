using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ChainCoop.Feeds;
using ChainCoop.IntegrationTests.Cases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ChainCoop.IntegrationTests.Conformance;

/// <summary>FEED-05 of the standards, and what is promised of streams beside it.</summary>
public class streaming_a_feed(AppFixture app)
{
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task FEED_05_the_cursor_of_a_stream_is_the_cursor_of_the_feed()
    {
        var client = await app.As(Partner("streams", "00000099000100004000"));
        var head = await HeadAsync(client);
        await using var stream = await EventStream.OpenAsync(client, $"feed?after={head}");
        var ids = new[] { await PostAsync(client), await PostAsync(client), await PostAsync(client) };

        var events = await stream.NextAsync(3);

        // The same bytes as they are pulled, each at its position.
        var pulled = (await client.Read($"feed?after={head}&limit=3")).AsArray();
        events.Select(each => (each.EventId, JsonNode.Parse(each.Data)!.ToJsonString())).ShouldBe(pulled.Select(entry => ((string?)entry!["sequence"], entry.ToJsonString())));
        pulled.Select(entry => (string?)entry!["subject"]).ShouldBe(ids);

        // Connected again it goes on after what the client had, whatever the address says.
        await using var again = await EventStream.OpenAsync(client, "feed?after=0", events[0].EventId);
        (await again.NextAsync(2)).Select(each => each.EventId).ShouldBe([events[1].EventId, events[2].EventId]);
        (await client.Read($"feed?after={events[0].EventId}&limit=2")).AsArray().Select(entry => (string?)entry!["sequence"]).ShouldBe([events[1].EventId, events[2].EventId]);
    }

    [Theory]
    [InlineData("feed", "x", "header:Last-Event-ID")]
    [InlineData("feed", "-1", "header:Last-Event-ID")]
    [InlineData("feed", "99999999", "header:Last-Event-ID")]
    [InlineData("feed?after=99999999", null, "query:after")]
    [InlineData("feed?after=x", null, "query:after")]
    public async Task a_position_that_the_feed_does_not_have_is_answered_with_its_fault(string address, string? lastEventId, string pointer)
    {
        using var refused = await EventStream.AskAsync(await app.As(Partner("streams")), address, lastEventId);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        ((string)(await refused.JsonAsync())["errors"]![0]!["pointer"]!).ShouldBe(pointer);
    }

    [Theory]
    [InlineData("*/*", "application/cloudevents-batch+json")]
    [InlineData("text/event-stream;q=0.5, application/cloudevents-batch+json", "application/cloudevents-batch+json")]
    [InlineData("text/event-stream, application/cloudevents-batch+json;q=0.5", "text/event-stream")]
    [InlineData("text/*", "text/event-stream")]
    public async Task is_answered_to_who_prefers_it(string accept, string media)
    {
        using var answer = await EventStream.AskAsync(await app.As(Partner("streams")), "feed", accept: accept);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(media);
    }

    [Fact]
    public async Task its_head_is_an_answer_that_ends()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "feed");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(EventStream.Media));
        using var answer = await (await app.As(Partner("streams"))).SendAsync(request, token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(EventStream.Media);
    }

    [Fact]
    public async Task what_was_revoked_while_it_is_open_is_withheld()
    {
        var officer = Partner("is-revoked", "00000099000100008000");
        var client = await app.As(officer);
        await using var stream = await EventStream.OpenAsync(client, $"feed?after={await HeadAsync(client)}");
        var id = await PostAsync(client);
        ((string)JsonNode.Parse((await stream.NextAsync(1))[0].Data)!["subject"]!).ShouldBe(id);

        await using (var revoked = app.Database.CreateCommand("update access.grants set valid_until = valid_from where resource = $1 and role = 'reporter'"))
        {
            revoked.Parameters.Add(new() { Value = Guid.Parse(id) });
            (await revoked.ExecuteNonQueryAsync(token)).ShouldBe(1);
        }
        (await (await app.As(People.Nijmegen)).PostAsync($"signals/{id}/acknowledgements", "{}", "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var next = JsonNode.Parse((await stream.NextAsync(1))[0].Data)!;
        ((string)next["type"]!).ShouldBe("nl.chaincoop.feed.withheld.v1");
        next["subject"].ShouldBeNull();
    }

    [Fact]
    public async Task each_batch_is_on_record_with_a_span_of_its_own()
    {
        var client = await app.As(Partner("is-on-record", "00000099000100007000"));
        var trace = ActivityTraceId.CreateRandom().ToString();
        await using var stream = await EventStream.OpenAsync(client, $"feed?after={await HeadAsync(client)}", traceparent: $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        (await RecordsAsync(trace)).ShouldBe(["200"]);

        for (var batches = 2; batches <= 3; batches++)
        {
            await PostAsync(client);
            await stream.NextAsync(1);
            (await RecordsAsync(trace)).ShouldBe(Enumerable.Repeat("200", batches));
        }
    }

    [Fact]
    public async Task a_batch_that_cannot_be_recorded_is_not_sent()
    {
        var officer = new Officer(new("00000099000100011000"), "not-recorded", "partner", People.District);
        var client = await app.As(officer);
        var id = await PostAsync(client);
        await Feeds.EntryAbout(client, id);
        await using var stream = await EventStream.OpenAsync(client, $"feed?after={await HeadAsync(client)}");
        await ExecuteAsync("alter table access.log add constraint broken_stream check (officer is distinct from 'not-recorded') not valid");
        try
        {
            (await (await app.As(People.Nijmegen)).PostAsync($"signals/{id}/acknowledgements", "{}", "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.OK);
            await Should.ThrowAsync<Exception>(stream.NextAsync);
        }
        finally
        {
            await ExecuteAsync("alter table access.log drop constraint broken_stream");
        }
    }

    [Fact]
    public async Task it_ends_when_the_mandate_ends_and_that_is_on_record()
    {
        var officer = Partner("mandate-ends");
        var client = await app.As(officer);
        var trace = ActivityTraceId.CreateRandom().ToString();
        await using var stream = await EventStream.OpenAsync(client, $"feed?after={await HeadAsync(client)}", traceparent: $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");

        await ExecuteAsync("update access.mandates set valid_until = '2020-01-02' where officer = 'mandate-ends'");
        await PostAsync(await app.As(Partner("a-colleague")));

        (await stream.NextAsync()).ShouldBeNull();
        (await RecordsAsync(trace)).ShouldBe(["200", "403"]);
    }

    [Fact]
    public async Task it_ends_with_the_token()
    {
        var officer = Partner("token-ends");
        var client = await app.As(officer);
        var claims = Tokens.Claims(officer.Organisation, officer.Id, officer.Role, officer.Scopes);
        claims["nbf"] = (long)claims["nbf"] - 100;
        claims["exp"] = (long)claims["nbf"] + 74; // within the skew of clocks that is forgiven, for a few seconds
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Signed(claims));
        await using var stream = await EventStream.OpenAsync(client, "feed?room=security");
        while (await stream.NextAsync() is not null) token.ThrowIfCancellationRequested();
        (await client.GetAsync("feed", token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task it_says_that_it_lives_while_nothing_happens()
    {
        var client = await app.As(new Officer(new("00000099000100003000"), "listens", "partner", People.District));
        var head = (string)(await client.Read("feed/state?room=security"))["position"]!;
        using var answer = await EventStream.AskAsync(client, $"feed?room=security&after={head}");
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(token));
        var clock = Stopwatch.StartNew();
        (await lines.ReadLineAsync(token)).ShouldNotBeNull().ShouldStartWith(":");
        await lines.ReadLineAsync(token);
        (await lines.ReadLineAsync(token)).ShouldNotBeNull().ShouldStartWith(":");
        clock.Elapsed.ShouldBeLessThan(FeedStream.Heartbeat * 4);
    }

    [Fact]
    public async Task an_organisation_has_so_many_of_them_and_gets_the_place_back_of_one_that_is_closed()
    {
        var officer = new Officer(new("00000099000100010000"), "many-streams", "partner", People.District);
        var client = await app.As(officer);
        List<EventStream> streams = [];
        try
        {
            for (var i = 0; i < FeedQueue.PlacesPerOrganisation; i++) streams.Add(await EventStream.OpenAsync(client, "feed?room=security"));
            using (var refused = await EventStream.AskAsync(client, "feed?room=security")) refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);

            await streams[0].DisposeAsync();
            streams[0] = await Wait.ForAsync(async _ =>
            {
                var answer = await EventStream.AskAsync(client, "feed?room=security");
                if (answer.StatusCode == HttpStatusCode.OK) return await EventStream.OfAsync(answer);
                answer.Dispose();
                return null;
            });
        }
        finally
        {
            foreach (var stream in streams) await stream.DisposeAsync();
        }
    }

    [Fact]
    public async Task it_ends_when_the_program_stops()
    {
        await using var own = await AppFixture.OnAsync(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());
        var client = await own.As(Partner("sees-the-end"));
        await using var stream = await EventStream.OpenAsync(client, "feed");
        own.Host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        (await stream.NextAsync()).ShouldBeNull();
    }

    private static Officer Partner(string id, string organisation = "00000099000100012000") => new(new(organisation), id, "partner", People.District);

    private static async Task<string> HeadAsync(HttpClient client) => (string)(await client.Read("feed/state"))["position"]!;

    private static async Task<string> PostAsync(HttpClient client)
    {
        var posted = await client.PostAsync("signals", Examples.Signal());
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (string)(await posted.JsonAsync())["id"]!;
    }

    /// <summary>Statuses in order. No span is on record twice.</summary>
    private async Task<List<string>> RecordsAsync(string trace)
    {
        await using var command = app.Database.CreateCommand("select status, span_id from access.log where trace_id = $1 order by at, id");
        command.Parameters.Add(new() { Value = trace });
        List<(string Status, string Span)> found = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) found.Add((reader.GetInt32(0).ToString(System.Globalization.CultureInfo.InvariantCulture), reader.GetString(1)));
        found.Select(record => record.Span).ShouldBeUnique();
        return [.. found.Select(record => record.Status)];
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(token);
    }
}
