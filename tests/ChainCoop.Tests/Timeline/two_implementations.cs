using System.Diagnostics;
using System.Text.Json.Nodes;
using ChainCoop.Verifier;
using CsCheck;

namespace ChainCoop.Tests.Timeline;

/// <summary>check.py was written from the standards alone. It has to say of good and of broken proofs what the program says.</summary>
public class two_implementations
{
    [Fact]
    public async Task agree_on_random_trees()
    {
        List<(JsonObject Question, bool Answer)> asked = [];
        foreach (var (leaves, random) in Gen.Select(the_tree.ATree, Gen.Int[0, 1 << 20]).Array[40].Single())
        {
            var (size, root) = (leaves.Length, MerkleTree.RootOf(leaves));
            asked.Add((new() { ["check"] = "root", ["leaves"] = Texts(leaves), ["root"] = Text(root) }, true));
            if (size == 0) continue;

            var index = random % size;
            byte[][] inclusion = [leaves[index], root, .. await Proving.InclusionAsync(index, size, new Subtrees(leaves).ReadAsync)];
            byte[][][] variants = [inclusion, .. the_tree.WithAFlippedBit(inclusion, random).Select(flipped => flipped.Hashes), inclusion[..^1], [.. inclusion, root]];
            asked.AddRange(variants.Where(hashes => hashes.Length > 1).Select(hashes => (
                new JsonObject { ["check"] = "inclusion", ["index"] = index, ["size"] = size, ["leaf"] = Text(hashes[0]), ["root"] = Text(hashes[1]), ["proof"] = Texts(hashes[2..]) },
                MerkleTree.Includes(index, size, hashes[0], hashes[2..], hashes[1]))));

            var from = 1 + (random % size);
            byte[][] consistency = [MerkleTree.RootOf(leaves[..from]), root, .. await Proving.ConsistencyAsync(from, size, new Subtrees(leaves).ReadAsync)];
            variants = [consistency, .. the_tree.WithAFlippedBit(consistency, random).Select(flipped => flipped.Hashes), [.. consistency, root]];
            asked.AddRange(variants.Select(hashes => (
                new JsonObject { ["check"] = "consistency", ["from"] = from, ["to"] = size, ["fromRoot"] = Text(hashes[0]), ["toRoot"] = Text(hashes[1]), ["proof"] = Texts(hashes[2..]) },
                MerkleTree.IsConsistent(from, size, hashes[0], hashes[1], hashes[2..]))));
        }

        asked.Count(question => question.Answer).ShouldBeGreaterThan(80);
        asked.Count(question => !question.Answer).ShouldBeGreaterThan(80);
        await ShouldAgree(asked);
    }

    [Fact]
    public async Task agree_on_leaves_and_signatures()
    {
        using var key = NoteKey.Create("chaincoop.nl/00000001822477348000/events");
        var text = new Checkpoint(key.Name, 3, MerkleTree.EmptyRoot).Text;
        SignedNote[] notes =
        [
            SignedNote.Parse(reading_checkpoints.Public),
            SignedNote.Sign(text, key) with { Signatures = [key.Sign(text), Cosignature.Sign(key, text, DateTimeOffset.UnixEpoch.AddYears(56))] },
        ];
        NoteVerifier[] keys = [key.Verifier, key.Witness, .. reading_checkpoints.PublicWitnesses.Append(reading_checkpoints.PublicLog).Select(NoteVerifier.Parse)];
        List<(JsonObject Question, bool Answer)> asked =
        [
            .. from note in notes
               from changed in new[] { note, note with { Text = note.Text.Replace('3', '4') } }
               from verifier in keys
               select (new JsonObject { ["check"] = "note", ["key"] = verifier.ToString(), ["note"] = changed.ToString() }, changed.IsSignedBy(verifier)),
        ];
        asked.Count(question => question.Answer).ShouldBe(7);

        byte[] salt = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        var leaf = MerkleTree.LeafHash(LeafEntry.Of("""{"index":0}"""u8, LeafEntry.BodyHash(salt, """{"a":1}"""u8)));
        asked.Add((new() { ["check"] = "leaf", ["header"] = """{"index":0}""", ["salt"] = Text(salt), ["body"] = """{"a":1}""", ["leaf"] = Text(leaf) }, true));
        asked.Add((new() { ["check"] = "leaf", ["header"] = """{"index":1}""", ["salt"] = Text(salt), ["body"] = """{"a":1}""", ["leaf"] = Text(leaf) }, false));

        await ShouldAgree(asked);
    }

    private static async Task ShouldAgree(List<(JsonObject Question, bool Answer)> asked)
    {
        using var python = Start();
        var writing = Task.Run(async () =>
        {
            foreach (var (question, _) in asked) await python.StandardInput.WriteLineAsync(question.ToJsonString());
            python.StandardInput.Close();
        });
        foreach (var (question, answer) in asked)
            (await python.StandardOutput.ReadLineAsync()).ShouldBe(answer ? "true" : "false", question.ToJsonString());
        await writing;
        (await python.StandardOutput.ReadLineAsync()).ShouldBeNull();
    }

    private static Process Start()
    {
        try
        {
            return Process.Start(new ProcessStartInfo("python3", ["-E", Source.PathOf("tests/ChainCoop.Tests/Timeline/check.py")])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("The second implementation needs python3, which is not on the path.");
            throw;
        }
    }

    private static string Text(byte[] bytes) => Convert.ToBase64String(bytes);

    private static JsonArray Texts(IEnumerable<byte[]> hashes) => [.. hashes.Select(hash => JsonValue.Create(Text(hash)))];
}
