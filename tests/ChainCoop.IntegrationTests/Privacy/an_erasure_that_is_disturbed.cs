using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.Privacy;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>
/// What others do while an erasure destroys. Locks of the test hold it at the boundaries of its steps, on databases of its
/// own.
/// </summary>
public sealed class an_erasure_that_is_disturbed : IAsyncLifetime
{
    private static readonly Officer FocalPoint = new(new("00000099000000668000"), "focal-point", "focal-point", ["0668"]);
    private static readonly Officer Privacy = new(FocalPoint.Organisation, "privacy", "privacy-officer", ["0668"]) { Scopes = "privacy.read privacy.write" };

    private static readonly Officer Second = new(FocalPoint.Organisation, "privacy-2", "privacy-officer", ["0668"]) { Scopes = "privacy.read privacy.write" };

    private readonly CancellationToken token = TestContext.Current.CancellationToken;
    private AppFixture app = null!;

    private NpgsqlDataSource Keys => app.Host.Services.GetRequiredService<KeyDataSource>().DataSource;

    public async ValueTask InitializeAsync() => app = await AppFixture.OnAsync(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task is_completed_at_once_while_the_record_is_added_to()
    {
        var (signal, subject) = await SignalAsync();
        var lockKeys = await Wait.HoldingAsync(Keys, "lock table destroyed_subjects in exclusive mode");
        var erasure = await EraseAsync(signal, subject);
        await Wait.ForAsync(Keys, "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like 'insert into destroyed_subjects%')");

        // Nothing tells whether it waits or is refused; it must not be what makes the erasure fail half-way.
        var adding = (await app.As(FocalPoint)).PostAsync($"signals/{signal}/assessments", Examples.Assessment("w1"), "\"1\"");
        await Wait.ForAsync(app.Database, "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')");
        await lockKeys.DisposeAsync();

        (await adding).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        await CarriedOutAsync(erasure);
        (await AskAsync("select count(*) from chaincoop.mt_events where type = 'signal_assessed'")).ShouldBe(0L);
        (await AskAsync("select coalesce(max(attempts), 0) from wolverine.wolverine_incoming_envelopes where message_type like '%CarryOutErasure'")).ShouldBe(0);
    }

    [Fact]
    public async Task is_completed_although_a_hold_came_when_the_keys_were_gone()
    {
        var (signal, subject) = await SignalAsync();
        var lockPayloads = await Wait.HoldingAsync(app.Database, "lock table vault.payloads in exclusive mode");
        var erasure = await EraseAsync(signal, subject);
        await Wait.ForAsync(Keys, "select exists (select from destructions)");

        // Its connection breaks, as when the server of the database is restarted; the message comes again.
        await Wait.ForAsync(app.Database, $"select exists (select from pg_stat_activity where pg_blocking_pids(pid) @> array[{lockPayloads.ProcessID}])");
        await AskAsync($"select count(pg_terminate_backend(pid)) from pg_stat_activity where pg_blocking_pids(pid) @> array[{lockPayloads.ProcessID}]");
        var held = await (await app.As(Privacy)).PostAsync("legal-holds", new { record = new { kind = "signal", id = signal }, reason = "pending-litigation", reviewOn = "2100-01-01" });
        held.StatusCode.ShouldBe(HttpStatusCode.Created);
        await lockPayloads.DisposeAsync();

        await CarriedOutAsync(erasure);
        (await AskAsync("select count(*) from chaincoop.mt_events where type = 'erasure_held'")).ShouldBe(0L);
    }

    /// <summary>Between the look at the record, which nobody had changed, and the commit.</summary>
    [Theory]
    [InlineData("proposal", HttpStatusCode.PreconditionFailed)]
    [InlineData("approval", HttpStatusCode.Conflict)]
    public async Task is_not_decided_on_a_record_that_was_added_to_meanwhile(string step, HttpStatusCode refused)
    {
        var (signal, subject) = await SignalAsync();
        var (privacy, second) = (await app.As(Privacy), await app.As(Second));
        var proposal = Request(signal, subject, "Somebody sleeps there.");
        var erasure = step == "approval" ? $"erasures/{(await (await privacy.PostAsync("erasures", proposal)).JsonAsync())["id"]}" : null;
        var tag = erasure is null ? null : (await second.GetAsync(erasure, token)).Headers.ETag!.ToString();
        var adds = await app.As(FocalPoint);

        // Who decides has read the record and asks whether it is held.
        var lockHolds = await Wait.HoldingAsync(app.Database, "lock table privacy.holds in access exclusive mode");
        var deciding = erasure is null ? privacy.PostAsync("erasures", proposal) : second.PostAsync($"{erasure}/approvals", "{}", tag);
        await Wait.ForAsync(app.Database, $"select exists (select from pg_stat_activity where pg_blocking_pids(pid) @> array[{lockHolds.ProcessID}])");
        (await adds.PostAsync($"signals/{signal}/assessments", Examples.Assessment("w1"), "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await lockHolds.DisposeAsync();

        (await deciding).StatusCode.ShouldBe(refused, await (await deciding).Content.ReadAsStringAsync(token));
        (await AskAsync($"select count(*) from chaincoop.mt_doc_erasure where data ->> 'record' = '{signal}' and data ->> 'status' = 'proposed'")).ShouldBe(erasure is null ? 0L : 1L);
        (await AskAsync("select count(*) from chaincoop.mt_events where type = 'erasure_ordered'")).ShouldBe(0L);
    }

    private async Task<(string Id, string Subject)> SignalAsync()
    {
        var client = await app.As(FocalPoint);
        var id = (string)(await (await client.PostAsync("signals", Examples.Signal("0668"))).JsonAsync())["id"]!;
        return (id, (string)(await (await client.GetAsync($"signals/{id}", token)).JsonAsync())["subjects"]![0]!["id"]!);
    }

    private static JsonObject Request(string signal, string subject, string? redacted = null) => new()
    {
        ["record"] = new JsonObject { ["kind"] = "signal", ["id"] = signal },
        ["subjectId"] = subject,
        ["recordVersion"] = 1,
        ["ground"] = "unlawful",
        ["prose"] = new JsonArray(redacted is null ? new JsonObject { ["at"] = "/observation" } : new JsonObject { ["at"] = "/observation", ["text"] = redacted }),
    };

    private async Task<string> EraseAsync(string signal, string subject)
    {
        var answer = await (await app.As(Privacy)).PostAsync("erasures", Request(signal, subject));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(token));
        return (string)(await answer.JsonAsync())["id"]!;
    }

    private async Task CarriedOutAsync(string erasure) =>
        await Wait.ForAsync(app.Database, $"select exists (select from chaincoop.mt_doc_erasure where id = '{erasure}' and data ->> 'status' = 'carried-out')");

    private async Task<object?> AskAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(token);
    }
}
