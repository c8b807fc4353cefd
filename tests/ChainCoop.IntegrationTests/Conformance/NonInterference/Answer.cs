using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ChainCoop.IntegrationTests.Conformance.NonInterference;

/// <summary>All that an answer tells: status, headers and bytes, time and trace ids aside, and the texts of the SQL that made it.</summary>
internal sealed partial record Answer(int Status, string Text, string Sql)
{
    /// <summary>Says how old a read model is, so that it is time.</summary>
    [GeneratedRegex("(?<=\"asOf\":\")[^\"]+")]
    private static partial Regex Age();

    [GeneratedRegex("(?<=\"traceId\":\")[^\"]+")]
    private static partial Regex TraceId();

    public static async Task<Answer> OfAsync(HttpResponseMessage response, string sql, string? id = null)
    {
        var headers = response.Headers.Concat(response.Content.Headers)
            .Where(header => header.Key is not ("Date" or "As-Of" or "Consistency-Token" or "traceparent" or "Content-Length"))
            .OrderBy(header => header.Key, StringComparer.Ordinal).Select(header => $"{header.Key}: {string.Join(", ", header.Value)}\n");
        var body = TraceId().Replace(Age().Replace(await response.Content.ReadAsStringAsync(), "…"), "…");
        var text = $"{(int)response.StatusCode}\n{string.Concat(headers)}\n{body}";
        return new Answer((int)response.StatusCode, id is null ? text : text.Replace(id, "{id}", StringComparison.OrdinalIgnoreCase), sql);
    }
}

/// <summary>The statements that a request sends to the databases, in their order, by the trace that the request begins.</summary>
internal sealed class SqlOfRequests : IDisposable
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<ActivityTraceId, List<Activity>> traces = new();
    private readonly ActivityListener listener;

    public SqlOfRequests()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = activity =>
            {
                if (activity.Source.Name != "Npgsql" || !traces.TryGetValue(activity.TraceId, out var statements)) return;
                lock (statements) statements.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    public ActivityTraceId Begin()
    {
        var trace = ActivityTraceId.CreateRandom();
        traces[trace] = [];
        return trace;
    }

    public string End(ActivityTraceId trace)
    {
        traces.TryRemove(trace, out var statements);
        lock (statements!) return string.Join("\n--\n", statements.Select(statement => statement.GetTagItem("db.query.text")).OfType<string>());
    }

    public void Dispose() => listener.Dispose();
}
