using System.Security.Cryptography;

namespace ChainCoop.Verifier;

// A storage format: leaves are never computed anew.

/// <summary>
/// What is hashed into a leaf of the timeline: the canonical header, then the hash over salt and canonical body. Without salt and body the
/// leaf can still be proven, and says nothing about the body.
/// </summary>
public static class LeafEntry
{
    /// <summary>Random bytes before a body, so that nobody finds a body by guessing.</summary>
    public const int SaltLength = 32;

    public static byte[] Of(ReadOnlySpan<byte> canonicalHeader, ReadOnlySpan<byte> bodyHash)
    {
        if (bodyHash.Length != MerkleTree.HashLength) throw new ArgumentException("The hash of a body has 32 bytes.", nameof(bodyHash));
        return [.. canonicalHeader, .. bodyHash];
    }

    public static byte[] BodyHash(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> canonicalBody)
    {
        if (salt.Length != SaltLength) throw new ArgumentException("A salt has 32 bytes.", nameof(salt));
        return SHA256.HashData((byte[])[.. salt, .. canonicalBody]);
    }
}
