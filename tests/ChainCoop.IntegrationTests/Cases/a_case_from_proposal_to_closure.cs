using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Cases;

public class a_case_from_proposal_to_closure(AppFixture app)
{
    [Fact]
    public async Task is_proposed_screened_staffed_and_closed_by_two_people()
    {
        var focalPoint = await app.As(People.Nijmegen);
        var lead = await app.As(CaseWork.CaseLead);
        var police = await app.As(People.Police);

        var posted = await focalPoint.PostAsync("cases", CaseWork.Proposal());
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        var answer = await posted.JsonAsync();
        ((string)answer["status"]!).ShouldBe("proposed");
        posted.Headers.Location!.ToString().ShouldBe($"/v1/cases/{answer["id"]}");
        var address = $"cases/{answer["id"]}";
        posted.Headers.ETag!.Tag.ShouldBe(await focalPoint.TagOf(address));

        var proposed = await lead.Read(address);
        ((string)proposed["title"]!).ShouldBe("Kitchen in the east");
        Words(proposed["allowed"]!).ShouldBe(["screening", "member", "task", "conference", "handover", "closure-proposal"]);
        proposed["members"]!.AsArray().Count.ShouldBe(3);

        var screened = await lead.Done(address, "screenings", new() { ["conclusion"] = "accepted", ["criteria"] = new JsonArray("several-chains-needed"), ["note"] = "Three chains." });
        ((string)screened["status"]!).ShouldBe("screened");
        var opened = await lead.Done(address, "members", CaseWork.Membership(People.PoliceOin, "general"));
        ((string)opened["status"]!).ShouldBe("open");

        var task = await lead.Done(address, "tasks", Task(People.PoliceOin));
        await police.Done(address, $"tasks/{task["id"]}/completions", new() { ["note"] = "Visited twice." });

        await lead.Done(address, "closure-proposals", new() { ["outcome"] = "exploitation-ended", ["note"] = "Nobody sleeps there now." });
        var alone = await lead.Change(address, "closure", []);
        alone.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        ((string)(await alone.JsonAsync())["type"]!).ShouldBe("urn:chaincoop:problem:second-person-required");
        ((string)(await focalPoint.Done(address, "closure", []))["status"]!).ShouldBe("closed");

        var closed = await police.Read(address);
        ((string)closed["status"]!).ShouldBe("closed");
        ((string)closed["screening"]!["note"]!).ShouldBe("Three chains.");
        ((string)proposed["screeningRules"]!["rules"]!, (string)closed["screening"]!["advice"]!["conclusion"]!).ShouldBe(("1", "rejected"));
        closed["screening"]!["advice"]!["grounds"]![0]!["missing"]!.AsArray().Select(criterion => (string)criterion!).ShouldBe(["several-areas-of-life"]);
        closed["screeningRules"].ShouldBeNull();
        ((string)closed["tasks"]![0]!["note"]!).ShouldBe("Look in the kitchen.");
        ((string)closed["tasks"]![0]!["completionNote"]!).ShouldBe("Visited twice.");
        ((string)closed["closure"]!["outcome"]!).ShouldBe("exploitation-ended");
        closed["closure"]!["closedAt"].ShouldNotBeNull();
        closed["allowed"].ShouldBeNull();
        (await lead.Read(address))["allowed"]!.AsArray().Select(step => (string)step!).ShouldBe(["reopening"]);

        var types = (await police.Read($"{address}/timeline"))["items"]!.AsArray().Select(entry => (string)entry!["type"]!);
        types.ShouldBe(
        [
            "case-proposed", "member-joined", "member-joined", "member-joined", "case-screened", "member-joined", "case-opened",
            "task-assigned", "task-completed", "closure-proposed", "case-closed",
        ]);
        (await police.TagOf(address)).ShouldBe("\"11\"");
    }

    [Fact]
    public async Task refuses_what_the_state_forbids_and_says_what_it_allows()
    {
        var lead = await app.As(CaseWork.CaseLead);
        var address = await lead.ProposedCase();

        var refused = await lead.Change(address, "closure", []);

        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var problem = await refused.JsonAsync();
        ((string)problem["type"]!).ShouldBe("urn:chaincoop:problem:state-forbids");
        ((string)problem["state"]!).ShouldBe("proposed");
        Words(problem["allowed"]!).ShouldBe(["screening", "member", "task", "conference", "handover", "closure-proposal"]);

        var last = await lead.Change(address, "member-endings", new() { ["organisation"] = People.NijmegenOin.Value, ["room"] = "care" });
        last.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        ((string)(await last.JsonAsync())["type"]!).ShouldBe("urn:chaincoop:problem:last-lead");
    }

    [Fact]
    public async Task refuses_a_change_on_a_version_that_is_no_longer_current()
    {
        var lead = await app.As(CaseWork.CaseLead);
        var address = await lead.ProposedCase();
        var old = await lead.TagOf(address);
        await lead.Done(address, "members", CaseWork.Membership(People.PoliceOin, "general"));

        var stale = await lead.PostAsync($"{address}/tasks", Task(People.PoliceOin), old);

        stale.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await lead.Read(address))["tasks"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task repeats_a_step_with_the_same_key_only_once()
    {
        var lead = await app.As(CaseWork.CaseLead);
        var address = await lead.ProposedCase();
        await lead.Done(address, "members", CaseWork.Membership(People.PoliceOin, "general"));
        var tag = await lead.TagOf(address);
        var key = Guid.NewGuid().ToString();
        var body = Task(People.PoliceOin);

        var first = await lead.PostAsync($"{address}/tasks", body, tag, key);
        var second = await lead.PostAsync($"{address}/tasks", body, tag, key);

        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        (await lead.Read(address))["tasks"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task is_hidden_from_who_is_not_a_member_on_every_route()
    {
        var lead = await app.As(CaseWork.CaseLead);
        var address = await lead.ProposedCase();
        var tiel = await app.As(People.Tiel);

        (await tiel.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await tiel.GetAsync($"{address}/timeline")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (var (below, body) in Steps())
            (await tiel.PostAsync($"{address}/{below}", body, "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.NotFound, below);
    }

    [Fact]
    public async Task is_run_by_its_lead_and_not_by_other_members()
    {
        var lead = await app.As(CaseWork.CaseLead);
        var address = await lead.ProposedCase();
        await lead.Done(address, "members", CaseWork.Membership(People.PoliceOin, "general"));
        var police = await app.As(People.Police);

        foreach (var (below, body) in Steps().Where(step => !step.Below.StartsWith("tasks/", StringComparison.Ordinal)))
            (await police.Change(address, below, body)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, below);

        // A focal point runs the case, but who takes part is for the case lead and the chain director.
        var focalPoint = await app.As(People.Nijmegen);
        (await focalPoint.Change(address, "members", CaseWork.Membership(CaseWork.ShelterOin, "care"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var director = await app.As(CaseWork.Director);
        await director.Done(address, "members", CaseWork.Membership(CaseWork.ShelterOin, "care"));

        // A task is completed by who has it.
        var task = await lead.Done(address, "tasks", Task(People.NijmegenOin));
        (await police.Change(address, $"tasks/{task["id"]}/completions", [])).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await lead.Change(address, $"tasks/{TaskId.New()}/completions", [])).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task proposed_by_a_partner_makes_that_partner_a_member_and_the_municipality_its_lead()
    {
        var police = await app.As(People.Police);
        var address = await police.ProposedCase();

        (await police.Read(address))["allowed"].ShouldBeNull();
        (await (await app.As(People.Nijmegen)).Read(address))["allowed"].ShouldNotBeNull();
    }

    internal static JsonObject Task(Oin organisation) => new()
    {
        ["kind"] = "inspection",
        ["organisation"] = organisation.Value,
        ["dueOn"] = "2050-04-01",
        ["note"] = "Look in the kitchen.",
    };

    private static IEnumerable<(string Below, JsonObject Body)> Steps() =>
    [
        ("screenings", new() { ["conclusion"] = "rejected" }),
        ("members", CaseWork.Membership(CaseWork.ShelterOin, "care")),
        ("member-endings", new() { ["organisation"] = People.NijmegenOin.Value, ["room"] = "care" }),
        ("tasks", Task(People.NijmegenOin)),
        ($"tasks/{TaskId.New()}/completions", []),
        ("closure-proposals", new() { ["outcome"] = "other" }),
        ("closure", []),
        ("conferences", conferences_on_a_case.Conference("general")),
        ($"conferences/{ConferenceId.New()}/cancellations", []),
        ("plan", new() { ["goals"] = new JsonArray(new JsonObject { ["kind"] = "victim-safe" }) }),
        ("phases", new() { ["phase"] = "in-execution" }),
        ("handovers", new() { ["municipality"] = "0281", ["reason"] = "other" }),
        ($"handovers/{HandoverId.New()}/answers", new() { ["answer"] = "withdrawn", ["epoch"] = 1 }),
        ("reopenings", new() { ["reason"] = "other" }),
    ];

    private static IEnumerable<string> Words(JsonNode list) => list.AsArray().Select(word => (string)word!);
}
