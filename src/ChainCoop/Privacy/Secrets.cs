using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace ChainCoop.Privacy;

/// <summary>Keyed hashes (HMAC-SHA256), with a key per use: who has the database alone cannot guess what was hashed.</summary>
public sealed class Secrets(KeyEncryptionKeys keks)
{
    private readonly ConcurrentDictionary<string, byte[]> derived = new(StringComparer.Ordinal);

    public byte[] Hash(string use, string text) => Hash(use, Encoding.UTF8.GetBytes(text));

    public byte[] Hash(string use, ReadOnlySpan<byte> bytes) => HMACSHA256.HashData(derived.GetOrAdd(use, keks.Derive), bytes);
}
