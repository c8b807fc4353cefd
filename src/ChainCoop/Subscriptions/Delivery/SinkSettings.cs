using ChainCoop.Privacy;
using ChainCoop.Shared;

namespace ChainCoop.Subscriptions.Delivery;

/// <summary>What is needed to send, in clear: it stays in memory.</summary>
/// <param name="Secrets">The newest first.</param>
public sealed record SinkSettings(SubscriptionId Subscription, SinkProtocol Protocol, Uri Sink, IReadOnlyList<string> Secrets)
{
    /// <returns>Null: the vault does not hold it any more.</returns>
    public static async Task<SinkSettings?> OpenAsync(Subscription subscription, Vault vault, DateTimeOffset now, CancellationToken token)
    {
        var outgoing = subscription.Outgoing is { } before && before.Until > now ? before.Secret : null;
        var opened = await vault.OpenAsync(outgoing is null ? [subscription.Sink, subscription.Secret] : [subscription.Sink, subscription.Secret, outgoing], token);
        return opened.Find<Held>(subscription.Sink) is { } sink && opened.Find<Held>(subscription.Secret) is { } secret
            ? new SinkSettings(subscription.Id, subscription.Protocol, new Uri(sink.Text), opened.Find<Held>(outgoing) is { } old ? [secret.Text, old.Text] : [secret.Text])
            : null;
    }

    /// <summary>Secrets are not for logs.</summary>
    public override string ToString() => $"settings of {Subscription}";
}
