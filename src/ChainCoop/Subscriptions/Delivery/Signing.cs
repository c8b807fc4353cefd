using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ChainCoop.Subscriptions.Delivery;

/// <summary>Signatures of deliveries after Standard Webhooks 1.0.0: HMAC-SHA256 over id, timestamp and body.</summary>
public static class Signing
{
    public const string SecretForm = "Must be whsec_ and 24 to 64 bytes in base64.";

    public const string TokenSecretForm = "Must be whsec_ and 32 to 64 bytes in base64: tokens of ZGW are signed with it (HS256: RFC 7518, section 3.2).";

    private const string Prefix = "whsec_";
    private const int LeastTokenBytes = 32;
    private const int LeastBytes = 24;
    private const int MostBytes = 64;

    public static bool IsSecret(string? text) => KeyIn(text) is not null;

    /// <returns>What is wrong with a secret, as a sentence about it; null if nothing.</returns>
    public static string? FaultIn(string? text, SinkProtocol protocol) =>
        protocol == SinkProtocol.Zgw && !(KeyIn(text)?.Length >= LeastTokenBytes) ? TokenSecretForm : IsSecret(text) ? null : SecretForm;

    /// <param name="at">Of the attempt.</param>
    /// <returns>Value of <c>webhook-signature</c>: one signature for each secret, the newest first.</returns>
    public static string Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body, params IEnumerable<string> secrets)
    {
        byte[] content = [.. Encoding.UTF8.GetBytes($"{id}.{Timestamp(at)}."), .. body];
        return string.Join(' ', secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(KeyOf(secret), content))}"));
    }

    /// <summary>Seconds since 1970, as in <c>webhook-timestamp</c>.</summary>
    public static string Timestamp(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <exception cref="ArgumentException">It is no secret.</exception>
    internal static byte[] KeyOf(string secret) => KeyIn(secret) ?? throw new ArgumentException(SecretForm, nameof(secret));

    private static byte[]? KeyIn(string? text)
    {
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var key = new byte[MostBytes + 2];
        return Convert.TryFromBase64String(text[Prefix.Length..], key, out var length) && length is >= LeastBytes and <= MostBytes ? key[..length] : null;
    }
}
