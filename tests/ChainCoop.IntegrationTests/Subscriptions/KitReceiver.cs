using System.Collections.Concurrent;
using System.Text;
using ChainCoop.Contracts;

namespace ChainCoop.IntegrationTests.Subscriptions;

/// <summary>A receiver made with the kit alone. docs/receiving.md shows <c>Take</c> and <c>CatchUpAsync</c> (test how_to_receive).</summary>
internal sealed class KitReceiver(WebhookVerifier verifier, FeedProgress begin)
{
    private readonly Lock turn = new();
    private FeedProgress progress = begin;

    public FeedProgress Progress
    {
        get
        {
            lock (turn) return progress;
        }
    }

    /// <summary>What was handled, with what it was.</summary>
    public ConcurrentQueue<FeedMessage> Handled { get; } = [];

    public ConcurrentQueue<Arrival> Arrivals { get; } = [];

    public ConcurrentQueue<long> Alarms { get; } = [];

    private void Handle(FeedMessage message) => Handled.Enqueue(message);

    private void Log(Arrival arrival) => Arrivals.Enqueue(arrival);

    private void Alarm(long position) => Alarms.Enqueue(position);

    /// <returns>HTTP status of the answer.</returns>
    public int Take(IReadOnlyDictionary<string, string> headers, byte[] body)
    {
        string? Header(string name) => headers.GetValueOrDefault(name);
        if (verifier.Verify(Header("webhook-id"), Header("webhook-timestamp"), Header("webhook-signature"), body) != SignatureFinding.Genuine) return 401;
        return FeedMessage.TryRead(body, out var message) ? Take(message) ? 204 : 500 : 400;
    }

    private bool Take(FeedMessage message)
    {
        lock (turn)   // one at a time; with a database: lock the row of the progress
        {
            var receipt = progress.Take(message.Place);
            Log(receipt.Arrival);
            if (receipt.FirstBad is { } bad) Alarm(bad);
            if (receipt.Arrival is Arrival.Next or Arrival.Ahead or Arrival.OutOfOrder && !message.IsWithheld) Handle(message);
            progress = receipt.Progress;   // stored in the transaction of what was handled
            return receipt.FirstBad is null;
        }
    }

    public async Task<bool> CatchUpAsync(HttpClient sender)
    {
        while (true)
        {
            if (!FeedMessage.TryReadBatch(await sender.GetByteArrayAsync(Progress.PullRequest()), out var batch)) return false;
            if (batch.Count == 0) return FeedHead.TryRead(await sender.GetByteArrayAsync(Progress.StateRequest()), out var head) && Progress.AgreesWith(head);
            if (!batch.All(Take)) return false;
        }
    }

    /// <summary>As what the server of the test got.</summary>
    public int Take(Received one) => Take(one.Headers, Encoding.UTF8.GetBytes(one.Body));
}
