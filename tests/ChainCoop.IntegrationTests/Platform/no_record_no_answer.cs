using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Audit;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Signals;

namespace ChainCoop.IntegrationTests.Platform;

public class no_record_no_answer
{
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task nothing_is_written_shown_or_even_refused_while_access_records_cannot_be_written()
    {
        await using var app = await AppFixture.OnAsync(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());
        var police = await app.As(People.Police);
        var nijmegen = await app.As(People.Nijmegen);
        var tiel = await app.As(People.Tiel);
        var auditor = await app.Audits(AuditWork.Auditor(People.NijmegenOin, "0268"));
        var privacy = await app.As(AuditWork.PrivacyOfficer(People.NijmegenOin, "0268"));
        using var anonymous = app.Host.Server.CreateClient();
        var id = (string)(await (await police.PostAsync("signals", Examples.Signal())).JsonAsync())["id"]!;
        await Feeds.EntryAbout(nijmegen, id);
        await auditor.Read("audit/access-log");
        var known = new JsonObject { ["pseudonym"] = (string)(await auditor.Items("audit/access-log?action=access-log.read"))[0]["officer"]!, ["reason"] = "complaint" };
        var unmasking = (await auditor.PostAsync("audit/unmaskings", known)).Headers.Location!.ToString()["/v1/".Length..];
        var evidence = new JsonObject { ["records"] = new JsonArray(new JsonObject { ["record"] = id, ["clear"] = "bodies" }) };
        var bundle = (await auditor.PostAsync("audit/evidence-bundles", evidence)).Headers.Location!.ToString()["/v1/".Length..];
        var (followed, followUp) = await police.SentAnonymously("0268");
        var question = await nijmegen.Asked(followed);
        using var reporter = app.Anybody();
        var before = await CountAsync(app);
        var key = Guid.NewGuid().ToString();

        await ExecuteAsync(
            app, "alter table access.log add constraint broken check (false) not valid; alter table access.unauthenticated add constraint broken check (false) not valid");

        await ShouldBeUnavailable(police.PostAsync("signals", Examples.Signal(), key: key));
        await ShouldBeUnavailable(nijmegen.PostAsync($"signals/{id}/acknowledgements", "{}", "\"1\""));
        await ShouldBeUnavailable(nijmegen.GetAsync($"signals/{id}"));
        await ShouldBeUnavailable(nijmegen.GetAsync("feed"));
        await ShouldBeUnavailable(auditor.GetAsync("audit/access-log"));
        await ShouldBeUnavailable(auditor.GetAsync("audit/decisions"));
        await ShouldBeUnavailable(auditor.GetAsync("audit/unmaskings"));
        await ShouldBeUnavailable(auditor.GetAsync(unmasking));
        await ShouldBeUnavailable(auditor.PostAsync("audit/unmaskings", known));
        await ShouldBeUnavailable(privacy.PostAsync($"{unmasking}/approvals", "{}"));
        await ShouldBeUnavailable(privacy.PostAsync($"{unmasking}/refusals", "{}"));
        await ShouldBeUnavailable(auditor.GetAsync("audit/evidence-bundles"));
        await ShouldBeUnavailable(auditor.PostAsync("audit/evidence-bundles", evidence));
        await ShouldBeUnavailable(auditor.GetAsync(bundle));
        await ShouldBeUnavailable(auditor.GetAsync($"{bundle}/file"));
        await ShouldBeUnavailable(privacy.PostAsync($"{bundle}/approvals", "{}"));
        await ShouldBeUnavailable(privacy.PostAsync($"{bundle}/refusals", "{}"));
        await ShouldBeUnavailable(tiel.GetAsync($"signals/{id}"));
        await ShouldBeUnavailable(nijmegen.PostAsync($"signals/{id}/acknowledgements", "{}", "\"7\""));
        await ShouldBeUnavailable(police.PostAsync("signals", "{}"));
        await ShouldBeUnavailable(police.GetAsync("nowhere"));
        await ShouldBeUnavailable(anonymous.GetAsync($"/v1/signals/{id}"));
        await ShouldBeUnavailable(reporter.FollowUp(followUp));
        await ShouldBeUnavailable(reporter.FollowUp("wrong"));
        await ShouldBeUnavailable(reporter.Answer(followUp, question));
        (await CountAsync(app)).ShouldBe(before);

        await ExecuteAsync(app, "alter table access.log drop constraint broken; alter table access.unauthenticated drop constraint broken");

        (await police.PostAsync("signals", Examples.Signal(), key: key)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await nijmegen.PostAsync($"signals/{id}/acknowledgements", "{}", "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await tiel.GetAsync($"signals/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await reporter.Answer(followUp, question)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await anonymous.GetAsync($"/v1/signals/{id}", token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task ShouldBeUnavailable(Task<HttpResponseMessage> request)
    {
        var response = await request;
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.ShouldNotBeNull();
        response.Headers.ETag.ShouldBeNull();
        response.Headers.Location.ShouldBeNull();
        var problem = (await response.JsonAsync()).AsObject();
        problem.Select(member => member.Key).ShouldBe(["type", "title", "status", "detail", "traceId"]);
        ((string)problem["type"]!).ShouldBe("urn:chaincoop:problem:unavailable");
    }

    /// <summary>Rows of everything that a request may write. Marten fills the numbers of a failed append with tombstones.</summary>
    private async Task<string> CountAsync(AppFixture app)
    {
        await using var command = app.Database.CreateCommand(
            """
            select concat_ws(' ',
                (select count(*) from chaincoop.mt_events where type <> 'tombstone'), (select count(*) from vault.payloads),
                (select count(*) from access.grants), (select count(*) from access.idempotency), (select count(*) from access.log),
                (select count(*) from wolverine.wolverine_incoming_envelopes where status = 'Scheduled'))
            """);
        return (string)(await command.ExecuteScalarAsync(token))!;
    }

    private async Task ExecuteAsync(AppFixture app, string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(token);
    }
}
