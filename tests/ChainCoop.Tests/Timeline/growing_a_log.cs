using System.Text;
using ChainCoop.Contracts;
using ChainCoop.Timeline;
using ChainCoop.Verifier;
using CsCheck;

namespace ChainCoop.Tests.Timeline;

/// <summary>What is kept of a log to add leaves to it, and how a row becomes a leaf.</summary>
public class growing_a_log
{
    private static readonly Guid Id = Guid.Parse("0198f1f0-0000-7000-8000-000000000001");
    private static readonly DateTimeOffset At = new(2026, 3, 2, 8, 15, 30, 123, 456, TimeSpan.Zero);

    [Fact]
    public void gives_the_root_of_all_leaves_and_tiles_that_are_made_of_them() => Gen.Int[1, 1200].Sample(size =>
    {
        byte[][] leaves = [.. Enumerable.Range(0, size).Select(i => MerkleTree.LeafHash(BitConverter.GetBytes(i)))];
        var tree = new Frontier([], 0);
        List<Tile> tiles = [.. leaves.SelectMany(tree.Add)];

        tree.Size.ShouldBe(size);
        tree.Root().ShouldBe(MerkleTree.RootOf(leaves));
        tiles.Select(tile => (tile.Level, tile.Index)).ShouldBe(Enumerable.Range(0, size / 256).Select(index => (0, (long)index)), "In order, each once.");
        foreach (var tile in tiles)
        {
            tile.Hashes.ShouldBe(leaves.Skip((int)tile.Index * 256).Take(256).SelectMany(leaf => leaf));
            tile.Root.ShouldBe(MerkleTree.RootOf(leaves[((int)tile.Index * 256)..(((int)tile.Index + 1) * 256)]));
        }

        // Broken off anywhere, it goes on from what is stored.
        var half = leaves.Length / 2;
        var first = half / 256 * 256;
        var roots = tiles.Where(tile => (tile.Index + 1) * 256 <= half).Select(tile => tile.Root).ToList();
        var again = new Frontier([leaves[first..half], roots], half);
        foreach (var leaf in leaves[half..]) again.Add(leaf);
        again.Root().ShouldBe(tree.Root());
    }, iter: 60);

    [Fact]
    public void fills_tiles_of_tiles()
    {
        var tree = new Frontier([], 0);
        var leaf = MerkleTree.LeafHash([]);
        List<Tile> tiles = [];
        for (var i = 0; i < 65_536 + 300; i++) tiles.AddRange(tree.Add(leaf));

        tiles.Count(tile => tile.Level == 0).ShouldBe(257);
        var upper = tiles.Single(tile => tile.Level == 1);
        upper.Index.ShouldBe(0);
        upper.Hashes.Chunk(32).ShouldAllBe(hash => hash.SequenceEqual(tiles[0].Root));
        tree.Root().ShouldBe(MerkleTree.RootOf([.. Enumerable.Repeat(leaf, 65_536 + 300)]));
    }

    /// <summary>A storage format: it never changes.</summary>
    [Fact]
    public void makes_an_event_a_leaf()
    {
        var row = new EventRow(12, Id, Id, 3, "signal_received", At, "*DEFAULT*", "ChainCoop.Signals.SignalReceived, ChainCoop", "c-1", null, false, Encoding.UTF8.GetBytes("{\"b\": 1, \"a\": \"é\"}"));

        Encoding.UTF8.GetString(row.Header(7)).ShouldBe(
            """{"archived":false,"correlationId":"c-1","dotnetType":"ChainCoop.Signals.SignalReceived, ChainCoop","eventId":"0198f1f0-0000-7000-8000-000000000001","index":7,"log":"events","sequence":12,"streamId":"0198f1f0-0000-7000-8000-000000000001","tenant":"*DEFAULT*","time":"2026-03-02T08:15:30.123456Z","type":"signal_received","version":3}""");
        CanonicalJson.Of(row.Header(7)).ShouldBe(row.Header(7));
        Convert.ToHexStringLower(Sealer.LeafOf(row, 7, new byte[32]).Hash).ShouldBe("efc3d39eff2ba0c830cbc37144fb2409b5d14023b1babe1b735b05aa5c797563");
    }

    [Fact]
    public void makes_an_access_record_a_leaf()
    {
        var row = new AccessRow(5, 900, Id, At, Encoding.UTF8.GetBytes("{\"status\": 200}"));

        Encoding.UTF8.GetString(row.Header(0)).ShouldBe("""{"id":"0198f1f0-0000-7000-8000-000000000001","index":0,"log":"access","sequence":5,"time":"2026-03-02T08:15:30.123456Z","transaction":900}""");
        CanonicalJson.Of(row.Header(0)).ShouldBe(row.Header(0));
        Convert.ToHexStringLower(Sealer.LeafOf(row, 0, new byte[32]).Hash).ShouldBe("6cc676bb7e8de9f20e0d460b4aa973ded0898304a7ebf4337b4c0e2bc8e7ba49");
    }

    /// <summary>The same through every member: whichever is changed, the leaf is another.</summary>
    [Fact]
    public void makes_another_leaf_of_a_row_with_any_change()
    {
        var row = new EventRow(12, Id, Id, 3, "a", At, "t", "d", "c", "u", false, "{}"u8.ToArray());
        EventRow[] others =
        [
            row with { Sequence = 13 }, row with { Id = Guid.Empty }, row with { Stream = Guid.Empty }, row with { Version = 4 }, row with { Type = "b" }, row with { Time = At.AddMicroseconds(1) },
            row with { Tenant = "" }, row with { DotnetType = null }, row with { Correlation = null }, row with { Causation = null }, row with { Archived = true }, row with { Body = "{\"a\":1}"u8.ToArray() },
        ];

        others.Select(other => Convert.ToHexString(Sealer.LeafOf(other, 0, new byte[32]).Hash)).Append(Convert.ToHexString(Sealer.LeafOf(row, 0, new byte[32]).Hash))
            .Append(Convert.ToHexString(Sealer.LeafOf(row, 1, new byte[32]).Hash)).Append(Convert.ToHexString(Sealer.LeafOf(row, 0, Enumerable.Repeat((byte)1, 32).ToArray()).Hash))
            .ShouldBeUnique();
    }
}
