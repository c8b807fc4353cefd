using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.Cases;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Shared;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace ChainCoop.IntegrationTests.Signals;

public class linking_a_signal(AppFixture app)
{
    [Fact]
    public async Task tells_the_members_of_the_case_without_showing_them_the_signal()
    {
        var nijmegen = await app.As(People.Nijmegen);
        var police = await app.As(People.Police);
        var address = await app.StaffedCase();
        var caseId = CaseWork.IdOf(address);
        var before = await police.TagOf(address);
        var signal = await Assessed(nijmegen);

        await nijmegen.Done(signal, "outcome", Examples.Outcome("linked", caseId: caseId));

        (await Feeds.EntryAbout(police, caseId, "nl.chaincoop.cases.signals-linked.v1"))["data"]!.ToJsonString().ShouldBe("""{"kind":"case"}""");
        var timeline = (await police.Read($"{address}/timeline"))["items"]!.AsArray();
        ((string)timeline[^1]!["type"]!).ShouldBe("signal-linked-to-case");
        ((string)timeline[^1]!["organisation"]!).ShouldBe(People.NijmegenOin.Value);
        (await police.TagOf(address)).ShouldBe($"\"{timeline.Count}\"");
        (await police.TagOf(address)).ShouldNotBe(before);

        (await police.Read(address))["linkedSignals"].ShouldBeNull();
        (await police.GetAsync(signal)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await nijmegen.Read(address))["linkedSignals"]!.AsArray().Select(id => (string)id!).ShouldBe([signal.Split('/')[1]]);

        // The case goes on from the version that it now has.
        await nijmegen.Done(address, "tasks", a_case_from_proposal_to_closure.Task(People.PoliceOin));
    }

    [Fact]
    public async Task fails_when_the_case_is_closed_at_the_same_moment()
    {
        var token = TestContext.Current.CancellationToken;
        var nijmegen = await app.As(People.Nijmegen);
        var address = await nijmegen.ProposedCase();
        var signal = await Assessed(nijmegen);
        var caseId = CaseId.From(Guid.Parse(CaseWork.IdOf(address)));
        var director = new ActorRef(People.NijmegenOin, new(CaseWork.Director.Id));

        // A closure that is about to commit.
        await using var connection = await app.Database.OpenConnectionAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(token);
        await using (var session = app.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession(Marten.Services.SessionOptions.ForTransaction(transaction)))
        {
            session.Events.Append(caseId.Value, new CaseClosed(caseId, new("other"), director, director, TimeProvider.System.GetUtcNow()));
            await session.SaveChangesAsync(token);
        }

        var linking = nijmegen.Change(signal, "outcome", Examples.Outcome("linked", caseId: caseId.ToString()));
        await using var waits = app.Database.CreateCommand($"select exists (select from pg_stat_activity where {connection.ProcessID} = any(pg_blocking_pids(pid)))");
        while (!(bool)(await waits.ExecuteScalarAsync(token))! && !linking.IsCompleted) await Task.Delay(5, token);
        await transaction.CommitAsync(token);

        (await linking).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        ((string)(await nijmegen.Read(signal))["status"]!).ShouldBe("in-assessment");
        (await nijmegen.Read(address))["linkedSignals"]!.AsArray().ShouldBeEmpty();
        (await nijmegen.Change(signal, "outcome", Examples.Outcome("linked", caseId: caseId.ToString()))).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task either_tells_the_case_or_does_not_happen_whatever_else_happens_to_it()
    {
        var nijmegen = await app.As(People.Nijmegen);
        var director = await app.As(CaseWork.Director);
        var address = await nijmegen.ProposedCase();
        await nijmegen.Done(address, "closure-proposals", new JsonObject { ["outcome"] = "other" });
        List<string> signals = [];
        for (var i = 0; i < 5; i++) signals.Add(await Assessed(nijmegen));

        var closing = director.Change(address, "closure", []);
        var links = await Task.WhenAll(signals.Select(signal => nijmegen.Change(signal, "outcome", Examples.Outcome("linked", caseId: CaseWork.IdOf(address)))));
        if ((await closing).StatusCode == HttpStatusCode.PreconditionFailed) await director.Done(address, "closure", []);

        links.ShouldAllBe(link => link.StatusCode == HttpStatusCode.OK || link.StatusCode == HttpStatusCode.PreconditionFailed || link.StatusCode == HttpStatusCode.Conflict);
        var types = (await nijmegen.Read($"{address}/timeline"))["items"]!.AsArray().Select(entry => (string)entry!["type"]!).ToList();
        types[^1].ShouldBe("case-closed");
        types.Count(type => type == "signal-linked-to-case").ShouldBe(links.Count(link => link.StatusCode == HttpStatusCode.OK));
        var told = (await nijmegen.Read(address))["linkedSignals"]!.AsArray().Select(id => (string)id!).ToList();
        for (var i = 0; i < signals.Count; i++)
        {
            ((string)(await nijmegen.Read(signals[i]))["status"]!).ShouldBe(links[i].StatusCode == HttpStatusCode.OK ? "linked" : "in-assessment");
            told.Contains(CaseWork.IdOf(signals[i])).ShouldBe(links[i].StatusCode == HttpStatusCode.OK);
        }
    }

    /// <summary>The address of a signal that waits for its outcome.</summary>
    private static async Task<string> Assessed(HttpClient client)
    {
        var posted = await client.PostAsync("signals", Examples.Signal());
        var address = $"signals/{(string)(await posted.JsonAsync())["id"]!}";
        await client.Done(address, "assessments", Examples.Assessment("w1", "stop"));
        return address;
    }
}
