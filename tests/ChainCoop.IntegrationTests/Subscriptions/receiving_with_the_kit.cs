using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ChainCoop.Contracts;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Signals;

namespace ChainCoop.IntegrationTests.Subscriptions;

/// <summary>Given a partner whose receiver is made with the package alone, when its feed is pushed to it, it knows that it has everything, once, unaltered.</summary>
public sealed class receiving_with_the_kit(PushApp push) : IClassFixture<PushApp>
{
    private static readonly Officer FocalPoint = new(new("00000099000001740000"), "case-system", "focal-point", ["1740"]) { Scopes = SubscriptionWork.Scopes };
    private static readonly Officer Police = new(People.PoliceOin, "police-system", "partner", People.District) { Scopes = SubscriptionWork.Scopes };

    /// <summary>WH-08, FEED-06: three signals, everything twice, one revoked, a filter, one lost.</summary>
    [Fact]
    public async Task ends_where_the_sender_is()
    {
        using var municipality = await push.As(FocalPoint);
        using var police = await push.As(Police);
        await using var server = await SampleReceiver.StartAsync();
        var kit = Serve(server, new FeedProgress());
        var address = await police.Subscribed(SubscriptionWork.Wish(server.Sink));
        string[] signals = [await Referred(municipality), await Referred(municipality), await Referred(municipality)];
        await Reached(kit, 6);   // access, and that it was referred, of each
        kit.Handled.Select(message => message.Type).Distinct().ShouldBe([EntryTypes.AccessGranted, EntryTypes.SignalsConcluded], ignoreOrder: true);
        kit.Handled.ShouldAllBe(message => message.DataRef == $"/v1/signals/{message.Subject}" && message.Kind == "signal");
        await Agrees(kit, police);

        // Access to one ends; what was said of it is withheld from then on. Everything again: nothing is handled again.
        await police.Done(signals[1], "referral-answers", new JsonObject { ["answer"] = "declined", ["reason"] = "insufficient-information" });
        await Reached(kit, 7);
        await police.Delivered(address, 7);
        var rewound = await police.PostAsync($"{address}/rewinds", """{"fromSequence":1}""");
        rewound.StatusCode.ShouldBe(HttpStatusCode.OK, await rewound.Content.ReadAsStringAsync());
        await server.WhenAsync(all => all.Count == 14);
        await police.Delivered(address, 7);
        server.Deliveries.Count(one => one.Type == EntryTypes.Withheld).ShouldBe(1);
        kit.Arrivals.Count(arrival => arrival == Arrival.Duplicate).ShouldBe(7);
        kit.Handled.Count.ShouldBe(7);
        await Agrees(kit, police);

        // Who begins now gets it withheld, and the same hash.
        await using var second = await SampleReceiver.StartAsync();
        var late = Serve(second, new FeedProgress());
        await police.Subscribed(SubscriptionWork.Wish(second.Sink));
        await Reached(late, 7);
        late.Handled.Count.ShouldBe(6);
        await Agrees(late, police);

        // With a filter the positions between are no gap.
        await using var third = await SampleReceiver.StartAsync();
        var filtered = Serve(third, new FeedProgress(Filtered: true));
        var wish = SubscriptionWork.Wish(third.Sink);
        wish["types"] = new JsonArray(EntryTypes.SignalsConcluded);
        await police.Subscribed(wish);
        await Reached(filtered, 6);
        filtered.Handled.Select(message => message.Subject).ShouldBe([signals[0]["signals/".Length..], signals[2]["signals/".Length..]], ignoreOrder: true);
        await Agrees(filtered, police);

        new[] { kit, late, filtered }.ShouldAllBe(one => one.Alarms.IsEmpty && !one.Arrivals.Contains(Arrival.OutOfOrder));
    }

    [Fact]
    public async Task finds_what_was_lost_and_pulls_it()
    {
        using var client = await push.As(Officer("0296"));
        await using var server = await SampleReceiver.StartAsync();
        var kit = Kit(new FeedProgress());
        server.Answer = (one, http) =>
        {
            http.Response.StatusCode = one.Type == EntryTypes.SignalsReceived && one.Sequence == 1 ? 204 : kit.Take(one);   // one is taken and forgotten
            return Task.CompletedTask;
        };
        await client.Subscribed(SubscriptionWork.Wish(server.Sink));
        await client.Acknowledged(await client.Sent("0296"));
        await Wait.ForAsync(_ => Task.FromResult(kit.Progress.FirstMissing == 1 ? kit : null));

        (await kit.CatchUpAsync(client)).ShouldBeTrue();
        kit.Progress.Position.ShouldBe(2);
        kit.Handled.Select(message => message.Type).ShouldBe([EntryTypes.SignalsAcknowledged, EntryTypes.SignalsReceived]);
        kit.Arrivals.ShouldBe([Arrival.Ahead, Arrival.OutOfOrder, Arrival.Duplicate]);
    }

    /// <summary>What is not from the sender is refused; a canary and a test are no entries.</summary>
    [Fact]
    public async Task takes_what_the_sender_signed_alone()
    {
        using var client = await push.As(Officer("0297"));
        await using var server = await SampleReceiver.StartAsync();
        var kit = Serve(server, new FeedProgress());
        var address = await client.Subscribed(SubscriptionWork.Wish(server.Sink));
        await client.Sent("0297");
        await client.Delivered(address, 1);
        var one = server.Deliveries.Single();
        kit.Take(one with { Body = one.Body.Replace("signals", "signal5", StringComparison.Ordinal) }).ShouldBe(401);
        Kit(new FeedProgress(), "whsec_bW9yZSB0aGFuIHR3ZW50eS1mb3VyIGJ5dGVzLCBzdXJlbHk=").Take(one).ShouldBe(401);
        kit.Take(one).ShouldBe(204);

        ((bool)(await (await client.PostAsync($"{address}/tests", "{}")).JsonAsync())["delivered"]!).ShouldBeTrue();
        kit.Arrivals.ShouldBe([Arrival.Next, Arrival.Duplicate, Arrival.Beside]);
        kit.Progress.Position.ShouldBe(1);

        push.Clock.Advance(TimeSpan.FromMinutes(6));
        kit.Take(one).ShouldBe(401, "it was recorded and is repeated");
    }

    private KitReceiver Serve(SampleReceiver server, FeedProgress begin)
    {
        var kit = Kit(begin);
        server.Answer = (one, http) =>
        {
            http.Response.StatusCode = kit.Take(one);
            return Task.CompletedTask;
        };
        return kit;
    }

    private KitReceiver Kit(FeedProgress begin, string secret = SubscriptionWork.Secret) => new(new WebhookVerifier(push.Clock, [secret]), begin);

    private static Task<KitReceiver> Reached(KitReceiver kit, long position) => Wait.ForAsync(_ => Task.FromResult(kit.Progress.Position == position ? kit : null));

    private static async Task Agrees(KitReceiver kit, HttpClient client)
    {
        kit.Progress.FirstMissing.ShouldBeNull();
        FeedHead.TryRead(Encoding.UTF8.GetBytes(await client.GetStringAsync(kit.Progress.StateRequest())), out var head).ShouldBeTrue();
        kit.Progress.AgreesWith(head!).ShouldBeTrue();
    }

    private static async Task<string> Referred(HttpClient client)
    {
        var signal = await client.Sent();
        foreach (var step in new[] { "w1", "w2a", "w2b", "w3" }) await client.Done(signal, "assessments", Examples.Assessment(step));
        await client.Done(signal, "outcome", Examples.Outcome("referred", to: People.PoliceOin.Value));
        return signal;
    }

    private static Officer Officer(string municipality) =>
        new(new($"00000099{municipality.PadLeft(9, '0')}000"), $"case-system-{municipality}", "focal-point", [municipality]) { Scopes = SubscriptionWork.Scopes };
}
