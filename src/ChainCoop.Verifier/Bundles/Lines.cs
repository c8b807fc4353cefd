using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace ChainCoop.Verifier.Bundles;

/// <summary>256 leaf hashes of the log, fewer at its right edge, and the proof that they are in the tree of the checkpoint.</summary>
/// <param name="Tile">Index among the tiles.</param>
/// <param name="Leaves">Hashes one behind the other.</param>
/// <param name="Proof">From the tile's root upwards: the tree over the roots of tiles.</param>
public sealed record TileLine(long Tile, byte[] Leaves, IReadOnlyList<byte[]> Proof)
{
    internal static ReadOnlySpan<byte> Start => "{\"tile\":"u8;

    /// <summary>So many hashes of an inclusion proof of the tile's first leaf are within the tile.</summary>
    public static int HashesWithin(int width) => width <= 1 ? 0 : System.Numerics.BitOperations.Log2((uint)width - 1) + 1;

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Compact);

    /// <exception cref="JsonException">It is no such line.</exception>
    public static TileLine Parse(ReadOnlySpan<byte> line) =>
        JsonSerializer.Deserialize<TileLine>(line, Compact) is { } tile && !tile.Proof.Contains(null!) ? tile : throw new JsonException();

    internal static JsonSerializerOptions Compact { get; } = new(Manifest.Json) { WriteIndented = false };
}

/// <summary>
/// An entry of a log: header and hash of the body; with the body in clear its salt and the body; without, whether it was destroyed.
/// It has one spelling and is taken apart without a parser, for there may be millions.
/// </summary>
public readonly ref struct EntryLine
{
    private const int HashText = 44; // 32 bytes in base64

    private static ReadOnlySpan<byte> BeforeHeader => "{\"header\":"u8;

    // A quote within a string has a backslash before it: no string contains these.
    private static ReadOnlySpan<byte> BeforeBodyHash => ",\"bodyHash\":\""u8;

    private static ReadOnlySpan<byte> BeforeSalt => "\",\"salt\":\""u8;

    private static ReadOnlySpan<byte> BeforeBody => "\",\"body\":"u8;

    private static ReadOnlySpan<byte> EndOfWithheld => "\"}"u8;

    private static ReadOnlySpan<byte> EndOfDestroyed => "\",\"destroyed\":true}"u8;

    private readonly ReadOnlySpan<byte> _bodyHash;
    private readonly ReadOnlySpan<byte> _salt;

    private EntryLine(ReadOnlySpan<byte> header, ReadOnlySpan<byte> bodyHash, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> body, bool isDestroyed)
    {
        Header = header;
        _bodyHash = bodyHash;
        _salt = salt;
        Body = body;
        IsDestroyed = isDestroyed;
    }

    /// <summary>Canonical.</summary>
    public ReadOnlySpan<byte> Header { get; }

    /// <summary>Canonical; empty when it is not in clear.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>The maker says so.</summary>
    public bool IsDestroyed { get; }

    public bool TryBodyHash(Span<byte> hash) => TryDecode(_bodyHash, hash);

    public bool TrySalt(Span<byte> salt) => TryDecode(_salt, salt);

    public static bool TryParse(ReadOnlySpan<byte> line, out EntryLine entry)
    {
        entry = default;
        if (!line.StartsWith(BeforeHeader) || line.IndexOf(BeforeBodyHash) is not (> 0 and var end)) return false;
        var header = line[BeforeHeader.Length..end];
        var rest = line[(end + BeforeBodyHash.Length)..];
        if (rest.Length < HashText) return false;
        var bodyHash = rest[..HashText];
        var tail = rest[HashText..];

        if (tail.SequenceEqual(EndOfWithheld) || tail.SequenceEqual(EndOfDestroyed))
        {
            entry = new EntryLine(header, bodyHash, [], [], tail.Length == EndOfDestroyed.Length);
            return true;
        }
        if (!tail.StartsWith(BeforeSalt) || tail.Length < BeforeSalt.Length + HashText) return false;
        var salt = tail.Slice(BeforeSalt.Length, HashText);
        tail = tail[(BeforeSalt.Length + HashText)..];
        if (!tail.StartsWith(BeforeBody) || tail.Length < BeforeBody.Length + 2 || tail[^1] != '}') return false;
        entry = new EntryLine(header, bodyHash, salt, tail[BeforeBody.Length..^1], isDestroyed: false);
        return true;
    }

    /// <summary>A number of the header; null when it has none of this name.</summary>
    /// <param name="mark">Name in quotes with its colon.</param>
    public long? Number(ReadOnlySpan<byte> mark) =>
        Header.IndexOf(mark) is >= 0 and var at && Utf8Parser.TryParse(Header[(at + mark.Length)..], out long number, out _) ? number : null;

    /// <summary>A string of the header without escapes; empty when it has none of this name.</summary>
    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> mark)
    {
        if (Header.IndexOf(mark) is not (>= 0 and var at)) return [];
        var rest = Header[(at + mark.Length)..];
        return rest is [(byte)'"', ..] && rest[1..].IndexOf((byte)'"') is >= 0 and var end ? rest.Slice(1, end) : [];
    }

    /// <summary>Writes a line, without its end.</summary>
    /// <param name="salt">Null: the body is not in clear.</param>
    public static byte[] Write(ReadOnlySpan<byte> header, ReadOnlySpan<byte> bodyHash, byte[]? salt, ReadOnlySpan<byte> body, bool isDestroyed = false) =>
    [
        .. BeforeHeader, .. header, .. BeforeBodyHash, .. Encoded(bodyHash),
        .. salt is null ? isDestroyed ? EndOfDestroyed : EndOfWithheld : [.. BeforeSalt, .. Encoded(salt), .. BeforeBody, .. body, (byte)'}'],
    ];

    private static byte[] Encoded(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes));

    private static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> bytes) =>
        text.Length == HashText && Base64.DecodeFromUtf8(text, bytes, out _, out var written) == System.Buffers.OperationStatus.Done && written == bytes.Length;
}

/// <summary>A text in clear, and with what anybody finds that it is the one which an event committed to.</summary>
/// <param name="Payload">Id that the event holds.</param>
/// <param name="DataKey">Id of the key.</param>
/// <param name="EventType">Alias of the event it was sealed for.</param>
/// <param name="Ciphertext">AES-256-GCM, with the tag at its end.</param>
/// <param name="Key">It opens this ciphertext.</param>
/// <param name="Value">What it opens to.</param>
public sealed record PayloadLine(Guid Payload, Guid DataKey, string EventType, byte[] Nonce, byte[] Ciphertext, byte[] Key, JsonElement Value)
{
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, TileLine.Compact);

    /// <exception cref="JsonException">It is no such line.</exception>
    public static PayloadLine Parse(ReadOnlySpan<byte> line) => JsonSerializer.Deserialize<PayloadLine>(line, TileLine.Compact) ?? throw new JsonException();
}
