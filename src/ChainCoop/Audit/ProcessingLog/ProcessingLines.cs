using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ChainCoop.Feeds;

namespace ChainCoop.Audit.ProcessingLog;

/// <summary>What the Logboek Dataverwerkingen takes of an access record: not who asked.</summary>
/// <param name="ParentSpanId">Of the caller; null when he began no trace.</param>
internal sealed record ProcessedRecord(
    Guid Id, string TraceId, string SpanId, string? ParentSpanId, string Action, int Status, DateTimeOffset StartedAt, DateTimeOffset EndedAt, IReadOnlyList<Guid> Subjects);

/// <summary>One line of the Logboek Dataverwerkingen 1.0: a span of OpenTelemetry.</summary>
/// <param name="SpanId">Follows from the record, so that a line that is sent twice is the same line.</param>
/// <param name="Start">Milliseconds since 1970, like <paramref name="End"/>.</param>
/// <param name="Failed">The program failed. What was refused or not found is no error.</param>
/// <param name="Subject">Whose data was processed; null on the line of the request.</param>
internal sealed record ProcessingLine(
    string TraceId, string SpanId, string? ParentSpanId, string Name, long Start, long End, bool Failed, string Activity, Guid? Subject)
{
    /// <summary>What kind of id names a data subject.</summary>
    public const string SubjectIdType = "chaincoop-subject";
}

/// <summary>
/// The third view of an access record: a line of the request, and one below it for each data subject, since a line names at most
/// one. In the form of OTLP with JSON (opentelemetry-proto, trace service). The OpenTelemetry library cannot carry ids and times of its
/// caller, and drops what a caller did not sample.
/// </summary>
internal static class ProcessingLines
{
    private const int SpanKindServer = 2;
    private const int SpanKindInternal = 1;
    private const int StatusUnset = 0;
    private const int StatusError = 2;

    public static IReadOnlyList<ProcessingLine> Of(ProcessedRecord record)
    {
        // A server that traces nothing has no ids to give; then they follow from the record.
        var trace = record.TraceId.Length == 32 ? record.TraceId : record.Id.ToString("N");
        var span = record.SpanId.Length == 16 ? record.SpanId : SpanOf(record.Id, Guid.Empty);
        var whole = new ProcessingLine(
            trace, span, record.ParentSpanId, record.Action, record.StartedAt.ToUnixTimeMilliseconds(), record.EndedAt.ToUnixTimeMilliseconds(), record.Status >= 500,
            ProcessingActivities.Current.Of(record.Action), null);
        return [whole, .. record.Subjects.Distinct().Select(subject => whole with { SpanId = SpanOf(record.Id, subject), ParentSpanId = span, Subject = subject })];
    }

    public static JsonObject Request(IEnumerable<ProcessedRecord> records, District district) => new()
    {
        ["resourceSpans"] = new JsonArray(new JsonObject
        {
            ["resource"] = new JsonObject { ["attributes"] = new JsonArray(Attribute("service.name", "chaincoop"), Attribute("service.namespace", district.Source)) },
            ["scopeSpans"] = new JsonArray(new JsonObject
            {
                ["scope"] = new JsonObject { ["name"] = "chaincoop.processing-log", ["version"] = ProcessingActivities.Current.Version },
                ["spans"] = new JsonArray([.. records.SelectMany(Of).Select(line => Span(line, district))]),
            }),
        }),
    };

    private static JsonObject Span(ProcessingLine line, District district)
    {
        var attributes = new JsonArray(Attribute("dpl.core.processing_activity_id", $"urn:nld:oin:{district.Operator}:processing-activity:{line.Activity}"));
        if (line.Subject is { } subject)
        {
            attributes.Add(Attribute("dpl.core.data_subject_id", subject.ToString()));
            attributes.Add(Attribute("dpl.core.data_subject_id_type", ProcessingLine.SubjectIdType));
        }

        return new JsonObject
        {
            ["traceId"] = line.TraceId,
            ["spanId"] = line.SpanId,
            ["parentSpanId"] = line.ParentSpanId ?? "",
            ["name"] = line.Name,
            ["kind"] = line.Subject is null ? SpanKindServer : SpanKindInternal,
            ["startTimeUnixNano"] = Nanoseconds(line.Start),
            ["endTimeUnixNano"] = Nanoseconds(line.End),
            ["attributes"] = attributes,
            ["status"] = new JsonObject { ["code"] = line.Failed ? StatusError : StatusUnset },
        };
    }

    private static JsonObject Attribute(string key, string value) => new() { ["key"] = key, ["value"] = new JsonObject { ["stringValue"] = value } };

    /// <summary>A number of 64 bits is a text in the JSON of Protocol Buffers.</summary>
    private static string Nanoseconds(long milliseconds) => (milliseconds * 1_000_000).ToString(CultureInfo.InvariantCulture);

    private static string SpanOf(Guid record, Guid subject) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{record}|{subject}")).AsSpan(0, 8));
}
