using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ChainCoop.Privacy;

namespace ChainCoop.Platform;

/// <summary>
/// Where a page of a list ended: the sort key of its last item. Clients get it as an opaque text that is sealed for the
/// list and its filters, so that they can only send back what they got for the same question.
/// </summary>
/// <param name="At">Whole microseconds, as the database has it.</param>
internal readonly record struct Cursor(DateTimeOffset At, Guid Id)
{
    /// <summary>Of a list that goes with a position in a feed, which stands in the place of the instant.</summary>
    public static Cursor Of(long position, Guid id) => new(new DateTimeOffset(position, TimeSpan.Zero), id);

    public long Position => At.UtcTicks;

    public const string Fault = "Must be the member next of a page with the same filters.";

    private const int Length = 24;
    private const int SealLength = 16;

    /// <param name="list">Which list, with its filters.</param>
    public string Write(string list, Secrets secrets)
    {
        Span<byte> bytes = stackalloc byte[Length + SealLength];
        BinaryPrimitives.WriteInt64BigEndian(bytes, At.UtcTicks);
        Id.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        Seal(bytes[..Length], list, secrets).CopyTo(bytes[Length..]);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryRead(string text, string list, Secrets secrets, out Cursor cursor)
    {
        cursor = default;
        Span<byte> bytes = stackalloc byte[Length + SealLength];
        if (text.Length != Base64Url.GetEncodedLength(bytes.Length)) return false;
        // The one form that throws for no text: the Try of the others is only about the room for the result.
        if (Base64Url.DecodeFromChars(text, bytes, out _, out var read) != OperationStatus.Done || read != bytes.Length) return false;
        if (!CryptographicOperations.FixedTimeEquals(Seal(bytes[..Length], list, secrets), bytes[Length..])) return false;
        cursor = new Cursor(new DateTimeOffset(BinaryPrimitives.ReadInt64BigEndian(bytes), TimeSpan.Zero), new Guid(bytes[8..Length], bigEndian: true));
        return true;
    }

    private static ReadOnlySpan<byte> Seal(ReadOnlySpan<byte> position, string list, Secrets secrets) =>
        secrets.Hash("cursor", [.. position, .. Encoding.UTF8.GetBytes(list)]).AsSpan(0, SealLength);
}
