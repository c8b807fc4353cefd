using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ChainCoop.Platform;

/// <summary>
/// Traces, metrics and logs to the collector that <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names; without it nothing is made and
/// nothing is paid. What leaves this way is kept longer and seen by more people than the access log, so it holds neither
/// addresses that were asked for nor where from, nor what an exception says; identifiers and codes only.
/// </summary>
internal static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration[Endpoint])) return;

        // The one propagator with which the instrumentation leaves the headers to the server, so to TraceContext.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
        builder.Services.AddHostedService<QuietExceptions>();
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("chaincoop", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3)))
            .WithTracing(traces => traces
                .AddAspNetCoreInstrumentation(http => http.Filter = request => !request.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
                .AddSource("Marten", "Wolverine", "Npgsql")
                .SetSampler(new ParentBasedSampler(new WorkSampler()))
                .AddProcessor(new QuietSpans()))
            .WithMetrics(metrics => metrics
                .AddMeter(ChainCoopMeters.Name, "Marten", "Wolverine:*", "Npgsql", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
                .AddRuntimeInstrumentation())
            .WithLogging(logs => logs.AddProcessor(new QuietLogs()), options => options.IncludeFormattedMessage = true)
            .UseOtlpExporter();
    }
}

/// <summary>What the program does all the time (it polls, it counts nodes) makes no traces; everything else does.</summary>
internal sealed class WorkSampler : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var idle = samplingParameters.Kind == ActivityKind.Client || samplingParameters.Name is "marten.daemon.highwatermark" or "wolverine_node_assignments";
        return new SamplingResult(idle ? SamplingDecision.Drop : SamplingDecision.RecordAndSample);
    }
}

/// <summary>Of a request only the route's template is told, of a failure only its kind.</summary>
internal sealed class QuietSpans : BaseProcessor<Activity>
{
    private static readonly HashSet<string> Told =
    [
        "http.request.method", "http.response.status_code", "http.route", "url.scheme", "network.protocol.version", "error.type",
    ];

    public override void OnStart(Activity data)
    {
        if (data.Kind == ActivityKind.Server) data.TraceStateString = null;
    }

    public override void OnEnd(Activity data)
    {
        if (data.StatusDescription is not null) data.SetStatus(data.Status);
        if (data.Kind != ActivityKind.Server) return;
        foreach (var tag in data.TagObjects.Select(tag => tag.Key).Where(tag => !Told.Contains(tag)).ToList())
            data.SetTag(tag, null);
    }
}

/// <summary>The kind of an exception is told, not what it says: libraries put values there.</summary>
internal sealed class QuietLogs : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        if (data.Exception is not { } exception) return;
        data.Attributes =
        [
            .. data.Attributes ?? [],
            new("exception.type", exception.GetType().FullName),
            new("exception.stacktrace", exception.StackTrace),
        ];
        data.Exception = null;
    }
}

/// <summary>The same for exceptions that libraries add to their spans.</summary>
internal sealed class QuietExceptions : IHostedService, IDisposable
{
    private readonly ActivityListener listener = new()
    {
        ShouldListenTo = _ => true,
        ExceptionRecorder = (Activity _, Exception exception, ref TagList tags) =>
        {
            tags.Add("exception.message", "");
            tags.Add("exception.stacktrace", exception.StackTrace);
        },
    };

    public Task StartAsync(CancellationToken cancellationToken)
    {
        ActivitySource.AddActivityListener(listener);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => listener.Dispose();
}
