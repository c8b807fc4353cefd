using System.Net;
using ChainCoop.IntegrationTests.Municipalities;
using ChainCoop.Platform;
using ChainCoop.Shared;
using ChainCoop.Signals;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;

namespace ChainCoop.IntegrationTests.Platform;

public sealed class an_outage_of_the_database : IAsyncLifetime
{
    private readonly string directory = ThrowAwayCluster.NewDirectory();
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    private LocalPostgres? postgres;

    public async ValueTask InitializeAsync() => postgres = await LocalPostgres.StartAsync(directory, token);

    public async ValueTask DisposeAsync()
    {
        if (postgres is not null) await postgres.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task gives_503_and_nothing_else_and_passes_by_itself()
    {
        await using var app = await AppFixture.OnAsync(
            await postgres!.DatabaseAsync("main", token), await postgres.DatabaseAsync("keys", token), solo: false);
        var police = await app.As(People.Police);
        var nijmegen = await app.As(People.Nijmegen);
        using var anonymous = app.Host.Server.CreateClient();
        var before = await SendAsync(police);
        await Feeds.EntryAbout(nijmegen, before);
        (await HealthOf(anonymous)).ShouldBe((200, "healthy"));

        await postgres.DisposeAsync();

        await ShouldBeRefused(police.PostAsync("signals", Examples.Signal()));
        await ShouldBeRefused(nijmegen.PostAsync($"signals/{before}/acknowledgements", "{}", "\"1\""));
        await ShouldBeRefused(nijmegen.GetAsync($"signals/{before}"));
        await ShouldBeRefused(nijmegen.GetAsync("feed?timeout=1000"));
        await ShouldBeRefused(nijmegen.GetAsync($"signals/{Guid.CreateVersion7()}"));
        await ShouldBeRefused(police.PostAsync("signals", "{}"));
        await ShouldBeRefused(anonymous.GetAsync($"/v1/signals/{before}"));
        (await HealthOf(anonymous)).ShouldBe((503, "unhealthy"));
        (await anonymous.GetAsync("/health/live", token)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var port = postgres.Port;
        postgres = await LocalPostgres.StartAsync(directory, token);
        postgres.Port.ShouldBe(port);

        var after = await SendAsync(police);
        await Feeds.EntryAbout(nijmegen, after);
        (await HealthOf(anonymous)).ShouldBe((200, "healthy"));
        (await nijmegen.GetAsync($"signals/{before}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        // Timers are kept in the database and come back with it.
        var late = await app.SignalFromThePast(People.Nijmegen, days: 3);
        await using var scope = app.Host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageBus>().ScheduleAsync(
            new SignalDeadlineDue(SignalId.From(Guid.Parse(late)), SignalDeadline.Acknowledgement), TimeSpan.FromSeconds(1));
        await Feeds.EntryAbout(nijmegen, late, "nl.chaincoop.signals.overdue.v1");

        await using var given = app.Database.CreateCommand(
            "insert into wolverine.wolverine_dead_letters (id, body, message_type, received_at) values (gen_random_uuid(), '', 'given-up', 'local://given-up/')");
        await given.ExecuteNonQueryAsync(token);
        (await HealthOf(anonymous)).ShouldBe((200, "degraded"));
    }

    private static async Task<string> SendAsync(HttpClient police)
    {
        var posted = await police.PostAsync("signals", Examples.Signal());
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (string)(await posted.JsonAsync())["id"]!;
    }

    private static async Task ShouldBeRefused(Task<HttpResponseMessage> request)
    {
        var response = await request;
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(2));
        response.Headers.ETag.ShouldBeNull();
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = (await response.JsonAsync()).AsObject();
        problem.Select(member => member.Key).ShouldBe(["type", "title", "status", "detail", "traceId"]);
        ((string)problem["type"]!).ShouldBe("urn:chaincoop:problem:unavailable");
    }

    private static async Task<(int Status, string State)> HealthOf(HttpClient client)
    {
        var response = await client.GetAsync("/health/ready");
        var answer = await response.JsonAsync();
        answer["checks"]!.AsObject().Select(check => check.Key).ShouldBe(["database", "key-database", "high-water-mark", "daemon", "dead-letters", "timeline"]);
        return ((int)response.StatusCode, (string)answer["status"]!);
    }
}
