using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ChainCoop.Audit.ProcessingLog;
using ChainCoop.Feeds;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ChainCoop.IntegrationTests.Audit;

public class exporting_the_processing_log
{
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task LDV_07_loses_nothing_while_the_collector_is_down_or_refuses()
    {
        var port = FreePort();
        await using var app = await AppFixture.OnAsync(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync(), more: web =>
        {
            web.UseSetting("Ldv:Endpoint", $"http://127.0.0.1:{port}/v1/traces");
            web.UseSetting("Ldv:Authorization", "Bearer of-the-collector");
        });

        // Nobody listens. LDV-02: the caller does not sample, and it is logged all the same.
        var officer = new Officer(People.NijmegenOin, "focal-point-who-is-nowhere", "focal-point", ["0268"]);
        var client = await app.As(officer, "assessment");
        client.DefaultRequestHeaders.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00");
        var signal = (string)(await (await client.PostAsync("signals", Examples.Signal())).JsonAsync())["id"]!;
        var person = (string)(await client.Read($"signals/{signal}"))["subjects"]![0]!["id"]!;
        (await client.GetAsync($"signals/{Guid.NewGuid()}", token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await PositionOf(app.Database)).ShouldBe("0/0");

        // It comes, and is not ready; then it takes a part of a batch; then all.
        await using var collector = await Collector.StartAsync(port, token, HttpStatusCode.ServiceUnavailable, HttpStatusCode.TooManyRequests, null);
        var spans = await collector.WhenTaken(span => (string)span["name"]! == "signal.read" && (string)span["traceId"]! == "0af7651916cd43dd8448eb211c80319c", 3, token);
        collector.Authorizations.ShouldAllBe(authorization => authorization == "Bearer of-the-collector");

        // LDV-01, LDV-03, LDV-04, LDV-05, LDV-06 as the collector has it.
        var reads = spans.Where(span => (string)span["name"]! == "signal.read").ToList();
        var whole = reads.Where(span => (string)span["parentSpanId"]! == "b7ad6b7169203331").ToList();
        whole.Count.ShouldBe(2, "One that was shown, one that was not there.");
        var line = reads.Single(span => (string)span["parentSpanId"]! != "b7ad6b7169203331");
        whole.Select(span => (string)span["spanId"]!).ShouldContain((string)line["parentSpanId"]!);
        line["attributes"]!.AsArray().Single(attribute => (string)attribute!["key"]! == "dpl.core.data_subject_id")!["value"]!["stringValue"]!.GetValue<string>().ShouldBe(person);
        spans.ShouldAllBe(span => (int)span["status"]!["code"]! == 0 && ((string)span["startTimeUnixNano"]!).EndsWith("000000", StringComparison.Ordinal));
        string.Concat(collector.Bodies).ShouldNotContain(officer.Id);
        string.Concat(collector.Bodies).ShouldNotContain("focal-point");

        await Everything(app.Database, collector);
    }

    [Fact]
    public async Task goes_on_where_it_was_after_a_restart_and_leaves_out_nothing_that_commits_late()
    {
        var (main, keys) = (await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());
        var port = FreePort();
        await using var collector = await Collector.StartAsync(port, token);
        string first;
        await using (var app = await AppFixture.OnAsync(main, keys, more: web => web.UseSetting("Ldv:Endpoint", $"http://127.0.0.1:{port}/v1/traces")))
        {
            var client = await app.As(People.Nijmegen, "assessment");
            first = await client.Signal("0268");
            await collector.WhenTaken(span => (string)span["name"]! == "signal.receive" && (int)span["kind"]! == 2, 1, token);

            // A request whose transaction began before the others and is not over: nothing behind it is final.
            await using var late = await app.Database.OpenConnectionAsync(token);
            await using var transaction = await late.BeginTransactionAsync(token);
            await ExecuteAsync(late, "select pg_current_xact_id()");
            await client.Signal("0268");
            var before = collector.Bodies.Count;
            await ExecuteAsync(
                late,
                """
                insert into access.log (id, at, started_at, trace_id, span_id, roles, action, method, route, status, reasons, subjects)
                values (gen_random_uuid(), now(), now(), '0af7651916cd43dd8448eb211c80319d', 'b7ad6b7169203331', '{}', 'signal.late', 'GET', '', 200, '{}', '{}')
                """);
            collector.Bodies.Skip(before).ShouldAllBe(body => !body.Contains("signal.receive", StringComparison.Ordinal));
            await transaction.CommitAsync(token);
            await collector.WhenTaken(span => (string)span["name"]! == "signal.late", 1, token);
            await Everything(app.Database, collector);
        }

        var taken = collector.Bodies.Count;
        await using var again = await AppFixture.OnAsync(main, keys, more: web => web.UseSetting("Ldv:Endpoint", $"http://127.0.0.1:{port}/v1/traces"));
        await (await again.As(People.Nijmegen, "assessment")).Read($"signals/{first}");
        await collector.WhenTaken(span => (string)span["name"]! == "signal.read" && (int)span["kind"]! == 2, 1, token);
        collector.Bodies.Skip(taken).ShouldAllBe(body => !body.Contains("signal.receive", StringComparison.Ordinal), "What was taken before the restart is not sent again.");
        await Everything(again.Database, collector);
    }

    [Fact]
    public async Task is_done_by_one_node_at_a_time_and_anew_in_a_database_that_counts_anew()
    {
        await using var app = await AppFixture.OnAsync(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());
        var port = FreePort();
        await using var server = await Collector.StartAsync(port, token);
        using var collector = new ProcessingCollector(new Uri($"http://127.0.0.1:{port}/v1/traces"), null);
        using var export = new ExportProcessingLog(
            app.Database, collector, app.Host.Services.GetRequiredService<District>(), TimeProvider.System, NullLogger<ExportProcessingLog>.Instance);
        await (await app.As(People.Nijmegen, "assessment")).Signal("0268");

        await using (var other = await app.Database.OpenConnectionAsync(token))
        {
            await using var transaction = await other.BeginTransactionAsync(token);
            await ExecuteAsync(other, "select pg_advisory_xact_lock(hashtextextended('access.processing_export', 0))");
            (await export.ExportAsync(token)).ShouldBe(0);
            server.Bodies.ShouldBeEmpty();
        }

        var all = await UntilAll(export, app.Database);
        (await export.ExportAsync(token)).ShouldBe(0);

        await using var connection = await app.Database.OpenConnectionAsync(token);
        await ExecuteAsync(connection, "update access.processing_export set tx = '4611686018427387904'");
        (await UntilAll(export, app.Database)).ShouldBe(all);
        server.Spans.GroupBy(span => (string)span["spanId"]!).ShouldAllBe(span => span.Count() == 2, "The same lines have the same ids.");
    }

    [Theory]
    [InlineData("http://collector.example/v1/traces", false)]
    [InlineData("collector", false)]
    [InlineData("https://collector.example/v1/traces", true)]
    [InlineData("http://127.0.0.1:4318/v1/traces", true)]
    public void goes_over_a_network_with_encryption_alone(string endpoint, bool may)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["Ldv:Endpoint"] = endpoint;
        if (may) Should.NotThrow(builder.AddProcessingLog);
        else Should.Throw<CannotStartException>(builder.AddProcessingLog).Message.ShouldContain("Ldv__Endpoint");
    }

    /// <summary>Transactions of other tests on this server may hold it up.</summary>
    private async Task<int> UntilAll(ExportProcessingLog export, NpgsqlDataSource database)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var taken = 0;
        while (await WaitingIn(database) > 0)
        {
            taken += await export.ExportAsync(limit.Token);
            await Task.Delay(20, limit.Token);
        }

        return taken;
    }

    private async Task<long> WaitingIn(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            "select count(*) from access.log l, access.processing_export p where (l.tx, l.seq) > (p.tx, p.seq) or p.tx >= pg_snapshot_xmax(pg_current_snapshot())");
        return (long)(await command.ExecuteScalarAsync(token))!;
    }

    /// <summary>Every record there is was taken, each as the one line of its request.</summary>
    private async Task Everything(NpgsqlDataSource database, Collector collector)
    {
        await Wait.ForAsync<object>(async _ => await WaitingIn(database) == 0 ? database : null);
        await using var command = database.CreateCommand("select span_id from access.log");
        List<string> stored = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) stored.Add(reader.GetString(0));
        collector.Spans.Where(span => (int)span["kind"]! == 2).Select(span => (string)span["spanId"]!).Distinct().ShouldBe(stored.Distinct(), ignoreOrder: true);
    }

    private async Task<string> PositionOf(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("select tx || '/' || seq from access.processing_export");
        return (string)(await command.ExecuteScalarAsync(token))!;
    }

    private async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(token);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Takes lines as an OpenTelemetry collector does. First it gives the answers that it is told to; null: it takes all but one line.</summary>
    private sealed class Collector(WebApplication server) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<string> taken = [];

        public IReadOnlyList<string> Bodies => [.. taken];

        public ConcurrentQueue<string?> Authorizations { get; } = [];

        public IReadOnlyList<JsonNode> Spans =>
            [.. Bodies.SelectMany(body => JsonNode.Parse(body)!["resourceSpans"]![0]!["scopeSpans"]![0]!["spans"]!.AsArray()).Select(span => span!)];

        public static async Task<Collector> StartAsync(int port, CancellationToken token, params HttpStatusCode?[] first)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
            var server = builder.Build();
            var collector = new Collector(server);
            var answers = new ConcurrentQueue<HttpStatusCode?>(first);
            server.MapPost("/v1/traces", async (HttpRequest request) =>
            {
                request.ContentType.ShouldBe("application/json; charset=utf-8");
                collector.Authorizations.Enqueue(request.Headers.Authorization);
                using var reader = new StreamReader(request.Body);
                var body = await reader.ReadToEndAsync();
                if (answers.TryDequeue(out var answer))
                {
                    if (answer is null) return Results.Json(new { partialSuccess = new { rejectedSpans = "1" } });
                    request.HttpContext.Response.Headers.RetryAfter = "1";
                    return Results.StatusCode((int)answer);
                }

                collector.taken.Enqueue(body);
                return Results.Json(new { });
            });
            await server.StartAsync(token);
            return collector;
        }

        public async Task<IReadOnlyList<JsonNode>> WhenTaken(Func<JsonNode, bool> which, int count, CancellationToken token)
        {
            await Wait.ForAsync<object>(_ => Task.FromResult<object?>(Spans.Count(which) >= count ? Spans : null));
            return Spans;
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
