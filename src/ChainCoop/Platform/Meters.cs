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

    public static readonly Histogram<double> FeedLag = Meter.CreateHistogram<double>("chaincoop.feed.lag", "s", "Seconds from the recorded time of an event to its entry in the feeds.");
}
