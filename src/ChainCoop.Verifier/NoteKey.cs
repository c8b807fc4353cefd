using System.Text;
using NSec.Cryptography;

namespace ChainCoop.Verifier;

/// <summary>A private key that signs notes, and checkpoints as a witness. It is held in memory that is not swapped.</summary>
public sealed class NoteKey : IDisposable
{
    private const string Prefix = "PRIVATE+KEY+";

    private readonly Key _key;

    private NoteKey(string name, Key key)
    {
        _key = key;
        var publicKey = key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
        Verifier = NoteVerifier.Of(name, NoteVerifier.Ed25519, publicKey);
        Witness = NoteVerifier.Of(name, NoteVerifier.CosignatureV1, publicKey);
    }

    public string Name => Verifier.Name;

    /// <summary>For notes that it signs.</summary>
    public NoteVerifier Verifier { get; }

    /// <summary>For its cosignatures. Nobody should use one key for both.</summary>
    public NoteVerifier Witness { get; }

    /// <summary>A new key.</summary>
    /// <exception cref="FormatException">The name has spaces or a plus.</exception>
    public static NoteKey Create(string name) => new(name, Key.Create(SignatureAlgorithm.Ed25519, Exportable));

    /// <summary>Reads <c>PRIVATE+KEY+name+id+base64(1 ‖ seed)</c>.</summary>
    /// <exception cref="FormatException">It is not of that form, or the id is not that of the key. The message says nothing of the text.</exception>
    public static NoteKey Parse(string secret)
    {
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal)
            || secret[Prefix.Length..].Split('+', 3) is not [var name, { Length: 8 } id, var text]
            || StrictText.Base64(text) is not [NoteVerifier.Ed25519, .. var seed]
            || !Key.TryImport(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey, out var imported, Exportable))
            throw new FormatException("A private key reads PRIVATE+KEY+name+id+base64.");
        var key = new NoteKey(name, imported!);
        return NoteVerifier.Hex(key.Verifier.Id) == id ? key : throw new FormatException("The id is not that of the private key.");
    }

    /// <summary>As <see cref="Parse"/> reads it. Whoever has it can sign.</summary>
    public string ToSecret() =>
        $"{Prefix}{Name}+{NoteVerifier.Hex(Verifier.Id)}+{Convert.ToBase64String([NoteVerifier.Ed25519, .. _key.Export(KeyBlobFormat.RawPrivateKey)])}";

    /// <summary>Signs the text of a note.</summary>
    public NoteSignature Sign(string text) => new(Name, Verifier.Id, SignBytes(Encoding.UTF8.GetBytes(text)));

    public void Dispose() => _key.Dispose();

    internal byte[] SignBytes(ReadOnlySpan<byte> message) => SignatureAlgorithm.Ed25519.Sign(_key, message);

    private static KeyCreationParameters Exportable => new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
}
