using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;

namespace ChainCoop.IntegrationTests.Signals;

public class concluding_a_signal(AppFixture app)
{
    [Fact]
    public async Task by_escalation_starts_a_case_that_the_municipality_finds_in_its_feed()
    {
        var nijmegen = await app.As(People.Nijmegen);
        var (id, etag) = await Assessed(nijmegen);

        var escalated = await nijmegen.PostAsync($"signals/{id}/outcome", Examples.Outcome("escalated"), etag);

        escalated.StatusCode.ShouldBe(HttpStatusCode.OK);
        var standing = await escalated.JsonAsync();
        ((string)standing["status"]!).ShouldBe("escalated");
        var caseId = (string)standing["caseId"]!;
        (await Feeds.EntryAbout(nijmegen, caseId))["type"]!.GetValue<string>().ShouldBe("nl.chaincoop.cases.proposed.v1");
        ((string)(await (await nijmegen.GetAsync($"signals/{id}")).JsonAsync())["caseId"]!).ShouldBe(caseId);
    }

    [Fact]
    public async Task needs_the_whole_assessment_unless_it_is_urgent()
    {
        var nijmegen = await app.As(People.Nijmegen);
        var (normal, etag) = await Received(nijmegen);
        var refused = await nijmegen.PostAsync($"signals/{normal}/outcome", Examples.Outcome("escalated"), etag);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var problem = await refused.JsonAsync();
        ((string)problem["state"]!).ShouldBe("received");
        problem["allowed"]!.AsArray().Select(step => (string)step!).ShouldBe(["acknowledgement", "assessment-w1", "enrichment-request", "merge", "retraction"]);

        var (urgent, urgentTag) = await Received(nijmegen, "urgent");
        (await nijmegen.PostAsync($"signals/{urgent}/outcome", Examples.Outcome("dismissed"), urgentTag)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var escalated = await nijmegen.PostAsync($"signals/{urgent}/outcome", Examples.Outcome("escalated"), urgentTag);
        escalated.StatusCode.ShouldBe(HttpStatusCode.OK);

        // It is assessed after.
        var assessed = await nijmegen.PostAsync($"signals/{urgent}/assessments", Examples.Assessment("w1"), escalated.Headers.ETag!.Tag);
        ((string)(await assessed.JsonAsync())["status"]!).ShouldBe("escalated");
    }

    [Fact]
    public async Task happens_once()
    {
        var nijmegen = await app.As(People.Nijmegen);
        var (id, etag) = await Assessed(nijmegen);
        var dismissed = await nijmegen.PostAsync($"signals/{id}/outcome", Examples.Outcome("dismissed"), etag);
        dismissed.StatusCode.ShouldBe(HttpStatusCode.OK);

        var again = await nijmegen.PostAsync($"signals/{id}/outcome", Examples.Outcome("escalated"), dismissed.Headers.ETag!.Tag);

        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        ((string)(await again.JsonAsync())["state"]!).ShouldBe("dismissed");
    }

    [Fact]
    public async Task by_referral_waits_for_the_answer_and_a_declined_one_comes_back()
    {
        var nijmegen = await app.As(People.Nijmegen);
        var police = await app.As(People.Police);
        var (id, etag) = await Assessed(nijmegen);
        (await police.GetAsync($"signals/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var referred = await nijmegen.PostAsync($"signals/{id}/outcome", Examples.Outcome("referred", to: People.PoliceOin.Value), etag);
        (await Feeds.EntryAbout(police, id))["type"]!.GetValue<string>().ShouldBe("nl.chaincoop.access.granted.v1");
        (await police.GetAsync($"signals/{id}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var declined = await police.PostAsync(
            $"signals/{id}/referral-answers",
            new JsonObject { ["answer"] = "declined", ["reason"] = "insufficient-information", ["note"] = "The address is not known to us." },
            referred.Headers.ETag!.Tag);
        declined.StatusCode.ShouldBe(HttpStatusCode.OK);

        // Access ended with it, and what the feed said before is withheld.
        (await police.GetAsync($"signals/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Feeds.EntryAbout(police, id, "nl.chaincoop.access.ended.v1")).ShouldNotBeNull();
        var back = await nijmegen.Read($"signals/{id}");
        ((string)back["status"]!).ShouldBe("in-assessment");
        back["outcomes"]!.AsArray().Select(outcome => $"{outcome!["step"]} {outcome["reason"]} {outcome["note"]}")
            .ShouldBe(["referred concrete ", "referral-declined insufficient-information The address is not known to us."]);
        ((string)back["assessment"]![0]!["note"]!).ShouldBe("The van was seen twice.");
        ((string)back["assessment"]![0]!["indicators"]![0]!["value"]!).ShouldBe("observed");
    }

    [Fact]
    public async Task by_referral_can_be_withdrawn_until_it_is_accepted()
    {
        var nijmegen = await app.As(People.Nijmegen);
        var police = await app.As(People.Police);
        var (id, etag) = await Assessed(nijmegen);
        var address = $"signals/{id}";
        var referred = await nijmegen.PostAsync($"{address}/outcome", Examples.Outcome("referred", to: People.PoliceOin.Value), etag);

        var own = await nijmegen.Read(address);
        own["allowed"]!.AsArray().Select(step => (string)step!).ShouldBe(["acknowledgement", "referral-answer", "referral-withdrawal", "retraction"]);
        own["deadlines"]!.AsArray().ShouldAllBe(deadline => !(bool)deadline!["met"]!);
        var withdrawal = new JsonObject { ["reason"] = "no-answer", ["note"] = "Asked twice." };
        (await police.PostAsync($"{address}/referral-withdrawals", withdrawal, referred.Headers.ETag!.Tag)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        ((string)(await nijmegen.Done(address, "referral-withdrawals", withdrawal))["status"]!).ShouldBe("in-assessment");
        (await police.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Feeds.EntryAbout(police, id, "nl.chaincoop.access.ended.v1")).ShouldNotBeNull();
        ((string)(await Feeds.EntryAbout(nijmegen, id, "nl.chaincoop.signals.referral-withdrawn.v1"))["data"]!["status"]!).ShouldBe("in-assessment");

        await nijmegen.Done(address, "outcome", Examples.Outcome("referred", to: People.PoliceOin.Value));
        await police.Done(address, "referral-answers", new JsonObject { ["answer"] = "accepted" });
        var late = await nijmegen.Change(address, "referral-withdrawals", withdrawal);
        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await late.JsonAsync())["allowed"]!.AsArray().Select(step => (string)step!).ShouldBe(["feedback", "reopening", "retraction"]);
    }

    [Fact]
    public async Task cannot_link_to_a_case_that_is_not_there_for_the_caller()
    {
        var nijmegen = await app.As(People.Nijmegen);
        var tiel = await app.As(People.Tiel);
        var (other, otherTag) = await Assessed(tiel, "0281");
        var foreignCase = (string)(await (await tiel.PostAsync($"signals/{other}/outcome", Examples.Outcome("escalated"), otherTag)).JsonAsync())["caseId"]!;
        var (id, etag) = await Assessed(nijmegen);

        foreach (var caseId in new[] { foreignCase, Guid.CreateVersion7().ToString(), id })
        {
            var refused = await nijmegen.PostAsync($"signals/{id}/outcome", Examples.Outcome("linked", caseId: caseId), etag);
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            ((string)(await refused.JsonAsync())["errors"]![0]!["pointer"]!).ShouldBe("/caseId");
        }
    }

    [Fact]
    public async Task cannot_link_to_a_case_that_is_closed()
    {
        var nijmegen = await app.As(People.Nijmegen);
        var director = await app.As(CaseWork.Director);
        var address = await nijmegen.ProposedCase();
        await nijmegen.Done(address, "closure-proposals", new JsonObject { ["outcome"] = "other" });
        await director.Done(address, "closure", []);
        var (id, etag) = await Assessed(nijmegen);

        var refused = await nijmegen.PostAsync($"signals/{id}/outcome", Examples.Outcome("linked", caseId: CaseWork.IdOf(address)), etag);

        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        ((string)(await refused.JsonAsync())["state"]!).ShouldBe("closed");
        ((string)(await (await nijmegen.GetAsync($"signals/{id}")).JsonAsync())["status"]!).ShouldBe("in-assessment");
    }

    [Fact]
    public async Task of_eight_at_once_exactly_one_wins()
    {
        var nijmegen = await app.As(People.Nijmegen);
        var (id, etag) = await Assessed(nijmegen);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => nijmegen.PostAsync($"signals/{id}/outcome", Examples.Outcome("dismissed"), etag)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed).ShouldBe(7);
    }

    [Fact]
    public async Task of_ten_at_once_with_one_key_all_get_the_same_answer()
    {
        var nijmegen = await app.As(People.Nijmegen);
        var (id, etag) = await Assessed(nijmegen);
        var key = Guid.CreateVersion7().ToString();
        Task<HttpResponseMessage> Escalate(string? with = null) => nijmegen.PostAsync($"signals/{id}/outcome", Examples.Outcome("escalated"), etag, with ?? key);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Escalate()));

        List<string> replies = [];
        foreach (var answer in answers)
        {
            if (answer.StatusCode == HttpStatusCode.OK) replies.Add(await answer.Content.ReadAsStringAsync());
            else ((string)(await answer.JsonAsync())["type"]!).ShouldBe("urn:chaincoop:problem:request-running");
        }
        replies.ShouldNotBeEmpty();
        replies.ShouldAllBe(reply => reply == replies[0]);
        (await (await Escalate()).Content.ReadAsStringAsync()).ShouldBe(replies[0]);
        (await Escalate(with: Guid.CreateVersion7().ToString())).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await FactsAsync(id, "signal_escalated")).ShouldBe(1L);
    }

    private async Task<object?> FactsAsync(string id, string type)
    {
        await using var command = app.Database.CreateCommand("select count(*) from chaincoop.mt_events where stream_id = $1 and type = $2");
        command.Parameters.Add(new() { Value = Guid.Parse(id) });
        command.Parameters.Add(new() { Value = type });
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<(string Id, string ETag)> Received(HttpClient client, string urgency = "normal", string municipality = "0268")
    {
        var posted = await client.PostAsync("signals", Examples.Signal(municipality, urgency));
        return ((string)(await posted.JsonAsync())["id"]!, posted.Headers.ETag!.Tag);
    }

    private static async Task<(string Id, string ETag)> Assessed(HttpClient client, string municipality = "0268")
    {
        var (id, etag) = await Received(client, municipality: municipality);
        foreach (var step in new[] { "w1", "w2a", "w2b", "w3" })
        {
            var assessed = await client.PostAsync($"signals/{id}/assessments", Examples.Assessment(step), etag);
            assessed.StatusCode.ShouldBe(HttpStatusCode.OK);
            etag = assessed.Headers.ETag!.Tag;
        }

        return (id, etag);
    }
}
