using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Access;
using ChainCoop.IntegrationTests.Cases;
using Microsoft.Extensions.DependencyInjection;

namespace ChainCoop.IntegrationTests.Subscriptions;

/// <summary>The program on a database of its own, with a clock that a test moves.</summary>
public sealed class PushApp : IAsyncLifetime
{
    internal MovedClock Clock { get; } = new(DateTimeOffset.UtcNow);

    public AppFixture App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await AppFixture.OnAsync(
        await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync(),
        more: web => web.ConfigureServices(services => services.AddSingleton<TimeProvider>(Clock)));

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>With a token that outlasts what the clock is moved.</summary>
    internal async Task<HttpClient> As(Officer officer)
    {
        var client = await App.As(officer);
        var claims = Tokens.Claims(officer.Organisation, officer.Id, officer.Role, officer.Scopes);
        claims["exp"] = Clock.GetUtcNow().AddYears(1).ToUnixTimeSeconds();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Tokens.Signed(claims));
        return client;
    }
}

/// <summary>Who subscribes in tests, and how.</summary>
internal static class SubscriptionWork
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /// <summary>Long enough for tokens, too.</summary>
    public const string LongSecret = "whsec_bm8gc2VjcmV0IGF0IGFsbCwgYnV0IGxvbmcgZW5vdWdoIQ==";

    public const string Scopes = "signals.read signals.write cases.read cases.write feed.read subscriptions.read subscriptions.write organisations.read organisations.write sharing.read sharing.write";

    public static JsonObject Wish(string sink) => new() { ["sink"] = sink, ["secret"] = Secret, ["after"] = 0 };

    /// <summary>The address of a new subscription to which the receiver has consented.</summary>
    public static async Task<string> Subscribed(this HttpClient client, JsonObject wish)
    {
        var address = await client.Wished(wish);
        var verified = await client.PostAsync($"{address}/verifications", "{}");
        verified.StatusCode.ShouldBe(HttpStatusCode.OK, await verified.Content.ReadAsStringAsync());
        return address;
    }

    public static async Task<string> Wished(this HttpClient client, JsonObject wish)
    {
        var created = await client.PostAsync("subscriptions", wish.ToJsonString());
        created.StatusCode.ShouldBe(HttpStatusCode.Created, await created.Content.ReadAsStringAsync());
        return $"subscriptions/{(await created.JsonAsync())["id"]}";
    }

    /// <summary>All entries of the caller's feed, as it may see them now.</summary>
    public static async Task<IReadOnlyList<JsonObject>> FeedAsync(this HttpClient client, string room = "general") =>
        [.. (await (await client.GetAsync($"feed?room={room}&limit=1000")).JsonAsync()).AsArray().Select(entry => entry!.AsObject())];

    /// <summary>Until a delivery of the subscription failed so often, and that is on record.</summary>
    public static Task Attempted(this HttpClient client, string address, int attempts) => Wait.ForAsync<object>(async token =>
        (await (await client.GetAsync($"{address}/deliveries?limit=200", token)).JsonAsync())["items"]!.AsArray().Any(one => (int)one!["attempts"]! == attempts && one["failure"] is not null) ? address : null);

    /// <summary>Until so many are on record as delivered.</summary>
    public static Task Delivered(this HttpClient client, string address, int count) => Wait.ForAsync<object>(async token =>
        (await (await client.GetAsync($"{address}/deliveries?state=delivered&limit=200", token)).JsonAsync())["items"]!.AsArray().Count == count ? address : null);

    public static async Task<string> Acknowledged(this HttpClient client, string signal)
    {
        await client.Done(signal, "acknowledgements", []);
        return signal;
    }
}
