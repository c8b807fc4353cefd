using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChainCoop.Demo;

/// <summary>What the server answered to a request that it carried out, or refused with 409 or 412.</summary>
/// <param name="ETag">Version of the resource, for If-Match.</param>
internal sealed record DemoAnswer(HttpStatusCode Status, string? ETag, JsonElement Body)
{
    /// <summary>The resource is not in the state that the request counted on: read it again.</summary>
    public bool IsOutdated => Status is HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed;

    public T Read<T>() => Body.Deserialize<T>(DemoClient.Json)!;
}

/// <summary>The server refused what the demo expects it to accept.</summary>
internal sealed class DemoRefusedException(string message) : Exception(message);

/// <summary>
/// A client like any other: HTTP only, a token per organisation, and the same request with the same Idempotency-Key again
/// when an answer got lost. A server that is stopped or killed and started again is only slow to it.
/// </summary>
/// <param name="tokenOf">Gives a token of an organisation (OIN); a fresh one when it is called again.</param>
internal sealed class DemoClient(HttpClient http, Func<string, CancellationToken, Task<string>> tokenOf, TimeProvider clock)
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>How long one request is tried before the demo gives up; a server is back within seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Task<string>> tokens = new(StringComparer.Ordinal);
    private long commands;

    /// <summary>Number of commands that the server carried out.</summary>
    public long Commands => Interlocked.Read(ref commands);

    /// <param name="purpose">For the header Purpose.</param>
    public Task<DemoAnswer> Get(string oin, string path, string purpose, CancellationToken cancellation) =>
        Send(oin, path, () => Request(HttpMethod.Get, path, purpose), cancellation);

    /// <param name="key">Idempotency-Key: the same for the same command, always.</param>
    /// <param name="etag">For If-Match; null where nothing is changed that exists.</param>
    public async Task<DemoAnswer> Post(
        string oin, string path, string purpose, string key, string? etag, object body, CancellationToken cancellation)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, Json);
        var answer = await Send(oin, path, () =>
        {
            var request = Request(HttpMethod.Post, path, purpose);
            request.Headers.Add("Idempotency-Key", $"\"{key}\"");
            if (etag is not null) request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(etag));
            request.Content = new ByteArrayContent(bytes) { Headers = { ContentType = new(MediaTypeNames.Application.Json) } };
            return request;
        }, cancellation);
        if (!answer.IsOutdated) Interlocked.Increment(ref commands);
        return answer;
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string purpose) =>
        new(method, path) { Headers = { { "Purpose", purpose } } };

    private async Task<DemoAnswer> Send(string oin, string path, Func<HttpRequestMessage> make, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        var renewed = false;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            string lost;
            var wait = pause;
            try
            {
                using var request = make();
                request.Headers.Authorization = new("Bearer", await tokens.GetOrAdd(oin, key => tokenOf(key, cancellation)));
                using var response = await http.SendAsync(request, cancellation);
                var answer = await Read(response, cancellation);
                switch (answer.Status)
                {
                    case < HttpStatusCode.BadRequest:
                        return answer;
                    case HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests:
                    case HttpStatusCode.Conflict when TypeOf(answer).EndsWith(":request-running", StringComparison.Ordinal):
                        lost = TypeOf(answer);
                        wait = response.Headers.RetryAfter?.Delta ?? pause;
                        break;
                    case HttpStatusCode.Unauthorized when !renewed:
                        lost = TypeOf(answer);
                        renewed = true;
                        tokens.TryRemove(oin, out _);
                        break;
                    default:
                        if (answer.IsOutdated) return answer;
                        throw new DemoRefusedException($"{request.Method} {path}: {(int)answer.Status} {answer.Body}");
                }
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException)
            {
                lost = "the connection was lost";
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                lost = "the answer took too long";
            }

            if (clock.GetElapsedTime(started) > Patience)
                throw new DemoRefusedException($"{path}: tried for {Patience.TotalSeconds:0} seconds, and {lost}.");
            await Task.Delay(wait, clock, cancellation);
        }
    }

    private static async Task<DemoAnswer> Read(HttpResponseMessage response, CancellationToken cancellation)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
        var body = bytes.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(bytes);
        return new DemoAnswer(response.StatusCode, response.Headers.ETag?.ToString(), body);
    }

    private static string TypeOf(DemoAnswer problem) =>
        problem.Body.ValueKind == JsonValueKind.Object && problem.Body.TryGetProperty("type", out var type) ? type.GetString() ?? "" : "";
}
