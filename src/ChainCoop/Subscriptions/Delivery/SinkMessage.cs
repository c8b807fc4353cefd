using System.Text;
using System.Text.Json;
using ChainCoop.Contracts;
using ChainCoop.Feeds;
using ChainCoop.Platform;
using ChainCoop.Shared;

namespace ChainCoop.Subscriptions.Delivery;

/// <summary>What is sent, before it is signed.</summary>
/// <param name="Id">The same on each attempt.</param>
/// <param name="Event">A CloudEvent in JSON.</param>
public sealed record SinkMessage(string Id, string Event)
{
    /// <summary>An entry of the feed. Its id is its commitment: equal on each attempt and after a rewind, whether or not it is withheld by then.</summary>
    /// <param name="previous">Position of the delivery before: who has got that one has missed nothing.</param>
    internal static SinkMessage Of(StoredEntry entry, long previous, District district)
    {
        var json = entry.ToJson(district);
        return new SinkMessage(
            Convert.ToHexStringLower(entry.Commitment), $"{json.AsSpan(0, json.Length - 1)},\"previoussequence\":\"{FeedLinks.Sequence(previous)}\"}}");
    }

    /// <summary>Says that deliveries arrive. No entry: it has no position.</summary>
    public static SinkMessage Canary(SubscriptionId subscription, DateTimeOffset now, District district) => Beside(BesideTypes.Canary, subscription, now, district);

    public static SinkMessage Test(SubscriptionId subscription, DateTimeOffset now, District district) => Beside(BesideTypes.Test, subscription, now, district);

    private static SinkMessage Beside(string type, SubscriptionId subscription, DateTimeOffset now, District district)
    {
        var id = NewId.Unlinkable().ToString();
        return new SinkMessage(id, JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["specversion"] = "1.0",
            ["id"] = id,
            ["source"] = district.Source,
            ["type"] = type,
            ["time"] = InstantForm.Write(now),
            ["subject"] = subscription.ToString(),
        }));
    }

    public byte[] Body => Encoding.UTF8.GetBytes(Event);
}
