using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Cases;

public class work_in_the_tracks(AppFixture app)
{
    [Fact]
    public async Task persons_are_known_in_one_track_alone_and_only_in_the_vault()
    {
        var address = await app.StaffedCase();
        var victims = await app.VictimTrack(address);
        var security = await app.SecurityTrack(address);
        var shelter = await app.As(CaseWork.Shelter, "care");
        var police = await app.As(People.Police, "security");

        var victim = await shelter.Done(victims, "participations", rooms_apart.Person("victim"));
        var suspect = await police.Done(security, "participations", rooms_apart.Person("suspect"));

        ((string)victim["subjectId"]!).ShouldNotBe((string)suspect["subjectId"]!);
        var seen = (await shelter.Read(victims))["participations"]![0]!;
        ((string)seen["id"]!).ShouldBe((string)victim["id"]!);
        ((string)seen["role"]!).ShouldBe("victim");
        ((string)seen["identifiers"]!["familyName"]!).ShouldBe("Voorbeeld");
        ((string)seen["note"]!).ShouldBe("Speaks Dutch and Polish.");
        ((bool)seen["erased"]!).ShouldBeFalse();

        await using var command = app.Database.CreateCommand(
            "select string_agg(data::text, '') from (select data from chaincoop.mt_events union all select data from chaincoop.mt_doc_victimtrack union all select data from chaincoop.mt_doc_securitytrack union all select data from chaincoop.mt_doc_case) all_rows");
        var stored = (string)(await command.ExecuteScalarAsync())!;
        stored.ShouldNotContain("Voorbeeld");
        stored.ShouldNotContain("Polish");

        await using var subjects = app.Database.CreateCommand("select count(*) from access.log where action = 'victim-track.read' and subjects = array[$1]");
        subjects.Parameters.Add(new() { Value = Guid.Parse((string)victim["subjectId"]!) });
        ((long)(await subjects.ExecuteScalarAsync())!).ShouldBe(1);
    }

    [Fact]
    public async Task a_measure_goes_from_consideration_to_its_end()
    {
        var address = await app.StaffedCase();
        var security = await app.SecurityTrack(address);
        var lead = await app.As(CaseWork.CaseLead, "security");

        var measure = await lead.Done(security, "measures", new() { ["kind"] = "closure", ["note"] = "After the second visit." });
        ((string)measure["state"]!).ShouldBe("considered");
        var steps = $"measures/{measure["id"]}/steps";

        var early = await lead.Change(security, steps, Imposing());
        early.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        ((string)(await early.JsonAsync())["state"]!).ShouldBe("considered");

        await lead.Done(security, steps, new() { ["step"] = "legal-check" });
        await lead.Done(security, steps, new() { ["step"] = "intention" });
        ((string)(await lead.Done(security, steps, Imposing()))["state"]!).ShouldBe("imposed");
        await lead.Done(security, steps, new() { ["step"] = "in-force" });
        await lead.Done(security, steps, new() { ["step"] = "suspended", ["note"] = "The court asked for the file." });

        var police = await app.As(People.Police, "security");
        var shown = (await police.Read(security))["measures"]![0]!;
        ((string)shown["state"]!).ShouldBe("suspended");
        shown["steps"]!.AsArray().Count.ShouldBe(6);
        ((string)shown["imposition"]!["facts"]!).ShouldBe("Twelve people slept in the kitchen.");
        ((string)shown["imposition"]!["view"]!["summary"]!).ShouldBe("The owner denies it.");
        shown["allowed"]!.AsArray().Select(state => (string)state!).ShouldBe(["in-force", "ended", "annulled"]);

        (await lead.Change(security, $"measures/{MeasureId.New()}/steps", new() { ["step"] = "legal-check" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var stale = await lead.PostAsync($"{security}/{steps}", new JsonObject { ["step"] = "in-force" }, "\"1\"");
        stale.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    internal static JsonObject Imposing() => new()
    {
        ["step"] = "imposed",
        ["imposition"] = new JsonObject
        {
            ["article"] = "gemeentewet-174",
            ["competentBody"] = "mayor",
            ["facts"] = "Twelve people slept in the kitchen.",
            ["factsMayBeDisclosed"] = true,
            ["proportionality"] = "A warning was ignored twice.",
            ["view"] = new JsonObject { ["heard"] = true, ["summary"] = "The owner denies it." },
            ["decisionDocument"] = "decision-2026-12",
            ["from"] = "2026-03-09",
            ["until"] = "2026-09-09",
        },
    };
}
