using ChainCoop.Shared;

namespace ChainCoop.Platform;

/// <summary>What the checks before an endpoint found out about the request.</summary>
/// <param name="Body">The bytes as sent; a repeated request is recognised by them.</param>
/// <param name="IfMatch">Version in If-Match; null when absent or never matching.</param>
/// <param name="NeedsIfMatch">The route changes one resource.</param>
public sealed record RequestFacts(ReadOnlyMemory<byte> Body, Purpose? Purpose, string? IdempotencyKey, long? IfMatch, bool NeedsIfMatch);

internal static class RequestFactsOfHttp
{
    public static RequestFacts RequestFacts(this HttpContext http) =>
        http.Features.Get<RequestFacts>() ?? throw new InvalidOperationException("The request was not checked.");
}
