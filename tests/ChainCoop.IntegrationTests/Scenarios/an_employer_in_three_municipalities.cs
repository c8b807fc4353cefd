using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Municipalities;
using ChainCoop.Shared;
using static ChainCoop.IntegrationTests.Signals.SignalWork;

namespace ChainCoop.IntegrationTests.Scenarios;

/// <summary>Told in <c>docs/scenarios/an-employer-in-three-municipalities.md</c>.</summary>
[Collection(ScenarioTests.Name)]
public class an_employer_in_three_municipalities(ScenarioApp scenarios)
{
    private const string Tiel = "0281", WestBetuwe = "1960", Buren = "0214";
    private const string Facts = "Nine people slept between the machines.";
    private static readonly Oin TielOin = new("00000099000000281000"), WestBetuweOin = new("00000099000001960000"), BurenOin = new("00000099000000214000");

    [Fact]
    public async Task loses_the_premises_and_the_case_goes_where_he_went()
    {
        var story = new Story(scenarios);
        var tiel = await story.Party("focal point of Tiel", Of(TielOin, "focal-point", Tiel), "assessment", "general");
        var lead = await story.Party("case lead of Tiel", Of(TielOin, "case-lead", Tiel), "casework", "security");
        var westBetuwe = await story.Party("focal point of West Betuwe", Of(WestBetuweOin, "focal-point", WestBetuwe, Tiel), "assessment", "general");
        var nextLead = await story.Party("case lead of West Betuwe", Of(WestBetuweOin, "case-lead", WestBetuwe, Tiel), "casework", "security");
        var nextDirector = await story.Party("chain director of West Betuwe", Of(WestBetuweOin, "chain-director", WestBetuwe), "casework");
        var buren = await story.Party("focal point of Buren", Of(BurenOin, "focal-point", Buren, Tiel, WestBetuwe), "assessment", "general");
        var inspectorate = await story.Party("labour inspectorate", Inspectorate, "security", "general", "security");
        var police = await story.Party("police", People.Police, "security", "general", "security");
        var prosecution = await story.Party("prosecution", Prosecution, "casework", "general");

        // Three signals about one employer, each for the municipality that it is about.
        var first = await inspectorate.Sent(Tiel);
        var second = await westBetuwe.Sent(WestBetuwe);
        var third = await buren.Sent(Buren);
        foreach (var other in new[] { second, third }) (await tiel.GetAsync(other)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await AssessAsync(tiel, first);
        var file = $"cases/{(await tiel.Done(first, "outcome", Examples.Outcome("escalated")))["caseId"]}";
        (await inspectorate.Read(first))["assessment"].ShouldBeNull();

        // The table: who is at it, and in which room.
        await lead.Done(file, "screenings", new() { ["conclusion"] = "accepted", ["criteria"] = new JsonArray("several-areas-of-life", "several-chains-needed") });
        foreach (var member in new[] { InspectorateOin, People.PoliceOin, WestBetuweOin, BurenOin }) await lead.Done(file, "members", CaseWork.Membership(member, "general"));
        foreach (var member in new[] { InspectorateOin, People.PoliceOin }) await lead.Done(file, "members", CaseWork.Membership(member, "security"));
        var security = $"security-tracks/{(string)(await lead.Read(file))["securityTrackId"]!}";

        // The other two are linked by those whose they are: the case hears that, and reads neither.
        foreach (var (owner, signal) in new[] { (westBetuwe, second), (buren, third) })
        {
            await AssessAsync(owner, signal);
            await owner.Done(signal, "outcome", Examples.Outcome("linked", caseId: CaseWork.IdOf(file)));
            foreach (var member in new[] { tiel, police, inspectorate }) (await member.GetAsync(signal)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        (await police.Read($"{file}/timeline"))["items"]!.AsArray().Count(entry => (string)entry!["type"]! == "signal-linked-to-case").ShouldBe(2);
        (await police.Read(file)).ToJsonString().ShouldNotContain(CaseWork.IdOf(second));

        // A conference, which the prosecution attends for as long as it lasts.
        (await prosecution.GetAsync(file)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var conference = $"conferences/{(await lead.Done(file, "conferences", conferences_on_a_case.Conference("general", ProsecutionOin)))["id"]}";
        (await prosecution.Read(file))["conferences"]!.AsArray().Count.ShouldBe(1);
        (await prosecution.GetAsync(security)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await lead.Done(file, $"{conference}/records", new() { ["decisions"] = new JsonArray(new JsonObject { ["kind"] = "go-on" }), ["minutes"] = "The premises first." });
        ((string)(await buren.Read(file))["conferences"]![0]!["minutes"]!).ShouldBe("The premises first.");

        // What raises barriers, in the security room.
        var housing = await lead.Done(security, "barriers", Intervention("decent-housing", "inspect-housing", TielOin));
        var work = await inspectorate.Done(security, "barriers", Intervention("fair-work", "inspect-work", InspectorateOin));
        await lead.Done(security, $"barriers/{housing["id"]}/results", new() { ["result"] = "done", ["effect"] = "situation-improved" });
        await inspectorate.Done(security, $"barriers/{work["id"]}/results", new() { ["result"] = "done", ["effect"] = "no-change" });
        foreach (var outsider in new[] { westBetuwe, buren, nextLead }) (await outsider.GetAsync(security)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // The closure of the premises, with everything that the court will ask for.
        var measure = $"measures/{(await lead.Done(security, "measures", new() { ["kind"] = "closure" }))["id"]}";
        await lead.Done(security, $"{measure}/steps", new() { ["step"] = "legal-check" });
        await lead.Done(security, $"{measure}/steps", new() { ["step"] = "intention" });
        var incomplete = Closure();
        incomplete["imposition"]!["factsMayBeDisclosed"] = false;
        await Faulty(lead.Change(security, $"{measure}/steps", incomplete), "/imposition/factsMayBeDisclosed");
        await lead.Done(security, $"{measure}/steps", Closure());
        await lead.Done(security, $"{measure}/steps", new() { ["step"] = "in-force" });
        var objection = $"{measure}/proceedings/{(await lead.Done(security, $"{measure}/proceedings", barriers_and_measures.Proceeding("objection")))["id"]}";
        var relief = $"{measure}/proceedings/{(await lead.Done(security, $"{measure}/proceedings", barriers_and_measures.Proceeding("interim-relief")))["id"]}";
        await lead.Done(security, $"{relief}/decisions", barriers_and_measures.Decision("refused"));
        await lead.Done(security, $"{objection}/decisions", barriers_and_measures.Decision("unfounded"));
        await police.Done(security, $"{measure}/effects", new() { ["effect"] = "moved-elsewhere", ["observedOn"] = "2026-03-20", ["note"] = "The machines went to West Betuwe." });
        var closed = (await police.Read(security))["measures"]![0]!;
        ((string)closed["state"]!, (string)closed["imposition"]!["article"]!, (string)closed["check"]!["outcome"]!, (string)closed["imposition"]!["facts"]!).ShouldBe(("in-force", "gemeentewet-174a", "met", Facts));
        closed["check"]!["requirements"]!.AsArray().Select(one => $"{one!["requirement"]} {one["outcome"]}").ShouldBe(
            ["statutory-basis met", "competent-body met", "facts met", "disclosable-facts met", "proportionality met", "view met", "decision-document met", "term met"]);
        closed["proceedings"]!.AsArray().Select(one => (string)one!["state"]!).ShouldBe(["unfounded", "refused"]);

        // The plan is agreed when every organisation at the table supports it.
        var goals = (await lead.Done(file, "plan", new() { ["goals"] = new JsonArray(new JsonObject { ["kind"] = "exploitation-stopped" }, new JsonObject { ["kind"] = "barrier-raised" }) }))["goals"]!.AsArray();
        HttpClient[] table = [lead, inspectorate, police, westBetuwe, buren];
        foreach (var member in table)
            ((string)(await member.Done(file, "plan/agreements", new() { ["plan"] = 1 }))["status"]!).ShouldBe(member == table[^1] ? "plan-agreed" : "open");
        await lead.Done(file, "phases", new() { ["phase"] = "in-execution" });

        // He went to the neighbours, and the case follows him.
        var asked = await lead.Done(file, "handovers", new() { ["municipality"] = WestBetuwe, ["reason"] = "situation-elsewhere", ["staysIn"] = new JsonArray("general") });
        var accepted = await nextLead.PostAsync($"{file}/handovers/{asked["id"]}/answers", new JsonObject { ["answer"] = "accepted", ["epoch"] = 1 }, await nextLead.TagOf($"{file}/handovers"));
        accepted.StatusCode.ShouldBe(HttpStatusCode.OK, await accepted.Content.ReadAsStringAsync());
        foreach (var former in new[] { lead, tiel })
            foreach (var address in new[] { file, security, $"{file}/timeline" }) (await former.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await lead.Read("cases?limit=100")).Ids().ShouldNotContain(CaseWork.IdOf(file));
        foreach (var (room, record) in new[] { ("general", file), ("security", security) })
        {
            (await lead.UpToNow($"municipalities/{Tiel}/caseload?room={room}&limit=200")).Ids().ShouldNotContain(CaseWork.IdOf(record));
            await ReadModels.Row(nextLead, WestBetuwe, CaseWork.IdOf(record), room);
        }

        foreach (var member in new[] { nextLead, inspectorate, police }) ((string)(await member.Read(security))["measures"]![0]!["state"]!).ShouldBe("in-force");
        foreach (var member in new[] { buren, prosecution }) ((string)(await member.Read(file))["municipality"]!).ShouldBe(WestBetuwe);

        // Two people close it, with what became of each goal.
        await nextLead.Done(file, "phases", new() { ["phase"] = "monitoring" });
        var proposal = new JsonObject
        {
            ["outcome"] = "barriers-raised",
            ["goals"] = new JsonArray(
                new JsonObject { ["goal"] = (string)goals[0]!, ["result"] = "partly-reached" }, new JsonObject { ["goal"] = (string)goals[1]!, ["result"] = "reached" }),
        };
        await nextLead.Done(file, "closure-proposals", proposal);
        (await Refused(nextLead.Change(file, "closure", []), HttpStatusCode.Conflict, "second-person-required")).ShouldNotBeNull();
        ((string)(await nextDirector.Done(file, "closure", []))["status"]!).ShouldBe("closed");
        (await buren.Read(file))["plan"]!["goals"]!.AsArray().Select(goal => (string)goal!["result"]!).ShouldBe(["partly-reached", "reached"]);

        await story.ShouldBeTold("an-employer-in-three-municipalities.md");
        var feeds = await story.Feeds();
        foreach (var secret in new[] { Facts, "Voorbeeld", "premises first", "machines went" }) feeds.ShouldNotContain(secret);
    }

    private static Officer Of(Oin organisation, string role, params string[] municipalities) => new(organisation, $"{role}-in-{municipalities[0]}", role, municipalities);

    private static async Task AssessAsync(HttpClient owner, string signal)
    {
        foreach (var step in new[] { "w1", "w2a", "w2b", "w3" }) await owner.Done(signal, "assessments", Step(step, "sleeps-at-work-place"));
    }

    private static JsonObject Intervention(string barrier, string intervention, Oin owner) => new()
    {
        ["model"] = "1",
        ["barrier"] = barrier,
        ["intervention"] = intervention,
        ["owner"] = owner.Value,
        ["plannedUntil"] = "2030-03-31",
    };

    private static JsonObject Closure()
    {
        var body = work_in_the_tracks.Imposing();
        body["imposition"]!["article"] = "gemeentewet-174a";
        body["imposition"]!["facts"] = Facts;
        return body;
    }
}
