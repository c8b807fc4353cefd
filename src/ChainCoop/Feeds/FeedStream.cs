using System.Net.ServerSentEvents;
using System.Text;
using ChainCoop.Access;
using ChainCoop.Platform;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace ChainCoop.Feeds;

/// <summary>
/// The feed as server-sent events. Access is weighed again before each batch, and a batch is on record before its bytes go out. It ends when
/// the token or the mandate ends, and when this node stops; the client connects again where it was (Last-Event-ID).
/// </summary>
internal sealed class FeedStream(FeedWays ways, Scope scope, long position, FeedPart part, District district) : IResult
{
    public const string Media = "text/event-stream";
    public const string LastEventId = "Last-Event-ID";

    /// <summary>A comment after so long tells both sides, and what is between them, that the connection lives, and how old the feed is.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private static readonly MediaTypeHeaderValue Batches = new(FeedBatch.Media);
    private static readonly MediaTypeHeaderValue Streams = new(Media);

    /// <summary>Who takes anything gets an answer that ends.</summary>
    public static bool IsWanted(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Where(range => range.Quality is not 0).OrderByDescending(range => range.Quality ?? 1)
            .FirstOrDefault(range => Batches.IsSubsetOf(range) || Streams.IsSubsetOf(range)) is { } first && !Batches.IsSubsetOf(first);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = Media;
        httpContext.SayAsOf(part.AsOf);
        if (HttpMethods.IsHead(httpContext.Request.Method)) return;
        httpContext.StreamAnswer();
        httpContext.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        try
        {
            await httpContext.Response.StartAsync(httpContext.RequestAborted);
            await SendAsync(httpContext);
        }
        catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // The client went away.
        }
    }

    /// <summary>The first batch is on record with the request itself.</summary>
    private async Task SendAsync(HttpContext http)
    {
        var clock = http.RequestServices.GetRequiredService<TimeProvider>();
        var ends = http.TokenEnds();
        while (true)
        {
            await WriteAsync(http);
            var left = ends - clock.GetUtcNow();
            if (left <= TimeSpan.Zero || !await ways.CameAsync(scope, position, left < Heartbeat ? left : Heartbeat)) return;
            if (await scope.RenewAsync() is not { } renewed) return;
            scope = renewed;
            part = await ways.LoadAsync(scope, position);
            if (part.Entries.Count > 0) await scope.RecordAsync();
        }
    }

    private async Task WriteAsync(HttpContext http)
    {
        using var bytes = new MemoryStream();
        if (part.Entries.Count == 0) bytes.Write(Encoding.UTF8.GetBytes($": as of {InstantForm.Write(part.AsOf)}\n\n"));
        var items = part.Entries.Select(entry => new SseItem<string>(entry.ToJson(district)) { EventId = FeedLinks.Sequence(entry.Position) });
        await SseFormatter.WriteAsync(items.ToAsyncEnumerable(), bytes, http.RequestAborted);
        await http.Response.Body.WriteAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        if (part.Entries.Count > 0) position = part.Entries[^1].Position;
    }
}
