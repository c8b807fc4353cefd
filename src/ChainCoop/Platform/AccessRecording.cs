using System.Diagnostics;
using ChainCoop.Access;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Platform;

/// <summary>
/// No record, no answer. Outermost: an answer that did not commit its record with its own transaction waits here until
/// its record is written; when that fails the caller gets a 503 and nothing else.
/// </summary>
internal static partial class AccessRecording
{
    // A method is any token, so that it could hold anything.
    private static readonly HashSet<string> Methods =
        [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete, HttpMethods.Options];

    /// <summary>Below here nobody is known, and nothing is kept of where a request came from: also of one that no route answers.</summary>
    private static readonly PathString FollowUp = "/v1/follow-up";

    /// <summary>Stands for the network of all who follow signals up.</summary>
    private const string NotKept = "not-kept";

    private static readonly object Recorded = new();
    private static readonly object Started = new();
    private static readonly object Sent = new();

    public static void UseAccessRecording(this IApplicationBuilder app)
    {
        var source = app.ApplicationServices.GetRequiredService<NpgsqlDataSource>();
        var clock = app.ApplicationServices.GetRequiredService<TimeProvider>();
        var log = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("ChainCoop.AccessRecord");
        app.Use((http, next) => RecordAsync(http, next, source, clock, log));
    }

    /// <summary>The record is committed, or the route is exempt.</summary>
    public static void MarkRecorded(this HttpContext http) => http.Items[Recorded] = true;

    /// <summary>
    /// The answer goes out as it is written. Whoever writes it has its record committed, and commits one for each part before the bytes of
    /// that part.
    /// </summary>
    public static void StreamAnswer(this HttpContext http)
    {
        if (!http.Items.ContainsKey(Recorded)) throw new InvalidOperationException("The answer is not on record.");
        http.Response.Body = (Stream)http.Items[Sent]!;
    }

    /// <summary>What is known of every request.</summary>
    public static AccessRecord AccessRecord(this HttpContext http, int status, DateTimeOffset now)
    {
        var activity = Activity.Current;
        var endpoint = http.GetEndpoint() as RouteEndpoint;
        return new AccessRecord
        {
            At = now,
            StartedAt = http.Items[Started] is DateTimeOffset started ? started : now,
            TraceId = activity?.TraceId.ToString() ?? http.TraceIdentifier,
            SpanId = activity?.SpanId.ToString() ?? "",
            ParentSpanId = activity is { ParentSpanId: var parent } && parent != default ? parent.ToString() : null,
            Method = Methods.Contains(http.Request.Method) ? http.Request.Method : "other",
            Route = endpoint?.RoutePattern.RawText ?? "",
            Action = ActionName.Refused,
            Status = status,
            Actor = IsFollowUp(http) ? null : http.Features.Get<Actor>(),
            Purpose = http.Features.Get<RequestFacts>()?.Purpose,
            Origin = IsFollowUp(http) ? null : Access.AccessRecord.NetworkOf(http.Connection.RemoteIpAddress),
        };
    }

    private static bool IsFollowUp(HttpContext http) => http.Request.Path.StartsWithSegments(FollowUp);

    private static async Task RecordAsync(HttpContext http, RequestDelegate next, NpgsqlDataSource source, TimeProvider clock, ILogger log)
    {
        http.Items[Started] = clock.GetUtcNow();
        var body = http.Response.Body;
        http.Items[Sent] = body;
        await using var held = new MemoryStream();
        http.Response.Body = held;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = body;
        }

        if (!http.Items.ContainsKey(Recorded) && http.GetEndpoint()?.Metadata.GetMetadata<NotRecordedAttribute>() is null)
        {
            try
            {
                await WriteAsync(http, source, clock.GetUtcNow());
            }
            catch (Exception failure)
            {
                LogUnrecorded(log, failure.GetType().Name);
                held.SetLength(0);
                http.Response.Clear();
                await http.WriteProblem(Problems.Unavailable);
                return;
            }
        }

        if (held.Length == 0) return;
        http.Response.ContentLength = held.Length;
        held.Position = 0;
        await held.CopyToAsync(body, http.RequestAborted);
    }

    private static Task WriteAsync(HttpContext http, NpgsqlDataSource source, DateTimeOffset now)
    {
        if (http.Response.StatusCode == StatusCodes.Status401Unauthorized && http.Features.Get<Actor>() is null)
            return Access.AccessRecord.CountUnauthenticatedAsync(source, now, Access.AccessRecord.NetworkOf(http.Connection.RemoteIpAddress), CancellationToken.None);

        // Counted, so that who tries tokens cannot fill the log.
        if (http.Response.StatusCode == StatusCodes.Status429TooManyRequests && IsFollowUp(http))
            return Access.AccessRecord.CountUnauthenticatedAsync(source, now, NotKept, CancellationToken.None);

        var record = http.Items[typeof(AccessRecord)] is Func<int, AccessRecord> known
            ? known(http.Response.StatusCode)
            : http.AccessRecord(http.Response.StatusCode, now);
        return record.WriteAsync(source, CancellationToken.None);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The access record could not be written, the request was refused: {Failure}")]
    private static partial void LogUnrecorded(ILogger log, string failure);
}

/// <summary>The route gives no data of anybody (health, code lists' static pages, the API description).</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
internal sealed class NotRecordedAttribute : Attribute;
