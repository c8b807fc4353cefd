namespace ChainCoop.Verifier;

/// <summary>A tree to which leaves are added one by one. It holds the roots of complete subtrees only: at most 63.</summary>
public sealed class GrowingTree
{
    private readonly List<byte[]> _peaks = []; // largest subtree first

    /// <summary>Number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>Of the leaves up to now.</summary>
    public byte[] Root => Fold(_peaks);

    public void Add(byte[] leafHash)
    {
        var hash = leafHash;
        for (var size = Size; (size & 1) == 1; size >>= 1)
        {
            hash = MerkleTree.NodeHash(_peaks[^1], hash);
            _peaks.RemoveAt(_peaks.Count - 1);
        }
        _peaks.Add(hash);
        Size++;
    }

    /// <summary>Root over complete subtrees that stand side by side, largest first.</summary>
    internal static byte[] Fold(IReadOnlyList<byte[]> peaks)
    {
        if (peaks.Count == 0) return MerkleTree.EmptyRoot;
        var root = peaks[^1];
        for (var i = peaks.Count - 2; i >= 0; i--) root = MerkleTree.NodeHash(peaks[i], root);
        return root;
    }
}
