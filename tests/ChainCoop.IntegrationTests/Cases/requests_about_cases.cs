using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Cases;

/// <summary>What is refused before anything is looked up.</summary>
public class requests_about_cases(AppFixture app)
{
    public static TheoryData<string> ChangingRoutes =>
    [
        "cases/{0}/screenings", "cases/{0}/members", "cases/{0}/member-endings", "cases/{0}/tasks", "cases/{0}/tasks/{0}/completions",
        "cases/{0}/closure-proposals", "cases/{0}/closure", "victim-tracks/{0}/participations", "security-tracks/{0}/participations",
        "security-tracks/{0}/measures", "security-tracks/{0}/measures/{0}/steps", "security-tracks/{0}/measures/{0}/proceedings",
        "security-tracks/{0}/measures/{0}/proceedings/{0}/decisions", "security-tracks/{0}/measures/{0}/proceedings/{0}/extensions",
        "security-tracks/{0}/measures/{0}/effects", "security-tracks/{0}/barriers", "security-tracks/{0}/barriers/{0}/results",
    ];

    private static readonly Dictionary<string, JsonObject> Bodies = new()
    {
        ["screenings"] = new() { ["conclusion"] = "rejected" },
        ["members"] = CaseWork.Membership(People.PoliceOin, "care"),
        ["member-endings"] = new() { ["organisation"] = People.PoliceOin.Value, ["room"] = "care" },
        ["tasks"] = a_case_from_proposal_to_closure.Task(People.PoliceOin),
        ["completions"] = [],
        ["closure-proposals"] = new() { ["outcome"] = "other" },
        ["closure"] = [],
        ["participations"] = new() { ["role"] = "witness" },
        ["measures"] = new() { ["kind"] = "closure" },
        ["steps"] = new() { ["step"] = "legal-check" },
        ["proceedings"] = new() { ["kind"] = "objection", ["on"] = "2026-03-02" },
        ["decisions"] = new() { ["outcome"] = "unfounded", ["on"] = "2026-03-02" },
        ["extensions"] = [],
        ["effects"] = new() { ["effect"] = "no-change", ["observedOn"] = "2026-03-02" },
        ["barriers"] = barriers_and_measures.Plan(),
        ["results"] = new() { ["result"] = "done", ["effect"] = "no-change" },
    };

    [Theory, MemberData(nameof(ChangingRoutes))]
    public async Task need_if_match_to_change_something(string route)
    {
        var lead = await app.As(CaseWork.CaseLead, "security");
        var address = string.Format(System.Globalization.CultureInfo.InvariantCulture, route, CaseId.New());
        var body = Bodies[route.Split('/')[^1]].DeepClone();

        ((int)(await lead.PostAsync(address, body)).StatusCode).ShouldBe(428);
        (await lead.PostAsync(address, body, "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task need_a_key_to_propose_a_case()
    {
        var lead = await app.As(CaseWork.CaseLead);
        var refused = await lead.PostAsJsonAsync("cases", CaseWork.Proposal());
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string)(await refused.JsonAsync())["errors"]![0]!["pointer"]!).ShouldBe("header:Idempotency-Key");
    }

    [Fact]
    public async Task hear_all_that_is_wrong_with_a_measure_to_impose()
    {
        var lead = await app.As(CaseWork.CaseLead, "security");
        var bare = await lead.PostAsync(
            $"security-tracks/{SecurityTrackId.New()}/measures/{MeasureId.New()}/steps", new JsonObject { ["step"] = "imposed", ["imposition"] = new JsonObject() }, "\"1\"");
        bare.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        Pointers(await bare.JsonAsync()).ShouldBe(
            [
                "/imposition/article", "/imposition/competentBody", "/imposition/facts", "/imposition/factsMayBeDisclosed", "/imposition/proportionality",
                "/imposition/view", "/imposition/decisionDocument", "/imposition/from", "/imposition/until",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task hear_that_a_role_belongs_to_the_other_room()
    {
        var coordinator = await app.As(CaseWork.CareCoordinator, "care");
        var refused = await coordinator.PostAsync($"victim-tracks/{VictimTrackId.New()}/participations", new JsonObject { ["role"] = "suspect" }, "\"1\"");
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        Pointers(await refused.JsonAsync()).ShouldBe(["/role"]);

        var lead = await app.As(CaseWork.CaseLead, "security");
        refused = await lead.PostAsync($"security-tracks/{SecurityTrackId.New()}/participations", new JsonObject { ["role"] = "victim" }, "\"1\"");
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        Pointers(await refused.JsonAsync()).ShouldBe(["/role"]);
    }

    private static IEnumerable<string> Pointers(JsonNode problem) => problem["errors"]!.AsArray().Select(error => (string)error!["pointer"]!).Distinct();
}
