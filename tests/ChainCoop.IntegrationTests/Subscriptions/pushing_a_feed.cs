using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Signals;

namespace ChainCoop.IntegrationTests.Subscriptions;

/// <summary>Given a subscriber, when its feed grows, its receiver gets every entry that it would pull, once consented, signed and in order.</summary>
public sealed class pushing_a_feed(PushApp push) : IClassFixture<PushApp>
{
    private static readonly Officer Client = new(new("00000099000001740000"), "case-system", "focal-point", ["1740"]) { Scopes = SubscriptionWork.Scopes };

    /// <summary>WH-01, WH-03, WH-08, CE-05, FEED-06.</summary>
    [Fact]
    public async Task gives_what_pulling_gives()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        using var client = await push.As(Client);
        var wished = await client.Wished(SubscriptionWork.Wish(receiver.Sink));
        for (var i = 0; i < 3; i++) await client.Acknowledged(await client.Sent());
        receiver.All.ShouldBeEmpty();

        (await client.PostAsync($"{wished}/verifications", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await client.Acknowledged(await client.Sent());
        var feed = await Wait.ForAsync(async _ => await client.FeedAsync() is { Count: >= 8 } all ? all : null);
        var got = await receiver.WhenAsync(all => all.Count >= feed.Count);

        var before = 0L;
        foreach (var one in got.OrderBy(one => one.Sequence))
        {
            one.Headers["content-type"].ShouldBe("application/cloudevents+json");
            one.Headers["webhook-request-origin"].ShouldNotBeEmpty();
            one.Headers["traceparent"].ShouldStartWith("00-");
            one.SignatureBy(SubscriptionWork.Secret).ShouldBe(one.Headers["webhook-signature"]);
            var entry = one.Json.AsObject();
            ((string)entry["previoussequence"]!).ShouldBe($"{before:d20}");
            entry.Remove("previoussequence");
            JsonNode.DeepEquals(entry, feed[(int)before]).ShouldBeTrue();
            before = one.Sequence;
        }

        foreach (var line in got.GroupBy(one => one.Subject)) line.Select(one => one.Sequence).ShouldBeInOrder();
    }
}
