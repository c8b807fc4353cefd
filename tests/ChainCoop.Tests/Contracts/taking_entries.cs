using System.Text.Json;
using System.Text.Json.Nodes;
using ChainCoop.Contracts;
using CsCheck;

namespace ChainCoop.Tests.Contracts;

/// <summary>However entries arrive, a receiver ends where the sender is, or knows the first position at which it is not.</summary>
public class taking_entries
{
    /// <summary>Records of the entries of a feed, and numbers by which their deliveries are mixed.</summary>
    private static readonly Gen<(int[] Records, int[] Mix)> Feeds = Gen.Select(Gen.Int[1, 4].Array[1, 30], Gen.Int[0, 1_000_000].Array[1, 80]);

    [Fact]
    public void says_what_each_is()
    {
        var sender = new ASender([1, 2, 1, 2]);
        var at0 = new FeedProgress();
        at0.Take(null).ShouldBe(new Receipt(at0, Arrival.Beside));

        var at1 = Take(at0, sender.Delivered(1, 0), Arrival.Next);
        Take(at1, sender.Delivered(1, 0), Arrival.Duplicate).ShouldBe(at1);
        var gap = Take(at1, sender.Delivered(3, 2), Arrival.Ahead);
        (gap.Position, gap.FirstMissing).ShouldBe((1, 2));
        Take(gap, sender.Delivered(3, 2), Arrival.Duplicate).FirstMissing.ShouldBe(2);
        var at3 = Take(gap, sender.Delivered(2, 1), Arrival.Next);
        (at3.Position, at3.FirstMissing).ShouldBe((3, null));
        Take(at3, sender.Delivered(2, 1), Arrival.Duplicate).ShouldBe(at3);
        Take(at3, sender.Delivered(4, 3), Arrival.Next).AgreesWith(sender.Head).ShouldBeTrue();

        var late = Take(Take(at0, sender.Delivered(3, 2), Arrival.Ahead), sender.Delivered(1, 0), Arrival.OutOfOrder);
        (late.Position, late.FirstMissing).ShouldBe((1, 2));
    }

    /// <summary>What a receiver stores is enough: it goes on from what it read back.</summary>
    [Fact]
    public void ends_with_the_hash_of_the_sender_in_any_order_that_keeps_records_in_order() => Feeds.Sample(feed =>
    {
        var sender = new ASender(feed.Records);
        var progress = new FeedProgress();
        List<long> handled = [];
        foreach (var (position, again) in Arriving(feed.Records, feed.Mix))
        {
            var receipt = progress.Take(ASender.Read(sender.Delivered(position, position - 1, withheld: !again && feed.Mix[0] % 3 == position % 3)).Place);
            receipt.FirstBad.ShouldBeNull();
            if (again) receipt.Arrival.ShouldBe(Arrival.Duplicate);
            else receipt.Arrival.ShouldBe(receipt.Progress.Position >= position ? Arrival.Next : Arrival.Ahead);
            if (!again) handled.Add(position);
            progress = JsonSerializer.Deserialize<FeedProgress>(JsonSerializer.Serialize(receipt.Progress))!;
        }

        progress.AgreesWith(sender.Head).ShouldBeTrue();
        progress.Ahead.ShouldBeEmpty();
        handled.Order().ShouldBe(sender.Entries.Select(entry => entry.Position));
    });

    [Fact]
    public void misses_nothing_that_fits_a_filter() => Gen.Select(Feeds, Gen.Int[1, 4], Gen.Bool).Sample((feed, wanted, lose) =>
    {
        var sender = new ASender(feed.Records);
        long[] fitting = [.. sender.Entries.Select(entry => entry.Position).Where(position => feed.Records[position - 1] >= wanted)];
        var lost = lose && fitting.Length > 1 ? fitting[feed.Mix[0] % (fitting.Length - 1)] : 0;   // not the last: nobody could know of it
        var progress = new FeedProgress(Filtered: true);
        foreach (var (position, _) in Arriving(feed.Records, feed.Mix).Where(one => fitting.Contains(one.Position) && one.Position != lost))
        {
            var receipt = progress.Take(ASender.Read(sender.Delivered(position, fitting.Where(before => before < position).DefaultIfEmpty(0).Max())).Place);
            receipt.FirstBad.ShouldBeNull();
            progress = receipt.Progress;
        }

        if (lost > 0)
        {
            progress.FirstMissing!.Value.ShouldBeLessThanOrEqualTo(lost);
            progress.Position.ShouldBe(fitting.Where(before => before < lost).DefaultIfEmpty(0).Max());

            // Pulled, everything is there, what does not fit too.
            for (var position = progress.Position + 1; position <= sender.Entries.Count; position++) progress = progress.Take(ASender.Read(sender.Pulled(position)).Place).Progress;
            progress.AgreesWith(sender.Head).ShouldBeTrue();
        }
        else
        {
            progress.Ahead.ShouldBeEmpty();
            progress.Position.ShouldBe(fitting.DefaultIfEmpty(0).Last());
        }
    });

    public enum Damage { Lost, Altered, OtherHash, SwappedWithTheNext, ReplacedByTheNext }

    /// <summary>Until it is repaired the receiver stands before it, whatever else comes; with the true entry it goes on.</summary>
    [Fact]
    public void names_the_first_that_is_wrong() => Gen.Select(Feeds.Where(feed => feed.Records.Length > 1), Gen.Enum<Damage>()).Sample((feed, damage) =>
    {
        var sender = new ASender(feed.Records);
        var at = 1 + (feed.Mix[0] % (feed.Records.Length - 1));
        var progress = new FeedProgress();
        List<long> bad = [];
        foreach (var (position, _) in Arriving(feed.Records, feed.Mix))
        {
            if (Damaged(sender, position, at, damage) is not { } json) continue;
            var receipt = progress.Take(ASender.Read(json).Place);
            (receipt.Arrival == Arrival.Mismatch).ShouldBe(receipt.FirstBad == ASender.Read(json).Place!.Position);
            if (receipt.FirstBad is { } first) bad.Add(first);
            progress = receipt.Progress;
        }

        progress.Position.ShouldBe(at - 1);
        progress.AgreesWith(sender.Head).ShouldBeFalse();
        if (damage is Damage.Lost or Damage.ReplacedByTheNext) progress.FirstMissing.ShouldBe(at);
        else bad.ShouldContain(at);
        bad.ShouldAllBe(position => position == at);

        for (var position = progress.Position + 1; position <= sender.Entries.Count; position++) progress = progress.Take(ASender.Read(sender.Pulled(position)).Place).Progress;
        progress.AgreesWith(sender.Head).ShouldBeTrue();
    });

    /// <summary>Exactly what comes after a later one about the same record is out of order.</summary>
    [Fact]
    public void knows_what_comes_late_for_its_record() => Feeds.Sample(feed =>
    {
        var sender = new ASender(feed.Records);
        var progress = new FeedProgress();
        List<long> seen = [];
        foreach (var position in sender.Entries.Select(entry => entry.Position).OrderBy(position => feed.Mix[(int)position % feed.Mix.Length]))
        {
            var receipt = progress.Take(ASender.Read(sender.Delivered(position, position - 1)).Place);
            (receipt.Arrival == Arrival.OutOfOrder).ShouldBe(seen.Any(later => later > position && feed.Records[later - 1] == feed.Records[position - 1]));
            seen.Add(position);
            progress = receipt.Progress;
        }

        progress.AgreesWith(sender.Head).ShouldBeTrue();
    });

    /// <summary>Two that stand at one position and say different things: neither is believed.</summary>
    [Fact]
    public void believes_neither_of_two_at_one_position()
    {
        var sender = new ASender([1, 2, 3]);
        var ahead = Take(new FeedProgress(), sender.Delivered(3, 2), Arrival.Ahead);
        var neither = Take(ahead, new ASender([1, 2, 4]).Delivered(3, 2), Arrival.Mismatch);
        neither.Ahead.ShouldBeEmpty();
        var at2 = Take(Take(neither, sender.Delivered(1, 0), Arrival.Next), sender.Delivered(2, 1), Arrival.Next);
        at2.Position.ShouldBe(2);
        Take(at2, sender.Delivered(3, 2), Arrival.Next).AgreesWith(sender.Head).ShouldBeTrue();
    }

    /// <summary>Without a filter a sender that says it left nothing out is not believed; with one it is, as far back as it says.</summary>
    [Fact]
    public void believes_links_with_a_filter_only()
    {
        var sender = new ASender([1, 2, 3]);
        Take(Take(new FeedProgress(), sender.Delivered(1, 0), Arrival.Next), sender.Delivered(3, 1), Arrival.Ahead).FirstMissing.ShouldBe(2);

        var at1 = Take(new FeedProgress(Filtered: true), sender.Delivered(1, 0), Arrival.Next);
        Take(at1, sender.Delivered(3, 0), Arrival.Next).AgreesWith(sender.Head).ShouldBeTrue();
        Take(at1, sender.Delivered(3, 2), Arrival.Ahead).FirstMissing.ShouldBe(2);
    }

    /// <summary>Pulled and delivered, whichever comes first, the link of the delivery counts.</summary>
    [Fact]
    public void keeps_the_link_of_what_was_pulled_too()
    {
        var sender = new ASender([1, 2, 3]);
        var pulled = Take(new FeedProgress(Filtered: true), sender.Pulled(3), Arrival.Ahead);
        Take(pulled, sender.Delivered(3, 0), Arrival.Duplicate).Position.ShouldBe(3);

        var delivered = Take(Take(new FeedProgress(Filtered: true), sender.Delivered(3, 1), Arrival.Ahead), sender.Pulled(3), Arrival.Duplicate);
        Take(delivered, sender.Delivered(1, 0), Arrival.Next).AgreesWith(sender.Head).ShouldBeTrue();
    }

    [Fact]
    public void begins_where_the_feed_stands()
    {
        var sender = new ASender([1, 2, 3]);
        var began = new FeedProgress(2, Convert.ToHexStringLower(sender.Entries[1].FeedHash));
        Take(began, sender.Delivered(3, 2), Arrival.Next).AgreesWith(sender.Head).ShouldBeTrue();
        Take(new FeedProgress(2, Convert.ToHexStringLower(sender.Entries[0].FeedHash)), sender.Delivered(3, 2), Arrival.Mismatch).Position.ShouldBe(2);
    }

    /// <summary>The last one again with another hash: the sender's feed is not what it was.</summary>
    [Fact]
    public void hears_when_the_feed_is_another_one()
    {
        var at = Take(new FeedProgress(), new ASender([1]).Delivered(1, 0), Arrival.Next);
        Take(at, new ASender([2]).Delivered(1, 0), Arrival.Mismatch).ShouldBe(at);
    }

    [Fact]
    public void knows_what_to_ask()
    {
        var progress = new FeedProgress(12, new string('a', 64));
        progress.PullRequest().ShouldBe("/v1/feed?room=general&after=12");
        progress.StateRequest("care").ShouldBe("/v1/feed/state?room=care&at=12");
        progress.RewindBody.ShouldBe("""{"fromSequence":13}""");
    }

    private static FeedProgress Take(FeedProgress progress, string json, Arrival arrival)
    {
        var receipt = progress.Take(ASender.Read(json).Place);
        receipt.Arrival.ShouldBe(arrival);
        return receipt.Progress;
    }

    /// <returns>Null: it does not come.</returns>
    private static string? Damaged(ASender sender, long position, long at, Damage damage)
    {
        var entry = JsonNode.Parse(sender.Delivered(position, position - 1))!;
        var next = JsonNode.Parse(sender.Delivered(at + 1, at))!;
        var damaged = JsonNode.Parse(sender.Delivered(at, at - 1))!;
        switch (damage)
        {
            case Damage.SwappedWithTheNext when position == at + 1:
                damaged["sequence"] = (string)next["sequence"]!;
                damaged["previoussequence"] = (string)next["previoussequence"]!;
                return damaged.ToJsonString();
            case Damage.SwappedWithTheNext when position == at:
                next["sequence"] = (string)damaged["sequence"]!;
                next["previoussequence"] = (string)damaged["previoussequence"]!;
                return next.ToJsonString();
            case Damage.Lost when position == at:
                return null;
            case Damage.ReplacedByTheNext when position == at:
                return next.ToJsonString();
            case Damage.Altered when position == at:
                entry["data"]!["status"] = "dismissed";
                return entry.ToJsonString();
            case Damage.OtherHash when position == at:
                entry["feedhash"] = new string('0', 64);
                return entry.ToJsonString();
            default:
                return entry.ToJsonString();
        }
    }

    /// <summary>Each position once in an order that keeps that of each record, and some of them again.</summary>
    private static List<(long Position, bool Again)> Arriving(int[] records, int[] mix)
    {
        var lines = records.Select((record, i) => (record, Position: i + 1L)).GroupBy(one => one.record, one => one.Position).Select(line => new Queue<long>(line)).ToList();
        List<(long, bool)> arriving = [];
        for (var step = 0; lines.Count > 0; step++)
        {
            var choice = mix[step % mix.Length];
            var line = lines[choice % lines.Count];
            arriving.Add((line.Dequeue(), false));
            if (line.Count == 0) lines.Remove(line);
            if (choice % 5 == 0) arriving.Add((arriving[choice % arriving.Count].Item1, true));
        }

        return arriving;
    }
}
