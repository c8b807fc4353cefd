using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Shared;
using static ChainCoop.IntegrationTests.Signals.SignalWork;

namespace ChainCoop.IntegrationTests.Prevention;

public class activities_and_trainings(AppFixture app)
{
    private const string Municipality = "1945";
    private const string Scopes = "municipalities.read municipalities.write signals.read signals.write";

    private static readonly Oin Berg = new("00000099000001945000");
    private static readonly Officer FocalPoint = new(Berg, "focal-point-berg-prevention", "focal-point", [Municipality]) { Scopes = Scopes };
    private static readonly Officer Auditor = new(Berg, "auditor-berg-prevention", "auditor", [Municipality]) { Scopes = Scopes };
    private static readonly Officer Reader = new(Berg, "reader-berg-prevention", "focal-point", [Municipality]) { Scopes = "municipalities.read" };
    private static readonly Officer Ggd = new(new("00000099000100010000"), "ggd-prevention", "partner", People.District) { Scopes = Scopes };
    private static readonly Officer Tiel = new(People.Tiel.Organisation, "focal-point-tiel-prevention", "focal-point", ["0281"]) { Scopes = Scopes };

    [Fact]
    public async Task go_from_plan_to_result()
    {
        var officer = await app.As(FocalPoint);
        var address = await Planned(officer);
        var planned = await officer.Read(address);
        ((string)planned["status"]!, (string)planned["riskGroup"]!, (int)planned["cost"]!).ShouldBe(("planned", "youth-12-24", 1500));

        await Refused(officer.PostAsync($"{address}/results", Results(), "\"7\""), HttpStatusCode.PreconditionFailed, "precondition-failed");
        ((string)(await officer.Done(address, "results", Results()))["status"]!).ShouldBe("held");

        var held = await officer.Read(address);
        ((string)held["result"]!["heldOn"]!, (int)held["result"]!["reach"]!, (string)held["result"]!["evaluation"]!).ShouldBe(("2026-03-06", 120, "effective"));
        await Refused(officer.PostAsync($"{address}/results", Results()), HttpStatusCode.Conflict, "state-forbids");
        await Refused(officer.PostAsync($"{address}/cancellations", Cancellation()), HttpStatusCode.Conflict, "state-forbids");
    }

    [Fact]
    public async Task are_cancelled_with_a_reason()
    {
        var officer = await app.As(FocalPoint);
        var address = await Planned(officer);

        ((string)(await officer.Done(address, "cancellations", Cancellation()))["status"]!).ShouldBe("cancelled");

        ((string)(await officer.Read(address))["cancelledFor"]!).ShouldBe("no-budget");
        await Refused(officer.PostAsync($"{address}/results", Results()), HttpStatusCode.Conflict, "state-forbids");
        await Faulty(officer.PostAsync($"{address}/cancellations", Cancellation().With("reason", "no-such-reason")), "/reason");
    }

    [Fact]
    public async Task are_for_the_municipality_and_who_takes_part_to_read()
    {
        var (officer, auditor, ggd, tiel) = (await app.As(FocalPoint), await app.As(Auditor), await app.As(Ggd), await app.As(Tiel));
        var address = await Planned(officer);

        ((string)(await auditor.Read(address))["id"]!).ShouldBe(CaseWork.IdOf(address));
        ((string)(await ggd.Read(address))["id"]!).ShouldBe(CaseWork.IdOf(address));
        await Refused(tiel.GetAsync(address), HttpStatusCode.NotFound, "not-found");
        await Refused(officer.GetAsync($"prevention-activities/{Guid.NewGuid()}"), HttpStatusCode.NotFound, "not-found");
        foreach (var (below, body) in ((string, JsonObject)[])[("results", Results()), ("cancellations", Cancellation())])
        {
            await Refused(ggd.PostAsync($"{address}/{below}", body), HttpStatusCode.Forbidden, "forbidden");
            await Refused(auditor.PostAsync($"{address}/{below}", body), HttpStatusCode.Forbidden, "forbidden");
            await Refused(tiel.PostAsync($"{address}/{below}", body), HttpStatusCode.NotFound, "not-found");
            await Refused((await app.As(Reader)).PostAsync($"{address}/{below}", body), HttpStatusCode.Forbidden, "missing-scope");
        }
        (await Listed(ggd, "prevention-activities")).ShouldContain(CaseWork.IdOf(address));
        (await Listed(tiel, "prevention-activities")).ShouldNotContain(CaseWork.IdOf(address));
    }

    [Fact]
    public async Task are_planned_by_who_is_mandated_with_all_faults_at_once()
    {
        var officer = await app.As(FocalPoint);

        await Refused((await app.As(Tiel)).PostAsync("prevention-activities", Plan()), HttpStatusCode.Forbidden, "forbidden");
        await Refused((await app.As(Auditor)).PostAsync("prevention-activities", Plan()), HttpStatusCode.Forbidden, "forbidden");
        var faults = await Refused(
            officer.PostAsync("prevention-activities", Plan().With("kind", "no-such-kind").With("to", "2026-03-01").With("place", "At home")), HttpStatusCode.BadRequest, "invalid-input");
        faults["errors"]!.AsArray().Select(fault => (string)fault!["pointer"]!).ShouldBe(["/kind", "/place", "/to"], ignoreOrder: true);
        var own = Plan();
        own["partners"] = new JsonArray(Berg.Value);
        await Faulty(officer.PostAsync("prevention-activities", own), "/partners");
        await Faulty(officer.PostAsync($"{await Planned(officer)}/results", Results().With("heldOn", Tomorrow())), "/heldOn");
    }

    [Fact]
    public async Task are_listed_in_pages_the_newest_first()
    {
        var officer = await app.As(FocalPoint);
        List<string> planned = [];
        for (var i = 0; i < 3; i++) planned.Insert(0, CaseWork.IdOf(await Planned(officer)));

        (await Listed(officer, $"prevention-activities?municipality={Municipality}&limit=2")).Intersect(planned).ShouldBe(planned);
        (await Listed(officer, "prevention-activities?municipality=0281")).ShouldBeEmpty();
        await Faulty(officer.GetAsync("prevention-activities?cursor=none"), "query:cursor");
        await Refused((await app.As(FocalPoint with { Id = "nobody-berg-prevention", Municipalities = [] })).GetAsync("prevention-activities"), HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task of_departments_are_recorded_and_listed()
    {
        var (officer, auditor, tiel) = (await app.As(FocalPoint), await app.As(Auditor), await app.As(Tiel));
        foreach (var (collection, body, member, value) in Recorded)
        {
            var posted = await officer.PostAsync(collection, body());
            posted.StatusCode.ShouldBe(HttpStatusCode.Created, await posted.Content.ReadAsStringAsync());
            var address = $"{collection}/{(await posted.JsonAsync())["id"]}";
            posted.Headers.Location!.ToString().ShouldBe($"/v1/{address}");

            ((int)(await auditor.Read(address))[member]!).ShouldBe(value);
            (await Listed(auditor, $"{collection}?municipality={Municipality}&limit=1")).ShouldContain(CaseWork.IdOf(address));
            (await Listed(tiel, collection)).ShouldNotContain(CaseWork.IdOf(address));
            await Refused(tiel.GetAsync(address), HttpStatusCode.NotFound, "not-found");
            await Refused(tiel.PostAsync(collection, body()), HttpStatusCode.Forbidden, "forbidden");
            await Refused(auditor.PostAsync(collection, body()), HttpStatusCode.Forbidden, "forbidden");
            await Faulty(officer.PostAsync(collection, body().With("department", "no-such-department")), "/department");
            await Faulty(officer.GetAsync($"{collection}?cursor=none"), "query:cursor");
        }
        await Faulty(officer.PostAsync("trainings", Training().With("heldOn", Tomorrow())), "/heldOn");
    }

    private static IEnumerable<(string Collection, Func<JsonObject> Body, string Member, int Value)> Recorded => [("trainings", Training, "attendance", 14), ("training-targets", Target, "target", 40)];

    internal static JsonObject Plan(string municipality = Municipality) => new()
    {
        ["municipality"] = municipality,
        ["kind"] = "lesson",
        ["audience"] = "schools",
        ["riskGroup"] = "youth-12-24",
        ["place"] = "school",
        ["from"] = "2026-03-02",
        ["to"] = "2026-03-06",
        ["partners"] = new JsonArray(Ggd.Organisation.Value),
        ["cost"] = 1500,
        ["followUp"] = "individual-support",
    };

    internal static JsonObject Results() => new() { ["heldOn"] = "2026-03-06", ["reach"] = 120, ["evaluation"] = "effective" };

    internal static JsonObject Training(string municipality = Municipality) =>
        new() { ["municipality"] = municipality, ["department"] = "front-desk", ["heldOn"] = "2026-03-06", ["attendance"] = 14, ["refresher"] = false };

    internal static JsonObject Target(string municipality = Municipality) => new() { ["municipality"] = municipality, ["department"] = "front-desk", ["year"] = 2026, ["target"] = 40 };

    private static JsonObject Training() => Training(Municipality);

    private static JsonObject Target() => Target(Municipality);

    private static JsonObject Cancellation() => new() { ["reason"] = "no-budget" };

    private static string Tomorrow() => DutchTime.DayOf(TimeProvider.System.GetUtcNow()).AddDays(1).ToString("O", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<string> Planned(HttpClient officer)
    {
        var posted = await officer.PostAsync("prevention-activities", Plan());
        posted.StatusCode.ShouldBe(HttpStatusCode.Created, await posted.Content.ReadAsStringAsync());
        return $"prevention-activities/{(await posted.JsonAsync())["id"]}";
    }

    private static async Task<IReadOnlyList<string>> Listed(HttpClient client, string list)
    {
        List<string> found = [];
        for (string? next = null; ;)
        {
            var page = await client.Read(next is null ? list : $"{list}{(list.Contains('?') ? '&' : '?')}cursor={Uri.EscapeDataString(next)}");
            found.AddRange(page["items"]!.AsArray().Select(item => (string)item!["id"]!));
            if ((next = (string?)page["next"]) is null) return found;
        }
    }
}
