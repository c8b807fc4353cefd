using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using ChainCoop.Privacy;
using ChainCoop.Shared;

namespace ChainCoop.Access;

/// <summary>
/// Up to where the timeline was written when a command was answered. That number counts what all organisations do, in all rooms: it leaves the
/// program encrypted, for one organisation, and each time differently.
/// </summary>
internal static class ConsistencyToken
{
    public const string Header = "Consistency-Token";

    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int Length = NonceLength + sizeof(long) + TagLength;

    public static string Write(long sequence, Oin organisation, Secrets secrets)
    {
        Span<byte> token = stackalloc byte[Length];
        Span<byte> plain = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(plain, sequence);
        RandomNumberGenerator.Fill(token[..NonceLength]);
        using var aes = KeyFor(organisation, secrets);
        aes.Encrypt(token[..NonceLength], plain, token[NonceLength..^TagLength], token[^TagLength..]);
        return Base64Url.EncodeToString(token);
    }

    /// <returns>Null: no such token was given to the organisation.</returns>
    public static long? Read(string? text, Oin organisation, Secrets secrets)
    {
        if (text is null || text.Length != Base64Url.GetEncodedLength(Length)) return null;
        Span<byte> token = stackalloc byte[Length];
        if (Base64Url.DecodeFromChars(text, token, out _, out var read) != OperationStatus.Done || read != Length) return null;
        Span<byte> plain = stackalloc byte[sizeof(long)];
        using var aes = KeyFor(organisation, secrets);
        try
        {
            aes.Decrypt(token[..NonceLength], token[NonceLength..^TagLength], token[^TagLength..], plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return BinaryPrimitives.ReadInt64BigEndian(plain);
    }

    private static AesGcm KeyFor(Oin organisation, Secrets secrets) => new(secrets.Hash("consistency-token", organisation.Value), TagLength);
}
