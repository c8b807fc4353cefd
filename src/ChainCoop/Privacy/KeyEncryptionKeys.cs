using System.Security.Cryptography;

namespace ChainCoop.Privacy;

/// <summary>
/// Wraps data keys, and derives the few other secrets that the program needs. Read from a file that only its owner can
/// read; the last line is the key in use, earlier ones still unwrap.
/// </summary>
public sealed class KeyEncryptionKeys
{
    private readonly Dictionary<string, byte[]> keys = new(StringComparer.Ordinal);
    private readonly string current;

    private KeyEncryptionKeys(IEnumerable<(string Name, byte[] Key)> lines)
    {
        current = "";
        foreach (var (name, key) in lines)
        {
            if (!keys.TryAdd(name, key)) throw new InvalidOperationException("The file of key-encryption keys has two keys of one name.");
            current = name;
        }

        if (keys.Count == 0) throw new InvalidOperationException("The file of key-encryption keys holds no key.");
    }

    /// <summary>The key that wraps new data keys.</summary>
    public string Current => current;

    /// <summary>Lines of <c>name:base64 of 32 bytes</c>. Made with one random key when absent and <paramref name="create"/>.</summary>
    /// <exception cref="InvalidOperationException">The file is missing, malformed, or readable by others than its owner.</exception>
    public static KeyEncryptionKeys FromFile(string path, bool create)
    {
        if (create && !File.Exists(path)) Write(path);
        if (!File.Exists(path)) throw new InvalidOperationException("The file of key-encryption keys (Vault:KeyFile) does not exist.");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
            throw new InvalidOperationException("The file of key-encryption keys must be readable by its owner only (mode 0600).");

        return new KeyEncryptionKeys(File.ReadLines(path).Where(line => line.Length > 0).Select(Parse));
    }

    /// <summary>For commands that only look at the code: a key that is nowhere else.</summary>
    public static KeyEncryptionKeys OfNoUse() => new([("none", RandomNumberGenerator.GetBytes(32))]);

    /// <returns>nonce (12) ‖ ciphertext (32) ‖ tag (16). The key's id is associated data: a wrapped key moved to another row does not unwrap.</returns>
    public byte[] Wrap(Guid keyId, ReadOnlySpan<byte> dataKey)
    {
        var wrapped = new byte[12 + dataKey.Length + 16];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, 12));
        using var aes = new AesGcm(keys[current], 16);
        aes.Encrypt(wrapped.AsSpan(0, 12), dataKey, wrapped.AsSpan(12, dataKey.Length), wrapped.AsSpan(12 + dataKey.Length), keyId.ToByteArray(bigEndian: true));
        return wrapped;
    }

    /// <exception cref="CryptographicException">The key-encryption key is not in the file, or the row was tampered with.</exception>
    public byte[] Unwrap(Guid keyId, string kek, ReadOnlySpan<byte> wrapped)
    {
        if (!keys.TryGetValue(kek, out var key)) throw new CryptographicException("The key-encryption key is not known.");
        var dataKey = new byte[wrapped.Length - 28];
        using var aes = new AesGcm(key, 16);
        aes.Decrypt(wrapped[..12], wrapped[12..^16], wrapped[^16..], dataKey, keyId.ToByteArray(bigEndian: true));
        return dataKey;
    }

    public IReadOnlyCollection<string> Names => keys.Keys;

    /// <summary>By which a key is known again without being told: HMAC-SHA256 of a constant.</summary>
    public byte[] ProofOf(string name) => HMACSHA256.HashData(keys[name], "chaincoop/key-encryption-key"u8);

    /// <summary>The proof of the key from which secrets are derived: the first line of the file, which has to stay.</summary>
    public byte[] ProofOfFirst() => HMACSHA256.HashData(keys.First().Value, "chaincoop/first-key"u8);

    /// <summary>A secret for one use, derived with HKDF (RFC 5869) from the oldest key, so that rotation leaves it as it is.</summary>
    public byte[] Derive(string use) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, keys.First().Value, 32, info: System.Text.Encoding.UTF8.GetBytes("chaincoop/" + use));

    private static (string Name, byte[] Key) Parse(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var key = new byte[32];
        if (colon < 1 || !Convert.TryFromBase64String(line[(colon + 1)..].Trim(), key, out var length) || length != 32)
            throw new InvalidOperationException("The file of key-encryption keys has a malformed line; expected name:base64 of 32 bytes.");
        return (line[..colon], key);
    }

    private static void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.WriteLine("1:" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
    }
}
