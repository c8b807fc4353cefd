using ChainCoop.Access;
using ChainCoop.Feeds;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Subscriptions;

/// <param name="Sink">Address of the receiver.</param>
/// <param name="Suspended">Why the program stopped delivering, while it does; no-consent: until the receiver is verified again.</param>
/// <param name="Rate">Deliveries a minute that the receiver allows; absent: as many as there are.</param>
/// <param name="CanaryMinutes">So often a canary is sent; absent: never.</param>
/// <param name="OldSecretUntil">Until then deliveries carry the signature of the secret before, too.</param>
public sealed record SubscriptionView(
    SubscriptionId Id,
    SubscriptionStatus Status,
    Room Room,
    SinkProtocol Protocol,
    string Sink,
    IReadOnlyList<FeedType>? Types,
    IReadOnlyList<SubscriptionFilter> Filters,
    MunicipalityCode? Municipality,
    RecordId? CaseId,
    SuspensionReason? Suspended,
    int? Rate,
    int? CanaryMinutes,
    DateTimeOffset? OldSecretUntil,
    ActorRef CreatedBy,
    DateTimeOffset CreatedAt);

public static class GetSubscriptionEndpoint
{
    /// <summary>Reads a subscription; how far its deliveries are says <c>standing</c>.</summary>
    [WolverineGet("/subscriptions/{subscriptionId}"), Scope("subscriptions.read")]
    [ProducesResponseType<SubscriptionView>(StatusCodes.Status200OK), ProducesResponseType(StatusCodes.Status304NotModified)]
    public static Task<IResult> Get(SubscriptionId subscriptionId, Gate gate, Vault vault, CancellationToken token) =>
        gate.Show<Subscription>(
            subscriptionId.Value, SubscriptionRules.Read,
            async (subscription, _) => new Shown(View(subscription, await vault.OpenAsync([subscription.Sink], token))),
            subscription => subscription.Version);

    private static SubscriptionView View(Subscription subscription, Opened opened) =>
        new(
            subscription.Id, subscription.Status, subscription.Room, subscription.Protocol, opened.Find<Held>(subscription.Sink)?.Text ?? Opened.Erased,
            subscription.Filter.Types,
            [
                .. subscription.Filter.Exact.Select(type => new SubscriptionFilter(Exact: new ExactFilter(type))),
                .. subscription.Filter.Prefixes.Select(family => new SubscriptionFilter(Prefix: new PrefixFilter(family))),
            ],
            subscription.Filter.Municipality, subscription.Filter.Record, subscription.Suspended, subscription.Rate, subscription.Canary, subscription.Outgoing?.Until,
            subscription.By, subscription.At);
}
