using System.Text;
using System.Text.Json.Nodes;
using ChainCoop.Contracts;
using ChainCoop.Shared;
using ChainCoop.Subscriptions.Delivery;
using CsCheck;

namespace ChainCoop.Tests.Contracts;

/// <summary>What the program sends, read by the kit.</summary>
public class reading_messages
{
    private static readonly ASender Sender = new([1, 2, 1]);

    [Fact]
    public void finds_everything_an_entry_says()
    {
        var message = ASender.Read(Sender.Delivered(3, 1));
        message.ShouldBe(new FeedMessage(
            $"{3:d32}", "urn:nld:oin:00000099000000268000:systeem:chaincoop", EntryTypes.SignalsReceived, new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero),
            ASender.SubjectOf(1).ToString(), $"/v1/signals/{ASender.SubjectOf(1)}", "signal", "received",
            new FeedPlace(3, 1, Hex(Sender.Entries[2].Commitment), Hex(Sender.Entries[2].FeedHash), ASender.SubjectOf(1).ToString())));
        message.IsWithheld.ShouldBeFalse();
    }

    /// <summary>What is withheld keeps its place, so that the hash can be checked.</summary>
    [Fact]
    public void finds_the_commitment_of_what_is_withheld()
    {
        var withheld = ASender.Read(Sender.Delivered(2, 1, withheld: true));
        withheld.IsWithheld.ShouldBeTrue();
        withheld.Subject.ShouldBeNull();
        withheld.Place.ShouldBe(ASender.Read(Sender.Delivered(2, 1)).Place! with { Subject = null });
    }

    /// <summary>A different order of members, white space, escapes: the same entry. Another word in it, or one more: another entry.</summary>
    [Fact]
    public void computes_the_commitment_over_what_is_said()
    {
        var entry = JsonNode.Parse(Sender.Pulled(1))!.AsObject();
        var place = ASender.Read(Sender.Pulled(1)).Place!;
        place.Commitment.ShouldBe(Hex(Sender.Entries[0].Commitment));
        place.Previous.ShouldBeNull();

        var otherwise = new JsonObject(entry.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        ASender.Read(otherwise.ToJsonString(new() { WriteIndented = true }).Replace("signals", "\\u0073ignals", StringComparison.Ordinal)).Place.ShouldBe(place);

        entry["data"]!["status"] = "dismissed";
        ASender.Read(entry.ToJsonString()).Place!.Commitment.ShouldNotBe(place.Commitment);
        entry["data"]!["status"] = "received";
        entry["more"] = 1;
        ASender.Read(entry.ToJsonString()).Place!.Commitment.ShouldNotBe(place.Commitment);
    }

    [Fact]
    public void gives_canaries_and_tests_no_place()
    {
        var id = SubscriptionId.New();
        foreach (var (message, type) in new[]
                 {
                     (SinkMessage.Canary(id, DateTimeOffset.UnixEpoch, new(new Oin("00000099000000268000"))), BesideTypes.Canary),
                     (SinkMessage.Test(id, DateTimeOffset.UnixEpoch, new(new Oin("00000099000000268000"))), BesideTypes.Test),
                 })
        {
            var read = ASender.Read(message.Event);
            read.Type.ShouldBe(type);
            read.Subject.ShouldBe(id.ToString());
            read.Place.ShouldBeNull();
        }
    }

    [Fact]
    public void reads_batches()
    {
        FeedMessage.TryReadBatch(Encoding.UTF8.GetBytes($"[{Sender.Pulled(1)},{Sender.Pulled(2, withheld: true)}]"), out var batch).ShouldBeTrue();
        batch!.Select(message => message.Place!.Position).ShouldBe([1, 2]);
        FeedMessage.TryReadBatch("[]"u8.ToArray(), out batch).ShouldBeTrue();
        batch!.ShouldBeEmpty();
        FeedMessage.TryReadBatch(Encoding.UTF8.GetBytes($"[{Sender.Pulled(1)},1]"), out _).ShouldBeFalse();
        FeedMessage.TryReadBatch(Encoding.UTF8.GetBytes(Sender.Pulled(1)), out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("specversion", "\"0.3\"")]
    [InlineData("specversion", null)]
    [InlineData("id", null)]
    [InlineData("id", "\"\"")]
    [InlineData("source", "7")]
    [InlineData("type", null)]
    [InlineData("time", "\"yesterday\"")]
    [InlineData("data", "[]")]
    [InlineData("sequence", "1")]
    [InlineData("sequence", "\"1\"")]
    [InlineData("sequence", "\"00000000000000000000\"")]
    [InlineData("sequence", "\"99999999999999999999\"")]
    [InlineData("sequence", "\"-0000000000000000001\"")]
    [InlineData("previoussequence", "\"00000000000000000002\"")]
    [InlineData("feedhash", null)]
    [InlineData("feedhash", "\"ABCD\"")]
    [InlineData("more", "1.5")]
    [InlineData("more", "\"\\ud800\"")]
    [InlineData("type", "\"nl.chaincoop.feed.withheld.v1\"")]
    public void refuses_what_is_none(string member, string? value)
    {
        var entry = JsonNode.Parse(Sender.Delivered(2, 1))!.AsObject();
        entry.Remove(member);
        var rest = entry.ToJsonString();
        var json = value is null ? rest : $"{rest[..^1]},\"{member}\":{value}}}";
        FeedMessage.TryRead(Encoding.UTF8.GetBytes(json), out _).ShouldBeFalse(json);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("{\"specversion\":\"1.0\",\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"x\",\"type\":\"y\"}")]
    public void refuses_what_is_no_event(string json)
    {
        FeedMessage.TryRead(Encoding.UTF8.GetBytes(json), out _).ShouldBeFalse();
        FeedHead.TryRead(Encoding.UTF8.GetBytes(json), out _).ShouldBeFalse();
    }

    /// <summary>One byte of it changed: it is refused, or has another place, or says the same.</summary>
    [Fact]
    public void never_throws() => Gen.Select(Gen.Int[0, Encoding.UTF8.GetByteCount(Sender.Pulled(1)) - 1], Gen.Byte).Sample((at, other) =>
    {
        var bytes = Encoding.UTF8.GetBytes(Sender.Pulled(1));
        bytes[at] = other;
        if (FeedMessage.TryRead(bytes, out var message) && message.Place is { } place && place == ASender.Read(Sender.Pulled(1)).Place)
            message.ShouldBe(ASender.Read(Sender.Pulled(1)));
    });

    [Theory]
    [InlineData("""{"room":"general","position":"00000000000000000000","feedhash":""}""", true)]
    [InlineData("""{"room":"general","position":"00000000000000000004","feedhash":""}""", false)]
    [InlineData("""{"room":"general","position":4,"feedhash":""}""", false)]
    public void reads_where_a_feed_stands(string json, bool isOne) => FeedHead.TryRead(Encoding.UTF8.GetBytes(json), out _).ShouldBe(isOne);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
