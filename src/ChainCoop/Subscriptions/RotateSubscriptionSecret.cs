using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Contracts;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace ChainCoop.Subscriptions;

/// <param name="Secret"><c>whsec_</c> and 24 to 64 bytes in base64; never given back.</param>
/// <param name="GraceMinutes">So long deliveries are signed with the secret before, too; default a day.</param>
public sealed record RotateSubscriptionSecret(
    [property: MinLength(1), MaxLength(100)] string Secret, [property: Range(0, 10_080)] int GraceMinutes = 1440) : IChecked
{
    public void Check(Faults faults)
    {
        if (!faults.Has("/secret") && !Signing.IsSecret(Secret)) faults.Add("/secret", Signing.SecretForm);
    }
}

/// <param name="Until">From then on the new secret alone counts.</param>
public sealed record SecretRotated(SubscriptionId Id, DateTimeOffset Until);

public static class RotateSubscriptionSecretEndpoint
{
    /// <summary>Replaces the secret that deliveries are signed with; for a while each carries both signatures.</summary>
    [WolverinePost("/subscriptions/{subscriptionId}/secret-rotations"), Scope("subscriptions.write"), HonoursIfMatch, Idempotent]
    [ProducesResponseType<SecretRotated>(StatusCodes.Status200OK)]
    public static Task<IResult> Post(SubscriptionId subscriptionId, RotateSubscriptionSecret command, Gate gate) =>
        gate.Change<Subscription>(subscriptionId.Value, SubscriptionRules.Rotate, async (subscription, entry) =>
            !subscription.Steps.Contains("secret-rotations") ? SubscriptionProblems.Forbids(subscription, "There is nothing to sign.")
            : SinkSecret.FaultIn(command.Secret, subscription.Protocol) is { } fault ? Problems.InvalidInput([new Fault("/secret", fault)])
            : Decide(subscription, command, (await entry.Seal(CreateSubscriptionEndpoint.Of(command.Secret, "subscription_secret_rotated")))[0], entry.By, entry.Now));

    public static Decision Decide(Subscription subscription, RotateSubscriptionSecret command, PayloadRef secret, ActorRef by, DateTimeOffset now)
    {
        var until = now.AddMinutes(command.GraceMinutes);
        return Decision.Of(new SubscriptionSecretRotated(subscription.Id, secret, until, by, now)) with { Answer = new SecretRotated(subscription.Id, until) };
    }
}
