using System.Security.Cryptography;
using System.Text;

namespace ChainCoop.Shared;

/// <summary>How identifiers are made. There is no other place that makes one.</summary>
public static class NewId
{
    /// <summary>Ordered by time, so that indexes stay local. The moment of creation can be read from it.</summary>
    public static Guid Ordered() => Guid.CreateVersion7();

    /// <summary>
    /// Says nothing, not even when it was made: for the tracks of a case and for subjects, whose ids must not be
    /// joinable to each other (design, idea 1; domain, section 9).
    /// </summary>
    public static Guid Unlinkable()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>UUIDv8 (RFC 9562, section 5.8) of a keyed hash: who has the key alone can compute it.</summary>
    public static Guid Hashed(byte[] hash)
    {
        Span<byte> bytes = [.. hash.AsSpan(0, 16)];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>
    /// UUIDv5 (RFC 9562, section 5.5): the same name in the same namespace is the same id, everywhere and always. Not a
    /// secret: whoever can guess the name can compute the id.
    /// </summary>
    public static Guid Named(Guid namespaceId, string name)
    {
        var length = Encoding.UTF8.GetByteCount(name);
        var input = length <= 240 ? stackalloc byte[16 + length] : new byte[16 + length];
        namespaceId.TryWriteBytes(input, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, input[16..]);

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The standard prescribes SHA-1; nothing here depends on its strength.
        SHA1.HashData(input, hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
