using ChainCoop.Access;
using ChainCoop.Feeds;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Subscriptions.Delivery;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Subscriptions;

public sealed record TestSubscription;

/// <param name="Delivered">The receiver took it.</param>
/// <param name="Answer">HTTP status of its answer; absent when there was none.</param>
/// <param name="Failure">Why it was not delivered.</param>
public sealed record TestResult(SubscriptionId Id, bool Delivered, int? Answer, DeliveryFailure? Failure);

public static class TestSubscriptionEndpoint
{
    /// <summary>Sends a test event at once and tells how the receiver answered. It is no entry and has no position.</summary>
    [WolverinePost("/subscriptions/{subscriptionId}/tests"), Scope("subscriptions.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<TestResult>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SubscriptionId subscriptionId, TestSubscription command, Gate gate, Vault vault, Receiver receiver, District district, CancellationToken token) =>
        gate.Change<Subscription>(subscriptionId.Value, SubscriptionRules.Test, async (subscription, entry) =>
            !subscription.Steps.Contains("tests") ? SubscriptionProblems.Forbids(subscription, "Without consent nothing is sent.")
            : await SinkSettings.OpenAsync(subscription, vault, entry.Now, token) is not { } settings ? Problems.NoConsent
            : Decide(subscription, await receiver.SendAsync(settings, SinkMessage.Test(subscription.Id, entry.Now, district), token)));

    public static Decision Decide(Subscription subscription, Attempt attempt) =>
        new() { Answer = new TestResult(subscription.Id, attempt.Failure is null, attempt.Answer, attempt.Failure) };
}
