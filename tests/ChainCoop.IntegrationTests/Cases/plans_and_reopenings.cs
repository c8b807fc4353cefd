using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Municipalities;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Cases;

public class plans_and_reopenings(AppFixture app)
{
    private const string Code = "0209";
    private static readonly Oin BeuningenOin = new("00000099000000209000");
    private static readonly Officer Lead = new(BeuningenOin, "case-lead-beuningen", "case-lead", [Code]);
    private static readonly Officer Director = new(BeuningenOin, "chain-director-beuningen", "chain-director", [Code]);

    [Fact]
    public async Task a_plan_is_agreed_carried_out_watched_and_closed_with_an_outcome_per_goal()
    {
        var (lead, director, police) = (await app.As(Lead), await app.As(Director), await app.As(People.Police));
        var address = await OpenCaseAsync(lead);

        var drawn = await lead.Done(address, "plan", Plan());
        ((string)drawn["status"]!, (int)drawn["plan"]!).ShouldBe(("open", 1));
        var goals = drawn["goals"]!.AsArray().Select(goal => (string)goal!).ToList();
        await lead.Done(address, "tasks", Task(goals[1]));
        ((string)(await lead.Done(address, "plan/agreements", new() { ["plan"] = 1 }))["status"]!).ShouldBe("open");
        ((string)(await police.Done(address, "plan/agreements", new() { ["plan"] = 1 }))["status"]!).ShouldBe("plan-agreed");
        ((string)(await lead.Done(address, "phases", new() { ["phase"] = "in-execution" }))["status"]!).ShouldBe("in-execution");
        ((string)(await lead.Done(address, "phases", new() { ["phase"] = "monitoring" }))["status"]!).ShouldBe("monitoring");

        var view = await police.Read(address);
        var plan = view["plan"]!;
        ((bool)plan["agreed"]!, (string)plan["note"]!, (string)plan["goals"]![0]!["note"]!).ShouldBe((true, "Six weeks.", "She sleeps at a safe place."));
        plan["supporters"]!.AsArray().Select(oin => (string)oin!).ShouldBe([BeuningenOin.Value, People.PoliceOin.Value]);
        ((string)view["tasks"]![0]!["goal"]!).ShouldBe(goals[1]);

        var silent = await lead.Change(address, "closure-proposals", new() { ["outcome"] = "help-in-place" });
        silent.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string)(await silent.JsonAsync())["errors"]![0]!["pointer"]!).ShouldBe("/goals");
        await lead.Done(address, "closure-proposals", Closure(goals));
        ((string)(await director.Done(address, "closure", []))["status"]!).ShouldBe("closed");
        (await police.Read(address))["plan"]!["goals"]!.AsArray().Select(goal => (string)goal!["result"]!).ShouldBe(["reached", "partly-reached"]);

        var types = (await police.Read($"{address}/timeline"))["items"]!.AsArray().Select(entry => (string)entry!["type"]!).ToList();
        types[^9..].ShouldBe(
            ["plan-drawn-up", "task-assigned", "plan-supported", "plan-supported", "plan-agreed", "case-phase-began", "case-phase-began", "closure-proposed", "case-closed"]);
        ((string)(await ReadModels.Row(lead, Code, CaseWork.IdOf(address), "general"))["status"]!).ShouldBe("closed");
    }

    [Fact]
    public async Task a_plan_that_is_drawn_up_anew_keeps_goals_and_shows_the_lead_what_it_replaced()
    {
        var (lead, police) = (await app.As(Lead), await app.As(People.Police));
        var address = await OpenCaseAsync(lead);
        var goals = (await lead.Done(address, "plan", Plan()))["goals"]!.AsArray().Select(goal => (string)goal!).ToList();

        var next = await lead.Done(address, "plan", new() { ["goals"] = new JsonArray(new JsonObject { ["kind"] = "victim-safe", ["id"] = goals[0] }) });
        ((int)next["plan"]!, (string)next["goals"]![0]!).ShouldBe((2, goals[0]));
        var view = await lead.Read(address);
        ((string)view["plan"]!["goals"]![0]!["note"]!).ShouldBe("She sleeps at a safe place.");
        view["superseded"]!.AsArray().Select(text => (string)text!).ShouldBe(["Six weeks.", "The door is closed."], ignoreOrder: true);
        (await police.Read(address))["superseded"].ShouldBeNull();

        var unknown = await lead.Change(address, "plan", new() { ["goals"] = new JsonArray(new JsonObject { ["kind"] = "victim-safe", ["id"] = goals[1] }) });
        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await lead.Change(address, "tasks", Task(goals[1]))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await ForbiddenAsync(await police.Change(address, "plan/agreements", new() { ["plan"] = 1 }), "open", "plan-agreement");
        await ForbiddenAsync(await lead.Change(address, "phases", new() { ["phase"] = "monitoring" }), "open", "plan");
    }

    [Fact]
    public async Task a_plan_is_for_a_case_that_is_open_and_for_its_lead()
    {
        var (lead, police) = (await app.As(Lead), await app.As(People.Police));
        var proposed = await lead.ProposedCase(Code);
        await ForbiddenAsync(await lead.Change(proposed, "plan", Plan()), "proposed", "screening");
        await ForbiddenAsync(await lead.Change(proposed, "plan/agreements", new() { ["plan"] = 1 }), "proposed", "screening");

        var address = await OpenCaseAsync(lead);
        (await police.Change(address, "plan", Plan())).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await police.Change(address, "phases", new() { ["phase"] = "monitoring" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await lead.Change(address, "plan", new() { ["goals"] = new JsonArray() })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task a_case_that_is_reopened_asks_for_its_tasks_again_and_has_no_end_of_its_term()
    {
        var (lead, director, police) = (await app.As(Lead), await app.As(Director), await app.As(People.Police));
        var address = await OpenCaseAsync(lead);
        var id = CaseWork.IdOf(address);
        await lead.Done(address, "tasks", Task(null));
        await ForbiddenAsync(await lead.Change(address, "reopenings", Reopening()), "open", "closure-proposal");
        await lead.Done(address, "closure-proposals", new() { ["outcome"] = "out-of-sight" });
        await director.Done(address, "closure", []);
        await Wait.ForAsync(app.Database, $"select count(*) = 3 from privacy.retention where ends_with = '{id}' and destroy_after is not null");
        (await lead.UpToNow($"municipalities/{Code}/deadlines"))["items"]!.AsArray().ShouldNotContain(item => (string)item!["resource"]! == id);
        (await lead.Read(address))["allowed"]!.AsArray().Select(step => (string)step!).ShouldBe(["reopening"]);
        await ForbiddenAsync(await lead.Change(address, "tasks", Task(null)), "closed", "reopening");

        (await police.Change(address, "reopenings", Reopening())).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        ((string)(await lead.Done(address, "reopenings", Reopening()))["status"]!).ShouldBe("open");

        await Wait.ForAsync(app.Database, $"select count(*) = 3 from privacy.retention where ends_with = '{id}' and destroy_after is null and ended_on is null");
        (await lead.UpToNow($"municipalities/{Code}/deadlines"))["items"]!.AsArray().ShouldContain(item => (string)item!["resource"]! == id);
        ((string)(await ReadModels.Row(lead, Code, id, "general"))["status"]!).ShouldBe("open");
        var view = await police.Read(address);
        ((string)view["reopening"]!["reason"]!, (string)view["reopening"]!["note"]!).ShouldBe(("new-signal", "Seen again."));
        view["closure"].ShouldBeNull();
    }

    private static async Task<string> OpenCaseAsync(HttpClient lead)
    {
        var address = await lead.ProposedCase(Code);
        await lead.Done(address, "screenings", new() { ["conclusion"] = "accepted", ["criteria"] = new JsonArray("several-chains-needed") });
        await lead.Done(address, "members", CaseWork.Membership(People.PoliceOin, "general"));
        return address;
    }

    private static JsonObject Plan() => new()
    {
        ["goals"] = new JsonArray(
            new JsonObject { ["kind"] = "victim-safe", ["note"] = "She sleeps at a safe place." }, new JsonObject { ["kind"] = "barrier-raised", ["note"] = "The door is closed." }),
        ["note"] = "Six weeks.",
    };

    private static JsonObject Closure(List<string> goals) => new()
    {
        ["outcome"] = "help-in-place",
        ["goals"] = new JsonArray(
            new JsonObject { ["goal"] = goals[0], ["result"] = "reached" }, new JsonObject { ["goal"] = goals[1], ["result"] = "partly-reached" }),
    };

    private static JsonObject Reopening() => new() { ["reason"] = "new-signal", ["note"] = "Seen again." };

    private static JsonObject Task(string? goal)
    {
        var body = a_case_from_proposal_to_closure.Task(BeuningenOin);
        if (goal is not null) body["goal"] = goal;
        return body;
    }

    private static async Task ForbiddenAsync(HttpResponseMessage answer, string state, string allowed)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict, await answer.Content.ReadAsStringAsync());
        var problem = await answer.JsonAsync();
        ((string)problem["state"]!).ShouldBe(state);
        problem["allowed"]!.AsArray().Select(step => (string)step!).ShouldContain(allowed);
    }
}
