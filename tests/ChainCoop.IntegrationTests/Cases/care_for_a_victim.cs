using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Conformance.NonInterference;

namespace ChainCoop.IntegrationTests.Cases;

/// <summary>From the first look at safety to aftercare, over HTTP.</summary>
public class care_for_a_victim(AppFixture app)
{
    [Fact]
    public async Task goes_from_safety_to_shelter_in_cosm_and_on_to_aftercare()
    {
        var (track, person, _) = await app.PersonInCare();
        var (coordinator, comensha, shelter) = (await app.As(CaseWork.CareCoordinator, "care"), await app.As(CareWork.CoMensha, "care"), await app.As(CaseWork.Shelter, "care"));
        await coordinator.Done(track, "safety-checks", CareWork.Safety(person));
        var request = await coordinator.Done(track, "shelter-requests", CareWork.Shelter(person, "cosm"));
        Words(request["allowed"]).ShouldBe(["offered", "waiting-list", "withdrawn"]);
        var steps = $"shelter-requests/{request["id"]}/steps";

        // Not before it is offered, and then by CoMensha alone.
        var early = await comensha.Refused(track, "placements", placing_a_victim.Placement(person, "Lindelaan 7"));
        (early.Status, early.Problem, (string)early.Body["state"]!).ShouldBe((409, "state-forbids", "requested"));
        Words(early.Body["allowed"]).ShouldBe(["offered", "waiting-list", "withdrawn"]);
        await coordinator.Done(track, steps, CareWork.Step("waiting-list", "no-place-available"));
        await comensha.Done(track, steps, CareWork.Step("offered", "place-available"));
        var other = await coordinator.Refused(track, "placements", placing_a_victim.Placement(person, "Lindelaan 7"));
        (other.Status, other.Problem).ShouldBe((403, "placed-by-another"));
        await comensha.Done(track, "placements", placing_a_victim.Placement(person, "Lindelaan 7"));
        var placed = Only(await coordinator.Read(track), "shelterRequests");
        ((string)placed["state"]!, (string)placed["shelter"]!).ShouldBe(("placed", "cosm"));
        placed["reportBy"].ShouldNotBeNull();
        Words(placed["allowed"]).ShouldBe(["transfer", "outflow"]);
        Street(await coordinator.Read(track)).ShouldBe("Lindelaan 7");
        Only(await shelter.Read(track), "placements")["address"].ShouldBeNull();
        var soon = await coordinator.Refused(track, $"shelter-requests/{request["id"]}/overstays", new() { ["reason"] = "medical" });
        (soon.Status, soon.Problem).ShouldBe((409, "state-forbids"));

        // A transfer ends the address at once; the next one is another's to give, and outflow ends that.
        await coordinator.Done(track, steps, CareWork.Step("transfer", "not-safe-here").With("shelter", "omm"));
        (await coordinator.Read(track))["placements"]!.AsArray().ShouldBeEmpty();
        await shelter.Done(track, "placements", placing_a_victim.Placement(person, "Beukenhof 3"));
        Street(await coordinator.Read(track)).ShouldBe("Beukenhof 3");
        (await coordinator.Refused(track, "aftercare", CareWork.Aftercare(person))).Problem.ShouldBe("state-forbids");
        await coordinator.Done(track, steps, CareWork.Step("outflow", "own-housing"));
        (await coordinator.Read(track)).ToJsonString().ShouldNotContain("Beukenhof");
        await coordinator.Done(track, "aftercare", CareWork.Aftercare(person));
        await coordinator.Done(track, steps, CareWork.Step("ended", "aftercare-done"));

        var seen = await shelter.Read(track);
        ((string)Only(seen, "safetyChecks")["level"]!, (string)Only(seen, "safetyChecks")["note"]!).ShouldBe(("threatened", "x"));
        ((string)Only(seen, "aftercare")["kind"]!).ShouldBe("housing");
        Only(seen, "shelterRequests")["steps"]!.AsArray().Select(step => (string)step!["to"]!).ShouldBe(
            ["requested", "waiting-list", "offered", "placed", "transfer", "placed", "outflow", "aftercare", "ended"]);
        await Feeds.EntryAbout(shelter, CaseWork.IdOf(track), "nl.chaincoop.victim-tracks.shelter-changed.v1", "care");
    }

    [Fact]
    public async Task proposes_a_route_that_explains_itself_and_leaves_the_decision_to_a_human()
    {
        var (track, person, _) = await app.PersonInCare();
        var (coordinator, shelter) = (await app.As(CaseWork.CareCoordinator, "care"), await app.As(CaseWork.Shelter, "care"));

        var proposal = await shelter.Done(track, "route-proposals", CareWork.Facts(person));
        ((string)proposal["proposed"]!, (string)proposal["rules"]!).ShouldBe(("cosm", "1"));
        Words(proposal["applied"]).ShouldBe(["reflection-to-cosm"]);
        Words(proposal["open"]).ShouldBe(["complex-to-omm"]);
        var rules = await coordinator.Read("code-lists/routing-rules");
        rules["items"]!.AsArray().Single(rule => (string)rule!["code"]! == "reflection-to-cosm")!["source"].ShouldNotBeNull();

        var decisions = $"route-proposals/{proposal["id"]}/decisions";
        (await shelter.Change(track, decisions, new() { ["route"] = "cosm" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await FaultAt(coordinator, track, decisions, new() { ["route"] = "omm" }, "/deviation");
        await FaultAt(coordinator, track, decisions, new() { ["route"] = "cosm", ["deviation"] = "safety" }, "/deviation");
        await coordinator.Done(track, decisions, new() { ["route"] = "omm", ["deviation"] = "care-need", ["note"] = "Two diagnoses." });
        var again = await coordinator.Refused(track, decisions, new() { ["route"] = "cosm" });
        (again.Status, (string)again.Body["state"]!).ShouldBe((409, "decided"));
        (await coordinator.Change(track, $"route-proposals/{Guid.NewGuid()}/decisions", new() { ["route"] = "cosm" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var seen = Only(await shelter.Read(track), "routeProposals");
        ((string)seen["decision"]!["route"]!, (string)seen["decision"]!["deviation"]!, (string)seen["decision"]!["note"]!, (string)seen["facts"]!["residence"]!)
            .ShouldBe(("omm", "care-need", "Two diagnoses.", "reflection-period"));
    }

    [Fact]
    public async Task has_one_reflection_period_at_a_time_and_it_ends_by_itself()
    {
        var (track, person, _) = await app.PersonInCare();
        var coordinator = await app.As(CaseWork.CareCoordinator, "care");

        var begun = await coordinator.Done(track, "reflection-period", CareWork.Reflection(person));
        (await coordinator.Refused(track, "reflection-period", CareWork.Reflection(person))).Problem.ShouldBe("state-forbids");
        var deadline = await Wait.ForAsync(async _ => (await coordinator.Read("municipalities/0268/deadlines?room=care&limit=100"))["items"]!.AsArray()
            .FirstOrDefault(item => (string)item!["resource"]! == CaseWork.IdOf(track)));
        ((string)deadline["kind"]!).ShouldBe("reflection-period");
        await FaultAt(coordinator, track, "reflection-period/endings", new() { ["participationId"] = person, ["reason"] = "expired" }, "/reason");
        var ended = await coordinator.Done(track, "reflection-period/endings", new() { ["participationId"] = person, ["reason"] = "renounced", ["note"] = "She told us." });
        ((string)ended["id"]!, (string)ended["ended"]!).ShouldBe(((string)begun["id"]!, "renounced"));
        (await coordinator.Refused(track, "reflection-period/endings", new() { ["participationId"] = person, ["reason"] = "renounced" })).Problem.ShouldBe("state-forbids");

        // One that began long ago is over; nobody has to say so.
        await coordinator.Done(track, "reflection-period", CareWork.Reflection(person, "dublin").With("from", "2026-01-05"));
        var expired = await Wait.ForAsync(async _ => (await coordinator.Read(track))["reflectionPeriods"]!.AsArray()[1] is { } period && period["ended"] is not null ? period : null);
        ((string)expired["ended"]!, (string)expired["until"]!, (string)expired["endedOn"]!).ShouldBe(("expired", "2026-02-05", "2026-02-05"));
        await Feeds.EntryAbout(coordinator, CaseWork.IdOf(track), "nl.chaincoop.victim-tracks.reflection-periods-changed.v1", "care");
    }

    [Theory]
    [InlineData("safety-checks", "/level")]
    [InlineData("route-proposals", "/ageGroup", "/nationality", "/residence", "/complexity")]
    [InlineData("shelter-requests", "/shelter", "/reason")]
    [InlineData("aftercare", "/kind")]
    [InlineData("reflection-period", "/kind")]
    [InlineData("reflection-period/endings", "/reason")]
    [InlineData("comensha-registrations", "/type", "/legalBasisId")]
    public async Task says_what_is_wrong_with_a_request(string below, params string[] required)
    {
        var (track, person, _) = await app.PersonInCare();
        var coordinator = await app.As(CaseWork.CareCoordinator, "care");

        await FaultAt(coordinator, track, below, [], [.. required, "/participationId"]);
        var unknown = CareOf(below, Guid.NewGuid().ToString());
        await FaultAt(coordinator, track, below, unknown, "/participationId");
        var body = CareOf(below, person);
        ((int)(await coordinator.PostAsync($"{track}/{below}", body)).StatusCode).ShouldBe(428);
        (await coordinator.PostAsync($"{track}/{below}", body, "\"99\"")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await (await app.As(People.Police, "security")).PostAsync($"{track}/{below}", body, "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // Who has a role no longer gets no more help in it.
        await coordinator.Done(track, $"participations/{person}/endings", new() { ["reason"] = "left" });
        var late = await coordinator.Refused(track, below, body);
        (late.Status, (string)late.Body["state"]!).ShouldBe((409, below == "reflection-period/endings" ? "none" : "ended"));
    }

    [Theory]
    [InlineData("shelter-requests/{0}/steps", "{\"step\": \"offered\", \"reason\": \"place-available\"}")]
    [InlineData("shelter-requests/{0}/overstays", "{\"reason\": \"medical\"}")]
    [InlineData("comensha-registrations/{0}/changes", "{\"type\": \"registration\"}")]
    [InlineData("participations/{0}/endings", "{\"reason\": \"left\"}")]
    public async Task finds_nothing_where_nothing_is(string below, string body)
    {
        var (track, _, _) = await app.PersonInCare();
        var coordinator = await app.As(CaseWork.CareCoordinator, "care");
        var address = string.Format(System.Globalization.CultureInfo.InvariantCulture, below, Guid.NewGuid());
        ((int)(await coordinator.PostAsync($"{track}/{address}", JsonNode.Parse(body)!)).StatusCode).ShouldBe(428);
        (await coordinator.Change(track, address, JsonNode.Parse(body)!.AsObject())).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task is_placed_and_followed_up_where_that_belongs()
    {
        var (track, person, _) = await app.PersonInCare();
        var coordinator = await app.As(CaseWork.CareCoordinator, "care");
        var request = await coordinator.Done(track, "shelter-requests", CareWork.Shelter(person, "regular-shelter"));
        var steps = $"shelter-requests/{request["id"]}/steps";
        await FaultAt(coordinator, track, steps, CareWork.Step("placed"), "/step");
        await FaultAt(coordinator, track, steps, CareWork.Step("aftercare"), "/step");
        await FaultAt(coordinator, track, steps, CareWork.Step("offered").With("shelter", "omm"), "/shelter");
        await FaultAt(coordinator, track, "shelter-requests", CareWork.Shelter(person, "no-shelter"), "/shelter");
        (await coordinator.Refused(track, "shelter-requests", CareWork.Shelter(person, "cosm"))).Problem.ShouldBe("state-forbids");
        (await coordinator.Refused(track, $"participations/{person}/endings", new() { ["reason"] = "left" })).Problem.ShouldBe("state-forbids");
    }

    private static JsonObject CareOf(string below, string person) => below switch
    {
        "safety-checks" => CareWork.Safety(person),
        "route-proposals" => CareWork.Facts(person),
        "shelter-requests" => CareWork.Shelter(person, "omm"),
        "aftercare" => CareWork.Aftercare(person),
        "reflection-period" => CareWork.Reflection(person),
        "reflection-period/endings" => new() { ["participationId"] = person, ["reason"] = "renounced" },
        _ => CareWork.Registration(person, Guid.NewGuid().ToString()),
    };

    internal static async Task FaultAt(HttpClient client, string track, string below, JsonObject body, params string[] pointers)
    {
        var refused = await client.Refused(track, below, body);
        refused.Status.ShouldBe(400, refused.Body.ToJsonString());
        refused.Body["errors"]!.AsArray().Select(fault => (string)fault!["pointer"]!).ShouldBe(pointers, ignoreOrder: true);
    }

    private static string Street(JsonNode track) => (string)Only(track, "placements")["address"]!["street"]!;

    internal static JsonNode Only(JsonNode track, string member) => track[member]!.AsArray().ShouldHaveSingleItem()!;

    private static List<string> Words(JsonNode? words) => [.. words!.AsArray().Select(word => (string)word!)];
}
