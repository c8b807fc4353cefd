using System.Text.Json;

namespace ChainCoop.Platform;

/// <summary>An answer of one JSON object a line (NDJSON): as long as it is, it can be read line by line.</summary>
internal sealed class Ndjson<TLine>(IEnumerable<TLine> lines) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = Ndjson.Media;
        foreach (var line in lines)
        {
            await JsonSerializer.SerializeAsync(httpContext.Response.Body, line, Json.Http, httpContext.RequestAborted);
            await httpContext.Response.Body.WriteAsync("\n"u8.ToArray(), httpContext.RequestAborted);
        }
    }
}

internal static class Ndjson
{
    public const string Media = "application/x-ndjson";
}
