using ChainCoop.Access;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Subscriptions;

public sealed record ResumeSubscription;

public static class ResumeSubscriptionEndpoint
{
    /// <summary>Deliveries go on where they stopped, and at once. Doing it again changes nothing.</summary>
    [WolverinePost("/subscriptions/{subscriptionId}/resumptions"), Scope("subscriptions.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<SubscriptionStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SubscriptionId subscriptionId, ResumeSubscription command, Gate gate) =>
        gate.Change<Subscription>(subscriptionId.Value, SubscriptionRules.Resume, (subscription, entry) => Decide(subscription, entry.By, entry.Now));

    public static Decision Decide(Subscription subscription, ActorRef by, DateTimeOffset now) =>
        subscription.Status is not (SubscriptionStatus.Active or SubscriptionStatus.Suspended or SubscriptionStatus.Paused)
            ? SubscriptionProblems.Forbids(subscription, "It was not paused.")
            : Decision.Of(subscription.Status == SubscriptionStatus.Active ? [] : [new SubscriptionResumed(subscription.Id, by, now)]) with
            {
                Answer = new SubscriptionStanding(subscription.Id, SubscriptionStatus.Active),
            };
}
