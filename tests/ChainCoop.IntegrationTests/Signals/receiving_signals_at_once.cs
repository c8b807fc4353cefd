using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Signals;

namespace ChainCoop.IntegrationTests.Signals;

/// <summary>What a case system brings in one request.</summary>
public class receiving_signals_at_once(AppFixture app)
{
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task registers_each_for_itself_and_says_what_became_of_it()
    {
        var client = await app.As(Partner("brings-many"));
        var faulty = Item();
        faulty["signal"]!["municipality"] = "9999";
        faulty["signal"]!["observation"] = " ";
        faulty["signal"]!["license"] = "x";
        var answer = await client.PostAsync("signals/_batch", Batch(Item(), faulty, Item()));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(token));
        var results = (await answer.JsonAsync())["items"]!.AsArray();

        results.Select(result => (int)result!["status"]!).ShouldBe([201, 400, 201]);
        foreach (var result in new[] { results[0]!, results[2]! })
        {
            var signal = await client.GetAsync($"signals/{result["id"]}", token);
            signal.StatusCode.ShouldBe(HttpStatusCode.OK);
            result["problem"].ShouldBeNull();
            ((string)result["etag"]!).ShouldBe("\"1\"");
        }
        results[1]!["id"].ShouldBeNull();
        var problem = results[1]!["problem"]!;
        ((string)problem["type"]!).ShouldBe("urn:chaincoop:problem:invalid-input");
        problem["errors"]!.AsArray().Select(error => (string)error!["pointer"]!)
            .ShouldBe(["/items/1/signal/municipality", "/items/1/signal/observation", "/items/1/signal/license"], ignoreOrder: true);
    }

    [Fact]
    public async Task SYNC_04_a_repetition_gives_the_same_ids_and_does_the_rest()
    {
        var officer = Partner("repeats");
        var client = await app.As(officer);
        var (first, second, third) = (Item(), Item(), Item());
        var key = Guid.NewGuid().ToString();
        var ids = await IdsAsync(client.PostAsync("signals/_batch", Batch(first, second), key: key));
        var count = await CountAsync(officer);

        (await IdsAsync(client.PostAsync("signals/_batch", Batch(first, second), key: key))).ShouldBe(ids);
        var more = await IdsAsync(client.PostAsync("signals/_batch", Batch(third, second)));
        more[1].ShouldBe(ids[1]);
        (await CountAsync(officer)).ShouldBe(count + 1);

        // An item is as if it were sent alone with its key, one way and the other.
        var alone = await client.PostAsync("signals", first["signal"]!.ToJsonString(), key: (string)first["key"]!);
        ((string)(await alone.JsonAsync())["id"]!).ShouldBe(ids[0]);

        var changed = await client.PostAsync("signals/_batch", Batch(first), key: key);
        changed.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var reused = Item();
        reused["key"] = (string)first["key"]!;
        reused["signal"]!["urgency"] = "urgent";
        var results = (await (await client.PostAsync("signals/_batch", Batch(reused, Item()))).JsonAsync())["items"]!.AsArray();
        results.Select(result => (int)result!["status"]!).ShouldBe([422, 201]);
        ((string)results[0]!["problem"]!["type"]!).ShouldBe("urn:chaincoop:problem:idempotency-key-reused");
    }

    [Fact]
    public async Task what_is_sent_twice_at_once_is_registered_once()
    {
        var officer = Partner("sends-twice");
        var client = await app.As(officer);
        var before = await CountAsync(officer);
        var body = Batch([.. Enumerable.Range(0, 5).Select(_ => Item())]);
        var key = Guid.NewGuid().ToString();

        var both = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => IdsAsync(client.PostAsync("signals/_batch", body, key: key))));

        both[1].ShouldBe(both[0]);
        both[2].ShouldBe(both[0]);
        (await CountAsync(officer)).ShouldBe(before + 5);
    }

    [Fact]
    public async Task what_ended_half_way_goes_on_when_it_is_repeated()
    {
        var officer = Partner("is-cut-off");
        var client = await app.As(officer);
        var before = await CountAsync(officer);
        var reference = Reference("CUT-OFF");
        var items = new[] { Item(), Item(), Item(reference), Item() };
        var key = Guid.NewGuid().ToString();

        // The third waits for somebody else, and while it does the connection breaks.
        await using (var other = await Wait.HoldingAsync(
            app.Database, $"insert into signals.external_references (organisation, reference, signal) values ('{officer.Organisation}', '{reference}', '{Guid.NewGuid()}')"))
        {
            using var broken = new CancellationTokenSource();
            using var request = new HttpRequestMessage(HttpMethod.Post, "signals/_batch") { Content = new StringContent(Batch(items).ToJsonString(), System.Text.Encoding.UTF8, "application/json") };
            request.Headers.Add("Idempotency-Key", $"\"{key}\"");
            var sent = client.SendAsync(request, broken.Token);
            await Wait.ForAsync(app.Database, $"select count(*) = {before + 2} from chaincoop.mt_events where type = 'signal_received' and data -> 'by' ->> 'officer' = '{officer.Id}'");
            await broken.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(sent);
        }

        var ids = await IdsAsync(client.PostAsync("signals/_batch", Batch(items), key: key));
        ids.ShouldBeUnique();
        (await CountAsync(officer)).ShouldBe(before + 4);
    }

    [Fact]
    public async Task an_anonymous_reporter_gets_the_token_again_and_nobody_else_any()
    {
        var client = await app.As(Partner("for-anonymous"));
        var anonymous = Item();
        anonymous["signal"]!["reporter"] = new JsonObject { ["kind"] = "anonymous" };
        var (first, again) = (await ResultsAsync(), await ResultsAsync());
        ((string?)first[0]!["followUpToken"]).ShouldNotBeNullOrEmpty();
        first[0]!.ToJsonString().ShouldBe(again[0]!.ToJsonString());
        first[1]!["followUpToken"].ShouldBeNull();

        async Task<JsonArray> ResultsAsync() => (await (await client.PostAsync("signals/_batch", Batch(anonymous, Item()))).JsonAsync())["items"]!.AsArray();
    }

    /// <summary>Letters alone: eight digits could be the number of a person.</summary>
    private static string Reference(string prefix) =>
        $"{prefix}-{string.Concat($"{Guid.NewGuid():N}"[..12].Select(digit => char.IsAsciiDigit(digit) ? (char)('g' + digit - '0') : digit))}";

    [Fact]
    public async Task a_reference_is_for_one_signal_also_within_a_request()
    {
        var client = await app.As(Partner("has-references"));
        var reference = Reference("REF");
        var results = (await (await client.PostAsync("signals/_batch", Batch(Item(reference), Item(reference), Item()))).JsonAsync())["items"]!.AsArray();
        results.Select(result => (int)result!["status"]!).ShouldBe([201, 409, 201]);
        ((string)results[1]!["problem"]!["type"]!).ShouldBe("urn:chaincoop:problem:reference-in-use");
        ((string)(await client.Read($"signals?externalReference={reference}"))["items"]![0]!["id"]!).ShouldBe((string)results[0]!["id"]!);
    }

    [Fact]
    public async Task each_is_on_record_below_the_request()
    {
        var client = await app.As(Partner("is-recorded"));
        var trace = ActivityTraceId.CreateRandom().ToString();
        client.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        var ids = await IdsAsync(client.PostAsync("signals/_batch", Batch(Item(), Item())));
        var refused = Item();
        refused["key"] = "";
        (await client.PostAsync("signals/_batch", Batch(refused))).StatusCode.ShouldBe(HttpStatusCode.OK);

        await using var command = app.Database.CreateCommand(
            "select l.status, l.resource, l.span_id, l.parent_span_id, cardinality(l.subjects), l.action, p.span_id is not null from access.log l left join access.log p on p.trace_id = l.trace_id and p.span_id = l.parent_span_id where l.trace_id = $1 order by l.at, l.id");
        command.Parameters.Add(new() { Value = trace });
        List<(int Status, Guid? Resource, string Span, bool IsBelow, int Subjects)> lines = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            reader.GetString(5).ShouldBe("signal.receive");
            lines.Add((reader.GetInt32(0), reader.IsDBNull(1) ? null : reader.GetGuid(1), reader.GetString(2), reader.GetBoolean(6), reader.GetInt32(4)));
        }

        lines.Select(line => line.Span).ShouldBeUnique();
        lines.Select(line => (line.Status, line.Resource, line.IsBelow, line.Subjects)).ShouldBe(
        [
            (201, Guid.Parse(ids[0]), true, 1), (201, Guid.Parse(ids[1]), true, 1), (200, null, false, 0),
            (400, null, true, 0), (200, null, false, 0),
        ]);
    }

    [Fact]
    public async Task so_many_are_too_many_and_that_is_said()
    {
        var client = await app.As(Partner("brings-too-many"));
        await FaultAsync(Batch([.. Enumerable.Range(0, ReceiveSignals.Most + 1).Select(_ => new JsonObject())]), "/items", $"Must have at most {ReceiveSignals.Most} items.");
        await FaultAsync(Batch(), "/items", "Must have at least 1 items.");
        var large = await client.PostAsync("signals/_batch", $$"""{"items":[{"key":"{{new string('x', 9_000_000)}}"}]}""");
        large.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        ((string)(await large.JsonAsync())["detail"]!).ShouldContain("8388608");

        using var request = new HttpRequestMessage(HttpMethod.Post, "signals/_batch") { Content = new StringContent(Batch(Item()).ToJsonString(), System.Text.Encoding.UTF8, "application/json") };
        var keyless = await client.SendAsync(request, token);
        keyless.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string)(await keyless.JsonAsync())["errors"]![0]!["pointer"]!).ShouldBe("header:Idempotency-Key");

        async Task FaultAsync(JsonObject body, string pointer, string detail)
        {
            var refused = await client.PostAsync("signals/_batch", body);
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            var error = (await refused.JsonAsync())["errors"]!.AsArray().ShouldHaveSingleItem()!;
            ((string)error["pointer"]!, (string)error["detail"]!).ShouldBe((pointer, detail));
        }
    }

    [Theory]
    [InlineData("{}", "/items/0/key", "/items/0/signal")]
    [InlineData("7", "/items/0")]
    [InlineData("""{"key":"a b","signal":{}}""", "/items/0/key", "/items/0/signal/municipality", "/items/0/signal/exploitationType", "/items/0/signal/urgency", "/items/0/signal/channel", "/items/0/signal/reporter", "/items/0/signal/observation")]
    [InlineData("""{"key":"a","signal":7,"more":1}""", "/items/0/more", "/items/0/signal")]
    public async Task an_item_says_all_its_faults(string item, params string[] pointers)
    {
        var answer = await (await app.As(Partner("is-faulty"))).PostAsync("signals/_batch", $$"""{"items":[{{item}}]}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var result = (await answer.JsonAsync())["items"]![0]!;
        ((int)result["status"]!).ShouldBe(400);
        result["problem"]!["errors"]!.AsArray().Select(error => (string)error!["pointer"]!).ShouldBe(pointers, ignoreOrder: true);
    }

    [Fact]
    public async Task is_for_who_may_send_one()
    {
        var keeper = await app.As(new Officer(People.NijmegenOin, "keeper-with-a-batch", "records-manager", ["0268"]));
        (await keeper.PostAsync("signals/_batch", Batch(Item()))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var reader = await app.As(Partner("only-reads") with { Scopes = "signals.read" });
        (await reader.PostAsync("signals/_batch", Batch(Item()))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static Officer Partner(string id) => new(new("00000099000100010000"), id, "partner", People.District);

    private static JsonObject Item(string? reference = null)
    {
        var signal = Examples.Signal();
        if (reference is not null) signal["externalReference"] = reference;
        return new JsonObject { ["key"] = Guid.NewGuid().ToString(), ["signal"] = signal };
    }

    private static JsonObject Batch(params JsonObject[] items) => new() { ["items"] = new JsonArray([.. items.Select(item => item.DeepClone())]) };

    private static async Task<List<string>> IdsAsync(Task<HttpResponseMessage> request)
    {
        var answer = await request;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        var results = (await answer.JsonAsync())["items"]!.AsArray();
        results.ShouldAllBe(result => (int)result!["status"]! == 201);
        return [.. results.Select(result => (string)result!["id"]!)];
    }

    /// <summary>Signals that the officer sent.</summary>
    private async Task<long> CountAsync(Officer officer)
    {
        await using var command = app.Database.CreateCommand("select count(*) from chaincoop.mt_events where type = 'signal_received' and data -> 'by' ->> 'officer' = $1");
        command.Parameters.Add(new() { Value = officer.Id });
        return (long)(await command.ExecuteScalarAsync(token))!;
    }
}
