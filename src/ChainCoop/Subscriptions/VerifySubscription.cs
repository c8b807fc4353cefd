using ChainCoop.Access;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Subscriptions.Delivery;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Subscriptions;

public sealed record VerifySubscription;

public static class VerifySubscriptionEndpoint
{
    /// <summary>
    /// Asks the receiver for consent (CloudEvents HTTP webhook, section 4): it gives it by answering <c>OPTIONS</c> with
    /// <c>WebHook-Allowed-Origin</c>. Again later: takes over the rate that it allows by then; if it answers and does not consent any more, nothing is
    /// delivered until it does, and the subscription is unverified again.
    /// </summary>
    [WolverinePost("/subscriptions/{subscriptionId}/verifications"), Scope("subscriptions.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<SubscriptionStanding>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SubscriptionId subscriptionId, VerifySubscription command, Gate gate, Vault vault, Receiver receiver, CancellationToken token) =>
        gate.Change<Subscription>(subscriptionId.Value, SubscriptionRules.Verify, async (subscription, entry) =>
        {
            if (subscription.Steps.Count == 0) return Decide(subscription, null, entry.By, entry.Now);
            var settings = await SinkSettings.OpenAsync(subscription, vault, entry.Now, token);
            return Decide(subscription, settings is null ? null : await receiver.AskConsentAsync(settings, token), entry.By, entry.Now);
        });

    /// <param name="consent">Null: the receiver could not be asked.</param>
    public static Decision Decide(Subscription subscription, Consent? consent, ActorRef by, DateTimeOffset now) =>
        subscription.Steps.Count == 0 ? SubscriptionProblems.Over(subscription)
        : consent is { Given: false } && subscription.Status != SubscriptionStatus.Unverified
            ? Decision.Of(new SubscriptionSuspended(subscription.Id, SuspensionReason.NoConsent, now)) with { Answer = new SubscriptionStanding(subscription.Id, SubscriptionStatus.Unverified) }
        : consent is not { Given: true } ? Problems.NoConsent
        : Decision.Of(new SubscriptionVerified(subscription.Id, consent.Rate, by, now)) with
        {
            Answer = new SubscriptionStanding(subscription.Id, subscription.Status == SubscriptionStatus.Unverified ? SubscriptionStatus.Active : subscription.Status),
        };
}

internal static class SubscriptionProblems
{
    public static Problem Over(Subscription subscription) => Forbids(subscription, "It is over: begin another subscription.");

    public static Problem Forbids(Subscription subscription, string detail) => Problems.StateForbids(Kebab.Of(subscription.Status), subscription.Steps, detail);
}
