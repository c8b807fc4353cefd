using System.Diagnostics;
using System.Net;
using System.Text;

namespace ChainCoop.IntegrationTests.Platform;

public class what_a_trace_header_leaves(AppFixture app)
{
    private const string Unsaid = "Jan de Vries, Kerkstraat 1";

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task is_nothing_where_it_is_no_trace()
    {
        var police = await app.As(People.Police);
        police.DefaultRequestHeaders.TryAddWithoutValidation("traceparent", $"01-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01- {Unsaid}");
        foreach (var header in (string[])["tracestate", "baggage", "Request-Id", "Correlation-Context", "X-Correlation-Id"])
            police.DefaultRequestHeaders.TryAddWithoutValidation(header, $"name={Unsaid}");

        var id = await SendAsync(police);

        await ShouldBeNowhereAsync(Unsaid);
        var (trace, span) = await RecordOfAsync(id);
        trace.ShouldMatch("^(?!0{32})[0-9a-f]{32}$");
        span.ShouldMatch("^(?!0{16})[0-9a-f]{16}$");
        (await IdsOfFactAsync(id)).ShouldBe($"{trace} {span}");
    }

    [Fact]
    public async Task is_the_trace()
    {
        var police = await app.As(People.Police);
        var (trace, span) = (ActivityTraceId.CreateRandom().ToString(), ActivitySpanId.CreateRandom().ToString());
        police.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-{span}-01");
        police.DefaultRequestHeaders.TryAddWithoutValidation("tracestate", $"name={Unsaid}");

        var id = await SendAsync(police);

        await ShouldBeNowhereAsync(Unsaid);
        var record = await RecordOfAsync(id);
        record.Trace.ShouldBe(trace);
        record.Span.ShouldMatch("^(?!0{16})[0-9a-f]{16}$");
        record.Span.ShouldNotBe(span);
        (await IdsOfFactAsync(id)).ShouldBe($"{record.Trace} {record.Span}");
    }

    private static async Task<Guid> SendAsync(HttpClient police)
    {
        var posted = await police.PostAsync("signals", Examples.Signal());
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        return Guid.Parse((string)(await posted.JsonAsync())["id"]!);
    }

    private async Task<(string Trace, string Span)> RecordOfAsync(Guid id)
    {
        var ids = ((string)(await AskAsync("select trace_id || ' ' || span_id from access.log where resource = $1", id))!).Split(' ');
        return (ids[0], ids[1]);
    }

    private Task<object?> IdsOfFactAsync(Guid id) => AskAsync("select correlation_id || ' ' || causation_id from chaincoop.mt_events where stream_id = $1", id);

    /// <summary>In no column of no table, in clear or in bytes.</summary>
    private async Task ShouldBeNowhereAsync(string text)
    {
        List<string> tables = [];
        await using (var command = app.Database.CreateCommand(
            "select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"))
        await using (var reader = await command.ExecuteReaderAsync(token))
        {
            while (await reader.ReadAsync(token)) tables.Add(reader.GetString(0));
        }
        tables.ShouldContain("wolverine.wolverine_incoming_envelopes");

        foreach (var table in tables)
        {
            await using var command = app.Database.CreateCommand($"select count(*) from {table} as t where strpos(t::text, $1) > 0 or strpos(t::text, $2) > 0");
            command.Parameters.Add(new() { Value = text });
            command.Parameters.Add(new() { Value = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)) });
            (await command.ExecuteScalarAsync(token)).ShouldBe(0L, table);
        }
    }

    private async Task<object?> AskAsync(string sql, Guid id)
    {
        await using var command = app.Database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = id });
        return await command.ExecuteScalarAsync(token);
    }
}
