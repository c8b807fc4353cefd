using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Subscriptions;

public sealed record PauseSubscription;

public static class PauseSubscriptionEndpoint
{
    /// <summary>Stops deliveries until they are resumed; nothing is lost meanwhile. Doing it again changes nothing.</summary>
    [WolverinePost("/subscriptions/{subscriptionId}/pauses"), Scope("subscriptions.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<SubscriptionStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SubscriptionId subscriptionId, PauseSubscription command, Gate gate) =>
        gate.Change<Subscription>(subscriptionId.Value, SubscriptionRules.Pause, (subscription, entry) => Decide(subscription, entry.By, entry.Now));

    public static Decision Decide(Subscription subscription, ActorRef by, DateTimeOffset now) =>
        subscription.Status is not (SubscriptionStatus.Active or SubscriptionStatus.Suspended or SubscriptionStatus.Paused)
            ? SubscriptionProblems.Forbids(subscription, "Nothing is delivered that could be paused.")
            : Decision.Of(subscription.Status == SubscriptionStatus.Paused ? [] : [new SubscriptionPaused(subscription.Id, by, now)]) with
            {
                Answer = new SubscriptionStanding(subscription.Id, SubscriptionStatus.Paused),
            };
}
