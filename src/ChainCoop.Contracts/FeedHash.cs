using System.Security.Cryptography;

namespace ChainCoop.Contracts;

/// <summary>The running hash of a feed. Hashes are written in lower-case hexadecimal.</summary>
public static class FeedHash
{
    /// <summary>Before the first entry.</summary>
    public const string AtStart = "";

    private const int Length = 2 * SHA256.HashSizeInBytes;

    /// <summary>SHA-256 of the hash before and the commitment of the entry, both as bytes.</summary>
    /// <param name="before">At the position before.</param>
    /// <param name="commitment">SHA-256 of the canonical entry without <c>feedhash</c> and <c>previoussequence</c>.</param>
    public static string After(string before, string commitment) =>
        Convert.ToHexStringLower(SHA256.HashData([.. Convert.FromHexString(before), .. Convert.FromHexString(commitment)]));

    internal static bool IsOne(string? text) => text is { Length: Length } && text.All(char.IsAsciiHexDigitLower);
}
