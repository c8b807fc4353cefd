using System.Globalization;
using System.Text;

namespace ChainCoop.Verifier;

/// <summary>One spelling for each value: what is spelled another way is not read.</summary>
internal static class StrictText
{
    /// <summary>Of RFC 4648 section 4, padded, without spaces, unused bits zero; otherwise null.</summary>
    public static byte[]? Base64(string text)
    {
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(text, bytes, out var length) && Convert.ToBase64String(bytes, 0, length) == text ? bytes[..length] : null;
    }

    /// <summary>A SHA-256 hash in base64; otherwise null.</summary>
    public static byte[]? Hash(string text) => Base64(text) is { Length: MerkleTree.HashLength } hash ? hash : null;

    /// <summary>Decimal, from 0, without leading zeros; otherwise null.</summary>
    public static long? Number(ReadOnlySpan<char> text) =>
        text.Length > 0 && (text[0] != '0' || text.Length == 1) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>Name of a key: not empty, without spaces of any kind and without plus.</summary>
    public static bool IsName(string text) =>
        text.Length > 0 && !text.Any(character => character == '+' || char.IsWhiteSpace(character) || char.IsControl(character)) && IsUnicode(text);

    /// <summary>Can be written as UTF-8: has no half of a surrogate pair.</summary>
    public static bool IsUnicode(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;
}
