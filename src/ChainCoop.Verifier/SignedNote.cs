using System.Buffers.Binary;
using System.Text;

namespace ChainCoop.Verifier;

/// <summary>A line <c>— name base64(id ‖ signature)</c> under a note.</summary>
/// <param name="Id">Of the key, as in <see cref="NoteVerifier.Id"/>.</param>
public sealed record NoteSignature(string Name, uint Id, byte[] Signature)
{
    /// <summary>The line, without its end.</summary>
    public override string ToString()
    {
        Span<byte> id = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(id, Id);
        return $"{SignedNote.Dash}{Name} {Convert.ToBase64String([.. id, .. Signature])}";
    }

    /// <exception cref="FormatException">It is no such line.</exception>
    public static NoteSignature Parse(string line)
    {
        if (!line.StartsWith(SignedNote.Dash, StringComparison.Ordinal)
            || line[SignedNote.Dash.Length..].Split(' ') is not [var name, var text]
            || !StrictText.IsName(name)
            || StrictText.Base64(text) is not { Length: > sizeof(uint) } bytes)
            throw new FormatException("A signature of a note reads — name base64.");
        return new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[sizeof(uint)..]);
    }
}

/// <summary>C2SP signed-note: a text and who signed it. The text means nothing before a signature of a trusted key was verified.</summary>
/// <param name="Text">Ends with a newline, which is signed too.</param>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    internal const string Dash = "— ";

    /// <summary>So many signatures are read, and no more.</summary>
    public const int MostSignatures = 100;

    private const int MostCharacters = 1 << 20;

    /// <summary>Signs a text anew.</summary>
    /// <exception cref="FormatException">It cannot be the text of a note.</exception>
    public static SignedNote Sign(string text, params IEnumerable<NoteKey> keys) =>
        IsText(text) ? new SignedNote(text, [.. keys.Select(key => key.Sign(text))]) : throw NotText();

    /// <summary>Reads a note. It refuses the same key twice, so that nobody counts it twice.</summary>
    /// <exception cref="FormatException">It is no signed note.</exception>
    public static SignedNote Parse(string note)
    {
        if (note.Length > MostCharacters) throw new FormatException("The note is too long.");
        var end = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || !note.EndsWith('\n')) throw new FormatException("A note ends with an empty line and signatures.");

        var text = note[..(end + 1)];
        if (!IsText(text)) throw NotText();
        if (end + 2 == note.Length) throw new FormatException("The note has no signatures.");
        var lines = note[(end + 2)..^1].Split('\n');
        if (lines.Length > MostSignatures) throw new FormatException("The note has too many signatures.");
        NoteSignature[] signatures = [.. lines.Select(NoteSignature.Parse)];
        if (signatures.DistinctBy(signature => (signature.Name, signature.Id)).Count() != signatures.Length)
            throw new FormatException("The note has two signatures of one key.");
        return new SignedNote(text, signatures);
    }

    /// <summary>Reads a note from its bytes.</summary>
    /// <exception cref="FormatException">It is no signed note, or not UTF-8.</exception>
    public static SignedNote Parse(ReadOnlySpan<byte> note)
    {
        try
        {
            return Parse(Strict.GetString(note));
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException("The note is not UTF-8.");
        }
    }

    /// <summary>As <see cref="Parse(string)"/> reads it.</summary>
    public override string ToString() => $"{Text}\n{string.Concat(Signatures.Select(signature => $"{signature}\n"))}";

    /// <summary>The signature that says to be of this key; it is not verified.</summary>
    public NoteSignature? SignatureOf(NoteVerifier key) =>
        Signatures.FirstOrDefault(signature => signature.Id == key.Id && signature.Name == key.Name);

    /// <summary>Whether this key signed it.</summary>
    public bool IsSignedBy(NoteVerifier key) => SignatureOf(key) is { } found && key.Verify(Text, found.Signature);

    private static bool IsText(string text) =>
        text.EndsWith('\n') && !text.Any(character => character < ' ' && character != '\n') && StrictText.IsUnicode(text);

    private static FormatException NotText() => new("The text of a note ends with a newline and has no other control characters.");

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
