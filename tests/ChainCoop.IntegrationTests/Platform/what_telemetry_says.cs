using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ChainCoop.IntegrationTests.Platform;

/// <summary>Alone, because the meters are those of the process: other tests would be measured too.</summary>
[CollectionDefinition(nameof(what_telemetry_says), DisableParallelization = true)]
[Collection(nameof(what_telemetry_says))]
public sealed class what_telemetry_says : IAsyncLifetime
{
    private const string Unsaid = "Onuitgesproken";

    private static readonly string[] Measured =
    [
        "chaincoop.commands", "chaincoop.refusals", "chaincoop.feed.lag", "marten.event.append", "marten.feeds.all.gap", "wolverine-execution-time",
        "db.client.operation.duration", "http.server.request.duration", "kestrel.active_connections", "dotnet.gc.collections",
    ];

    private readonly Kept<Activity> allSpans = [];
    private readonly Kept<Metric> allMetrics = [];
    private readonly Kept<LogRecord> allLogs = [];
    private readonly ConcurrentQueue<(string Signal, byte[] Bytes)> exported = [];
    private readonly CancellationToken token = TestContext.Current.CancellationToken;
    private WebApplication collector = null!;
    private AppFixture app = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        collector = builder.Build();
        collector.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var bytes = new MemoryStream();
            await request.Body.CopyToAsync(bytes);
            exported.Enqueue((signal, bytes.ToArray()));
        });
        await collector.StartAsync(token);

        app = await AppFixture.OnAsync(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync(), more: web =>
        {
            web.UseSetting("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.Single());
            web.UseSetting("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
            web.ConfigureTestServices(services =>
            {
                services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddInMemoryExporter(allSpans));
                services.ConfigureOpenTelemetryMeterProvider(meters => meters.AddInMemoryExporter(allMetrics));
                services.ConfigureOpenTelemetryLoggerProvider(records => records.AddInMemoryExporter(allLogs));
            });
        });
    }

    public ValueTask DisposeAsync() => collector.DisposeAsync();

    [Fact]
    public async Task joins_spans_and_access_record_and_says_nothing_of_anybody()
    {
        var police = await app.As(People.Police);
        var nijmegen = await app.As(People.Nijmegen);
        var tiel = await app.As(People.Tiel);
        var trace = ActivityTraceId.CreateRandom().ToString();
        police.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        police.DefaultRequestHeaders.Add("tracestate", $"vendor={Unsaid}");
        police.DefaultRequestHeaders.UserAgent.ParseAdd(Unsaid);
        var signal = Examples.Signal();
        signal["observation"] = Unsaid;

        var posted = await police.PostAsync("signals", signal);
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        var id = (string)(await posted.JsonAsync())["id"]!;
        (await police.GetAsync($"signals/{id}?x={Unsaid}")).Dispose();
        (await tiel.GetAsync($"signals/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await police.GetAsync($"{Unsaid}/{Unsaid}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await Feeds.EntryAbout(nijmegen, id);
        await FailToCommitAsync(police);
        (await TraceOfAsync(id)).ShouldBe(trace);

        app.Host.Services.GetRequiredService<TracerProvider>().ForceFlush();
        app.Host.Services.GetRequiredService<MeterProvider>().ForceFlush();
        app.Host.Services.GetRequiredService<LoggerProvider>().ForceFlush();
        await app.DisposeAsync();
        var (spans, metrics, logs) = (allSpans.SoFar, allMetrics.SoFar, allLogs.SoFar);

        var joined = spans.Where(span => span.TraceId.ToString() == trace).ToList();
        joined.Select(span => span.DisplayName).ShouldContain("POST /v1/signals");
        joined.Select(span => span.Source.Name).Distinct().Order().ShouldBe(["Marten", "Microsoft.AspNetCore", "Npgsql"], ignoreOrder: true);

        foreach (var text in spans.SelectMany(TextsOf).Concat(logs.SelectMany(TextsOf)))
            text.ShouldNotContain(Unsaid, Case.Insensitive);
        spans.SelectMany(span => span.Events).Where(happened => happened.Name == "exception").ShouldNotBeEmpty();
        foreach (var (_, bytes) in exported)
            Encoding.UTF8.GetString(bytes).ShouldNotContain(Unsaid, Case.Insensitive);

        exported.Select(export => export.Signal).Distinct().Order().ShouldBe(["logs", "metrics", "traces"]);
        exported.ShouldContain(export => export.Signal == "traces" && Holds(export.Bytes, Convert.FromHexString(trace)));
        spans.Where(span => span.ParentSpanId == default).Select(span => span.DisplayName).ShouldNotContain("marten.daemon.highwatermark", "Polling is no work.");

        foreach (var name in Measured) metrics.ShouldContain(metric => metric.Name == name, name);
        foreach (var metric in metrics.Where(metric => metric.MeterName == "ChainCoop"))
        {
            foreach (var point in metric.GetMetricPoints())
            {
                foreach (var tag in point.Tags)
                    (tag.Key, $"{tag.Value}").ShouldBeOneOf(("action", "signal.receive"), ("action", "signal.read"), ("problem", "not-found"), ("log", "events"), ("log", "access"));
            }
        }
    }

    /// <summary>A commit that PostgreSQL refuses, so that exceptions are recorded.</summary>
    private async Task FailToCommitAsync(HttpClient client)
    {
        // Reversed, for statements are told, and so is this one.
        var reversed = new string([.. Unsaid.Reverse()]);
        await ExecuteAsync($"do $$ begin execute format('alter table access.log add constraint %I check (false) not valid', reverse('{reversed}')); end $$");
        (await client.PostAsync("signals", Examples.Signal())).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    private static IEnumerable<string> TextsOf(Activity span) =>
    [
        span.DisplayName, span.StatusDescription ?? "", span.TraceStateString ?? "",
        .. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
        .. span.Events.SelectMany(happened => happened.Tags).Select(tag => $"{tag.Key}={tag.Value}"),
    ];

    private static IEnumerable<string> TextsOf(LogRecord log) =>
    [
        log.FormattedMessage ?? "", log.Body ?? "", log.Exception?.ToString() ?? "", .. (log.Attributes ?? []).Select(value => $"{value.Key}={value.Value}"),
    ];

    private static bool Holds(byte[] bytes, byte[] part) => bytes.AsSpan().IndexOf(part) >= 0;

    private async Task<string?> TraceOfAsync(string resource)
    {
        await using var command = app.Database.CreateCommand("select trace_id from access.log where resource = $1 and action = 'signal.receive'");
        command.Parameters.Add(new() { Value = Guid.Parse(resource) });
        return await command.ExecuteScalarAsync(token) as string;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(token);
    }

    /// <summary>The sources are of the whole process: what other hosts do may still come in.</summary>
    private sealed class Kept<T> : System.Collections.ObjectModel.Collection<T>
    {
        public T[] SoFar
        {
            get
            {
                lock (Items) return [.. Items];
            }
        }

        protected override void InsertItem(int index, T item)
        {
            lock (Items) base.InsertItem(Items.Count, item);
        }
    }
}
