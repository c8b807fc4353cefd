using ChainCoop.Verifier;

namespace ChainCoop.Timeline;

/// <summary>256 hashes of a level that are full: they change no more.</summary>
/// <param name="Level">0: of leaves; 1: of roots of tiles of level 0; and so on.</param>
internal sealed record Tile(int Level, long Index, byte[] Root, byte[] Hashes);

/// <summary>The right edge of a tree: of each level the hashes that fill no tile yet. All that has to be known to add leaves.</summary>
internal sealed class Frontier(IEnumerable<IReadOnlyList<byte[]>> levels, long size)
{
    private readonly List<List<byte[]>> levels = [.. levels.Select(hashes => hashes.ToList())];

    public long Size { get; private set; } = size;

    /// <returns>Tiles that it filled.</returns>
    public IReadOnlyList<Tile> Add(byte[] leafHash)
    {
        List<Tile> full = [];
        Size++;
        var below = Size;
        var hash = leafHash;
        for (var level = 0; ; level++)
        {
            if (levels.Count == level) levels.Add([]);
            levels[level].Add(hash);
            if (levels[level].Count < TilePath.FullWidth) return full;
            below /= TilePath.FullWidth;
            hash = MerkleTree.RootOf(levels[level]);
            full.Add(new Tile(level, below - 1, hash, [.. levels[level].SelectMany(one => one)]));
            levels[level].Clear();
        }
    }

    /// <summary>Of RFC 6962: what is not full stands to the right of what is, at every level.</summary>
    public byte[] Root()
    {
        byte[]? right = null;
        foreach (var hashes in levels)
        {
            if (hashes.Count == 0) continue;
            right = MerkleTree.RootOf(right is null ? hashes : [.. hashes, right]);
        }

        return right ?? MerkleTree.EmptyRoot;
    }
}
