using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Signals;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Http;

namespace ChainCoop.IntegrationTests.Subscriptions;

/// <summary>Given a subscription, when its subscriber changes it, deliveries follow at once; what may not be is refused with what may.</summary>
public sealed class keeping_a_subscription(PushApp push) : IClassFixture<PushApp>
{
    private const string OtherSecret = "whsec_bW9yZSB0aGFuIHR3ZW50eS1mb3VyIGJ5dGVzLCBzdXJlbHk=";

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    /// <summary>WH-02.</summary>
    [Theory]
    [InlineData(200, null, null)]
    [InlineData(200, "somebody.else.example", null)]
    [InlineData(200, "*", "many")]
    [InlineData(403, "*", null)]
    public async Task needs_the_consent_of_the_receiver(int status, string? origin, string? rate)
    {
        await using var receiver = await SampleReceiver.StartAsync();
        receiver.Consent = http =>
        {
            http.Response.StatusCode = status;
            if (origin is not null) http.Response.Headers["WebHook-Allowed-Origin"] = origin;
            if (rate is not null) http.Response.Headers["WebHook-Allowed-Rate"] = rate;
        };
        using var client = await push.As(Officer("0209"));
        var address = await client.Wished(SubscriptionWork.Wish(receiver.Sink));
        var refused = await client.PostAsync($"{address}/verifications", "{}");
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        ((string)(await refused.JsonAsync())["type"]!).ShouldBe("urn:chaincoop:problem:no-consent");
        foreach (var step in new[] { "pauses", "resumptions", "tests" }) (await client.PostAsync($"{address}/{step}", "{}")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        receiver.Deliveries.ShouldBeEmpty();
    }

    /// <summary>WH-07: so many a minute, and no more.</summary>
    [Fact]
    public async Task keeps_to_the_rate_that_the_receiver_allows()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        receiver.Consent = http =>
        {
            http.Response.Headers["WebHook-Allowed-Origin"] = "*";
            http.Response.Headers["WebHook-Allowed-Rate"] = "2";
        };
        using var client = await push.As(Officer("0214"));
        for (var i = 0; i < 5; i++) await client.Sent("0214");
        var address = await client.Subscribed(SubscriptionWork.Wish(receiver.Sink));
        ((int)(await (await client.GetAsync(address, token)).JsonAsync())["rate"]!).ShouldBe(2);
        for (var count = 1; count <= 5; count++)
        {
            await client.Delivered(address, count);
            receiver.Deliveries.Count.ShouldBe(count);
            push.Clock.Advance(TimeSpan.FromSeconds(31));
        }
    }

    /// <summary>WH-08: for a while both signatures, then the new one alone. WH-11: neither secret is ever told.</summary>
    [Fact]
    public async Task rotates_its_secret()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        using var client = await push.As(Officer("0216"));
        var address = await client.Subscribed(SubscriptionWork.Wish(receiver.Sink));
        await client.Sent("0216");
        var rotated = await client.PostAsync($"{address}/secret-rotations", new JsonObject { ["secret"] = OtherSecret, ["graceMinutes"] = 60 });
        rotated.StatusCode.ShouldBe(HttpStatusCode.OK);
        await client.Delivered(address, 1);
        await client.Sent("0216");
        await client.Delivered(address, 2);
        push.Clock.Advance(TimeSpan.FromMinutes(61));
        await client.Sent("0216");
        var got = await receiver.WhenAsync(all => all.Count == 3);
        got[1].Headers["webhook-signature"].ShouldBe($"{got[1].SignatureBy(OtherSecret)} {got[1].SignatureBy(SubscriptionWork.Secret)}");
        got[2].Headers["webhook-signature"].ShouldBe(got[2].SignatureBy(OtherSecret));

        foreach (var answer in new[] { rotated, await client.GetAsync(address, token), await client.GetAsync("subscriptions", token), await client.GetAsync($"{address}/deliveries", token) })
            (await answer.Content.ReadAsStringAsync(token)).ShouldNotContain("whsec_");
    }

    [Fact]
    public async Task pauses_and_loses_nothing()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        using var client = await push.As(Officer("0225"));
        var address = await client.Subscribed(SubscriptionWork.Wish(receiver.Sink));
        await client.Sent("0225");
        await client.Delivered(address, 1);
        (await client.PostAsync($"{address}/pauses", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.PostAsync($"{address}/pauses", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await client.Acknowledged(await client.Sent("0225"));
        await Wait.ForAsync(async _ => await client.FeedAsync() is { Count: 3 } all ? all : null);
        receiver.Deliveries.Count.ShouldBe(1);
        (await client.PostAsync($"{address}/resumptions", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await receiver.WhenAsync(all => all.Count == 3)).Select(one => one.Sequence).Distinct().Count().ShouldBe(3);

        (await client.PostAsync($"{address}/endings", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var refused = await client.PostAsync($"{address}/resumptions", "{}");
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        ((string)(await refused.JsonAsync())["state"]!).ShouldBe("ended");
    }

    /// <summary>From a position, a time or a case; with the same ids; ten times a day.</summary>
    [Fact]
    public async Task rewinds_by_itself()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        using var client = await push.As(Officer("0252"));
        var address = await client.Subscribed(SubscriptionWork.Wish(receiver.Sink));
        await client.Sent("0252");
        push.Clock.Advance(TimeSpan.FromMinutes(10));
        var between = push.Clock.GetUtcNow();
        push.Clock.Advance(TimeSpan.FromMinutes(10));
        var second = await client.Acknowledged(await client.Sent("0252"));
        await client.Delivered(address, 3);

        await Rewound(new JsonObject { ["fromSequence"] = 2 }, 1);
        await Rewound(new JsonObject { ["fromTime"] = between.ToString("O", CultureInfo.InvariantCulture) }, 1);
        await Rewound(new JsonObject { ["caseId"] = second["signals/".Length..] }, 1);
        await Rewound(new JsonObject { ["fromSequence"] = 1 }, 0);
        receiver.Deliveries.GroupBy(one => one.Sequence).ShouldAllBe(same => same.Select(one => one.Id).Distinct().Count() == 1);
        receiver.Deliveries.Select(one => one.Id).Distinct().Count().ShouldBe(3);

        await Faults(new JsonObject(), "");
        await Faults(new JsonObject { ["fromSequence"] = 1, ["fromTime"] = "2026-01-01T00:00:00Z" }, "");
        await Faults(new JsonObject { ["fromSequence"] = 5 }, "/fromSequence");
        await Faults(new JsonObject { ["fromTime"] = push.Clock.GetUtcNow().AddHours(1).ToString("O", CultureInfo.InvariantCulture) }, "/fromTime");
        await Faults(new JsonObject { ["caseId"] = Guid.NewGuid().ToString() }, "/caseId");

        for (var more = 0; more < 6; more++) (await client.PostAsync($"{address}/rewinds", new JsonObject { ["fromSequence"] = 3 })).StatusCode.ShouldBe(HttpStatusCode.OK);
        var refused = await client.PostAsync($"{address}/rewinds", new JsonObject { ["fromSequence"] = 1 });
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.TotalHours.ShouldBeInRange(23, 24);
        ((string)(await refused.JsonAsync())["detail"]!).ShouldContain("10 times in 24 hours");

        async Task Rewound(JsonObject from, long after)
        {
            var before = receiver.Deliveries.Count;
            var answer = await client.PostAsync($"{address}/rewinds", from);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(token));
            ((long)(await answer.JsonAsync())["after"]!).ShouldBe(after);
            await receiver.WhenAsync(all => all.Count == before + 3 - after);
            await client.Delivered(address, 3);
        }

        async Task Faults(JsonObject from, string pointer)
        {
            var answer = await client.PostAsync($"{address}/rewinds", from);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await answer.JsonAsync())["errors"]!.AsArray().Select(fault => (string)fault!["pointer"]!).ShouldBe([pointer]);
        }
    }

    /// <summary>What is in the feed of the organisation and not for this officer is as if it were not there.</summary>
    [Fact]
    public async Task rewinds_to_no_record_that_the_caller_may_not_see()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        var officer = Officer("0297");
        using var client = await push.As(officer);
        using var elsewhere = await push.As(new Officer(officer.Organisation, "elsewhere", "focal-point", ["0268"]) { Scopes = SubscriptionWork.Scopes });
        var signal = (await client.Sent("0297"))["signals/".Length..];
        var address = await elsewhere.Subscribed(SubscriptionWork.Wish(receiver.Sink));
        await elsewhere.Delivered(address, 1);
        var hidden = await elsewhere.PostAsync($"{address}/rewinds", new JsonObject { ["caseId"] = signal });
        var absent = await elsewhere.PostAsync($"{address}/rewinds", new JsonObject { ["caseId"] = Guid.NewGuid().ToString() });
        hidden.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await hidden.JsonAsync())["errors"]!.ToJsonString().ShouldBe((await absent.JsonAsync())["errors"]!.ToJsonString());
    }

    /// <summary>Only what fits; that something did not fit is no gap, for each delivery names the one before.</summary>
    [Fact]
    public async Task filters()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        using var client = await push.As(Officer("0263"));
        var wish = SubscriptionWork.Wish(receiver.Sink);
        wish["types"] = new JsonArray("nl.chaincoop.signals.acknowledged.v1", "nl.chaincoop.cases.opened.v1");
        wish["filters"] = new JsonArray(new JsonObject { ["prefix"] = new JsonObject { ["type"] = "nl.chaincoop.signals." } });
        wish["municipality"] = "0263";
        var filtered = await client.Subscribed(wish);
        var other = SubscriptionWork.Wish(receiver.Sink + "/other");
        other["municipality"] = "0268";
        await client.Subscribed(other);
        await client.Acknowledged(await client.Sent("0263"));
        await client.Acknowledged(await client.Sent("0263"));
        var got = await receiver.WhenAsync(all => all.Count == 2);
        got.ShouldAllBe(one => one.Type == "nl.chaincoop.signals.acknowledged.v1");
        got.OrderBy(one => one.Sequence).Select(one => (string)one.Json["previoussequence"]!).ShouldBe([$"{0:d20}", $"{got.Min(one => one.Sequence):d20}"]);

        // Also after a rewind to between, and when what was delivered is not listed any more.
        var positions = got.Select(each => each.Sequence).Order().ToArray();
        await client.Delivered(filtered, 2);
        (await client.PostAsync($"{filtered}/rewinds", new JsonObject { ["fromSequence"] = positions[0] })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await receiver.WhenAsync(all => all.Count == 4);
        await client.Delivered(filtered, 2);
        await using (var forget = push.App.Database.CreateCommand("delete from subscriptions.deliveries"))
            await forget.ExecuteNonQueryAsync(token);
        (await client.PostAsync($"{filtered}/rewinds", new JsonObject { ["fromSequence"] = positions[1] })).StatusCode.ShouldBe(HttpStatusCode.OK);
        got = await receiver.WhenAsync(all => all.Count == 5);
        got.ShouldAllBe(each => (string)each.Json["previoussequence"]! == (each.Sequence == positions[0] ? $"{0:d20}" : $"{positions[0]:d20}"));
        await client.PostAsync($"{filtered}/endings", "{}");

        var one = SubscriptionWork.Wish(receiver.Sink);
        one["caseId"] = got[0].Subject;
        await client.Subscribed(one);
        (await receiver.WhenAsync(all => all.Count == 7)).Skip(5).ShouldAllBe(again => again.Subject == got[0].Subject);
    }

    /// <summary>What is refused says what is allowed.</summary>
    [Fact]
    public async Task is_refused_with_all_faults_at_once()
    {
        using var client = await push.As(Officer("0209"));
        var wish = new JsonObject
        {
            ["sink"] = "https://receiver.example/hook",
            ["secret"] = "whsec_c2hvcnQ=",
            ["protocol"] = "MQTT",
            ["types"] = new JsonArray("nl.chaincoop.jan-jansen.v1"),
            ["canaryMinutes"] = 0,
            ["filters"] = new JsonArray(new JsonObject { ["suffix"] = new JsonObject { ["type"] = "v1" } }, new JsonObject { ["prefix"] = new JsonObject { ["type"] = "nl" } }),
        };
        var refused = await client.PostAsync("subscriptions", wish);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var faults = (await refused.JsonAsync())["errors"]!.AsArray();
        faults.Select(fault => (string)fault!["pointer"]!).ShouldBe(
            ["/canaryMinutes", "/filters/0/suffix", "/filters/1/prefix/type", "/protocol", "/secret", "/types/0"], ignoreOrder: true);
        faults.ShouldContain(fault => ((string)fault!["detail"]!).Contains("known: exact, prefix", StringComparison.Ordinal));

        wish = SubscriptionWork.Wish("http://10.0.0.1/hook");
        (await Pointers(wish)).ShouldBe(["/sink"]);
        wish = SubscriptionWork.Wish("https://receiver.example/hook");
        wish["after"] = 1_000_000;
        (await Pointers(wish)).ShouldBe(["/after"]);
        wish = SubscriptionWork.Wish("https://receiver.example/hook");
        using (var stranger = await push.As(Officer("0296"))) wish["caseId"] = (await stranger.Sent("0296"))["signals/".Length..];
        (await Pointers(wish)).ShouldBe(["/caseId"]);
        wish["caseId"] = Guid.NewGuid().ToString();
        (await Pointers(wish)).ShouldBe(["/caseId"], "as for one that is not there");

        async Task<IEnumerable<string>> Pointers(JsonObject body)
        {
            var answer = await client.PostAsync("subscriptions", body);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            return (await answer.JsonAsync())["errors"]!.AsArray().Select(fault => (string)fault!["pointer"]!);
        }
    }

    [Fact]
    public async Task says_at_an_interval_that_deliveries_arrive()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        using var client = await push.As(Officer("1960"));
        var wish = SubscriptionWork.Wish(receiver.Sink);
        wish["canaryMinutes"] = 30;
        var address = await client.Subscribed(wish);
        push.Clock.Advance(TimeSpan.FromMinutes(31));
        var canary = (await receiver.WhenAsync(all => all.Count == 1))[0];
        canary.Type.ShouldBe("nl.chaincoop.subscriptions.canary.v1");
        canary.Json["sequence"].ShouldBeNull();
        push.Clock.Advance(TimeSpan.FromMinutes(31));
        await receiver.WhenAsync(all => all.Count == 2);

        receiver.Answer = (_, http) =>
        {
            http.Response.StatusCode = StatusCodes.Status418ImATeapot;
            return Task.CompletedTask;
        };
        var result = await (await client.PostAsync($"{address}/tests", "{}")).JsonAsync();
        ((bool)result["delivered"]!).ShouldBeFalse();
        ((int)result["answer"]!).ShouldBe(418);
        ((string)result["failure"]!).ShouldBe("answered");
        receiver.Deliveries[^1].Type.ShouldBe("nl.chaincoop.subscriptions.test.v1");
    }

    /// <summary>Deliveries give what the subscriber may see at that moment, and without a mandate nothing.</summary>
    [Fact]
    public async Task gives_no_more_than_its_subscriber_may_see()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        var officer = Officer("0668");
        using var client = await push.As(officer);
        var address = await client.Subscribed(SubscriptionWork.Wish(receiver.Sink));
        await client.Sent("0668");
        await client.Delivered(address, 1);
        await using (var end = push.App.Database.CreateCommand("update access.mandates set valid_until = '2026-01-01' where officer = $1"))
        {
            end.Parameters.Add(new() { Value = officer.Id });
            await end.ExecuteNonQueryAsync(token);
        }

        using var colleague = await push.As(new Officer(officer.Organisation, "colleague", officer.Role, officer.Municipalities) { Scopes = officer.Scopes });
        await colleague.Sent("0668");
        var view = await Wait.ForAsync(async _ => await (await colleague.GetAsync(address, token)).JsonAsync() is { } now && (string)now["status"]! == "suspended" ? now : null);
        ((string)view["suspended"]!).ShouldBe("no-mandate");
        receiver.Deliveries.Count.ShouldBe(1);
    }

    /// <summary>Others do not know that it is there.</summary>
    [Fact]
    public async Task is_absent_for_everybody_else()
    {
        using var client = await push.As(Officer("0281"));
        using var other = await push.As(Officer("0296"));
        var address = await client.Wished(SubscriptionWork.Wish("https://receiver.example/hook"));
        (await client.GetAsync(address, token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await other.GetAsync(address, token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (var below in new[] { "standing", "deliveries", "dead-letters" }) (await other.GetAsync($"{address}/{below}", token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (var below in new[] { "verifications", "pauses", "resumptions", "endings", "tests" }) (await other.PostAsync($"{address}/{below}", "{}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await (await other.GetAsync("subscriptions", token)).JsonAsync())["items"]!.AsArray().ShouldBeEmpty();
        (await (await client.GetAsync("subscriptions?status=unverified", token)).JsonAsync())["items"]!.AsArray().Count.ShouldBe(1);
    }

    private static Officer Officer(string municipality) =>
        new(new Oin($"00000099{municipality.PadLeft(9, '0')}000"), $"case-system-{municipality}", "focal-point", [municipality]) { Scopes = SubscriptionWork.Scopes };
}
