using ChainCoop.Verifier;

namespace ChainCoop.Tests.Timeline;

public class proof_files
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task come_back_as_they_went_and_prove_their_leaf(bool extra)
    {
        byte[][] leaves = [.. Enumerable.Range(0, 300).Select(i => MerkleTree.LeafHash([(byte)i, (byte)(i >> 8)]))];
        using var key = NoteKey.Create("log");
        var note = SignedNote.Sign(new Checkpoint("log", leaves.Length, MerkleTree.RootOf(leaves)).Text, key);
        var proof = new TlogProof(7, await Proving.InclusionAsync(7, leaves.Length, new Subtrees(leaves).ReadAsync), note, extra ? [1, 2, 3] : null);

        var text = proof.ToString();
        var read = TlogProof.Parse(text);

        text.ShouldStartWith($"c2sp.org/tlog-proof@v1\n{(extra ? "extra AQID\n" : "")}index 7\n");
        read.ToString().ShouldBe(text);
        read.Verify(leaves[7], key.Verifier).ShouldBeTrue();
        read.Verify(leaves[8], key.Verifier).ShouldBeFalse();
        using var foreign = NoteKey.Create("log");
        read.Verify(leaves[7], foreign.Verifier).ShouldBeFalse();
        using var namedOtherwise = NoteKey.Create("another");
        (read with { Note = SignedNote.Sign(note.Text, namedOtherwise) }).Verify(leaves[7], namedOtherwise.Verifier).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("c2sp.org/tlog-proof@v2\nindex 0\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 07\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex -7\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\nextra AAAA\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra *\nindex 0\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\r\nindex 0\r\n\r\n")]
    public void have_one_spelling(string start)
    {
        const string Note = "log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— log AAAAAAA=\n";
        TlogProof.Parse($"c2sp.org/tlog-proof@v1\nindex 0\n\n{Note}").Index.ShouldBe(0);
        Should.Throw<FormatException>(() => TlogProof.Parse(start + Note));
    }
}
