using ChainCoop.IntegrationTests.Subscriptions;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Conformance.NonInterference;

internal sealed partial class History
{
    /// <summary>A municipality and a partner want their feeds pushed.</summary>
    private async Task SubscriptionsAsync()
    {
        await SubscribeAsync("1", "police", Asker.Police, asker => asker.Name == "police");
        await SubscribeAsync("2", "nijmegen-focal-point", Asker.Nijmegen, asker => SeesGeneral(asker, Asker.Nijmegen));
    }

    private IEnumerable<Happening> NextSubscriptions() =>
    [
        new("a partner subscribes once more", asker => asker.Name == "police", async () =>
        {
            await SubscribeAsync($"{++serial + 10}", "police", Asker.Police, asker => asker.Name == "police");
            await DoAsync("police", $"subscriptions/{ids["subscriptionId1"]}", "endings", []);
        }),
        new("another municipality subscribes", asker => SeesGeneral(asker, Asker.Tiel), () =>
            SubscribeAsync($"{++serial + 10}", "tiel-focal-point", Asker.Tiel, asker => SeesGeneral(asker, Asker.Tiel))),
    ];

    private async Task SubscribeAsync(string name, string subscriber, Oin organisation, Func<Asker, bool> maySee) =>
        Add("subscriptionId", $"subscriptionId{name}", await CreatedAsync(subscriber, "subscriptions", SubscriptionWork.Wish("https://receiver.example/hook")), organisation, maySee);
}
