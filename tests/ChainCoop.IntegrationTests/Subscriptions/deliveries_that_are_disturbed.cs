using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Signals;
using Microsoft.AspNetCore.Http;

namespace ChainCoop.IntegrationTests.Subscriptions;

/// <summary>Found beside a storm: what ended deliveries for good, or began them too early or too late.</summary>
public sealed class deliveries_that_are_disturbed(PushApp push) : IClassFixture<PushApp>
{
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    /// <summary>The store wraps what the database says in exceptions of its own, after it tried a few times itself.</summary>
    [Fact]
    public async Task go_on_when_connections_end_while_settings_are_read()
    {
        const string Reads = "from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%mt_doc_subscription%'";
        const int MoreThanTheStoreTries = 8;
        await using var receiver = await SampleReceiver.StartAsync();
        using var client = await push.As(Officer("0209"));
        var address = await client.Subscribed(SubscriptionWork.Wish(receiver.Sink));
        await using (await Wait.HoldingAsync(push.App.Database, "lock table chaincoop.mt_doc_subscription in access exclusive mode"))
        {
            await client.Sent("0209");
            for (var i = 0; i < MoreThanTheStoreTries; i++) await Wait.ForAsync(push.App.Database, $"select count(pg_terminate_backend(pid)) > 0 {Reads}");
        }

        await client.Delivered(address, 1);
    }

    /// <summary>What was under way and is taken does not end the rest that the receiver asked for.</summary>
    [Fact]
    public async Task rest_although_something_sent_before_is_taken()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        using var client = await push.As(Officer("0214"));
        using var isBusy = new SemaphoreSlim(0);
        var slow = (await client.Sent("0214"))["signals/".Length..];
        await client.Sent("0214");
        receiver.Answer = (one, http) =>
        {
            if (one.Subject == slow) return isBusy.WaitAsync(http.RequestAborted);
            (http.Response.StatusCode, http.Response.Headers.RetryAfter) = (StatusCodes.Status429TooManyRequests, "7200");
            return Task.CompletedTask;
        };
        var address = await client.Subscribed(SubscriptionWork.Wish(receiver.Sink));
        await Wait.ForAsync(async _ => (await StandingAsync(client, address))["closedUntil"]);
        isBusy.Release();
        await client.Delivered(address, 1);
        ((await StandingAsync(client, address))["closedUntil"]).ShouldNotBeNull();
        receiver.Deliveries.Count.ShouldBe(2);
    }

    /// <summary>Sixteen at once that fail are one failure of the receiver: it is left alone for seconds, not for minutes.</summary>
    [Fact]
    public async Task rest_briefly_when_many_fail_together()
    {
        const int Together = 12;
        await using var receiver = await SampleReceiver.StartAsync();
        using var client = await push.As(Officer("0216"));
        for (var i = 0; i < Together; i++) await client.Sent("0216");
        await Wait.ForAsync(async _ => await client.FeedAsync() is { Count: Together } all ? all : null);
        using var all = new SemaphoreSlim(0);
        var arrived = 0;
        receiver.Answer = async (_, http) =>
        {
            if (Interlocked.Increment(ref arrived) == Together) all.Release(Together);
            await all.WaitAsync(http.RequestAborted);
            http.Response.StatusCode = StatusCodes.Status502BadGateway;
        };
        var address = await client.Subscribed(SubscriptionWork.Wish(receiver.Sink));
        await Wait.ForAsync<object>(async _ =>
            (await (await client.GetAsync($"{address}/deliveries", token)).JsonAsync())["items"]!.AsArray().Count(one => one!["failure"] is not null) == Together ? address : null);
        var until = DateTimeOffset.Parse((string)(await StandingAsync(client, address))["closedUntil"]!, null);
        (until - push.Clock.GetUtcNow()).ShouldBeLessThan(TimeSpan.FromSeconds(6));
    }

    /// <summary>An outage of the receiver is no refusal; an answer that does not consent is, and nothing more is delivered until it consents.</summary>
    [Fact]
    public async Task end_when_the_receiver_consents_no_more()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        using var client = await push.As(Officer("0225"));
        var address = await client.Subscribed(SubscriptionWork.Wish(receiver.Sink));
        await client.Sent("0225");
        await client.Delivered(address, 1);
        receiver.Consent = http => http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        await SignalWork.Refused(client.PostAsync($"{address}/verifications", "{}"), System.Net.HttpStatusCode.Conflict, "no-consent");
        ((string)(await (await client.GetAsync(address, token)).JsonAsync())["status"]!).ShouldBe("active");

        receiver.Consent = http => http.Response.StatusCode = StatusCodes.Status204NoContent;
        var refused = await client.PostAsync($"{address}/verifications", "{}");
        ((string)(await refused.JsonAsync())["status"]!).ShouldBe("unverified");
        ((string)(await (await client.GetAsync(address, token)).JsonAsync())["suspended"]!).ShouldBe("no-consent");
        await client.Sent("0225");
        await Wait.ForAsync(async _ => await client.FeedAsync() is { Count: 2 } all ? all : null);
        (await client.PostAsync($"{address}/resumptions", "{}")).StatusCode.ShouldBe(System.Net.HttpStatusCode.Conflict);
        receiver.Deliveries.Count.ShouldBe(1);

        receiver.Consent = null;
        (await client.PostAsync($"{address}/verifications", "{}")).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        await client.Delivered(address, 2);
    }

    private static async Task<JsonNode> StandingAsync(HttpClient client, string address) =>
        await (await client.GetAsync($"{address}/standing", TestContext.Current.CancellationToken)).JsonAsync();

    private static Officer Officer(string municipality) =>
        new(new($"00000099{municipality.PadLeft(9, '0')}000"), "case-system", "focal-point", [municipality]) { Scopes = SubscriptionWork.Scopes };
}
