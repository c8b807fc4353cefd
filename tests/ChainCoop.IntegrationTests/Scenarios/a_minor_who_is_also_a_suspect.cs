using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Shared;
using static ChainCoop.IntegrationTests.Signals.SignalWork;

namespace ChainCoop.IntegrationTests.Scenarios;

/// <summary>Told in <c>docs/scenarios/a-minor-who-is-also-a-suspect.md</c>.</summary>
[Collection(ScenarioTests.Name)]
public class a_minor_who_is_also_a_suspect(ScenarioApp scenarios)
{
    private const string Nijmegen = "0268";
    private const string Street = "Wilgenkade 21";
    private const string Tips = "reliable-third-party-tips";
    private static readonly Oin BoardOin = new("00000099000100012000");
    private static readonly Officer Board = new(BoardOin, "board-officer", "partner", People.District);
    private static readonly Officer VeiligThuis = new(new("00000099000100011000"), "veilig-thuis-at-night", "partner", People.District);

    [Fact]
    public async Task is_helped_in_one_room_and_cleared_in_the_other()
    {
        var story = new Story(scenarios);
        var focalPoint = await story.Party("focal point", People.Nijmegen, "assessment", "general");
        var lead = await story.Party("case lead", CaseWork.CaseLead, "casework", "security");
        var coordinator = await story.Party("care coordinator", CaseWork.CareCoordinator, "care", "care");
        var director = await story.Party("chain director", CaseWork.Director, "casework");
        var police = await story.Party("police", People.Police with { Scopes = $"{People.Police.Scopes} sharing.read" }, "synchronisation", "general", "security", "care");
        var board = await story.Party("child protection board", Board, "care", "general", "care");
        var shelter = await story.Party("shelter", CaseWork.Shelter, "care", "general", "care");
        var comensha = await story.Party("CoMensha", CareWork.CoMensha, "synchronisation", "general", "care");
        var veiligThuis = await story.Party("Veilig Thuis", VeiligThuis, "care", "general", "care");
        var prosecution = await story.Party("prosecution", Prosecution, "assessment", "general");
        var emm = await story.Party("EMM", Emm, "assessment", "general");

        // Acute danger goes first, and the assessment follows.
        var signal = $"signals/{(await PostedAsync(focalPoint, "signals", Signal()))["id"]}";
        await focalPoint.Done(signal, "acknowledgements", []);
        var file = $"cases/{(await focalPoint.Done(signal, "outcome", new() { ["kind"] = "escalated", ["reason"] = "acute-danger" }))["caseId"]}";
        foreach (var (step, indicator) in new[] { ("w1", Tips), ("w2a", Tips), ("w2b", Tips), ("w3", "involuntary-prostitution") })
            ((string)(await focalPoint.Done(signal, "assessments", Step(step, indicator).With("minor", "observed")))["status"]!).ShouldBe("escalated");

        // Of a minor coercion need not be shown: tips are enough to go on. What is serious besides is for the prosecution and EMM.
        var assessed = await focalPoint.Read(signal);
        assessed["assessment"]![0]!["advice"]!.AsArray().Select(one => (string)one!["finding"]!).ShouldContain("minor");
        assessed["assessment"]![3]!["advice"]!.AsArray().Select(one => (string)one!["finding"]!).ShouldContain("serious-minor");
        assessed["notices"]!["missing"]!.AsArray().Select(kind => (string)kind!).ShouldBe(["prosecution", "emm"]);
        foreach (var reader in new[] { prosecution, emm, police, board }) (await reader.GetAsync(signal)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (var to in new[] { ProsecutionOin, EmmOin }) await focalPoint.Done(signal, "notices", new() { ["to"] = to.Value });
        foreach (var reader in new[] { prosecution, emm }) (await reader.Read(signal))["notices"].ShouldBeNull();

        // The case, and who works in which room.
        await lead.Done(file, "screenings", new() { ["conclusion"] = "accepted", ["criteria"] = new JsonArray("several-areas-of-life", "several-chains-needed") });
        foreach (var (organisation, room) in new[] { (People.PoliceOin, "general"), (People.PoliceOin, "security"), (BoardOin, "care"), (CaseWork.ShelterOin, "care") })
            await lead.Done(file, "members", CaseWork.Membership(organisation, room));
        var care = $"victim-tracks/{(string)(await coordinator.Read(file))["victimTrackId"]!}";
        var security = $"security-tracks/{(string)(await lead.Read(file))["securityTrackId"]!}";

        // The care room: is she safe, where does she go, who answers for her.
        var victim = await coordinator.Done(care, "participations", Somebody("victim"));
        var person = (string)victim["id"]!;
        await coordinator.Done(care, "safety-checks", new() { ["participationId"] = person, ["level"] = "acute-danger", ["needs"] = new JsonArray("safe-place", "psychological-first-aid") });
        var route = await coordinator.Done(care, "route-proposals", new() { ["participationId"] = person, ["ageGroup"] = "minor", ["nationality"] = "dutch", ["residence"] = "lawful-otherwise", ["complexity"] = "unknown" });
        ((string)route["proposed"]!, route["applied"]!.ToJsonString()).ShouldBe(("child-protection-board", """["minor-to-child-protection"]"""));
        await coordinator.Done(care, $"route-proposals/{route["id"]}/decisions", new() { ["route"] = "child-protection-board" });
        var request = (string)(await coordinator.Done(care, "shelter-requests", new() { ["participationId"] = person, ["shelter"] = "child-protection-board", ["reason"] = "needs-safe-place" }))["id"]!;
        await board.Done(care, $"shelter-requests/{request}/steps", new() { ["step"] = "offered", ["reason"] = "place-available" });
        await shelter.Done(care, "placements", placing_a_victim.Placement(person, Street));
        foreach (var knows in new[] { coordinator, shelter }) ((string)(await knows.Read(care))["placements"]![0]!["address"]!["street"]!).ShouldBe(Street);
        (await board.Read(care)).ToJsonString().ShouldNotContain(Street);

        // Nobody asked her to consent, and nobody had to.
        var basis = (string)(await coordinator.Done(care, "legal-bases", new() { ["kind"] = "vital-interest", ["from"] = "2026-01-01", ["note"] = "Sixteen, and in danger." }))["id"]!;
        var registration = (string)(await coordinator.Done(care, "comensha-registrations", new() { ["participationId"] = person, ["type"] = "with-shelter", ["legalBasisId"] = basis }))["id"]!;
        var export = await coordinator.Read($"{care}/comensha-registrations/{registration}/export");
        ((string)export["legalBasis"]!, (string)export["ageGroup"]!).ShouldBe(("vital-interest", "Minderjarig"));
        export.ToJsonString().ShouldNotContain(Street);
        (await comensha.GetAsync(care)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // The same human being, in the room of the police.
        var suspect = await police.Done(security, "participations", Somebody("suspect").With("note", "Money was passed through her account."));
        ((string)suspect["subjectId"]!).ShouldNotBe((string)victim["subjectId"]!);
        (await police.GetAsync(care)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await lead.GetAsync(care)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (var outsider in new[] { coordinator, board, shelter }) (await outsider.GetAsync(security)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        string[] ofTheCareRoom = [CaseWork.IdOf(care), person, (string)victim["subjectId"]!, request, registration, Street];
        string[] lists = ["cases?limit=100", "signals?limit=100", "municipalities/0268/caseload?room=security", "municipalities/0268/deadlines?room=security", "municipalities/0268/overview"];
        foreach (var address in (string[])[file, security, $"{file}/timeline", .. lists])
        {
            foreach (var (reader, hidden) in new[] { (police, (string[])[.. ofTheCareRoom, CaseWork.ShelterOin.Value, BoardOin.Value]), (lead, ofTheCareRoom) })
            {
                var seen = (await reader.Read(address)).ToJsonString();
                foreach (var secret in hidden) seen.ShouldNotContain(secret, customMessage: address);
            }
        }

        (await PostedAsync(police, "disclosures/_search", new() { ["victimTrackId"] = CaseWork.IdOf(care) }, HttpStatusCode.OK))["items"]!.AsArray().ShouldBeEmpty();
        (await coordinator.Read(care)).ToJsonString().ShouldNotContain((string)suspect["subjectId"]!);

        // At night she is missing. Who opens the room reads what helps to find her, and not where she lives.
        (await veiligThuis.GetAsync(care)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var opened = await PostedAsync(veiligThuis, $"{file}/emergency-access", Emergency());
        var read = await veiligThuis.Read(care);
        ((string)read["safetyChecks"]![0]!["level"]!).ShouldBe("acute-danger");
        read.ToJsonString().ShouldNotContain(Street);
        (await veiligThuis.PostAsync($"{care}/aftercare", CareWork.Aftercare(person), await veiligThuis.TagOf(care))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await veiligThuis.PostAsync($"{file}/emergency-access", Emergency())).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var use = $"emergency-uses/{opened["id"]}";
        ((string)(await director.Read(use))["note"]!).ShouldBe("She did not come home.");
        (await PostedAsync(director, $"{use}/reviews", new() { ["conclusion"] = "justified", ["note"] = "She was found that night." }, HttpStatusCode.OK))["id"].ShouldNotBeNull();

        // She was used: the suspicion ends, with its reason.
        await police.Done(security, $"participations/{suspect["id"]}/endings", new() { ["reason"] = "not-involved", ["note"] = "Others held her card." });
        var cleared = (await police.Read(security))["participations"]![0]!;
        ((string)cleared["endReason"]!, cleared["until"] is not null).ShouldBe(("not-involved", true));

        // What all agree on, and what comes after.
        await lead.Done(file, "plan", new() { ["goals"] = new JsonArray(new JsonObject { ["kind"] = "victim-safe" }, new JsonObject { ["kind"] = "care-started" }) });
        await lead.Done(file, "plan/agreements", new() { ["plan"] = 1 });
        ((string)(await police.Done(file, "plan/agreements", new() { ["plan"] = 1 }))["status"]!).ShouldBe("plan-agreed");
        await coordinator.Done(care, $"shelter-requests/{request}/steps", new() { ["step"] = "outflow", ["reason"] = "own-housing" });
        (await shelter.Read(care)).ToJsonString().ShouldNotContain(Street);
        await coordinator.Done(care, "aftercare", new() { ["participationId"] = person, ["kind"] = "mental-health-care" });
        await coordinator.Done(care, $"shelter-requests/{request}/steps", new() { ["step"] = "ended", ["reason"] = "aftercare-done" });

        await story.ShouldBeTold("a-minor-who-is-also-a-suspect.md");
        var feeds = await story.Feeds();
        foreach (var secret in new[] { Street, "Voorbeeld", (string)victim["subjectId"]!, (string)suspect["subjectId"]! }) feeds.ShouldNotContain(secret);
        feeds = await story.Feeds("police", "case lead", "focal point", "prosecution", "EMM");
        foreach (var secret in ofTheCareRoom) feeds.ShouldNotContain(secret);
        (await story.Feeds("care coordinator", "child protection board", "shelter", "Veilig Thuis")).ShouldNotContain(CaseWork.IdOf(security));
    }

    private static JsonObject Signal() => new()
    {
        ["municipality"] = Nijmegen,
        ["exploitationType"] = "sexual",
        ["urgency"] = "urgent",
        ["channel"] = "phone",
        ["reporter"] = new JsonObject { ["kind"] = "professional", ["name"] = "Mentor of a school" },
        ["observation"] = "A girl of sixteen is fetched by a man every day at noon.",
        ["subjects"] = new JsonArray(new JsonObject { ["role"] = "possible-victim", ["identifiers"] = Identifiers() }),
    };

    private static JsonObject Emergency() => new() { ["room"] = "care", ["reason"] = "person-missing", ["note"] = "She did not come home." };

    private static JsonObject Somebody(string role) => new() { ["role"] = role, ["identifiers"] = Identifiers() };

    private static JsonObject Identifiers() => new() { ["familyName"] = "Voorbeeld", ["birthDate"] = "2010-03-02" };

    internal static async Task<JsonNode> PostedAsync(HttpClient client, string address, JsonObject body, HttpStatusCode status = HttpStatusCode.Created)
    {
        var answer = await client.PostAsync(address, body);
        answer.StatusCode.ShouldBe(status, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }
}
