using System.Text.Json.Serialization;
using ChainCoop.Feeds;
using ChainCoop.Shared;

namespace ChainCoop.Subscriptions;

/// <summary>How deliveries look: CloudEvents over HTTP, or notifications as municipal case systems know them (ZGW Notificaties 1.0).</summary>
public enum SinkProtocol
{
    [JsonStringEnumMemberName("HTTP")] Http,
    [JsonStringEnumMemberName("ZGW")] Zgw,
}

/// <summary>Unverified: the receiver did not consent yet. Suspended: the program stopped. Ended and retired: for good.</summary>
public enum SubscriptionStatus { Unverified, Active, Paused, Suspended, Ended, Retired }

public enum SuspensionReason
{
    /// <summary>No delivery succeeded for days.</summary>
    Failing,

    /// <summary>The subscriber is mandated for nothing in a role that enters the room.</summary>
    NoMandate,

    /// <summary>The receiver was asked anew and did not consent: it is as before it did first.</summary>
    NoConsent,
}

/// <summary>Which entries of a feed: all that is given has to fit.</summary>
/// <param name="Types">One of these types; null: any.</param>
/// <param name="Exact">Exactly these.</param>
/// <param name="Prefixes">Beginning with all of these.</param>
/// <param name="Municipality">About a record of this municipality.</param>
/// <param name="Record">About this record.</param>
public sealed record EntryFilter(
    IReadOnlyList<FeedType>? Types, IReadOnlyList<FeedType> Exact, IReadOnlyList<FeedTypeFamily> Prefixes, MunicipalityCode? Municipality, RecordId? Record)
{
    /// <summary>It lets the whole feed through.</summary>
    [JsonIgnore]
    public bool IsEmpty => Types is null && Exact.Count == 0 && Prefixes.Count == 0 && Municipality is null && Record is null;
}

/// <summary>A wish of an organisation to have entries of a feed pushed to it. How far deliveries are is kept in tables, not here.</summary>
/// <param name="By">Whose mandates say what is delivered.</param>
public sealed record Subscription(
    SubscriptionId Id,
    Room Room,
    SinkProtocol Protocol,
    PayloadRef Sink,
    PayloadRef Secret,
    EntryFilter Filter,
    int? Canary,
    IReadOnlyList<Role> Roles,
    MunicipalityCode Municipality,
    ActorRef By,
    DateTimeOffset At)
{
    public long Version { get; init; }

    public SubscriptionStatus Status { get; init; } = SubscriptionStatus.Unverified;

    public SuspensionReason? Suspended { get; init; }

    /// <summary>Deliveries a minute that the receiver allows; null: as many as there are.</summary>
    public int? Rate { get; init; }

    /// <summary>The secret before, and until when it counts.</summary>
    public OutgoingSecret? Outgoing { get; init; }

    /// <summary>When it was rewound, as far as that counts for the quota.</summary>
    public IReadOnlyList<DateTimeOffset> Rewinds { get; init; } = [];

    public static Subscription Create(SubscriptionCreated e) =>
        new(e.SubscriptionId, e.Room, e.Protocol, e.Sink, e.Secret, new(e.Types, e.Exact, e.Prefixes, e.About, e.Record), e.Canary, e.Roles, e.Municipality, e.By, e.At);

    public Subscription Apply(SubscriptionVerified e) => this with
    {
        Status = Status == SubscriptionStatus.Unverified ? SubscriptionStatus.Active : Status,
        Rate = e.Rate,
        Suspended = Suspended == SuspensionReason.NoConsent ? null : Suspended,
    };

    public Subscription Apply(SubscriptionPaused _) => this with { Status = SubscriptionStatus.Paused };

    public Subscription Apply(SubscriptionSuspended e) => this with
    {
        Status = e.Reason == SuspensionReason.NoConsent ? SubscriptionStatus.Unverified : SubscriptionStatus.Suspended,
        Suspended = e.Reason,
    };

    public Subscription Apply(SubscriptionResumed _) => this with { Status = SubscriptionStatus.Active, Suspended = null };

    public Subscription Apply(SubscriptionSecretRotated e) => this with { Secret = e.Secret, Outgoing = new OutgoingSecret(Secret, e.Until) };

    public Subscription Apply(SubscriptionRewound e) => this with { Rewinds = [.. Rewinds.Where(at => at > e.At - RewindSubscriptionEndpoint.Window), e.At] };

    public Subscription Apply(SubscriptionEnded _) => this with { Status = SubscriptionStatus.Ended };

    public Subscription Apply(SubscriptionRetired _) => this with { Status = SubscriptionStatus.Retired };

    /// <summary>What may be done with it next, for a refusal.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Steps => Status switch
    {
        SubscriptionStatus.Unverified => ["verifications", "endings"],
        SubscriptionStatus.Active => ["pauses", "rewinds", "tests", "secret-rotations", "verifications", "endings"],
        SubscriptionStatus.Paused or SubscriptionStatus.Suspended => ["resumptions", "rewinds", "tests", "secret-rotations", "verifications", "endings"],
        _ => [],
    };
}

/// <param name="Until">From then on deliveries are signed with the new secret alone.</param>
public sealed record OutgoingSecret(PayloadRef Secret, DateTimeOffset Until);

/// <summary>An address or a secret, as the vault holds it.</summary>
public sealed record Held(string Text);
