using System.Net;
using System.Net.ServerSentEvents;

namespace ChainCoop.IntegrationTests.Conformance;

/// <summary>A stream of a feed as a client reads it.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    public const string Media = "text/event-stream";

    private readonly HttpResponseMessage response;
    private readonly IAsyncEnumerator<SseItem<string>> events;

    private EventStream(HttpResponseMessage response, Stream body)
    {
        this.response = response;
        events = SseParser.Create(body).EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
    }

    public HttpResponseMessage Response => response;

    public static async Task<EventStream> OpenAsync(HttpClient client, string address, string? lastEventId = null, string? traceparent = null)
    {
        return await OfAsync(await AskAsync(client, address, lastEventId, traceparent));
    }

    public static async Task<EventStream> OfAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(Media);
        return new EventStream(answer, await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    public static async Task<HttpResponseMessage> AskAsync(HttpClient client, string address, string? lastEventId = null, string? traceparent = null, string accept = Media)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        if (traceparent is not null) request.Headers.Add("traceparent", traceparent);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    /// <summary>The next event; null: the stream ended.</summary>
    public async Task<SseItem<string>?> NextAsync() =>
        await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken) ? events.Current : null;

    public async Task<IReadOnlyList<SseItem<string>>> NextAsync(int count)
    {
        List<SseItem<string>> read = [];
        while (read.Count < count) read.Add((await NextAsync()).ShouldNotBeNull());
        return read;
    }

    public ValueTask DisposeAsync()
    {
        response.Dispose();
        return ValueTask.CompletedTask;
    }
}
