using System.Numerics;

namespace ChainCoop.Verifier;

/// <summary>
/// Roots and proofs of RFC 6962 (2.1.1, 2.1.2) over any store of complete subtrees. A node is the root of the complete subtree
/// of 2^level leaves that has this index among those of its level. <c>read</c> is called once, with all nodes that are needed, and
/// answers in their order.
/// </summary>
public static class Proving
{
    /// <summary>Root of the tree of the first <paramref name="size"/> leaves.</summary>
    public static async ValueTask<byte[]> RootAsync(long size, Func<IReadOnlyList<(int Level, long Index)>, ValueTask<IReadOnlyList<byte[]>>> read)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        if (size == 0) return MerkleTree.EmptyRoot;
        return (await RootsAsync([new Range(0, size)], read))[0];
    }

    /// <summary>That the leaf is in the tree of <paramref name="size"/> leaves.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such leaf.</exception>
    public static ValueTask<IReadOnlyList<byte[]>> InclusionAsync(
        long index, long size, Func<IReadOnlyList<(int Level, long Index)>, ValueTask<IReadOnlyList<byte[]>>> read)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        return RootsAsync(Beside(index, size), read);
    }

    /// <summary>That the tree of <paramref name="to"/> leaves begins with the one of <paramref name="from"/> leaves.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The first is larger, or a size is negative.</exception>
    public static ValueTask<IReadOnlyList<byte[]>> ConsistencyAsync(
        long from, long to, Func<IReadOnlyList<(int Level, long Index)>, ValueTask<IReadOnlyList<byte[]>>> read)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        return RootsAsync(from == 0 || from == to ? [] : Between(from, to), read);
    }

    /// <summary>Leaves [from, until).</summary>
    private readonly record struct Range(long From, long Until)
    {
        public long Count => Until - From;

        /// <summary>Number of leaves left of the root's division: the largest power of two below the count.</summary>
        public long Split => From + (long)(BitOperations.RoundUpToPowerOf2((ulong)Count) >> 1);

        /// <summary>Complete subtrees it is made of, largest first.</summary>
        public IEnumerable<(int Level, long Index)> Nodes()
        {
            for (var at = From; at < Until;)
            {
                var level = BitOperations.Log2((ulong)(Until - at));
                yield return (level, at >> level);
                at += 1L << level;
            }
        }
    }

    private static List<Range> Beside(long index, long size)
    {
        List<Range> siblings = [];
        var range = new Range(0, size);
        while (range.Count > 1)
        {
            var (left, right) = (range with { Until = range.Split }, range with { From = range.Split });
            siblings.Add(index < range.Split ? right : left);
            range = index < range.Split ? left : right;
        }
        siblings.Reverse();
        return siblings;
    }

    private static List<Range> Between(long from, long to)
    {
        List<Range> nodes = [];
        var range = new Range(0, to);
        while (range.Until != from)
        {
            var (left, right) = (range with { Until = range.Split }, range with { From = range.Split });
            nodes.Add(from <= range.Split ? right : left);
            range = from <= range.Split ? left : right;
        }
        if (range.From > 0) nodes.Add(range); // otherwise it is the older tree itself, whose root the receiver has
        nodes.Reverse();
        return nodes;
    }

    private static async ValueTask<IReadOnlyList<byte[]>> RootsAsync(
        List<Range> ranges, Func<IReadOnlyList<(int Level, long Index)>, ValueTask<IReadOnlyList<byte[]>>> read)
    {
        if (ranges.Count == 0) return [];
        List<(int Level, long Index)> nodes = [.. ranges.SelectMany(range => range.Nodes())];
        var hashes = await read(nodes);
        if (hashes.Count != nodes.Count) throw new InvalidOperationException("Nodes of the tree are missing.");

        List<byte[]> roots = [];
        var at = 0;
        foreach (var range in ranges)
        {
            var count = BitOperations.PopCount((ulong)range.Count);
            roots.Add(GrowingTree.Fold([.. hashes.Skip(at).Take(count)]));
            at += count;
        }
        return roots;
    }
}
