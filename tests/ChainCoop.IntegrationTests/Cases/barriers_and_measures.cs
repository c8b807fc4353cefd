using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Conformance.NonInterference;
using ChainCoop.IntegrationTests.Privacy;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Cases;

public class barriers_and_measures(AppFixture app)
{
    [Fact]
    public async Task the_barrier_model_and_the_rules_for_measures_are_open_to_anybody_by_version()
    {
        using var anybody = app.Host.Server.CreateClient();
        foreach (var published in (string[])["barrier-models", "measure-rules"])
        {
            var answer = await anybody.GetAsync($"/v1/{published}/1");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            ((string)(await answer.JsonAsync())["version"]!).ShouldBe("1");
            (await anybody.GetAsync($"/v1/{published}/0")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            ((string)(await (await anybody.GetAsync($"/v1/code-lists/{published}")).JsonAsync())["items"]![0]!["code"]!).ShouldBe("1");
        }

        var model = await (await anybody.GetAsync("/v1/barrier-models/1")).JsonAsync();
        var housing = model["steps"]!.AsArray().Single(step => (string)step!["step"]! == "housing")!["barriers"]![0]!;
        housing["interventions"]![0]!.ToJsonString().ShouldBe("""{"intervention":"inspect-housing","owner":"municipality","law":"Algemene wet bestuursrecht","article":"5:15"}""");
        var rules = await (await anybody.GetAsync("/v1/measure-rules/1")).JsonAsync();
        var closure = rules["measures"]!.AsArray().Single(rule => (string)rule!["kind"]! == "closure")!;
        closure["grounds"]!.AsArray()[^1]!.ToJsonString().ShouldBe("""{"articles":["opiumwet-13b"],"bodies":["mayor"],"bibobAdvice":false}""");
    }

    [Fact]
    public async Task an_intervention_is_planned_and_has_a_result_once()
    {
        var (track, lead, police) = await RoomAsync();
        var planned = await lead.Done(track, "barriers", Plan());
        ((string)planned["status"]!).ShouldBe("planned");
        var seen = (await police.Read(track))["barriers"]![0]!;
        ((string)seen["step"]!, (string)seen["note"]!, (string)seen["status"]!, (string)seen["owner"]!).ShouldBe(("housing", "With the fire service.", "planned", People.NijmegenOin.Value));
        await Feeds.EntryAbout(police, CaseWork.IdOf(track), "nl.chaincoop.security-tracks.barriers-changed.v1", "security");

        var results = $"barriers/{planned["id"]}/results";
        await Refused(await lead.Change(track, results, new() { ["result"] = "done" }), 400, "/effect");
        await Refused(await lead.Change(track, results, new() { ["result"] = "not-possible" }), 400, "/note");
        ((string)(await police.Done(track, results, new() { ["result"] = "done", ["effect"] = "moved-elsewhere", ["note"] = "They left at night." }))["status"]!).ShouldBe("done");
        seen = (await lead.Read(track))["barriers"]![0]!;
        ((string)seen["effect"]!, (string)seen["resultNote"]!).ShouldBe(("moved-elsewhere", "They left at night."));

        var again = await Refused(await lead.Change(track, results, new() { ["result"] = "done", ["effect"] = "no-change" }), 409);
        ((string)again["state"]!, again["allowed"]!.AsArray().Count).ShouldBe(("done", 0));
        await Refused(await lead.Change(track, $"barriers/{BarrierId.New()}/results", new() { ["result"] = "done", ["effect"] = "no-change" }), 404);
    }

    [Fact]
    public async Task an_intervention_is_one_of_the_model_and_of_whom_the_model_gives_it_to()
    {
        var (track, lead, _) = await RoomAsync();
        await Refused(await lead.Change(track, "barriers", new()), 400, "/model", "/barrier", "/intervention", "/owner", "/plannedUntil");
        await Refused(await lead.Change(track, "barriers", Plan(("model", "0"), ("plannedUntil", "9999-12-31"))), 400, "/model", "/plannedUntil");
        await Refused(await lead.Change(track, "barriers", Plan(("intervention", "fine-employer"))), 400, "/intervention");
        await Refused(await lead.Change(track, "barriers", Plan(("owner", People.PoliceOin.Value))), 400, "/owner");
        await Refused(await lead.PostAsync($"{track}/barriers", Plan(), "\"99\""), 412);
    }

    [Fact]
    public async Task what_the_law_does_not_know_is_not_imposed_and_every_fault_is_explained()
    {
        var (track, lead, _) = await RoomAsync();
        var measure = await MeasureAsync(track, lead, "closure");
        var wrong = work_in_the_tracks.Imposing();
        wrong["imposition"]!["article"] = "opiumwet-13b";
        wrong["imposition"]!["competentBody"] = "municipal-executive";
        wrong["imposition"]!["factsMayBeDisclosed"] = false;
        var refused = await Refused(await lead.Change(track, $"{measure}/steps", wrong), 400, "/imposition/competentBody", "/imposition/factsMayBeDisclosed");
        ((string)refused["errors"]![0]!["detail"]!).ShouldStartWith("The municipal-executive has no power for this closure; the law knows opiumwet-13b (mayor).");

        var seen = (await lead.Read(track))["measures"]![0]!;
        ((string)seen["check"]!["outcome"]!, (string)seen["check"]!["rules"]!).ShouldBe(("open", "1"));
        seen["check"]!["requirements"]!.AsArray().Count(one => ((string)one!["explanation"]!).Contains("Courts annulled closures", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task facts_that_may_not_be_disclosed_are_marked_where_the_law_lets_a_measure_rest_on_them()
    {
        var (track, lead, police) = await RoomAsync();
        var measure = await MeasureAsync(track, lead, "integral-inspection");
        var imposing = ImposingUnheard("awb-5-15");
        imposing["imposition"]!["factsMayBeDisclosed"] = false;
        await lead.Done(track, $"{measure}/steps", imposing);
        var seen = (await police.Read(track))["measures"]![0]!;
        ((bool)seen["restsOnUndisclosedFacts"]!).ShouldBeTrue();
        ((string)seen["check"]!["outcome"]!).ShouldBe("met");
        await Refused(await lead.Change(track, $"{measure}/proceedings", Proceeding("objection")), 400, "/kind");
    }

    [Fact]
    public async Task an_objection_and_interim_relief_hold_a_closure_up_and_annul_it()
    {
        var (track, lead, police) = await RoomAsync();
        var measure = await MeasureAsync(track, lead, "closure");
        await lead.Done(track, $"{measure}/steps", ImposingUnheard("gemeentewet-174"));
        await lead.Done(track, $"{measure}/steps", new() { ["step"] = "in-force" });
        var early = await Refused(await lead.Change(track, $"{measure}/proceedings", Proceeding("interim-relief")), 409);
        ((string)early["state"]!, early["allowed"]!.ToJsonString()).ShouldBe(("in-force", """["objection"]"""));
        await Refused(await lead.Change(track, $"{measure}/proceedings", Proceeding("objection").With("on", "2999-01-01")), 400, "/on");
        await Refused(await lead.Change(track, $"measures/{MeasureId.New()}/proceedings", Proceeding("objection")), 404);

        var objection = await lead.Done(track, $"{measure}/proceedings", Proceeding("objection"));
        var relief = await lead.Done(track, $"{measure}/proceedings", Proceeding("interim-relief"));
        var reliefDecisions = $"{measure}/proceedings/{relief["id"]}/decisions";
        await Refused(await lead.Change(track, reliefDecisions, Decision("granted")), 400, "/term");
        ((string)(await lead.Done(track, reliefDecisions, Decision("granted", ("term", "stands-still"))))["measure"]!).ShouldBe("suspended");
        var held = await Refused(await lead.Change(track, $"{measure}/steps", new() { ["step"] = "in-force" }), 409);
        ((string)held["state"]!, held["allowed"]!.ToJsonString()).ShouldBe(("suspended", """["ended","annulled"]"""));
        ((bool)(await police.Read(track))["measures"]![0]!["term"]!["standsStill"]!).ShouldBeTrue();

        await police.Done(track, $"{measure}/effects", new() { ["effect"] = "moved-elsewhere", ["observedOn"] = "2026-03-20", ["note"] = "Seen two streets away." });
        var decisions = $"{measure}/proceedings/{objection["id"]}/decisions";
        await Refused(await lead.Change(track, decisions, Decision("partly-upheld", ("until", "2026-12-31"))), 400, "/until");
        await Refused(await lead.Change(track, $"{measure}/proceedings/{ProceedingId.New()}/decisions", Decision("unfounded")), 404);
        ((string)(await lead.Done(track, decisions, Decision("upheld", ("reason", "facts-insufficient"))))["measure"]!).ShouldBe("annulled");
        var late = await Refused(await lead.Change(track, decisions, Decision("withdrawn")), 409);
        ((string)late["state"]!, late["allowed"]!.AsArray().Count).ShouldBe(("upheld", 0));

        var seen = (await police.Read(track))["measures"]![0]!;
        ((string)seen["state"]!, (string)seen["annulment"]!["reason"]!, (string)seen["annulment"]!["proceedingId"]!).ShouldBe(("annulled", "facts-insufficient", (string)objection["id"]!));
        ((string)seen["term"]!["from"]!, (string)seen["term"]!["until"]!).ShouldBe(("2026-03-09", "2026-03-09"));
        seen["proceedings"]!.AsArray().Select(one => ((string)one!["kind"]!, (string)one["state"]!)).ShouldBe([("objection", "upheld"), ("interim-relief", "lapsed")]);
        ((string)seen["proceedings"]![0]!["note"]!, (string)seen["proceedings"]![0]!["decisions"]![0]!["note"]!).ShouldBe(("His letter.", "The ruling."));
        ((string)seen["effects"]![0]!["effect"]!, (string)seen["effects"]![0]!["note"]!).ShouldBe(("moved-elsewhere", "Seen two streets away."));
        (seen["allowed"]!.AsArray().Count, seen["mayBegin"]!.AsArray().Count).ShouldBe((0, 0));

        await using var stored = app.Database.CreateCommand("select count(*) from (select data from chaincoop.mt_events union all select data from chaincoop.mt_doc_securitytrack) all_rows where data::text ~ 'His letter|The ruling|two streets away|fire service'");
        ((long)(await stored.ExecuteScalarAsync())!).ShouldBe(0);
    }

    [Fact]
    public async Task a_body_takes_its_measure_back_with_a_reason()
    {
        var (track, lead, _) = await RoomAsync();
        var measure = await MeasureAsync(track, lead, "closure");
        await lead.Done(track, $"{measure}/steps", ImposingUnheard("gemeentewet-174"));
        await Refused(await lead.Change(track, $"{measure}/steps", new() { ["step"] = "annulled" }), 400, "/annulment");
        await lead.Done(track, $"{measure}/steps", new() { ["step"] = "annulled", ["annulment"] = new JsonObject { ["reason"] = "circumstances-changed", ["effectiveFrom"] = "2026-05-01" } });
        var seen = (await lead.Read(track))["measures"]![0]!;
        ((string)seen["state"]!, (string)seen["term"]!["until"]!).ShouldBe(("annulled", "2026-05-01"));
        seen["annulment"]!.AsObject().ContainsKey("proceedingId").ShouldBeFalse();
    }

    [Fact]
    public async Task an_advice_about_a_licence_is_awaited_and_takes_longer_once()
    {
        var (track, lead, _) = await RoomAsync();
        var measure = await MeasureAsync(track, lead, "licence-withdrawal");
        var advice = $"{measure}/proceedings/{(await lead.Done(track, $"{measure}/proceedings", Proceeding("bibob-advice")))["id"]}";
        ((string)(await lead.Done(track, $"{advice}/extensions", new() { ["note"] = "Their letter." }))["state"]!).ShouldBe("pending");
        await Refused(await lead.Change(track, $"{advice}/extensions", []), 409);
        await Refused(await lead.Change(track, $"{measure}/proceedings/{ProceedingId.New()}/extensions", []), 404);
        var awaited = await Refused(await lead.Change(track, $"{measure}/steps", ImposingUnheard("wet-bibob-3")), 409);
        awaited["allowed"]!.ToJsonString().ShouldBe("""["intention","ended"]""");
        await lead.Done(track, $"{advice}/decisions", Decision("serious-danger"));
        ((string)(await lead.Done(track, $"{measure}/steps", ImposingUnheard("wet-bibob-3")))["state"]!).ShouldBe("imposed");
        var seen = (await lead.Read(track))["measures"]![0]!["proceedings"]![0]!;
        ((bool)seen["extended"]!, (string)seen["extensionNote"]!, (string)seen["state"]!).ShouldBe((true, "Their letter.", "serious-danger"));
    }

    [Fact]
    public async Task what_is_planned_and_what_may_be_objected_to_are_deadlines_of_the_room()
    {
        var (track, lead, police) = await RoomAsync();
        var late = await lead.Done(track, "barriers", Plan(("plannedUntil", "2026-03-06")));
        await Feeds.EntryAbout(police, CaseWork.IdOf(track), "nl.chaincoop.security-tracks.overdue.v1", "security");
        await lead.Done(track, "barriers", Plan());
        var measure = await MeasureAsync(track, lead, "closure");
        await lead.Done(track, $"{measure}/steps", ImposingUnheard("gemeentewet-174"));
        await Open("barrier-intervention", "barrier-intervention", "objection");
        var seen = (await lead.Read(track))["measures"]![0]!;
        ((string)seen["objectionUntil"]!).ShouldNotBeNullOrEmpty();
        ((bool)seen["final"]!).ShouldBeFalse();

        await lead.Done(track, $"{measure}/proceedings", Proceeding("objection"));
        await lead.Done(track, $"barriers/{late["id"]}/results", new() { ["result"] = "not-possible", ["note"] = "The house is empty." });
        await Open("barrier-intervention");

        Task Open(params string[] kinds) => Wait.ForAsync(
            app.Database,
            $"select (select string_agg(kind, ' ' order by kind) from municipalities.deadlines where resource = '{CaseWork.IdOf(track)}' and met_at is null) = '{string.Join(' ', kinds)}'");
    }

    [Fact]
    public async Task what_was_not_imposed_has_no_effect()
    {
        var (track, lead, _) = await RoomAsync();
        var measure = await MeasureAsync(track, lead, "closure");
        var body = new JsonObject { ["effect"] = "no-change", ["observedOn"] = "2026-03-20" };
        ((string)(await Refused(await lead.Change(track, $"{measure}/effects", body), 409))["state"]!).ShouldBe("legal-check");
        await Refused(await lead.Change(track, $"{measure}/effects", body.DeepClone().AsObject().With("observedOn", "2999-01-01")), 400, "/observedOn");
        await Refused(await lead.Change(track, $"measures/{MeasureId.New()}/effects", body), 404);
    }

    [Fact]
    public async Task who_is_not_in_the_security_room_finds_none_of_it()
    {
        var (track, lead, _) = await RoomAsync();
        var barrier = (await lead.Done(track, "barriers", Plan()))["id"];
        var measure = await MeasureAsync(track, lead, "licence-refusal");
        var advice = (await lead.Done(track, $"{measure}/proceedings", Proceeding("bibob-advice")))["id"];
        (string Below, JsonObject Body)[] requests =
        [
            ("barriers", Plan()), ($"barriers/{barrier}/results", new() { ["result"] = "done", ["effect"] = "no-change" }), ($"{measure}/proceedings", Proceeding("objection")),
            ($"{measure}/proceedings/{advice}/decisions", Decision("no-danger")), ($"{measure}/proceedings/{advice}/extensions", []),
            ($"{measure}/effects", new() { ["effect"] = "no-change", ["observedOn"] = "2026-03-20" }),
        ];
        foreach (var outsider in new[] { await app.As(CaseWork.Shelter, "security"), await app.As(CaseWork.CareCoordinator, "security"), await app.As(People.Nijmegen, "security") })
        {
            foreach (var (below, body) in requests) await Refused(await outsider.PostAsync($"{track}/{below}", body, "\"1\""), 404);
        }

        var police = await app.As(People.Police, "care");
        foreach (var (below, body) in requests) await Refused(await police.PostAsync($"{track}/{below}", body, await lead.TagOf(track)), 403);
    }

    internal static JsonObject Plan(params (string Member, string Value)[] others) => With(
        new()
        {
            ["model"] = "1",
            ["barrier"] = "decent-housing",
            ["intervention"] = "inspect-housing",
            ["owner"] = People.NijmegenOin.Value,
            ["plannedUntil"] = "2030-03-31",
            ["note"] = "With the fire service.",
        },
        others);

    internal static JsonObject Proceeding(string kind) => new() { ["kind"] = kind, ["on"] = SubjectWork.Day(), ["note"] = "His letter." };

    internal static JsonObject Decision(string outcome, params (string Member, string Value)[] others) =>
        With(new() { ["outcome"] = outcome, ["on"] = "2026-04-15", ["note"] = "The ruling." }, others);

    /// <summary>By the mayor, at once.</summary>
    internal static JsonObject ImposingUnheard(string article)
    {
        var body = work_in_the_tracks.Imposing();
        body["imposition"]!["article"] = article;
        body["imposition"]!["view"] = new JsonObject { ["heard"] = false, ["reason"] = "urgent" };
        return body;
    }

    private static JsonObject With(JsonObject body, (string Member, string Value)[] others)
    {
        foreach (var (member, value) in others) body[member] = value;
        return body;
    }

    private static async Task<string> MeasureAsync(string track, HttpClient lead, string kind)
    {
        var measure = $"measures/{(await lead.Done(track, "measures", new() { ["kind"] = kind }))["id"]}";
        await lead.Done(track, $"{measure}/steps", new() { ["step"] = "legal-check" });
        return measure;
    }

    private static async Task<JsonNode> Refused(HttpResponseMessage answer, int status, params string[] pointers)
    {
        ((int)answer.StatusCode).ShouldBe(status, await answer.Content.ReadAsStringAsync());
        var problem = await answer.JsonAsync();
        (problem["errors"]?.AsArray().Select(error => (string)error!["pointer"]!) ?? []).ShouldBe(pointers, ignoreOrder: true);
        return problem;
    }

    private async Task<(string Track, HttpClient Lead, HttpClient Police)> RoomAsync() =>
        (await app.SecurityTrack(await app.StaffedCase()), await app.As(CaseWork.CaseLead, "security"), await app.As(People.Police, "security"));
}
