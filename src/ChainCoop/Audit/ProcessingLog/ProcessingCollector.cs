using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChainCoop.Audit.ProcessingLog;

/// <summary>The collector did not take a batch, or not all of it.</summary>
internal sealed class NotTakenException(string reason) : Exception(reason)
{
    /// <summary>A status or a number; nothing of what the collector wrote.</summary>
    public string Reason { get; } = reason;

    /// <summary>As the collector asks.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>Takes lines over OTLP with HTTP and JSON.</summary>
/// <param name="authorization">Sent with each batch; null: none.</param>
internal sealed class ProcessingCollector(Uri endpoint, string? authorization) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>What is not taken whole has to be sent again: lines that the collector has already it knows by their ids.</summary>
    public async Task TakeAsync(JsonObject lines, DateTimeOffset now, CancellationToken token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new StringContent(lines.ToJsonString(), Encoding.UTF8, "application/json") };
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await http.SendAsync(request, token);
        if (!response.IsSuccessStatusCode)
        {
            var after = response.Headers.RetryAfter;
            throw new NotTakenException($"HTTP {(int)response.StatusCode}") { RetryAfter = after?.Delta ?? after?.Date - now };
        }

        if (RejectedIn(await response.Content.ReadAsByteArrayAsync(token)) is > 0 and var rejected) throw new NotTakenException($"{rejected} lines were rejected");
    }

    public void Dispose() => http.Dispose();

    /// <summary>ExportTracePartialSuccess; its number of 64 bits is a text. A collector that answers with something else took all.</summary>
    internal static long RejectedIn(byte[] answer)
    {
        try
        {
            return JsonNode.Parse(answer) is JsonObject whole && whole["partialSuccess"] is JsonObject partial
                && long.TryParse(partial["rejectedSpans"]?.ToString(), out var count) ? count : 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }
}
