using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace ChainCoop.Verifier;

/// <summary>A public key of C2SP signed-note, and the name of who holds the private one.</summary>
/// <param name="Id">First four bytes of SHA-256(name ‖ newline ‖ type ‖ public key), big-endian: tells keys apart, proves nothing.</param>
/// <param name="Type"><see cref="Ed25519"/> or <see cref="CosignatureV1"/>.</param>
/// <param name="PublicKey">32 bytes after RFC 8032.</param>
public sealed record NoteVerifier(string Name, uint Id, byte Type, byte[] PublicKey)
{
    /// <summary>Signs the text of a note.</summary>
    public const byte Ed25519 = 0x01;

    /// <summary>Signs a checkpoint and the time at which it was the largest one seen.</summary>
    public const byte CosignatureV1 = 0x04;

    private const int SignatureLength = 64;
    private const int PublicKeyLength = 32;

    /// <exception cref="FormatException">No name for a key, another type, or no public key.</exception>
    public static NoteVerifier Of(string name, byte type, byte[] publicKey)
    {
        if (!StrictText.IsName(name)) throw new FormatException("The name of a key has no spaces and no plus.");
        if (type is not (Ed25519 or CosignatureV1)) throw new FormatException("The key is neither Ed25519 nor one for cosignatures.");
        if (publicKey.Length != PublicKeyLength || !NSec.Cryptography.PublicKey.TryImport(SignatureAlgorithm.Ed25519, publicKey, KeyBlobFormat.RawPublicKey, out _))
            throw new FormatException("The public key is none of Ed25519.");
        var hash = SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', type, .. publicKey]);
        return new NoteVerifier(name, BinaryPrimitives.ReadUInt32BigEndian(hash), type, publicKey);
    }

    /// <summary>Reads <c>name+id+base64(type ‖ public key)</c>.</summary>
    /// <exception cref="FormatException">It is not of that form, or the id is not that of the key.</exception>
    public static NoteVerifier Parse(string text)
    {
        if (text.Split('+', 3) is not [var name, { Length: 8 } id, var key] || StrictText.Base64(key) is not [var type, .. var publicKey])
            throw new FormatException("A key reads name+id+base64.");
        var verifier = Of(name, type, publicKey);
        return Hex(verifier.Id) == id ? verifier : throw new FormatException("The id is not that of the key.");
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => $"{Name}+{Hex(Id)}+{Convert.ToBase64String([Type, .. PublicKey])}";

    /// <summary>Whether the holder of the key signed the text: a note, or a checkpoint at a time.</summary>
    public bool Verify(string text, ReadOnlySpan<byte> signature) =>
        Type == CosignatureV1 ? Cosignature.Verify(this, text, signature) is not null : VerifyBytes(Encoding.UTF8.GetBytes(text), signature);

    internal bool VerifyBytes(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureLength
        && NSec.Cryptography.PublicKey.TryImport(SignatureAlgorithm.Ed25519, PublicKey, KeyBlobFormat.RawPublicKey, out var key)
        && SignatureAlgorithm.Ed25519.Verify(key!, message, signature);

    internal static string Hex(uint id) => id.ToString("x8", CultureInfo.InvariantCulture);
}
