using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ChainCoop.IntegrationTests.Subscriptions;

/// <summary>What goes wrong at a receiver, or with its subscription.</summary>
internal enum Trouble { None, Fails, Hangs, AsksToWait, Redirects, Restarts, Gone, Rewinds, Poisoned, Pauses }

/// <summary>A delivery as it arrived. Numbers count what happens at one receiver.</summary>
/// <param name="Arrived">Number of its arrival.</param>
internal sealed record Receipt(long Position, string Id, long Previous, bool Withheld, int Arrived, DateTimeOffset At)
{
    /// <summary>Number of the answer that it was taken; null: it was not.</summary>
    public int? Taken { get; set; }
}

/// <summary>A receiver in a storm: keeps all that arrives, and fails as its trouble says, by chance that can be repeated.</summary>
internal sealed class StormReceiver(Trouble trouble, bool isZgw, int seed) : IAsyncDisposable
{
    /// <summary>After so many deliveries a receiver that will be gone is.</summary>
    private const int GoneAfter = 25;

    private readonly Lock guard = new();
    private readonly Random random = new(seed);
    private readonly List<Receipt> receipts = [];
    private readonly HashSet<long> known = [];
    private readonly HashSet<long> poison = [];
    private readonly HashSet<long> healed = [];
    private SampleReceiver? listener;
    private int happened;
    private bool hung;

    public string Sink { get; private set; } = "";

    /// <summary>Number of its answer that it is gone; null: it is not.</summary>
    public int? Gone { get; private set; }

    public IReadOnlyList<Receipt> Receipts
    {
        get
        {
            lock (guard) return [.. receipts];
        }
    }

    public async Task StartAsync()
    {
        listener = await SampleReceiver.StartAsync(Sink.Length == 0 ? "http://127.0.0.1:0" : Sink[..^"/hook".Length]);
        listener.Answer = AnswerAsync;
        Sink = listener.Sink;
    }

    /// <summary>Nobody listens meanwhile.</summary>
    public async Task RestartAsync(TimeSpan away)
    {
        await DisposeAsync();
        await Task.Delay(away);
        await StartAsync();
    }

    /// <summary>From now on it takes what it never took.</summary>
    public void Heal(long position)
    {
        lock (guard) healed.Add(position);
    }

    public async ValueTask DisposeAsync()
    {
        if (listener is not null) await listener.DisposeAsync();
        listener = null;
    }

    private async Task AnswerAsync(Received one, HttpContext http)
    {
        if (isZgw && !one.Headers.ContainsKey("authorization"))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (ReceiptOf(one) is not { } receipt) return;
        switch (AnswerTo(receipt))
        {
            case 0 when trouble == Trouble.Hangs:
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            case 0:
                http.Abort();
                break;
            case var status:
                http.Response.StatusCode = status;
                if (trouble == Trouble.AsksToWait && status >= 400) http.Response.Headers.RetryAfter = "1";
                if (trouble == Trouble.Redirects && status >= 300) http.Response.Headers.Location = Sink + "/elsewhere";
                break;
        }
    }

    /// <returns>Null: it is no entry.</returns>
    private Receipt? ReceiptOf(Received one)
    {
        var json = isZgw ? one.Json["kenmerken"]! : one.Json;
        if (json["sequence"] is not { } sequence) return null;
        lock (guard)
        {
            var receipt = new Receipt(
                Number(sequence), isZgw ? (string)json["id"]! : one.Id, Number(json["previoussequence"]!), (string)json["type"]! == "nl.chaincoop.feed.withheld.v1", happened++, TimeProvider.System.GetUtcNow());
            receipts.Add(receipt);
            return receipt;
        }
    }

    /// <returns>HTTP status; 0: none.</returns>
    private int AnswerTo(Receipt receipt)
    {
        lock (guard)
        {
            var isNew = known.Add(receipt.Position);
            var status = trouble switch
            {
                Trouble.Fails when isNew && random.Next(20) == 0 => Draw(500, 502, 404, 0),
                Trouble.Hangs when !hung && receipts.Count > 5 => 0,
                Trouble.AsksToWait when isNew && random.Next(40) == 0 => Draw(429, 503),
                Trouble.Redirects when isNew && random.Next(20) == 0 => Draw(301, 302, 307, 308),
                Trouble.Gone when receipts.Count > GoneAfter => 410,
                Trouble.Poisoned when isNew && poison.Count < 4 && random.Next(10) == 0 && poison.Add(receipt.Position) => 400,
                Trouble.Poisoned when poison.Contains(receipt.Position) && !healed.Contains(receipt.Position) => 400,
                _ => 204,
            };
            hung |= status == 0;
            if (status == 204) receipt.Taken = happened++;
            if (status == 410) Gone ??= happened++;
            return status;
        }
    }

    private int Draw(params int[] from) => from[random.Next(from.Length)];

    private static long Number(JsonNode text) => long.Parse((string)text!, CultureInfo.InvariantCulture);
}
