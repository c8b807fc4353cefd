using System.Security.Cryptography;
using ChainCoop.Platform;

namespace ChainCoop.Privacy;

/// <summary>
/// Wraps data keys, and derives the few other secrets that the program needs. Read from a file that only its owner can
/// read; the last line is the key in use, earlier ones still unwrap. A key service or an HSM would take the place of this
/// class and of nothing else: no key leaves it.
/// </summary>
public sealed class KeyEncryptionKeys
{
    private static readonly TimeSpan BetweenReads = TimeSpan.FromSeconds(1);

    private readonly string? path;
    private readonly TimeProvider clock;
    private readonly byte[] first;
    private readonly Lock appending = new();
    private readonly Dictionary<string, long> lookedFor = new(StringComparer.Ordinal);

    // Replaced, never changed: requests read it without a lock.
    private volatile Ring ring;

    private KeyEncryptionKeys(string? path, IReadOnlyList<(string Name, byte[] Key)> lines, TimeProvider clock)
    {
        (this.path, this.clock) = (path, clock);
        first = lines[0].Key;
        ring = new Ring(lines[^1].Name, lines.ToDictionary(line => line.Name, line => line.Key, StringComparer.Ordinal));
    }

    /// <summary>The key that wraps new data keys.</summary>
    public string Current => ring.Current;

    /// <summary>Lines of <c>name:base64 of 32 bytes</c>. Made with one random key when absent and <paramref name="create"/>.</summary>
    /// <exception cref="InvalidOperationException">The file is missing, malformed, or readable by others than its owner.</exception>
    public static KeyEncryptionKeys FromFile(string path, bool create, TimeProvider clock)
    {
        if (create && !File.Exists(path)) OwnersFile.Create(path, ["1:" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))]);
        return new KeyEncryptionKeys(path, Read(path), clock);
    }

    /// <summary>For commands that only look at the code: a key that is nowhere else.</summary>
    public static KeyEncryptionKeys OfNoUse(TimeProvider clock) => new(null, [("none", RandomNumberGenerator.GetBytes(32))], clock);

    /// <summary>The key's id is associated data: a wrapped key moved to another row does not unwrap.</summary>
    public WrappedKey Wrap(Guid keyId, ReadOnlySpan<byte> dataKey)
    {
        var with = ring;
        var wrapped = new byte[12 + dataKey.Length + 16];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, 12));
        using var aes = new AesGcm(with.Keys[with.Current], 16);
        aes.Encrypt(wrapped.AsSpan(0, 12), dataKey, wrapped.AsSpan(12, dataKey.Length), wrapped.AsSpan(12 + dataKey.Length), keyId.ToByteArray(bigEndian: true));
        return new WrappedKey(with.Current, wrapped);
    }

    /// <exception cref="UnknownKeyEncryptionKeyException">The key-encryption key is not in the file.</exception>
    /// <exception cref="CryptographicException">The row was tampered with.</exception>
    public byte[] Unwrap(Guid keyId, string kek, ReadOnlySpan<byte> wrapped) =>
        ring.Keys.TryGetValue(kek, out var key) ? Open(key, keyId, wrapped) : UnwrapWithAppended(keyId, kek, wrapped);

    public IReadOnlyCollection<string> Names => ring.Keys.Keys;

    /// <summary>By which a key is known again without being told: HMAC-SHA256 of a constant.</summary>
    public byte[] ProofOf(string name) => HMACSHA256.HashData(ring.Keys[name], "chaincoop/key-encryption-key"u8);

    /// <summary>The proof of the key from which secrets are derived: the first line of the file, which has to stay.</summary>
    public byte[] ProofOfFirst() => HMACSHA256.HashData(first, "chaincoop/first-key"u8);

    /// <summary>A secret for one use, derived with HKDF (RFC 5869) from the oldest key, so that rotation leaves it as it is.</summary>
    public byte[] Derive(string use) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, first, 32, info: System.Text.Encoding.UTF8.GetBytes("chaincoop/" + use));

    /// <summary>
    /// Another process wraps with a key that was appended to the file after this one started. That key counts, for wrapping
    /// too, once it has unwrapped something: so it is the key that the others have, which at start is checked by proofs.
    /// </summary>
    private byte[] UnwrapWithAppended(Guid keyId, string kek, ReadOnlySpan<byte> wrapped)
    {
        lock (appending)
        {
            if (ring.Keys.TryGetValue(kek, out var meanwhile)) return Open(meanwhile, keyId, wrapped);
            if (path is null || lookedFor.TryGetValue(kek, out var at) && clock.GetElapsedTime(at) < BetweenReads) throw new UnknownKeyEncryptionKeyException(kek);
            lookedFor[kek] = clock.GetTimestamp();
            try
            {
                var lines = Read(path);
                if (!lines[0].Key.AsSpan().SequenceEqual(first) || lines.FirstOrDefault(line => line.Name == kek).Key is not { } key)
                    throw new UnknownKeyEncryptionKeyException(kek);
                var dataKey = Open(key, keyId, wrapped);
                ring = new Ring(lines[^1].Name == kek ? kek : ring.Current, new Dictionary<string, byte[]>(ring.Keys, StringComparer.Ordinal) { [kek] = key });
                return dataKey;
            }
            catch (Exception unusable) when (unusable is InvalidOperationException or IOException or UnauthorizedAccessException or AuthenticationTagMismatchException)
            {
                throw new UnknownKeyEncryptionKeyException(kek, unusable);
            }
        }
    }

    private static byte[] Open(byte[] key, Guid keyId, ReadOnlySpan<byte> wrapped)
    {
        if (wrapped.Length < 28) throw new CryptographicException("A wrapped data key is too short.");
        var dataKey = new byte[wrapped.Length - 28];
        using var aes = new AesGcm(key, 16);
        aes.Decrypt(wrapped[..12], wrapped[12..^16], wrapped[^16..], dataKey, keyId.ToByteArray(bigEndian: true));
        return dataKey;
    }

    private static List<(string Name, byte[] Key)> Read(string path)
    {
        OwnersFile.Check(path, "The file of key-encryption keys (Vault:KeyFile)");
        var lines = File.ReadLines(path).Where(line => line.Length > 0).Select(Parse).ToList();
        if (lines.Count == 0) throw new InvalidOperationException("The file of key-encryption keys holds no key.");
        if (lines.DistinctBy(line => line.Name).Count() < lines.Count) throw new InvalidOperationException("The file of key-encryption keys has two keys of one name.");
        return lines;
    }

    private static (string Name, byte[] Key) Parse(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var key = new byte[32];
        if (colon < 1 || !Convert.TryFromBase64String(line[(colon + 1)..].Trim(), key, out var length) || length != 32)
            throw new InvalidOperationException("The file of key-encryption keys has a malformed line; expected name:base64 of 32 bytes.");
        return (line[..colon], key);
    }

    private sealed record Ring(string Current, Dictionary<string, byte[]> Keys);
}

/// <param name="Kek">The name of the key that wrapped it.</param>
/// <param name="Bytes">nonce (12) ‖ ciphertext (32) ‖ tag (16).</param>
public readonly record struct WrappedKey(string Kek, byte[] Bytes);

/// <summary>Nothing was erased: whoever has the key can read it. Hence not to be taken for a data key that is gone.</summary>
public sealed class UnknownKeyEncryptionKeyException(string name, Exception? cause = null) : CryptographicException("The key-encryption key is not known.", cause)
{
    public string Name { get; } = name;
}
