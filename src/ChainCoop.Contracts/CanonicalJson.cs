using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ChainCoop.Contracts;

// A storage format: hashes of the timeline and of feeds are computed over these bytes.

/// <summary>
/// RFC 8785 (JSON Canonicalization Scheme) over strings, booleans, null, arrays, objects and integers below 2⁵³. Any other
/// number is refused, also when its value is an integer (<c>1.0</c>, <c>1e3</c>): no two writers need to agree on how a
/// fraction is spelled.
/// </summary>
public static class CanonicalJson
{
    private const long MaxInteger = (1L << 53) - 1;

    // Only these have to be escaped (section 3.2.2.2); the rest, slash, DEL and U+2028 too, is written as it is.
    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\']);

    /// <exception cref="JsonException">Not well-formed JSON, or outside the subset.</exception>
    public static byte[] Of(ReadOnlyMemory<byte> utf8Json)
    {
        using var document = JsonDocument.Parse(utf8Json);
        return Of(document.RootElement);
    }

    /// <exception cref="JsonException">Outside the subset.</exception>
    public static byte[] Of(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined) throw new JsonException("There is no value to canonicalise.");

        var output = new ArrayBufferWriter<byte>(JsonMarshal.GetRawUtf8Value(value).Length); // hardly ever grows
        try
        {
            Write(value, output);
        }
        catch (InvalidOperationException e) // says the reader when text cannot be decoded, also from within the sorting
        {
            throw NotUnicode(e);
        }
        return output.WrittenSpan.ToArray();
    }

    private static void Write(JsonElement value, ArrayBufferWriter<byte> output)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, output);
                break;
            case JsonValueKind.Array:
                WriteArray(value, output);
                break;
            case JsonValueKind.String:
                var raw = JsonMarshal.GetRawUtf8Value(value);
                if (!TryCopy(raw[1..^1], output)) WriteEscaped(value.GetString(), output);
                break;
            case JsonValueKind.Number:
                WriteInteger(value, output);
                break;
            case JsonValueKind.True:
                output.Write("true"u8);
                break;
            case JsonValueKind.False:
                output.Write("false"u8);
                break;
            default:
                output.Write("null"u8);
                break;
        }
    }

    private static void WriteObject(JsonElement value, ArrayBufferWriter<byte> output)
    {
        var members = new JsonProperty[value.GetPropertyCount()];
        var count = 0;
        foreach (var member in value.EnumerateObject()) members[count++] = member;
        Array.Sort(members, ByName);

        output.Write("{"u8);
        for (var i = 0; i < members.Length; i++)
        {
            if (i > 0)
            {
                if (CompareNames(members[i - 1], members[i]) == 0) throw new JsonException("An object has a member twice.");
                output.Write(","u8);
            }
            if (!TryCopy(JsonMarshal.GetRawUtf8PropertyName(members[i]), output)) WriteEscaped(members[i].Name, output);
            output.Write(":"u8);
            Write(members[i].Value, output);
        }
        output.Write("}"u8);
    }

    private static readonly Comparer<JsonProperty> ByName = Comparer<JsonProperty>.Create(CompareNames);

    /// <summary>By UTF-16 code units (section 3.2.3), which is the order of the bytes for ASCII only.</summary>
    private static int CompareNames(JsonProperty one, JsonProperty other)
    {
        var left = JsonMarshal.GetRawUtf8PropertyName(one);
        var right = JsonMarshal.GetRawUtf8PropertyName(other);
        return IsPlainAscii(left) && IsPlainAscii(right)
            ? left.SequenceCompareTo(right)
            : string.CompareOrdinal(one.Name, other.Name);
    }

    private static bool IsPlainAscii(ReadOnlySpan<byte> name) => Ascii.IsValid(name) && !name.Contains((byte)'\\');

    private static void WriteArray(JsonElement value, ArrayBufferWriter<byte> output)
    {
        output.Write("["u8);
        var first = true;
        foreach (var item in value.EnumerateArray())
        {
            if (!first) output.Write(","u8);
            first = false;
            Write(item, output);
        }
        output.Write("]"u8);
    }

    private static void WriteInteger(JsonElement value, ArrayBufferWriter<byte> output)
    {
        if (!value.TryGetInt64(out var integer) || integer is > MaxInteger or < -MaxInteger)
            throw new JsonException("A number is not an integer below 2^53.");

        Utf8Formatter.TryFormat(integer, output.GetSpan(20), out var length);
        output.Advance(length);
    }

    /// <summary>A string without any escape is canonical as it stands: JSON itself demands an escape where RFC 8785 does.</summary>
    private static bool TryCopy(ReadOnlySpan<byte> unquoted, ArrayBufferWriter<byte> output)
    {
        if (unquoted.Contains((byte)'\\')) return false;
        if (!Utf8.IsValid(unquoted)) throw NotUnicode(null);

        var quoted = output.GetSpan(unquoted.Length + 2)[..(unquoted.Length + 2)];
        quoted[0] = quoted[^1] = (byte)'"';
        unquoted.CopyTo(quoted[1..]);
        output.Advance(quoted.Length);
        return true;
    }

    private static void WriteEscaped(ReadOnlySpan<char> text, ArrayBufferWriter<byte> output)
    {
        output.Write("\""u8);
        while (text.IndexOfAny(Escaped) is >= 0 and var at)
        {
            Encoding.UTF8.GetBytes(text[..at], output);
            WriteEscape(text[at], output);
            text = text[(at + 1)..];
        }
        Encoding.UTF8.GetBytes(text, output);
        output.Write("\""u8);
    }

    private static void WriteEscape(char character, ArrayBufferWriter<byte> output)
    {
        ReadOnlySpan<byte> escape = character switch
        {
            '"' => "\\\""u8,
            '\\' => "\\\\"u8,
            '\b' => "\\b"u8,
            '\t' => "\\t"u8,
            '\n' => "\\n"u8,
            '\f' => "\\f"u8,
            '\r' => "\\r"u8,
            _ => [],
        };
        if (!escape.IsEmpty)
        {
            output.Write(escape);
            return;
        }
        output.Write("\\u"u8);
        Utf8Formatter.TryFormat((int)character, output.GetSpan(4), out var length, new StandardFormat('x', 4));
        output.Advance(length);
    }

    private static JsonException NotUnicode(Exception? cause) =>
        new("A string is not Unicode text: invalid UTF-8, or half of a surrogate pair.", cause);
}
