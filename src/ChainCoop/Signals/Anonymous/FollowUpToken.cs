using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using ChainCoop.Privacy;
using ChainCoop.Shared;

namespace ChainCoop.Signals.Anonymous;

/// <summary>
/// What an anonymous reporter shows to follow a signal up: a version, the id of the signal, an end in seconds since 1970, and an HMAC-SHA256 over
/// these, in base64url. Nothing of it is stored: it is made again for a repeated request, and says itself what it is for.
/// </summary>
public static class FollowUpToken
{
    private const string Key = "follow-up-token";
    private const byte Version = 1;
    private const int EndAt = 1 + 16;
    private const int SignedLength = EndAt + sizeof(long);
    private const int Length = SignedLength + HMACSHA256.HashSizeInBytes;

    /// <param name="lastDay">On which it still counts, in the Netherlands.</param>
    public static string For(SignalId id, DateOnly lastDay, Secrets secrets)
    {
        var bytes = new byte[Length];
        bytes[0] = Version;
        id.Value.TryWriteBytes(bytes.AsSpan(1), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(EndAt), DutchTime.EndOf(lastDay).ToUnixTimeSeconds());
        secrets.Hash(Key, bytes.AsSpan(..SignedLength)).CopyTo(bytes, SignedLength);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The signal of a token that was made here and has not ended; null for anything else, whatever is wrong with it.</summary>
    public static SignalId? Read(string text, Secrets secrets, DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[Length];
        // The decoder that says so: the one that returns a truth throws at some of what is no base64url.
        if (text.Length != Base64Url.GetEncodedLength(Length) || Base64Url.DecodeFromChars(text, bytes, out _, out var length) != OperationStatus.Done || length != Length) return null;
        if (!CryptographicOperations.FixedTimeEquals(secrets.Hash(Key, bytes[..SignedLength]), bytes[SignedLength..]) || bytes[0] != Version) return null;
        return now.ToUnixTimeMilliseconds() < BinaryPrimitives.ReadInt64BigEndian(bytes[EndAt..]) * 1000 ? SignalId.From(new Guid(bytes[1..EndAt], bigEndian: true)) : null;
    }
}
