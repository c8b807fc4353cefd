using System.Diagnostics.Metrics;

namespace ChainCoop.Platform;

/// <summary>What the product measures about itself. Tags are codes only.</summary>
internal static class ChainCoopMeters
{
    public const string Name = "ChainCoop";

    private static readonly Meter Meter = new(Name);

    public static readonly Counter<long> Commands = Meter.CreateCounter<long>("chaincoop.commands", description: "Commands that were committed, by action.");

    public static readonly Counter<long> Refusals = Meter.CreateCounter<long>("chaincoop.refusals", description: "Requests that were refused after authentication, by action and problem.");

    public static readonly Counter<long> ProcessingRecords = Meter.CreateCounter<long>("chaincoop.processing_log.records", description: "Access records that the collector of the processing log took.");

    public static readonly Counter<long> Deliveries = Meter.CreateCounter<long>("chaincoop.deliveries", description: "Attempts to deliver an entry to a subscription, by result.");

    /// <summary>As it was last looked at.</summary>
    public static DeliveryBacklog Backlog { get; set; } = new DeliveryBacklog(0, 0, 0, 0);

    public static readonly ObservableGauge<long> Undelivered = Meter.CreateObservableGauge("chaincoop.deliveries.waiting", () => Backlog.Waiting, description: "Entries that are to be delivered to subscriptions.");

    public static readonly ObservableGauge<long> DeadLetters = Meter.CreateObservableGauge("chaincoop.deliveries.dead", () => Backlog.Dead, description: "Dead letters of all subscriptions.");

    public static readonly ObservableGauge<long> FailingReceivers = Meter.CreateObservableGauge("chaincoop.receivers.failing", () => Backlog.Failing, description: "Receivers that took nothing since their last failure.");

    public static readonly ObservableGauge<double> OldestUndelivered = Meter.CreateObservableGauge("chaincoop.deliveries.oldest", () => Backlog.OldestAge, "s", "Seconds since the oldest entry was recorded that is not delivered.");

    public static readonly Counter<long> Sealed = Meter.CreateCounter<long>("chaincoop.timeline.sealed", description: "Rows that were sealed, by log.");

    public static readonly Counter<long> TimelineAlarms = Meter.CreateCounter<long>("chaincoop.timeline.alarms", description: "Signs that the timeline was rewritten, by kind.");

    public static readonly Histogram<double> FeedLag = Meter.CreateHistogram<double>("chaincoop.feed.lag", "s", "Seconds from the recorded time of an event to its entry in the feeds.");
}

/// <param name="OldestAge">Seconds.</param>
internal sealed record DeliveryBacklog(long Waiting, long Dead, long Failing, double OldestAge);
