using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ChainCoop.Benchmarks;

/// <summary>
/// (q) From the answer of the POST, which comes after the commit, to the delivery at the receiver, in order and signed; beside it a row that is
/// inserted with a NOTIFY, heard with LISTEN and posted to the same receiver. (r) How much is delivered in a second when much is to be
/// delivered; beside it bare posts of the same size.
/// </summary>
internal static class Pushes
{
    private const int AtOnce = 16;
    private const string Scopes = "signals.read signals.write feed.read subscriptions.read subscriptions.write";

    public static async Task MeasureLatencyAsync(Bench bench)
    {
        foreach (var perSecond in (int[])[50, 100, 200])
        {
            await using var receiver = await Receiving.StartAsync();
            await using var program = await bench.StartProgramAsync();
            await using var source = NpgsqlDataSource.Create(program.Database);
            using var police = Bench.Client(program, PostSignals.Police, "partner");
            using var client = Bench.Client(program, new Oin("00000099000000268000"), "focal-point", Scopes);
            await SubscribeAsync(client, receiver);
            await Bench.ClosedLoopAsync(4, TimeSpan.FromSeconds(2), () => Bench.PostSignalAsync(police));
            while (!await HasDeliveredAllAsync(source)) await Task.Delay(50);

            var committed = new ConcurrentDictionary<Guid, long>();
            using var done = new CancellationTokenSource();
            var inFeed = WatchFeedAsync(source, committed, done.Token);
            await Bench.OpenLoopAsync(perSecond, bench.Duration * 2, async () =>
            {
                var id = await Bench.PostSignalAsync(police);
                committed[id] = Stopwatch.GetTimestamp();
            });
            while (committed.Keys.Except(receiver.Seen.Keys).Any()) await Task.Delay(5);
            await done.CancelAsync();
            var pushed = Delays(committed, receiver.Seen);
            var seen = Delays(committed, await inFeed);
            var bare = await BareAsync(bench, receiver, perSecond);
            bench.Report.Add(
                string.Create(CultureInfo.InvariantCulture, $"(q) commit to received at {perSecond}/s, {committed.Count} signals"),
                string.Create(CultureInfo.InvariantCulture, $"p50 {pushed.Percentile(50):N0} ms, p95 {pushed.Percentile(95):N0} ms; of that in the feed after p50 {seen.Percentile(50):N0} ms, p95 {seen.Percentile(95):N0} ms"),
                string.Create(CultureInfo.InvariantCulture, $"insert, NOTIFY, LISTEN, post: p50 {bare.Percentile(50):N0} ms, p95 {bare.Percentile(95):N0} ms"), "p95 ≤ 150 ms at 100/s");
        }
    }

    public static async Task MeasureThroughputAsync(Bench bench)
    {
        const int signals = 1000;
        await using var program = await bench.StartProgramAsync();
        await using var source = NpgsqlDataSource.Create(program.Database);
        using var police = Bench.Client(program, PostSignals.Police, "partner");
        using var client = Bench.Client(program, new Oin("00000099000000268000"), "focal-point", Scopes);
        var left = signals;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0) await Bench.PostSignalAsync(police);
        }));
        while (await CountAsync(source, "select coalesce((select position from feeds.heads where organisation = '00000099000000268000' and room = 'general'), 0)") < signals) await Task.Delay(20);

        foreach (var subscribers in (int[])[1, 10, 50])
        {
            await using var receiver = await Receiving.StartAsync();
            var addresses = await Task.WhenAll(Enumerable.Range(0, subscribers).Select(_ => SubscribeAsync(client, receiver)));
            var first = await WhenReceivedAsync(receiver, 1);
            var all = await WhenReceivedAsync(receiver, subscribers * signals);
            var elapsed = Stopwatch.GetElapsedTime(first, all);
            foreach (var address in addresses) await PostAsync(client, $"{address}/endings", "{}");

            var bare = await Bench.ClosedLoopAsync(AtOnce, bench.Duration, () => receiver.PostAsync(receiver.Body));
            bench.Report.Add(
                string.Create(CultureInfo.InvariantCulture, $"(r) {signals:N0} entries to {subscribers} subscribers"),
                string.Create(CultureInfo.InvariantCulture, $"{subscribers * signals / elapsed.TotalSeconds:N0} deliveries/s"),
                string.Create(CultureInfo.InvariantCulture, $"bare posts {bare.PerSecond:N0}/s"), "none");
        }
    }

    private static async Task<long> WhenReceivedAsync(Receiving receiver, int count)
    {
        while (receiver.Count < count) await Task.Delay(1);
        return Stopwatch.GetTimestamp();
    }

    private static async Task<string> SubscribeAsync(HttpClient client, Receiving receiver)
    {
        var created = await PostAsync(client, "subscriptions", $$"""{"sink":"{{receiver.Sink}}","secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw","after":0}""");
        var address = $"subscriptions/{created.RootElement.GetProperty("id").GetString()}";
        await PostAsync(client, $"{address}/verifications", "{}");
        return address;
    }

    private static async Task<JsonDocument> PostAsync(HttpClient client, string url, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", $"\"{NewId.Unlinkable()}\"");
        request.Headers.Add("Purpose", "synchronisation");
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonDocument.Parse(text) : throw new InvalidOperationException($"POST {url} answered {(int)response.StatusCode}: {text}");
    }

    private static async Task<bool> HasDeliveredAllAsync(NpgsqlDataSource source) => await CountAsync(
        source,
        "select (select count(*) from chaincoop.mt_doc_signal) - (select count(*) from subscriptions.deliveries where state = 'delivered')") == 0;

    private static async Task<long> CountAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static Task<ConcurrentDictionary<Guid, long>> WatchFeedAsync(NpgsqlDataSource source, ConcurrentDictionary<Guid, long> committed, CancellationToken done) => Task.Run(
        async () =>
        {
            ConcurrentDictionary<Guid, long> seen = [];
            while (!done.IsCancellationRequested)
            {
                var awaited = committed.Keys.Except(seen.Keys).ToArray();
                await using var command = source.CreateCommand(
                    """
                    select e.resource from feeds.entries e join unnest($1) as awaited (id) on awaited.id = e.resource
                    where organisation = '00000099000000268000' and room = 'general'
                      and position > (select position - 200 from feeds.heads where organisation = '00000099000000268000' and room = 'general')
                    """);
                command.Parameters.Add(new NpgsqlParameter { Value = awaited });
                await using (var reader = await command.ExecuteReaderAsync(CancellationToken.None))
                {
                    while (await reader.ReadAsync(CancellationToken.None)) seen.TryAdd(reader.GetGuid(0), Stopwatch.GetTimestamp());
                }

                await Task.Delay(5, CancellationToken.None);
            }

            return seen;
        },
        CancellationToken.None);

    /// <summary>What one would write who wants no more than to hear of it.</summary>
    private static async Task<Load> BareAsync(Bench bench, Receiving receiver, int perSecond)
    {
        await using var source = NpgsqlDataSource.Create(await bench.NewDatabaseAsync());
        await Rebuild.ExecuteAsync(source, "create table bare (id uuid primary key, body text)");
        using var done = new CancellationTokenSource();
        var listening = new TaskCompletionSource();
        var posts = Task.Run(
            async () =>
            {
                await using var connection = await source.OpenConnectionAsync(CancellationToken.None);
                List<Task> under = [];
                connection.Notification += (_, notice) => under.Add(receiver.PostAsync($$"""{"subject":"{{notice.Payload}}"}"""));
                await using (var listen = new NpgsqlCommand("listen bare", connection)) await listen.ExecuteNonQueryAsync(CancellationToken.None);
                listening.SetResult();
                while (!done.IsCancellationRequested)
                {
                    try
                    {
                        await connection.WaitAsync(done.Token);
                    }
                    catch (OperationCanceledException)
                    {
                        break;
                    }
                }

                await Task.WhenAll(under);
            },
            CancellationToken.None);
        await listening.Task;
        var committed = new ConcurrentDictionary<Guid, long>();
        await Bench.OpenLoopAsync(perSecond, bench.Duration, async () =>
        {
            var id = NewId.Unlinkable();
            await using var connection = await source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var insert = new NpgsqlCommand("insert into bare values ($1, $2)", connection) { Parameters = { new() { Value = id }, new() { Value = receiver.Body } } };
            await insert.ExecuteNonQueryAsync();
            await using var notify = new NpgsqlCommand("select pg_notify('bare', $1)", connection) { Parameters = { new() { Value = id.ToString() } } };
            await notify.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
            committed[id] = Stopwatch.GetTimestamp();
        });
        while (committed.Keys.Except(receiver.Seen.Keys).Any()) await Task.Delay(5);
        await done.CancelAsync();
        await posts;
        return Delays(committed, receiver.Seen);
    }

    private static Load Delays(ConcurrentDictionary<Guid, long> committed, ConcurrentDictionary<Guid, long> seen) =>
        new([.. committed.Where(one => seen.ContainsKey(one.Key)).Select(one => Math.Max(0, Stopwatch.GetElapsedTime(one.Value, seen[one.Key]).TotalMilliseconds))], TimeSpan.Zero);

    /// <summary>Takes everything, and remembers when what it is about came first.</summary>
    private sealed class Receiving : IAsyncDisposable
    {
        private readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = AtOnce });
        private WebApplication app = null!;
        private int count;

        public ConcurrentDictionary<Guid, long> Seen { get; } = [];

        public int Count => Volatile.Read(ref count);

        /// <summary>As long as a delivery.</summary>
        public string Body { get; private set; } = new('x', 600);

        public string Sink { get; private set; } = "";

        public static async Task<Receiving> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var receiving = new Receiving { app = builder.Build() };
            receiving.app.Run(receiving.TakeAsync);
            await receiving.app.StartAsync();
            receiving.Sink = receiving.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/hook";
            return receiving;
        }

        public async Task PostAsync(string body)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/cloudevents+json");
            using var answer = await http.PostAsync(Sink, content);
            answer.EnsureSuccessStatusCode();
        }

        public async ValueTask DisposeAsync()
        {
            http.Dispose();
            await app.DisposeAsync();
        }

        private async Task TakeAsync(HttpContext context)
        {
            if (context.Request.Method == "OPTIONS")
            {
                context.Response.Headers["WebHook-Allowed-Origin"] = "*";
                return;
            }

            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync();
            context.Response.StatusCode = (int)HttpStatusCode.NoContent;
            Interlocked.Increment(ref count);
            if (body.StartsWith('x')) return;
            using var entry = JsonDocument.Parse(body);
            Body = entry.RootElement.TryGetProperty("type", out _) ? body.Replace('{', 'x') : Body;
            Seen.TryAdd(entry.RootElement.GetProperty("subject").GetGuid(), Stopwatch.GetTimestamp());
        }
    }
}
