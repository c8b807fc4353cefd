using System.Text;
using System.Text.Json.Nodes;
using ChainCoop.Contracts;
using ChainCoop.Feeds;
using ChainCoop.Shared;
using ChainCoop.Subscriptions.Delivery;

namespace ChainCoop.Tests.Contracts;

/// <summary>A feed as the program makes it.</summary>
internal sealed class ASender
{
    private static readonly Oin Oin = new("00000099000000268000");
    private static readonly District District = new(Oin);

    /// <param name="records">The record of each entry, by number.</param>
    public ASender(IEnumerable<int> records)
    {
        var ledger = new FeedLedger();
        foreach (var record in records)
        {
            var position = ledger.NextPosition(Oin, Room.General);
            var subject = SubjectOf(record);
            JsonObject entry = new()
            {
                ["specversion"] = "1.0",
                ["id"] = $"{position:d32}",
                ["source"] = District.Source,
                ["type"] = EntryTypes.SignalsReceived,
                ["time"] = "2026-03-02T08:00:00Z",
                ["subject"] = subject.ToString(),
                ["dataref"] = $"/v1/signals/{subject}",
                ["sequence"] = FeedLinks.Sequence(position),
                ["data"] = new JsonObject { ["kind"] = "signal", ["status"] = "received" },
            };
            ledger.Append(Oin, Room.General, position, position, subject, false, CanonicalJson.Of(Encoding.UTF8.GetBytes(entry.ToJsonString())), default);
        }

        Entries = [.. ledger.Added.Select(one => new StoredEntry(one.Position, Encoding.UTF8.GetString(one.Canonical), one.Commitment, one.FeedHash, Visible: true))];
    }

    public IReadOnlyList<StoredEntry> Entries { get; }

    public FeedHead Head => new(Entries.Count, Entries.Count == 0 ? "" : Convert.ToHexStringLower(Entries[^1].FeedHash));

    public static Guid SubjectOf(int record) => new(record, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1);

    /// <summary>As it is pulled.</summary>
    public string Pulled(long position, bool withheld = false) => (Entries[(int)position - 1] with { Visible = !withheld }).ToJson(District);

    /// <summary>As it is delivered.</summary>
    public string Delivered(long position, long previous, bool withheld = false) =>
        SinkMessage.Of(Entries[(int)position - 1] with { Visible = !withheld }, previous, District).Event;

    public static FeedMessage Read(string json) =>
        FeedMessage.TryRead(Encoding.UTF8.GetBytes(json), out var message) ? message : throw new ArgumentException("It is no message.", nameof(json));
}
