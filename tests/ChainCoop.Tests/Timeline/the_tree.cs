using System.Text;
using System.Text.Json;
using ChainCoop.Verifier;
using CsCheck;

namespace ChainCoop.Tests.Timeline;

public class the_tree
{
    [Fact]
    public void hashes_leaves_and_nodes_as_published() // rfc6962_test.go of transparency-dev/merkle
    {
        Hex(MerkleTree.EmptyRoot).ShouldBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        Hex(MerkleTree.LeafHash([])).ShouldBe("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        Hex(MerkleTree.LeafHash("L123456"u8)).ShouldBe("395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
    }

    // The eight leaves of Certificate Transparency's tests, and their roots (testonly/constants.go of transparency-dev/merkle).
    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public async Task has_the_published_roots(int size, string root)
    {
        string[] entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        byte[][] leaves = [.. entries[..size].Select(entry => MerkleTree.LeafHash(Convert.FromHexString(entry)))];

        Hex(MerkleTree.RootOf(leaves)).ShouldBe(root);
        Hex(await Proving.RootAsync(size, new Subtrees(leaves).ReadAsync)).ShouldBe(root);
    }

    [Fact]
    public void judges_the_published_proofs()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllText(Source.PathOf("tests/ChainCoop.Tests/Timeline/transparency-dev-merkle.vectors.json")));
        var judged = 0;
        foreach (var vector in vectors.RootElement.GetProperty("inclusion").EnumerateArray())
        {
            MerkleTree.Includes(Int(vector, "leafIdx"), Int(vector, "treeSize"), Bytes(vector, "leafHash"), Proof(vector), Bytes(vector, "root"))
                .ShouldBe(!vector.GetProperty("wantErr").GetBoolean(), vector.ToString());
            judged++;
        }
        foreach (var vector in vectors.RootElement.GetProperty("consistency").EnumerateArray())
        {
            // One vector holds that any two equal texts are equal roots; here a root is a hash.
            var areHashes = Bytes(vector, "root1").Length == MerkleTree.HashLength;
            MerkleTree.IsConsistent(Int(vector, "size1"), Int(vector, "size2"), Bytes(vector, "root1"), Bytes(vector, "root2"), Proof(vector))
                .ShouldBe(areHashes && !vector.GetProperty("wantErr").GetBoolean(), vector.ToString());
            judged++;
        }
        judged.ShouldBe(196);
    }

    [Fact]
    public Task is_the_same_from_subtrees_as_from_leaves() => ATree.SampleAsync(async leaves =>
        (await Proving.RootAsync(leaves.Length, new Subtrees(leaves).ReadAsync)).ShouldBe(MerkleTree.RootOf(leaves)));

    [Fact]
    public Task proves_every_leaf_and_nothing_else() => ATree.Select(Gen.Int[0, 1 << 20]).SampleAsync(async (leaves, random) =>
    {
        if (leaves.Length == 0) return;
        var index = random % leaves.Length;
        var root = MerkleTree.RootOf(leaves);
        var proof = await Proving.InclusionAsync(index, leaves.Length, new Subtrees(leaves).ReadAsync);

        MerkleTree.Includes(index, leaves.Length, leaves[index], proof, root).ShouldBeTrue();
        foreach (var (place, flipped) in WithAFlippedBit([leaves[index], root, .. proof], random))
            MerkleTree.Includes(index, leaves.Length, flipped[0], flipped[2..], flipped[1]).ShouldBeFalse($"flipped hash {place}");
        MerkleTree.Includes((index + 1) % (leaves.Length + 1), leaves.Length, leaves[index], proof, root).ShouldBeFalse();
        MerkleTree.Includes(index, leaves.Length, leaves[index], [.. proof, root], root).ShouldBeFalse();
        if (proof.Count > 0) MerkleTree.Includes(index, leaves.Length, leaves[index], [.. proof.Skip(1)], root).ShouldBeFalse();
    });

    [Fact]
    public Task proves_that_it_only_grew() => ATree.Select(Gen.Int[0, 1 << 20]).SampleAsync(async (leaves, random) =>
    {
        var from = random % (leaves.Length + 1);
        var (older, newer) = (MerkleTree.RootOf(leaves[..from]), MerkleTree.RootOf(leaves));
        var proof = await Proving.ConsistencyAsync(from, leaves.Length, new Subtrees(leaves).ReadAsync);

        MerkleTree.IsConsistent(from, leaves.Length, older, newer, proof).ShouldBeTrue();
        if (from == 0) return; // from the empty tree anything may grow
        foreach (var (place, flipped) in WithAFlippedBit([older, newer, .. proof], random))
            MerkleTree.IsConsistent(from, leaves.Length, flipped[0], flipped[1], flipped[2..]).ShouldBeFalse($"flipped hash {place}");
        MerkleTree.IsConsistent(from, leaves.Length, older, newer, [.. proof, older]).ShouldBeFalse();
    });

    [Fact]
    public async Task proves_no_leaf_outside_and_no_shrinking()
    {
        var read = new Subtrees([MerkleTree.LeafHash([])]).ReadAsync;
        await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await Proving.InclusionAsync(1, 1, read));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await Proving.InclusionAsync(-1, 1, read));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await Proving.ConsistencyAsync(2, 1, read));
    }

    [Fact]
    public void commits_to_a_body_through_its_salt()
    {
        var salt = new byte[32];
        var entry = LeafEntry.Of("{}"u8, LeafEntry.BodyHash(salt, "[]"u8));

        entry[..2].ShouldBe("{}"u8.ToArray());
        entry[2..].ShouldBe(System.Security.Cryptography.SHA256.HashData([.. salt, .. "[]"u8]));
        Should.Throw<ArgumentException>(() => LeafEntry.BodyHash(new byte[31], "[]"u8));
        Should.Throw<ArgumentException>(() => LeafEntry.Of("{}"u8, new byte[31]));
    }

    internal static readonly Gen<byte[][]> ATree =
        Gen.Int[0, 700].Select(size => Enumerable.Range(0, size).Select(i => MerkleTree.LeafHash(Encoding.UTF8.GetBytes($"leaf {i} of {size}"))).ToArray());

    /// <summary>Each hash in turn with one bit of it turned over.</summary>
    internal static IEnumerable<(int Place, byte[][] Hashes)> WithAFlippedBit(byte[][] hashes, int random)
    {
        for (var place = 0; place < hashes.Length; place++)
        {
            byte[][] flipped = [.. hashes.Select(hash => hash.ToArray())];
            flipped[place][random % 32] ^= (byte)(1 << (random % 8));
            yield return (place, flipped);
        }
    }

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);

    private static long Int(JsonElement vector, string name) => vector.GetProperty(name).TryGetInt64(out var value) ? value : -1; // beyond what a tree can have

    private static byte[] Bytes(JsonElement vector, string name) => vector.GetProperty(name) is { ValueKind: JsonValueKind.String } text ? text.GetBytesFromBase64() : [];

    private static byte[][] Proof(JsonElement vector) =>
        vector.GetProperty("proof") is { ValueKind: JsonValueKind.Array } proof ? [.. proof.EnumerateArray().Select(hash => hash.GetBytesFromBase64())] : [];
}

/// <summary>Roots of complete subtrees, computed by the definition. It answers nothing that is not in the tree.</summary>
internal sealed class Subtrees(byte[][] leaves)
{
    public ValueTask<IReadOnlyList<byte[]>> ReadAsync(IReadOnlyList<(int Level, long Index)> nodes) =>
        ValueTask.FromResult<IReadOnlyList<byte[]>>([.. nodes.Select(node => RootOf(node.Level, node.Index))]);

    private byte[] RootOf(int level, long index)
    {
        ((index + 1) << level).ShouldBeLessThanOrEqualTo(leaves.Length);
        return level == 0 ? leaves[index] : MerkleTree.NodeHash(RootOf(level - 1, 2 * index), RootOf(level - 1, (2 * index) + 1));
    }
}
