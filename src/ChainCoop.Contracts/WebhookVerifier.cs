using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ChainCoop.Contracts;

/// <summary>What is found of the signature of a delivery. Only <see cref="Genuine"/> may be taken; the others are for a log.</summary>
public enum SignatureFinding
{
    /// <summary>One of the signatures is made with one of the secrets, and it is not old.</summary>
    Genuine,

    /// <summary>One of <c>webhook-id</c>, <c>webhook-timestamp</c> and <c>webhook-signature</c> is missing or empty.</summary>
    HeaderMissing,

    /// <summary>The id has a full stop, which would leave open where it ends in what was signed.</summary>
    IdMalformed,

    /// <summary>The timestamp is not a number of seconds since 1970.</summary>
    TimestampMalformed,

    /// <summary>Sent longer ago than is tolerated: perhaps somebody repeats what was recorded.</summary>
    TooOld,

    /// <summary>Sent further in the future than is tolerated: one of the two clocks is wrong.</summary>
    TooNew,

    /// <summary>There is no signature of version 1 that could be one.</summary>
    SignatureMalformed,

    /// <summary>None of the signatures is made over this id, timestamp and body with one of the secrets.</summary>
    SignatureWrong,
}

/// <summary>Checks the signatures of deliveries after Standard Webhooks 1.0.0. It may be used by several threads.</summary>
public sealed class WebhookVerifier
{
    private const string Version = "v1,";

    private readonly TimeProvider clock;
    private readonly byte[][] keys;
    private readonly long tolerance;

    /// <param name="clock">What now is.</param>
    /// <param name="secrets"><c>whsec_</c> and base64, as given to the subscription; while a secret is rotated the old and the new one.</param>
    /// <param name="tolerance">So far from now the timestamp may be; default five minutes, in whole seconds.</param>
    /// <exception cref="ArgumentException">One of them is no secret, or there is none.</exception>
    public WebhookVerifier(TimeProvider clock, IEnumerable<string> secrets, TimeSpan? tolerance = null)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(secrets);
        this.clock = clock;
        keys = [.. secrets.Select(Signing.KeyOf)];
        if (keys.Length == 0) throw new ArgumentException("Without a secret nothing is genuine.", nameof(secrets));
        this.tolerance = (long)(tolerance ?? TimeSpan.FromMinutes(5)).TotalSeconds;
    }

    /// <summary>Checks a delivery, whatever comes: it never throws.</summary>
    /// <param name="id">Header <c>webhook-id</c>.</param>
    /// <param name="timestamp">Header <c>webhook-timestamp</c>.</param>
    /// <param name="signature">Header <c>webhook-signature</c>.</param>
    /// <param name="body">The bytes as they came, before anything read them as text.</param>
    public SignatureFinding Verify(string? id, string? timestamp, string? signature, ReadOnlySpan<byte> body)
    {
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signature)) return SignatureFinding.HeaderMissing;
        if (id.Contains('.', StringComparison.Ordinal)) return SignatureFinding.IdMalformed;
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var sent)) return SignatureFinding.TimestampMalformed;
        var age = clock.GetUtcNow().ToUnixTimeSeconds() - sent;
        if (age > tolerance) return SignatureFinding.TooOld;
        if (age < -tolerance) return SignatureFinding.TooNew;

        var signatures = SignaturesIn(signature);
        if (signatures.Count == 0) return SignatureFinding.SignatureMalformed;

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var genuine = false;
        foreach (var key in keys)
        {
            var expected = HMACSHA256.HashData(key, signed);
            foreach (var one in signatures) genuine |= CryptographicOperations.FixedTimeEquals(expected, one);   // each is compared, whichever fits
        }

        return genuine ? SignatureFinding.Genuine : SignatureFinding.SignatureWrong;
    }

    /// <summary>Those of version 1; later versions may stand beside them.</summary>
    private static List<byte[]> SignaturesIn(string header)
    {
        List<byte[]> found = [];
        foreach (var token in header.Split(' '))
        {
            var bytes = new byte[HMACSHA256.HashSizeInBytes + 2];   // what is a little longer decodes, and is none
            if (token.StartsWith(Version, StringComparison.Ordinal)
                && Convert.TryFromBase64String(token[Version.Length..], bytes, out var length) && length == HMACSHA256.HashSizeInBytes)
            {
                found.Add(bytes[..length]);
            }
        }

        return found;
    }
}
