using ChainCoop.Contracts;

namespace ChainCoop.Subscriptions;

/// <summary>What a subscriber may give as a secret.</summary>
internal static class SinkSecret
{
    private const string TokenForm = "Must be whsec_ and 32 to 64 bytes in base64: tokens of ZGW are signed with it (HS256: RFC 7518, section 3.2).";
    private const int LeastTokenBytes = 32;

    /// <returns>What is wrong with it, as a sentence about it; null if nothing.</returns>
    public static string? FaultIn(string? text, SinkProtocol protocol) =>
        !Signing.IsSecret(text) ? protocol == SinkProtocol.Zgw ? TokenForm : Signing.SecretForm
        : protocol == SinkProtocol.Zgw && Signing.KeyOf(text!).Length < LeastTokenBytes ? TokenForm
        : null;
}
