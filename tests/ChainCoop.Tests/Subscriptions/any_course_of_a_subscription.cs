using ChainCoop.Access;
using ChainCoop.Shared;
using ChainCoop.Subscriptions;
using ChainCoop.Subscriptions.Delivery;
using CsCheck;
using static ChainCoop.Tests.DeciderSpec;

namespace ChainCoop.Tests.Subscriptions;

/// <summary>What a subscriber may do with a subscription, and what the program does with it.</summary>
public class any_course_of_a_subscription
{
    private static readonly SubscriptionId Id = SubscriptionId.From(Guid.Parse("0198f1f0-0000-7000-8000-000000000001"));
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly ActorRef By = new(new Oin("00000099000000268000"), new OfficerId("case-system"));
    private static readonly PayloadRef Sealed = new(PayloadId.From(Guid.Parse("0198f1f0-0000-7000-8000-000000000002")), new Commitment(new string('0', 64)));
    private static readonly SubscriptionCreated Created =
        new(Id, Room.General, SinkProtocol.Http, Sealed, Sealed, null, [], [], null, null, 0, null, [Role.FocalPoint], new MunicipalityCode("0268"), By, Monday);
    private static readonly SubscriptionVerified Verified = new(Id, null, By, Monday);

    private static readonly Dictionary<string, Func<Subscription, DateTimeOffset, Decision>> Deciders = new()
    {
        ["verifications"] = (subscription, now) => VerifySubscriptionEndpoint.Decide(subscription, new Consent(null), By, now),
        ["refused verifications"] = (subscription, now) => VerifySubscriptionEndpoint.Decide(subscription, Consent.Refused, By, now),
        ["pauses"] = (subscription, now) => PauseSubscriptionEndpoint.Decide(subscription, By, now),
        ["resumptions"] = (subscription, now) => ResumeSubscriptionEndpoint.Decide(subscription, By, now),
        ["rewinds"] = (subscription, now) => RewindSubscriptionEndpoint.Decide(subscription, new RewindSubscription(FromSequence: 1), 3, 1, By, now),
        ["endings"] = (subscription, now) => EndSubscriptionEndpoint.Decide(subscription, By, now),
    };

    private static readonly string[] Steps = [.. Deciders.Keys, "failing", "gone"];

    [Fact]
    public void delivers_only_with_consent_and_while_it_is_active() => Gen.Int[0, Steps.Length - 1].Array[0, 40].Sample(drawn =>
    {
        var current = Given<Subscription>(Created).State;
        var consented = false;
        var now = Monday;
        foreach (var step in drawn.Select(index => Steps[index]))
        {
            now = now.AddHours(3);
            var before = current;
            IReadOnlyList<object> events;
            if (Deciders.TryGetValue(step, out var decide))
            {
                var decision = decide(current, now);
                (decision.Refusal is null || decision.Refusal.Code == "rewind-quota-used" || !current.Steps.Contains(step)).ShouldBeTrue($"{step} in {current.Status}");
                if (decision.Refusal is { Code: "state-forbids" } refusal) (refusal.State, string.Join(' ', refusal.Allowed!)).ShouldBe((Kebab.Of(current.Status), string.Join(' ', current.Steps)));
                events = decision.Events;
            }
            else
            {
                events = current.Status != SubscriptionStatus.Active ? [] : step == "gone" ? [new SubscriptionRetired(Id, now)] : [new SubscriptionSuspended(Id, SuspensionReason.Failing, now)];
            }

            foreach (var @event in events)
            {
                consented = @event is SubscriptionVerified || consented && @event is not SubscriptionSuspended { Reason: SuspensionReason.NoConsent };
                current = (Subscription)typeof(Subscription).GetMethod("Apply", [@event.GetType()])!.Invoke(current, [@event])!;
            }

            if (current.Status == SubscriptionStatus.Active) consented.ShouldBeTrue();
            if (before.Steps.Count == 0) current.ShouldBe(before, "what is over stays so");
            current.Rewinds.Count(at => at > now.AddHours(-24)).ShouldBeLessThanOrEqualTo(RewindSubscriptionEndpoint.Quota);
        }
    });

    [Fact]
    public void begins_where_the_subscriber_says()
    {
        var command = new CreateSubscription("https://receiver.example/hook", "whsec_x", After: 3);
        CreateSubscriptionEndpoint.Decide(Id, command, 7, Sealed, Sealed, [Role.FocalPoint], new MunicipalityCode("0268"), By, Monday)
            .Starts[0].Events[0].ShouldBeOfType<SubscriptionCreated>().After.ShouldBe(3);
        CreateSubscriptionEndpoint.Decide(Id, command with { After = null }, 7, Sealed, Sealed, [Role.FocalPoint], new MunicipalityCode("0268"), By, Monday)
            .Starts[0].Events[0].ShouldBeOfType<SubscriptionCreated>().After.ShouldBe(7, "else with what comes from now on");
    }

    [Fact]
    public void is_not_verified_without_consent() =>
        Given<Subscription>(Created).When(subscription => VerifySubscriptionEndpoint.Decide(subscription, null, By, Monday)).ThenRefused("no-consent");

    /// <summary>Nor does it go on until the receiver consents again, whatever it was: active, paused or suspended.</summary>
    [Fact]
    public void loses_its_consent_when_the_receiver_refuses_it_later()
    {
        var refused = new SubscriptionSuspended(Id, SuspensionReason.NoConsent, Monday);
        foreach (var before in new object[][] { [], [new SubscriptionPaused(Id, By, Monday)], [new SubscriptionSuspended(Id, SuspensionReason.Failing, Monday)] })
            Given<Subscription>([Created, Verified, .. before]).When(subscription => VerifySubscriptionEndpoint.Decide(subscription, Consent.Refused, By, Monday)).Then(refused);
        Given<Subscription>(Created, Verified, refused).When(subscription => ResumeSubscriptionEndpoint.Decide(subscription, By, Monday)).ThenRefused("state-forbids");
        Given<Subscription>(Created, Verified, refused, Verified).State
            .ShouldSatisfyAllConditions(state => state.Status.ShouldBe(SubscriptionStatus.Active), state => state.Suspended.ShouldBeNull());
    }

    /// <summary>An outage is no refusal.</summary>
    [Fact]
    public void keeps_its_consent_when_the_receiver_cannot_be_asked() =>
        Given<Subscription>(Created, Verified).When(subscription => VerifySubscriptionEndpoint.Decide(subscription, null, By, Monday)).ThenRefused("no-consent");

    [Fact]
    public void stays_paused_when_it_is_verified_again() =>
        Given<Subscription>(Created, Verified, new SubscriptionPaused(Id, By, Monday), Verified with { Rate = 60 }).State
            .ShouldSatisfyAllConditions(state => state.Status.ShouldBe(SubscriptionStatus.Paused), state => state.Rate.ShouldBe(60));

    [Fact]
    public void keeps_the_secret_before_for_the_grace() =>
        Given<Subscription>(Created, Verified)
            .When(subscription => RotateSubscriptionSecretEndpoint.Decide(subscription, new RotateSubscriptionSecret("whsec_x", 90), Sealed, By, Monday))
            .Then(new SubscriptionSecretRotated(Id, Sealed, Monday.AddMinutes(90), By, Monday));

    [Theory]
    [InlineData(3L, 3L, 2L)]
    [InlineData(8L, 8L, 7L)]
    public void rewinds_to_before_what_was_named(long? from, long? first, long after) =>
        Given<Subscription>(Created, Verified)
            .When(subscription => RewindSubscriptionEndpoint.Decide(subscription, new RewindSubscription(FromSequence: from), 7, first, By, Monday))
            .Then(new SubscriptionRewound(Id, after, By, Monday));

    [Fact]
    public void never_winds_forward() =>
        Given<Subscription>(Created, Verified)
            .When(subscription => RewindSubscriptionEndpoint.Decide(subscription, new RewindSubscription(FromSequence: 9), 7, 9, By, Monday)).ThenRefused("invalid-input");

    /// <summary>Nothing was recorded since: nothing is repeated.</summary>
    [Fact]
    public void stays_where_it_is_when_nothing_came_since() =>
        Given<Subscription>(Created, Verified)
            .When(subscription => RewindSubscriptionEndpoint.Decide(subscription, new RewindSubscription(FromTime: Monday), 7, null, By, Monday))
            .Then(new SubscriptionRewound(Id, 7, By, Monday));

    [Fact]
    public void says_when_it_may_be_rewound_again()
    {
        object[] rewinds = [.. Enumerable.Range(0, 10).Select(hour => new SubscriptionRewound(Id, 0, By, Monday.AddHours(hour)))];
        var refused = Given<Subscription>([Created, Verified, .. rewinds])
            .When(subscription => RewindSubscriptionEndpoint.Decide(subscription, new RewindSubscription(FromSequence: 1), 7, 1, By, Monday.AddHours(10)));
        refused.ThenRefused("rewind-quota-used");
        refused.Decision.Refusal!.RetryAfter.ShouldBe(14 * 3600);
    }
}
