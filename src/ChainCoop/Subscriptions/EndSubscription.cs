using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Subscriptions;

public sealed record EndSubscription;

public static class EndSubscriptionEndpoint
{
    /// <summary>Ends a subscription for good. Doing it again changes nothing.</summary>
    [WolverinePost("/subscriptions/{subscriptionId}/endings"), Scope("subscriptions.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<SubscriptionStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SubscriptionId subscriptionId, EndSubscription command, Gate gate) =>
        gate.Change<Subscription>(subscriptionId.Value, SubscriptionRules.End, (subscription, entry) => Decide(subscription, entry.By, entry.Now));

    public static Decision Decide(Subscription subscription, ActorRef by, DateTimeOffset now) =>
        Decision.Of(subscription.Steps.Count == 0 ? [] : [new SubscriptionEnded(subscription.Id, by, now)]) with
        {
            Answer = new SubscriptionStanding(subscription.Id, subscription.Steps.Count == 0 ? subscription.Status : SubscriptionStatus.Ended),
        };
}
