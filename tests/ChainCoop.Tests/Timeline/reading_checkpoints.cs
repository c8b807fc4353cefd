using ChainCoop.Verifier;

namespace ChainCoop.Tests.Timeline;

public class reading_checkpoints
{
    // A checkpoint of the staging log Arche2025h1 of Certificate Transparency with the cosignatures of four public witnesses.
    internal const string Public = """
        arche2025h1.staging.ct.transparency.dev
        1432088532
        U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

        — arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
        — arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
        — transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
        — witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
        — remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
        — witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==

        """;

    internal const string PublicLog = "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f";

    internal static readonly string[] PublicWitnesses =
    [
        "transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM",
        "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
        "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
        "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
    ];

    private const string Root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

    [Fact]
    public void of_a_public_log_verify_with_their_witnesses()
    {
        var note = SignedNote.Parse(Public);
        var checkpoint = Checkpoint.Parse(note.Text);

        checkpoint.Size.ShouldBe(1432088532);
        checkpoint.Text.ShouldBe(note.Text);
        note.IsSignedBy(NoteVerifier.Parse(PublicLog)).ShouldBeTrue();
        foreach (var witness in PublicWitnesses.Select(NoteVerifier.Parse))
        {
            note.IsSignedBy(witness).ShouldBeTrue();
            Cosignature.Verify(witness, note.Text, note.SignatureOf(witness)!.Signature).ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1779573024));
            (note with { Text = (checkpoint with { Size = 42 }).Text }).IsSignedBy(witness).ShouldBeFalse();
        }
    }

    [Fact]
    public void are_read_and_written_in_three_lines()
    {
        var text = $"example.com/behind-the-sofa\n20852163\n{Root}\n"; // the example of C2SP tlog-checkpoint

        var checkpoint = Checkpoint.Parse(text);

        checkpoint.Origin.ShouldBe("example.com/behind-the-sofa");
        checkpoint.Size.ShouldBe(20852163);
        Convert.ToBase64String(checkpoint.Root).ShouldBe(Root);
        checkpoint.Text.ShouldBe(text);
    }

    [Theory]
    [InlineData($"log\n020\n{Root}\n")]
    [InlineData($"log\n-1\n{Root}\n")]
    [InlineData($"log\n+1\n{Root}\n")]
    [InlineData($"log\n0xab\n{Root}\n")]
    [InlineData($"log\n 1\n{Root}\n")]
    [InlineData($"log\n\n{Root}\n")]
    [InlineData($"log\n9223372036854775808\n{Root}\n")]
    [InlineData($"log\n٣\n{Root}\n")]
    [InlineData($"\n1\n{Root}\n")]
    [InlineData($"log\n1\n{Root}")]
    [InlineData($"log\n1\n{Root}\n\n")]
    [InlineData($"log\n1\n{Root}\nextension\n")]
    [InlineData($"log\r\n1\r\n{Root}\r\n")]
    [InlineData("log\n1\nAAAA\n")]
    [InlineData("log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n")] // unused bits
    [InlineData("log\n1\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBTOOBIG=\n")] // sumdb/tlog/note_test.go of golang.org/x/mod
    public void are_read_in_no_other_spelling(string text) => Should.Throw<FormatException>(() => Checkpoint.Parse(text));

    [Fact]
    public void are_cosigned_at_a_time()
    {
        using var key = NoteKey.Create("witness.example/w1");
        using var other = NoteKey.Create("witness.example/w1");
        var text = new Checkpoint("log", 7, MerkleTree.EmptyRoot).Text;
        var at = DateTimeOffset.FromUnixTimeSeconds(1679315147);

        var cosignature = Cosignature.Sign(key, text, at.AddMilliseconds(700));

        cosignature.Id.ShouldBe(key.Witness.Id);
        Cosignature.Verify(key.Witness, text, cosignature.Signature).ShouldBe(at);
        Cosignature.Verify(other.Witness, text, cosignature.Signature).ShouldBeNull();
        Cosignature.Verify(key.Verifier, text, cosignature.Signature).ShouldBeNull(); // another kind of signature
        for (var place = 0; place < cosignature.Signature.Length; place++)
        {
            byte[] flipped = [.. cosignature.Signature];
            flipped[place] ^= 1;
            Cosignature.Verify(key.Witness, text, flipped).ShouldBeNull();
        }
        Cosignature.Verify(key.Witness, text, cosignature.Signature.AsSpan(..^1)).ShouldBeNull();
        Cosignature.Verify(key.Witness, text, []).ShouldBeNull();
        key.Verifier.Verify(text, cosignature.Signature).ShouldBeFalse();
    }
}
