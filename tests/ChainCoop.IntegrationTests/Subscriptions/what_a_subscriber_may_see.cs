using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Signals;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Http;

namespace ChainCoop.IntegrationTests.Subscriptions;

/// <summary>Given that access ends or never was, when deliveries are made, they tell no more than a pull at that moment does.</summary>
public sealed class what_a_subscriber_may_see(PushApp push) : IClassFixture<PushApp>
{
    private const string Withheld = "nl.chaincoop.feed.withheld.v1";
    private const string Concluded = "nl.chaincoop.signals.concluded.v1";

    /// <summary>Nobody else refers a signal to it here: its feed begins with this one.</summary>
    private static readonly Officer Kmar = new(new Oin("00000099000100006000"), "subscriber-of-the-kmar", "partner", People.District) { Scopes = SubscriptionWork.Scopes };

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task is_decided_when_it_is_sent()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        using var neder = await push.As(SignalWork.FocalPoint with { Scopes = SubscriptionWork.Scopes });
        using var kmar = await push.As(Kmar);
        var down = true;
        receiver.Answer = (_, http) =>
        {
            if (down) http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        };
        var address = await kmar.Subscribed(SubscriptionWork.Wish(receiver.Sink));
        var signal = await Referred(neder, Kmar.Organisation);
        await kmar.Attempted(address, 1);
        await neder.Done(signal, "referral-withdrawals", new JsonObject { ["reason"] = "task-of-partner" });

        down = false;
        push.Clock.Advance(TimeSpan.FromMinutes(1));
        var feed = await Wait.ForAsync(async _ => await kmar.FeedAsync() is { Count: >= 3 } all ? all : null);
        await kmar.Delivered(address, feed.Count);

        var concluded = receiver.Deliveries.Where(one => one.Sequence == 2).ToList();
        concluded.ShouldAllBe(one => one.Type == Withheld);
        concluded.ShouldNotBeEmpty();
        receiver.Deliveries.ShouldAllBe(one => one.Type != Concluded);
        foreach (var entry in feed)
            receiver.Deliveries.Last(one => one.Sequence == long.Parse((string)entry["sequence"]!, null)).Type.ShouldBe((string)entry["type"]!);
    }

    /// <summary>A withheld delivery would say that there was an entry of the type, for the municipality, or about the record, that a filter asks for.</summary>
    [Theory]
    [InlineData("types"), InlineData("prefix"), InlineData("municipality")]
    public async Task is_not_told_by_a_filter(string filter)
    {
        await using var receiver = await SampleReceiver.StartAsync();
        var partner = new Oin("00000099000100005000");
        using var neder = await push.As(SignalWork.FocalPoint with { Scopes = SubscriptionWork.Scopes });
        using var elsewhere = await push.As(new Officer(partner, $"elsewhere-{filter}", "partner", ["0268"]) { Scopes = SubscriptionWork.Scopes });
        using var everywhere = await push.As(new Officer(partner, $"everywhere-{filter}", "partner", ["0268", SignalWork.Neder]) { Scopes = SubscriptionWork.Scopes });
        var (narrow, wide) = (Filtered(receiver.Sink + "/narrow", filter), Filtered(receiver.Sink + "/wide", filter));
        var narrowed = await elsewhere.Subscribed(narrow);
        var widened = await everywhere.Subscribed(wide);
        var whole = await elsewhere.Subscribed(SubscriptionWork.Wish(receiver.Sink + "/whole"));
        await Referred(neder, partner);
        var head = await Wait.ForAsync<object>(async _ =>
            (await everywhere.FeedAsync()) is { Count: > 0 } all && (string)all[^1]["type"]! == Concluded ? all.Count : null);

        // All of them have taken up what there is; only who is mandated for the municipality got something, and nobody a riddle.
        foreach (var one in new[] { narrowed, widened, whole })
            await Wait.ForAsync(push.App.Database, $"select taken >= {head} from subscriptions.endpoints where subscription = '{one["subscriptions/".Length..]}'");
        await Wait.ForAsync<object>(async _ => (await DeliveriesOf(everywhere, widened)).Count > 0 ? widened : null);
        (await DeliveriesOf(elsewhere, narrowed)).ShouldBeEmpty();
        (await DeliveriesOf(elsewhere, whole)).Count.ShouldBeGreaterThan(0, "a feed as a whole has no gaps: there it is withheld");

        foreach (var (client, one) in new[] { (elsewhere, narrowed), (everywhere, widened), (elsewhere, whole) }) await client.PostAsync($"{one}/endings", "{}");

        static JsonObject Filtered(string sink, string filter)
        {
            var wish = SubscriptionWork.Wish(sink);
            if (filter == "types") wish["types"] = new JsonArray(Concluded);
            else if (filter == "prefix") wish["filters"] = new JsonArray(new JsonObject { ["prefix"] = new JsonObject { ["type"] = "nl.chaincoop.signals." } });
            else wish["municipality"] = SignalWork.Neder;
            return wish;
        }
    }

    private async Task<JsonArray> DeliveriesOf(HttpClient client, string address) =>
        (await (await client.GetAsync($"{address}/deliveries?limit=200", token)).JsonAsync())["items"]!.AsArray();

    private static async Task<string> Referred(HttpClient municipality, Oin to)
    {
        var signal = await municipality.Sent();
        await municipality.Stopped(signal);
        await municipality.Done(signal, "outcome", Examples.Outcome("referred").With("to", to.Value));
        return signal;
    }
}
