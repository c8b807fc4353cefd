using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Municipalities;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Cases;

public class handing_over_to_another_municipality(AppFixture app)
{
    private const string From = "0225", To = "0668";
    private static readonly Oin DrutenOin = new("00000099000000225000");
    private static readonly Oin WestOin = new("00000099000000668000");
    private static readonly Officer Druten = new(DrutenOin, "case-lead-druten", "case-lead", [From]);
    private static readonly Officer DrutenDirector = new(DrutenOin, "chain-director-druten", "chain-director", [From]);
    private static readonly Officer DrutenBeyond = new(DrutenOin, "case-lead-druten-beyond", "case-lead", [From, To]);
    private static readonly Officer West = new(WestOin, "case-lead-west", "case-lead", [To]);
    private static readonly Officer WestDirector = new(WestOin, "chain-director-west", "chain-director", [To]);
    private static readonly Officer WestCare = new(WestOin, "care-coordinator-west", "care-coordinator", [To]);

    [Fact]
    public async Task gives_the_new_municipality_the_place_of_the_old_one_in_all_rooms()
    {
        var (druten, west) = (await app.As(Druten), await app.As(West));
        var address = await druten.ProposedCase(From);
        await druten.Done(address, "members", CaseWork.Membership(People.PoliceOin, "security"));
        await druten.Done(address, "members", CaseWork.Membership(CaseWork.ShelterOin, "care"));
        await druten.Done(address, "tasks", a_case_from_proposal_to_closure.Task(DrutenOin));
        var security = $"security-tracks/{(string)(await druten.Read(address))["securityTrackId"]!}";
        var request = await RequestedAsync(druten, address, "general");

        // Who is asked reads the request, and nothing else of the case.
        var offered = (await west.Read($"{address}/handovers"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)offered["note"]!, (string)offered["from"]!, (int)offered["epoch"]!).ShouldBe(("She lives there now.", From, 1));
        offered["answer"].ShouldBeNull();
        (await west.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await west.Read("cases")).Ids().ShouldNotContain(CaseWork.IdOf(address));
        (await west.GetAsync(security)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var answered = await AnsweredAsync(west, address, request, "accepted");
        answered.StatusCode.ShouldBe(HttpStatusCode.OK, await answered.Content.ReadAsStringAsync());
        ((string)(await answered.JsonAsync())["municipality"]!).ShouldBe(To);

        var seen = await west.Read(address);
        ((string)seen["municipality"]!, (string)seen["handovers"]![0]!["answer"]!).ShouldBe((To, "accepted"));
        Members(seen, "general").ShouldBe([(WestOin.Value, "lead"), (DrutenOin.Value, "member")], ignoreOrder: true);
        Members(seen, "security").ShouldBe([(WestOin.Value, "lead"), (People.PoliceOin.Value, "member")], ignoreOrder: true);

        // Druten stays in the general room alone, for officers whom it mandates for the new municipality as every other member does.
        (await druten.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var stays = await app.As(DrutenBeyond);
        ((string)(await stays.Read(address))["municipality"]!).ShouldBe(To);
        (await stays.GetAsync(security)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stays.Change(address, "tasks", a_case_from_proposal_to_closure.Task(DrutenOin))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        // The others go on in their rooms as they were.
        (await west.GetAsync(security)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await (await app.As(People.Police, "security")).GetAsync(security)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var care = $"victim-tracks/{(string)(await (await app.As(WestCare, "care")).Read(address))["victimTrackId"]!}";
        (await (await app.As(CaseWork.Shelter, "care")).GetAsync(care)).StatusCode.ShouldBe(HttpStatusCode.OK);

        // Every read model follows.
        var row = await ReadModels.Row(west, To, CaseWork.IdOf(address), "general");
        ((string)row["municipality"]!, (bool)row["overdue"]!).ShouldBe((To, false));
        await ReadModels.Row(west, To, CaseWork.IdOf(security), "security");
        (await west.UpToNow($"municipalities/{To}/deadlines"))["items"]!.AsArray().ShouldContain(item => (string)item!["resource"]! == CaseWork.IdOf(address));
        (await druten.UpToNow($"municipalities/{From}/caseload?limit=200")).Ids().ShouldNotContain(CaseWork.IdOf(address));
        await Wait.ForAsync(app.Database, $"select count(*) = 3 from privacy.retention where municipality = '{To}' and ends_with = '{CaseWork.IdOf(address)}'");
    }

    [Fact]
    public async Task is_told_in_the_feeds_of_both()
    {
        var (druten, west) = (await app.As(Druten), await app.As(West));
        var address = await druten.ProposedCase(From);
        var before = (await FeedAsync(druten), await FeedAsync(west));
        var request = await RequestedAsync(druten, address);
        (await AnsweredAsync(west, address, request, "accepted")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var id = CaseWork.IdOf(address);

        await Wait.ForAsync(app.Database, $"select count(*) > 0 from feeds.entries where resource = '{id}' and entry like '%cases.handed-over.v1%'");
        TypesOf(await FeedAsync(west), before.Item2.Count, id).ShouldBe(["access.granted", "cases.members-changed", "cases.handed-over"]);

        // What was said to Druten before is withheld from it now; that its access ended is not.
        TypesOf(await FeedAsync(druten), before.Item1.Count, id).ShouldBe(["access.ended"]);
    }

    [Fact]
    public async Task ends_with_one_of_the_answers_that_come_at_once()
    {
        var druten = await app.As(Druten);
        var director = await app.As(DrutenDirector);
        var west = await app.As(West);
        var westDirector = await app.As(WestDirector);
        HashSet<string> endings = [];
        for (var round = 0; round < 8; round++)
        {
            var address = await druten.ProposedCase(From);
            var request = await RequestedAsync(druten, address);
            var tag = await druten.TagOf(address);
            var url = $"{address}/handovers/{request}/answers";

            var answers = await Task.WhenAll(
                west.PostAsync(url, Answer("accepted"), tag), westDirector.PostAsync(url, Answer("accepted"), tag), westDirector.PostAsync(url, Answer("declined"), tag),
                director.PostAsync(url, Answer("withdrawn"), tag));

            var won = answers.Where(answer => answer.StatusCode == HttpStatusCode.OK).ToList().ShouldHaveSingleItem();
            answers.Except([won]).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed || answer.StatusCode == HttpStatusCode.NotFound);
            var ending = (string)(await won.JsonAsync())["answer"]!;
            endings.Add(ending);

            // One municipality leads it now: the other may not even read it.
            var (owner, other) = ending == "accepted" ? (west, druten) : (druten, west);
            ((string)(await owner.Read(address))["municipality"]!).ShouldBe(ending == "accepted" ? To : From);
            (await other.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await CountAsync($"select count(*) from access.grants where resource = '{CaseWork.IdOf(address)}' and role = 'lead' and valid_until is null")).ShouldBe(1);
            (await CountAsync($"select count(*) from access.grants where resource = '{CaseWork.IdOf(address)}' and role = 'offered' and valid_until is null")).ShouldBe(0);
        }

        endings.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task is_answered_once_when_a_message_is_repeated()
    {
        var (druten, west) = (await app.As(Druten), await app.As(West));
        var address = await druten.ProposedCase(From);
        var request = await RequestedAsync(druten, address);
        var tag = await druten.TagOf(address);
        var key = Guid.NewGuid().ToString();
        var url = $"{address}/handovers/{request}/answers";

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => west.PostAsync(url, Answer("accepted"), tag, key)));
        answers.ShouldContain(answer => answer.StatusCode == HttpStatusCode.OK);
        (await west.PostAsync(url, Answer("accepted"), tag, key)).StatusCode.ShouldBe(HttpStatusCode.OK);

        // Also the same answer under another key, on the version of today.
        (await west.PostAsync(url, Answer("accepted"), await west.TagOf(address))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await west.Read($"{address}/timeline"))["items"]!.AsArray().Count(entry => (string)entry!["type"]! == "handover-accepted").ShouldBe(1);
    }

    [Fact]
    public async Task refuses_what_is_late_wrong_or_not_the_callers()
    {
        var (druten, west) = (await app.As(Druten), await app.As(West));
        var address = await druten.ProposedCase(From);

        (await ProblemAsync(await druten.Change(address, "handovers", Request(From)), HttpStatusCode.BadRequest)).ShouldBe("invalid-input");
        var first = await RequestedAsync(druten, address);
        var again = await druten.Change(address, "handovers", Request(To));
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var problem = await again.JsonAsync();
        ((string)problem["state"]!).ShouldBe("proposed");
        problem["allowed"]!.AsArray().Select(step => (string)step!).ShouldContain("handover-answer");

        (await AnsweredAsync(druten, address, first, "accepted")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await AnsweredAsync(druten, address, HandoverId.New().ToString(), "withdrawn")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await AnsweredAsync(west, address, first, "declined")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await west.GetAsync($"{address}/handovers")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ProblemAsync(await AnsweredAsync(druten, address, first, "withdrawn"), HttpStatusCode.Conflict)).ShouldBe("state-forbids");

        // An answer to the earlier request does not count for the later one, whoever sends it.
        var second = await RequestedAsync(druten, address);
        (await ProblemAsync(await AnsweredAsync(west, address, second, "accepted", epoch: 1), HttpStatusCode.Conflict)).ShouldBe("state-forbids");
        (await ProblemAsync(await AnsweredAsync(west, address, first, "accepted", epoch: 1), HttpStatusCode.Conflict)).ShouldBe("state-forbids");
        await druten.Done(address, "closure-proposals", new() { ["outcome"] = "transferred" });
        (await ProblemAsync(await (await app.As(DrutenDirector)).Change(address, "closure", []), HttpStatusCode.Conflict)).ShouldBe("state-forbids");
        (await AnsweredAsync(west, address, second, "accepted", epoch: 2)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await druten.PostAsync($"{address}/tasks", a_case_from_proposal_to_closure.Task(DrutenOin), "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await west.Read(address))["closure"].ShouldBeNull();
    }

    [Fact]
    public async Task is_not_asked_by_a_lead_of_another_organisation()
    {
        var druten = await app.As(Druten);
        var address = await druten.ProposedCase(From);
        await druten.Done(address, "members", CaseWork.Membership(People.PoliceOin, "general", "lead"));
        var police = await app.As(new Officer(People.PoliceOin, "police-case-lead-druten", "case-lead", [From]));

        (await police.Change(address, "handovers", Request(To))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static async Task<string> RequestedAsync(HttpClient by, string address, params string[] staysIn) =>
        (string)(await by.Done(address, "handovers", Request(To, staysIn)))["id"]!;

    private static JsonObject Request(string to, params string[] staysIn) => new()
    {
        ["municipality"] = to,
        ["reason"] = "victim-moved",
        ["staysIn"] = new JsonArray([.. staysIn.Select(room => (JsonNode)room)]),
        ["note"] = "She lives there now.",
    };

    private static JsonObject Answer(string answer, int epoch = 1) => new() { ["answer"] = answer, ["epoch"] = epoch };

    private static async Task<HttpResponseMessage> AnsweredAsync(HttpClient by, string address, string request, string answer, int epoch = 1) =>
        await by.PostAsync($"{address}/handovers/{request}/answers", Answer(answer, epoch), await by.TagOf($"{address}/handovers"));

    private static async Task<string> ProblemAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        answer.StatusCode.ShouldBe(status, await answer.Content.ReadAsStringAsync());
        return ((string)(await answer.JsonAsync())["type"]!)["urn:chaincoop:problem:".Length..];
    }

    private static IEnumerable<(string, string)> Members(JsonNode view, string room) =>
        view["members"]!.AsArray().Where(member => (string)member!["room"]! == room).Select(member => ((string)member!["organisation"]!, (string)member["role"]!));

    private static async Task<IReadOnlyList<JsonNode>> FeedAsync(HttpClient client)
    {
        List<JsonNode> all = [];
        while (true)
        {
            var items = (await client.Read($"feed?room=general&after={all.Count}&limit=500")).AsArray();
            if (items.Count == 0) return all;
            all.AddRange(items!);
        }
    }

    private static IEnumerable<string> TypesOf(IReadOnlyList<JsonNode> feed, int after, string id) =>
        feed.Skip(after).Where(entry => (string?)entry["subject"] == id).Select(entry => ((string)entry["type"]!).Replace("nl.chaincoop.", "", StringComparison.Ordinal).Replace(".v1", "", StringComparison.Ordinal));

    private async Task<long> CountAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
