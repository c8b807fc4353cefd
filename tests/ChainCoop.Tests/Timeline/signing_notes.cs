using ChainCoop.Verifier;

namespace ChainCoop.Tests.Timeline;

public class signing_notes
{
    // sumdb/note/note_test.go of golang.org/x/mod.
    internal const string PeterSecret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private const string Peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private const string Enoch = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
    private const string Text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    private const string PeterLine = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    private const string EnochLine = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

    [Fact]
    public void signs_as_published()
    {
        using var key = NoteKey.Parse(PeterSecret);

        SignedNote.Sign(Text, key).ToString().ShouldBe($"{Text}\n{PeterLine}");
        key.Verifier.ToString().ShouldBe(Peter);
        key.ToSecret().ShouldBe(PeterSecret);
    }

    [Fact]
    public void verifies_as_published()
    {
        var note = SignedNote.Parse($"{Text}\n{PeterLine}{EnochLine}");

        note.Text.ShouldBe(Text);
        note.IsSignedBy(NoteVerifier.Parse(Peter)).ShouldBeTrue();
        note.IsSignedBy(NoteVerifier.Parse(Enoch)).ShouldBeTrue();
        note.ToString().ShouldBe($"{Text}\n{PeterLine}{EnochLine}");
        (note with { Text = Text.ToUpperInvariant() }).IsSignedBy(NoteVerifier.Parse(Peter)).ShouldBeFalse();
        SignedNote.Parse($"{Text}\n{EnochLine}").IsSignedBy(NoteVerifier.Parse(Peter)).ShouldBeFalse();

        // The example of C2SP signed-note.
        SignedNote.Parse("This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n")
            .IsSignedBy(NoteVerifier.Parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")).ShouldBeTrue();
    }

    [Theory]
    [InlineData(Peter)]
    [InlineData("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2")] // note_cosigv1_test.go of transparency-dev/formats, as the next
    [InlineData("TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6")]
    public void reads_keys_in_their_one_spelling(string text)
    {
        NoteVerifier.Parse(text).ToString().ShouldBe(text);
        foreach (var mangled in Mangled(text)) Should.Throw<FormatException>(() => NoteVerifier.Parse(mangled), mangled);
    }

    [Theory]
    [InlineData("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==")] // both from note_test.go
    [InlineData("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("")]
    public void reads_no_other_key(string text) => Should.Throw<FormatException>(() => NoteVerifier.Parse(text));

    [Fact]
    public void reads_private_keys_in_their_one_spelling_and_never_repeats_them()
    {
        foreach (var mangled in Mangled(PeterSecret))
            Should.Throw<FormatException>(() => NoteKey.Parse(mangled), mangled).Message.ShouldNotContain("AYEKFALV");
    }

    [Fact]
    public void makes_keys_that_sign_and_come_back()
    {
        using var key = NoteKey.Create("chaincoop.nl/00000001822477348000/events");
        using var again = NoteKey.Parse(key.ToSecret());

        SignedNote.Sign(Text, again).IsSignedBy(key.Verifier).ShouldBeTrue();
        again.Verifier.ToString().ShouldBe(key.Verifier.ToString());
        key.ToString()!.ShouldNotContain(key.ToSecret().Split('+', 5)[^1]);
        Should.Throw<FormatException>(() => NoteKey.Create("two words"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text\n")] // no signatures
    [InlineData("text\n\n")]
    [InlineData("text\n\n— a AAAAAAA=")] // no end of line
    [InlineData("text\r\n\r\n— a AAAAAAA=\r\n")] // other line ends
    [InlineData("text\r\n\n— a AAAAAAA=\n")]
    [InlineData("te\u0001xt\n\n— a AAAAAAA=\n")]
    [InlineData("text\n\n- a AAAAAAA=\n")] // another dash
    [InlineData("text\n\n— a  AAAAAAA=\n")]
    [InlineData("text\n\n— a+b AAAAAAA=\n")]
    [InlineData("text\n\n— a AAAAAA==\n")] // nothing after the id
    [InlineData("text\n\n— a AAAAAAA\n")] // no padding
    [InlineData("text\n\n— a AAAAAAB=\n")] // unused bits
    [InlineData("text\n\n— a AAAA AAA=\n")]
    [InlineData("text\n\n— a AAAAAAA=\n— a AAAAAAE=\n")] // one key twice
    [InlineData("text\n\n— a AAAAAAA=\n\n")]
    public void refuses_what_is_no_note(string note) => Should.Throw<FormatException>(() => SignedNote.Parse(note));

    [Fact]
    public void refuses_what_is_not_unicode_and_what_never_ends()
    {
        Should.Throw<FormatException>(() => SignedNote.Parse([0xff, .. "\n\n— a AAAAAAA=\n"u8]));
        Should.Throw<FormatException>(() => SignedNote.Parse("\ud800\n\n— a AAAAAAA=\n"));
        Should.Throw<FormatException>(() => SignedNote.Parse($"text\n\n{string.Concat(Enumerable.Range(0, 101).Select(i => $"— a{i} AAAAAAA=\n"))}"));
        SignedNote.Parse($"text\n\n{string.Concat(Enumerable.Range(0, 100).Select(i => $"— a{i} AAAAAAA=\n"))}").Signatures.Count.ShouldBe(100);
        Should.Throw<FormatException>(() => SignedNote.Sign("no end of line"));
    }

    [Fact]
    public void keeps_empty_lines_in_the_text() => SignedNote.Parse("one\n\ntwo\n\n— a AAAAAAA=\n").Text.ShouldBe("one\n\ntwo\n");

    /// <summary>Every part of it, and it with each character replaced by the next one.</summary>
    private static IEnumerable<string> Mangled(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            yield return text[i..][1..];
            yield return text[..i];
            yield return $"{text[..i]}{(char)(text[i] + 1)}{text[(i + 1)..]}";
        }
    }
}
