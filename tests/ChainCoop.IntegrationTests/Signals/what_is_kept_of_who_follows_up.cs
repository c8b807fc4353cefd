using System.Net;
using ChainCoop.IntegrationTests.Audit;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Platform;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static ChainCoop.IntegrationTests.Signals.SignalWork;

namespace ChainCoop.IntegrationTests.Signals;

/// <summary>What was asked and about which signal; not who it was, nor from where. Each test has a database of its own.</summary>
public sealed class what_is_kept_of_who_follows_up : IAsyncDisposable
{
    private readonly CancellationToken stop = TestContext.Current.CancellationToken;
    private readonly List<string> logged = [];
    private AppFixture app = null!;

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task is_one_record_per_request_without_a_source_and_the_token_nowhere()
    {
        await BeginAsync();
        var (neder, riec, anybody) = (await app.As(FocalPoint), await app.As(Riec), app.Anybody());
        var (address, token) = await riec.SentAnonymously();
        var question = await neder.Asked(address);
        await ForgetAsync();

        (await anybody.FollowUp(token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await anybody.Answer(token, question, key: "once")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await anybody.Answer(token, question, key: "once")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await anybody.Answer(token, question)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await anybody.FollowUp("wrong")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await anybody.FollowUp(null)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await anybody.GetAsync("follow-up/", stop)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await anybody.GetAsync("follow-up/anything", stop)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await anybody.DeleteAsync("follow-up", stop)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        // An officer who has the token is nobody here either.
        (await neder.FollowUp(token)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var signal = CaseWork.IdOf(address);
        (await RecordsAsync()).ShouldBe(
        [
            $"signal.follow-up 200 /v1/follow-up {signal} 1740",
            $"signal.answer-question 200 /v1/follow-up/answers {signal} 1740",
            $"signal.answer-question 200 /v1/follow-up/answers {signal} 1740",
            $"signal.answer-question 409 /v1/follow-up/answers {signal}",
            "signal.follow-up 404 /v1/follow-up",
            "request.refused 400 /v1/follow-up",
            "request.refused 404",
            "request.refused 404",
            "request.refused 405",
            $"signal.follow-up 200 /v1/follow-up {signal} 1740",
        ]);
        (await AskAsync("select count(*) from access.log where num_nonnulls(organisation, officer, origin, decision, policy) > 0 or cardinality(roles) + cardinality(subjects) > 0")).ShouldBe(0L);
        (await AskAsync("select count(*) from access.unauthenticated")).ShouldBe(0L);
        // The event names nobody, and carries the ids of the record.
        (await AskAsync("select count(*) from chaincoop.mt_events e join access.log l on l.trace_id = e.correlation_id where e.type = 'reporter_answered' and not e.data ? 'by'")).ShouldBe(1L);

        foreach (var table in (string[])["access.log", "access.idempotency", "chaincoop.mt_events", "chaincoop.mt_doc_signal"])
            (await AskAsync($"select count(*) from {table} t where t::text like '%{token}%' or t::text like '%{token[40..]}%'")).ShouldBe(0L, table);
        lock (logged) logged.Where(line => line.Contains(token[40..], StringComparison.Ordinal) || line.Contains(Elsewhere, StringComparison.Ordinal)).ShouldBeEmpty();

        var auditor = await app.Audits(AuditWork.Auditor(new("00000099000100004000"), People.District));
        (await auditor.Items("audit/access-log?action=signal.answer-question")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task is_a_source_of_every_other_request()
    {
        await BeginAsync();
        await (await app.As(FocalPoint)).Sent();
        (await AskAsync($"select count(*) from access.log where origin = '203.0.113.0/24'")).ShouldBe(1L);
    }

    [Fact]
    public async Task is_a_count_of_what_came_too_often_per_signal_and_of_wrong_tokens_together()
    {
        await BeginAsync(("FollowUp:PerSignal", "3"), ("FollowUp:WrongTokens", "2"));
        var (riec, anybody) = (await app.As(Riec), app.Anybody());
        var ((_, first), (_, second)) = (await riec.SentAnonymously(), await riec.SentAnonymously());
        await ForgetAsync();

        for (var i = 0; i < 2; i++) (await anybody.FollowUp(first)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await anybody.Answer(first, Guid.NewGuid().ToString())).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await TooManyAsync(anybody.FollowUp(first));
        await TooManyAsync(anybody.Answer(first, Guid.NewGuid().ToString()));

        // Whatever is wrong with them, and whatever else is wrong: they count together, and keep nobody out who has one.
        (await anybody.FollowUp("one")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await anybody.AnswerWith(null, "{}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await TooManyAsync(anybody.FollowUp("another"));
        await TooManyAsync(anybody.AnswerWith("third", "{", type: "text/plain"));
        (await anybody.FollowUp(second)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await RecordsAsync()).Count.ShouldBe(6);
        (await AskAsync("select sum(count)::bigint from access.unauthenticated where origin = 'not-kept'")).ShouldBe(4L);
        (await AskAsync("select count(*) from access.unauthenticated where origin <> 'not-kept'")).ShouldBe(0L);
        // Nothing else is limited.
        for (var i = 0; i < 10; i++) (await anybody.GetAsync("code-lists", stop)).StatusCode.ShouldBe(HttpStatusCode.OK);

        static async Task TooManyAsync(Task<HttpResponseMessage> asked)
        {
            var answer = await asked;
            await Refused(Task.FromResult(answer), HttpStatusCode.TooManyRequests, "followed-up-too-often");
            answer.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        }
    }

    private const string Elsewhere = "203.0.113.7";

    /// <summary>All requests come from an address that would be told.</summary>
    private async Task BeginAsync(params (string Name, string Value)[] settings) => app = await AppFixture.OnAsync(
        await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync(), more: web =>
        {
            foreach (var (name, value) in settings) web.UseSetting(name, value);
            web.ConfigureLogging(logging => logging.AddProvider(new SampleRoutes.Lines(logged)));
            web.ConfigureServices(services => services.AddSingleton<IStartupFilter>(new From(Elsewhere)));
        });

    private Task ForgetAsync()
    {
        app.LeavesNoTimeline = true;
        return Superuser.DoAsync(app.Database, "delete from access.log", stop);
    }

    private async Task<object?> AskAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(stop);
    }

    private async Task<IReadOnlyList<string>> RecordsAsync()
    {
        await using var command = app.Database.CreateCommand("select concat_ws(' ', action, status, nullif(route, ''), resource, municipality) from access.log order by seq");
        await using var reader = await command.ExecuteReaderAsync(stop);
        List<string> records = [];
        while (await reader.ReadAsync(stop)) records.Add(reader.GetString(0));
        return records;
    }

    private sealed class From(string address) : IStartupFilter
    {
        public Action<Microsoft.AspNetCore.Builder.IApplicationBuilder> Configure(Action<Microsoft.AspNetCore.Builder.IApplicationBuilder> next) => app =>
        {
            Microsoft.AspNetCore.Builder.UseExtensions.Use(app, (HttpContext http, RequestDelegate go) =>
            {
                http.Connection.RemoteIpAddress = IPAddress.Parse(address);
                return go(http);
            });
            next(app);
        };
    }
}
