using System.Text.RegularExpressions;

namespace ChainCoop.Shared;

/// <summary>A public key of Ed25519 (RFC 8032): 32 bytes as 64 lower-case hexadecimal digits.</summary>
public readonly partial record struct Ed25519Key(string Value)
{
    public static bool TryParse(string? text, out Ed25519Key key)
    {
        key = new Ed25519Key(text ?? "");
        return Form().IsMatch(key.Value);
    }

    public byte[] ToBytes() => Convert.FromHexString(Value);

    public override string ToString() => Value;

    [GeneratedRegex("^[0-9a-f]{64}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
