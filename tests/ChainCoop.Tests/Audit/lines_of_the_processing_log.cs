using System.Text.Json.Nodes;
using ChainCoop.Access;
using ChainCoop.Audit.ProcessingLog;
using ChainCoop.Feeds;

namespace ChainCoop.Tests.Audit;

/// <summary>Logboek Dataverwerkingen 1.0.</summary>
public class lines_of_the_processing_log
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Span = "b7ad6b7169203331";
    private const string Caller = "00f067aa0ba902b7";

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, 250, TimeSpan.Zero);
    private static readonly Guid Anna = Guid.Parse("0c1f6f5e-7c0b-4a39-8f43-2d1b8f7a9e02");
    private static readonly Guid Boris = Guid.Parse("7d3a9c58-1e64-4f0b-a2d7-8c5b4e1f0904");

    private static readonly ProcessedRecord Read =
        new(Guid.Parse("0198f1f0-0000-7000-8000-000000000061"), Trace, Span, Caller, "signal.read", 200, Start, Start.AddTicks(123_456), [Anna, Boris]);

    [Fact]
    public void LDV_01_are_one_per_person_below_one_of_the_request()
    {
        var lines = ProcessingLines.Of(Read);
        lines.Select(line => line.Subject).ShouldBe([null, Anna, Boris]);
        lines[0].SpanId.ShouldBe(Span);
        lines[0].ParentSpanId.ShouldBe(Caller);
        lines.Skip(1).ShouldAllBe(line => line.ParentSpanId == Span);
        lines.Select(line => line.SpanId).ShouldBeUnique();
        ProcessingLines.Of(Read with { Subjects = [] }).Count.ShouldBe(1);
        ProcessingLines.Of(Read with { Subjects = [Anna, Anna] }).Count.ShouldBe(2);
    }

    [Fact]
    public void have_the_same_ids_when_they_are_made_again() => ProcessingLines.Of(Read).ShouldBe(ProcessingLines.Of(Read with { }));

    [Fact]
    public void LDV_03_keep_the_trace() => ProcessingLines.Of(Read).ShouldAllBe(line => line.TraceId == Trace);

    [Fact]
    public void have_ids_of_the_form_that_is_asked_for_even_without_a_trace() =>
        ProcessingLines.Of(Read with { TraceId = "0HN7:00000001", SpanId = "" }).ShouldAllBe(line => line.TraceId.Length == 32 && line.SpanId.Length == 16);

    [Theory]
    [InlineData(200, false)]
    [InlineData(403, false)]
    [InlineData(404, false)]
    [InlineData(412, false)]
    [InlineData(500, true)]
    public void LDV_04_are_errors_for_faults_of_the_program_alone(int status, bool failed)
    {
        var record = Read with { Status = status };
        ProcessingLines.Of(record).ShouldAllBe(line => line.Failed == failed);
        SpansOf(record).ShouldAllBe(span => (int)span["status"]!["code"]! == (failed ? 2 : 0));
    }

    [Fact]
    public void LDV_05_name_nobody_who_asked() =>
        typeof(ProcessedRecord).GetProperties().Select(property => property.Name).Concat(typeof(ProcessingLine).GetProperties().Select(property => property.Name))
            .Where(name => name.Contains("Officer", StringComparison.Ordinal) || name.Contains("Actor", StringComparison.Ordinal) || name.Contains("Organisation", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public void LDV_06_have_times_in_milliseconds()
    {
        ProcessingLines.Of(Read).ShouldAllBe(line => line.Start == 1772442000250 && line.End == 1772442000262);
        SpansOf(Read).ShouldAllBe(span => (string)span["startTimeUnixNano"]! == "1772442000250000000" && (string)span["endTimeUnixNano"]! == "1772442000262000000");
    }

    [Fact]
    public void have_the_members_of_the_standard()
    {
        var spans = SpansOf(Read);
        AttributesOf(spans[0]).ShouldBe(new Dictionary<string, string> { ["dpl.core.processing_activity_id"] = "urn:nld:oin:00000099000000268000:processing-activity:signal-assessment" });
        AttributesOf(spans[1]).ShouldBe(new Dictionary<string, string>
        {
            ["dpl.core.processing_activity_id"] = "urn:nld:oin:00000099000000268000:processing-activity:signal-assessment",
            ["dpl.core.data_subject_id"] = Anna.ToString(),
            ["dpl.core.data_subject_id_type"] = "chaincoop-subject",
        });
        ((string)spans[1]["parentSpanId"]!).ShouldBe(Span);
        ((string)spans[0]["name"]!).ShouldBe("signal.read");
    }

    [Fact]
    public void name_a_processing_activity_for_every_action() =>
        AccessRules.ByName.Keys.Append(ActionName.Refused).Where(action => !ProcessingActivities.Current.Knows(action)).ShouldBeEmpty("processing-activities.data.json says what belongs to which.");

    [Theory]
    [InlineData("", 0)]
    [InlineData("{}", 0)]
    [InlineData("OK", 0)]
    [InlineData("""{"partialSuccess":{}}""", 0)]
    [InlineData("""{"partialSuccess":{"rejectedSpans":"0"}}""", 0)]
    [InlineData("""{"partialSuccess":{"rejectedSpans":"3","errorMessage":"x"}}""", 3)]
    [InlineData("""{"partialSuccess":{"rejectedSpans":3}}""", 3)]
    public void are_counted_when_the_collector_rejects_some(string answer, long rejected) =>
        ProcessingCollector.RejectedIn(System.Text.Encoding.UTF8.GetBytes(answer)).ShouldBe(rejected);

    private static List<JsonNode> SpansOf(ProcessedRecord record) =>
        [.. ProcessingLines.Request([record], new District(new("00000099000000268000")))["resourceSpans"]![0]!["scopeSpans"]![0]!["spans"]!.AsArray().Select(span => span!)];

    private static Dictionary<string, string> AttributesOf(JsonNode span) =>
        span["attributes"]!.AsArray().ToDictionary(attribute => (string)attribute!["key"]!, attribute => (string)attribute!["value"]!["stringValue"]!);
}
