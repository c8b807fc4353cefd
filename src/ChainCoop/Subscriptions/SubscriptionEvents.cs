using ChainCoop.Feeds;
using ChainCoop.Shared;

namespace ChainCoop.Subscriptions;

// Stored for years. Never rename or retype a member: add a new event and a golden file.

/// <summary>An organisation wants the entries of one of its feeds pushed to a system of its own.</summary>
/// <param name="Sink">Address of the receiver, in the vault: it may hold a name or a token.</param>
/// <param name="Secret">What deliveries are signed with, in the vault.</param>
/// <param name="Types">Only entries of one of these types; null: any.</param>
/// <param name="Exact">Only entries of exactly these types.</param>
/// <param name="Prefixes">Only entries whose types begin with all of these.</param>
/// <param name="About">Only entries about records of this municipality; null: any.</param>
/// <param name="Record">Only entries about this record; null: any.</param>
/// <param name="After">Feed position after which it begins.</param>
/// <param name="Canary">Minutes between two canaries; null: none.</param>
/// <param name="Roles">In which the subscriber acts: what is delivered is what its mandates in these roles let it see at that moment.</param>
/// <param name="Municipality">For which the subscriber was mandated.</param>
public sealed record SubscriptionCreated(
    SubscriptionId SubscriptionId,
    Room Room,
    SinkProtocol Protocol,
    PayloadRef Sink,
    PayloadRef Secret,
    IReadOnlyList<FeedType>? Types,
    IReadOnlyList<FeedType> Exact,
    IReadOnlyList<FeedTypeFamily> Prefixes,
    MunicipalityCode? About,
    RecordId? Record,
    long After,
    int? Canary,
    IReadOnlyList<Role> Roles,
    MunicipalityCode Municipality,
    ActorRef By,
    DateTimeOffset At) : IFact;

/// <summary>The receiver consented to deliveries.</summary>
/// <param name="Rate">Deliveries a minute that it allows; null: as many as there are.</param>
public sealed record SubscriptionVerified(SubscriptionId SubscriptionId, int? Rate, ActorRef By, DateTimeOffset At) : IFact;

public sealed record SubscriptionPaused(SubscriptionId SubscriptionId, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>The program stopped delivering: the receiver failed for days or consents no more, or the subscriber has no mandate any more.</summary>
public sealed record SubscriptionSuspended(SubscriptionId SubscriptionId, SuspensionReason Reason, DateTimeOffset At) : IFact;

/// <summary>Deliveries go on where they stopped.</summary>
public sealed record SubscriptionResumed(SubscriptionId SubscriptionId, ActorRef By, DateTimeOffset At) : IFact;

/// <param name="Until">Deliveries are signed with the secret before, too, up to this moment.</param>
public sealed record SubscriptionSecretRotated(SubscriptionId SubscriptionId, PayloadRef Secret, DateTimeOffset Until, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>Everything after a position is delivered once more.</summary>
public sealed record SubscriptionRewound(SubscriptionId SubscriptionId, long After, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>The subscriber ended it.</summary>
public sealed record SubscriptionEnded(SubscriptionId SubscriptionId, ActorRef By, DateTimeOffset At) : IFact;

/// <summary>The receiver answered that it is gone (410).</summary>
public sealed record SubscriptionRetired(SubscriptionId SubscriptionId, DateTimeOffset At) : IFact;
