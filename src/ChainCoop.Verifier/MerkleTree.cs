using System.Buffers;
using System.Numerics;
using System.Security.Cryptography;

namespace ChainCoop.Verifier;

// A storage format: every proof that was ever handed out is checked with this.

/// <summary>Merkle trees of RFC 6962 (section 2.1) with SHA-256; the checks of proofs are those of RFC 9162 (2.1.3.2, 2.1.4.2).</summary>
public static class MerkleTree
{
    public const int HashLength = SHA256.HashSizeInBytes;

    private const byte Leaf = 0x00;
    private const byte Node = 0x01;
    private const int StackLimit = 1024;

    /// <summary>Root of the tree without leaves.</summary>
    public static byte[] EmptyRoot => SHA256.HashData([]);

    public static byte[] LeafHash(ReadOnlySpan<byte> entry)
    {
        var hash = new byte[HashLength];
        LeafHash(entry, [], hash);
        return hash;
    }

    /// <summary>Of an entry that stands in two places.</summary>
    internal static void LeafHash(ReadOnlySpan<byte> start, ReadOnlySpan<byte> end, Span<byte> hash)
    {
        var length = 1 + start.Length + end.Length;
        var rented = length > StackLimit ? ArrayPool<byte>.Shared.Rent(length) : null;
        var prefixed = rented is null ? stackalloc byte[StackLimit] : rented;
        prefixed[0] = Leaf;
        start.CopyTo(prefixed[1..]);
        end.CopyTo(prefixed[(1 + start.Length)..]);
        SHA256.HashData(prefixed[..length], hash);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented, clearArray: true);
    }

    public static byte[] NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> both = stackalloc byte[1 + (2 * HashLength)];
        both[0] = Node;
        left.CopyTo(both.Slice(1, HashLength));
        right.CopyTo(both.Slice(1 + HashLength, HashLength));
        return SHA256.HashData(both);
    }

    /// <summary>Root of the tree over these leaves, also over none.</summary>
    public static byte[] RootOf(IReadOnlyList<byte[]> leafHashes)
    {
        var growing = new GrowingTree();
        foreach (var leaf in leafHashes) growing.Add(leaf);
        return growing.Root;
    }

    /// <summary>Root over hashes that stand one behind the other. It overwrites them.</summary>
    internal static ReadOnlySpan<byte> RootWithin(Span<byte> hashes)
    {
        Span<byte> node = stackalloc byte[1 + (2 * HashLength)];
        node[0] = Node;
        for (var count = hashes.Length / HashLength; count > 1; count = (count + 1) / 2)
        {
            for (var i = 0; i < count / 2; i++)
            {
                hashes.Slice(2 * i * HashLength, 2 * HashLength).CopyTo(node[1..]);
                SHA256.HashData(node, hashes.Slice(i * HashLength, HashLength));
            }
            if (IsOdd(count)) hashes.Slice((count - 1) * HashLength, HashLength).CopyTo(hashes[(count / 2 * HashLength)..]); // it has no sibling on this level
        }
        return hashes[..HashLength];
    }

    /// <summary>Whether the proof shows that the tree with this root has the leaf at this index.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="size">Number of leaves.</param>
    public static bool Includes(long index, long size, ReadOnlySpan<byte> leafHash, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> root)
    {
        if (index < 0 || index >= size || leafHash.Length != HashLength || !AreHashes(proof)) return false;

        var at = index;
        var last = size - 1;
        var hash = leafHash.ToArray();
        foreach (var sibling in proof)
        {
            if (last == 0) return false;
            if (IsOdd(at) || at == last)
            {
                hash = NodeHash(sibling, hash);
                SkipLevelsWithoutRightSibling(ref at, ref last);
            }
            else
            {
                hash = NodeHash(hash, sibling);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && root.SequenceEqual(hash);
    }

    /// <summary>Whether the proof shows that the tree of <paramref name="to"/> leaves begins with the one of <paramref name="from"/> leaves.</summary>
    public static bool IsConsistent(long from, long to, ReadOnlySpan<byte> fromRoot, ReadOnlySpan<byte> toRoot, IReadOnlyList<byte[]> proof)
    {
        if (from < 0 || from > to || fromRoot.Length != HashLength || toRoot.Length != HashLength || !AreHashes(proof)) return false;
        if (from == to) return proof.Count == 0 && fromRoot.SequenceEqual(toRoot) && (from > 0 || fromRoot.SequenceEqual(EmptyRoot));
        if (from == 0) return proof.Count == 0 && fromRoot.SequenceEqual(EmptyRoot);

        // A whole number of subtrees of one size: its root is the first node and is not in the proof.
        IReadOnlyList<byte[]> path = BitOperations.IsPow2(from) ? [fromRoot.ToArray(), .. proof] : proof;
        if (path.Count == 0) return false;

        var at = from - 1;
        var last = to - 1;
        while (IsOdd(at))
        {
            at >>= 1;
            last >>= 1;
        }

        var older = path[0];
        var newer = path[0];
        foreach (var node in path.Skip(1))
        {
            if (last == 0) return false;
            if (IsOdd(at) || at == last)
            {
                older = NodeHash(node, older);
                newer = NodeHash(node, newer);
                SkipLevelsWithoutRightSibling(ref at, ref last);
            }
            else
            {
                newer = NodeHash(newer, node);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && fromRoot.SequenceEqual(older) && toRoot.SequenceEqual(newer);
    }

    private static void SkipLevelsWithoutRightSibling(ref long at, ref long last)
    {
        while (!IsOdd(at) && at != 0)
        {
            at >>= 1;
            last >>= 1;
        }
    }

    private static bool AreHashes(IReadOnlyList<byte[]> hashes) => hashes.All(hash => hash.Length == HashLength);

    private static bool IsOdd(long number) => (number & 1) == 1;
}
