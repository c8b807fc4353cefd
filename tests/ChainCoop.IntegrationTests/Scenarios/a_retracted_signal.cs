using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Sharing;
using ChainCoop.IntegrationTests.Signals;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Scenarios;

/// <summary>Told in <c>docs/scenarios/a-retracted-signal.md</c>.</summary>
[Collection(ScenarioTests.Name)]
public class a_retracted_signal(ScenarioApp scenarios)
{
    private const string Wijchen = "0296";
    private const string WhyItIsFalse = "The caller wanted a quarrel settled.";
    private static readonly Oin WijchenOin = new("00000099000000296000");
    private static readonly Officer Keeper = Somebody("records-manager") with { Scopes = "privacy.read privacy.write" };

    [Fact]
    public async Task is_taken_back_from_everybody_who_had_it()
    {
        var story = new Story(scenarios);
        var focalPoint = await story.Party("focal point", Somebody("focal-point"), "casework", "general");
        var lead = await story.Party("case lead", Somebody("case-lead"), "casework");
        var director = await story.Party("chain director", Somebody("chain-director"), "casework");
        var keeper = await story.Party("records manager", Keeper, "oversight");
        var riec = await story.Party("RIEC", Sharing(SignalWork.Riec), "assessment", "general");
        var inspectorate = await story.Party("labour inspectorate", Sharing(SignalWork.Inspectorate), "casework", "general");
        var prosecution = await story.Party("prosecution", SignalWork.Prosecution, "assessment", "general");
        var emm = await story.Party("EMM", SignalWork.Emm, "assessment", "general");
        var ggd = await story.Party("GGD", SharingWork.Ggd, "casework", "general");
        var police = await story.Party("police", People.Police, "casework", "general");
        var shelter = await story.Party("shelter", CaseWork.Shelter, "synchronisation", "general");

        // What makes sharing lawful is there before anything is shared.
        var agreement = $"agreements/{await director.Created("agreements", new() { ["parties"] = new JsonArray(WijchenOin.Value, SharingWork.GgdOin.Value), ["purposes"] = new JsonArray("casework"), ["from"] = "2026-01-01" })}";
        (await ggd.PostAsync($"{agreement}/acceptances", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        // A citizen calls.
        var body = Examples.Signal(Wijchen);
        body["channel"] = "phone";
        body["reporter"] = new JsonObject { ["kind"] = "citizen", ["name"] = "A neighbour" };
        var signal = $"signals/{await focalPoint.Created("signals", body)}";
        await focalPoint.Done(signal, "acknowledgements", []);

        // Who is asked for what it knows reads the question and not the signal.
        var asked = await focalPoint.Change(signal, "enrichment-requests", new() { ["to"] = SignalWork.RiecOin.Value, ["question"] = "Is the owner of the workshop known?" });
        asked.StatusCode.ShouldBe(HttpStatusCode.Created);
        var request = $"enrichment-requests/{(await asked.JsonAsync())["id"]}";
        (await riec.Read(request)).ToJsonString().ShouldNotContain(Examples.Observation);
        (await riec.GetAsync(signal)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await riec.PostAsync($"{request}/answers", new JsonObject { ["answer"] = "given", ["information"] = "He owns three of them." })).StatusCode.ShouldBe(HttpStatusCode.OK);

        // Serious, so that others are told; of the inspectorate's task, so that it takes the signal over.
        foreach (var (step, indicator) in new[] { ("w1", "violence"), ("w2a", "debts"), ("w2b", "debts"), ("w3", "debts") }) await focalPoint.Done(signal, "assessments", SignalWork.Step(step, indicator));
        foreach (var to in new[] { SignalWork.ProsecutionOin, SignalWork.EmmOin }) await focalPoint.Done(signal, "notices", new() { ["to"] = to.Value });
        await focalPoint.Done(signal, "outcome", new() { ["kind"] = "referred", ["reason"] = "task-of-partner", ["to"] = SignalWork.InspectorateOin.Value });
        await inspectorate.Done(signal, "referral-answers", new() { ["answer"] = "accepted" });
        var proposed = await inspectorate.PostAsync("cases", CaseWork.Proposal(Wijchen, CaseWork.IdOf(signal)));
        proposed.StatusCode.ShouldBe(HttpStatusCode.Created, await proposed.Content.ReadAsStringAsync());
        var file = $"cases/{(await proposed.JsonAsync())["id"]}";
        await lead.Done(file, "members", CaseWork.Membership(People.PoliceOin, "general"));

        // One field goes to the GGD, on its own basis.
        await focalPoint.BasisFor("signalId", CaseWork.IdOf(signal));
        var disclosure = $"disclosures/{await focalPoint.Created("disclosures", SharingWork.Disclosure("signalId", CaseWork.IdOf(signal), SharingWork.GgdOin, "observation"))}";
        SharingWork.MembersOf(await ggd.Read(signal)).ShouldBe(["id", "municipality", "observation"], ignoreOrder: true);
        foreach (var reader in new[] { inspectorate, prosecution, emm }) ((string)(await reader.Read(signal))["observation"]!).ShouldBe(Examples.Observation);
        foreach (var outsider in new[] { police, shelter }) (await outsider.GetAsync(signal)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // It was false.
        await story.CaughtUpAsync();
        (await focalPoint.PostAsync($"{signal}/retractions", new JsonObject { ["reason"] = "false-report", ["note"] = WhyItIsFalse })).StatusCode.ShouldBe(HttpStatusCode.OK);

        // All who had it have it no longer, and read why in one word.
        HttpClient[] had = [inspectorate, prosecution, emm, riec, ggd];
        foreach (var reader in had)
        {
            (await reader.GetAsync(signal)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            var retraction = await RetractionFor(reader);
            ((string)retraction["signalId"]!, (string)retraction["reason"]!).ShouldBe((CaseWork.IdOf(signal), "false-report"));
            retraction.ToJsonString().ShouldNotContain(WhyItIsFalse);
            foreach (var outsider in new[] { police, shelter }) (await outsider.GetAsync($"retractions/{retraction["id"]}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        (await riec.GetAsync(request)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // The disclosure lapsed, and its receiver says that it destroyed what it had.
        var lapsed = await ggd.Read(disclosure);
        ((string)lapsed["status"]!, (string)lapsed["end"]!["reason"]!).ShouldBe(("lapsed", "record-retracted"));
        (await ggd.PostAsync($"{disclosure}/receipts", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await focalPoint.Read(disclosure))["confirmedAt"].ShouldNotBeNull();

        // The case goes on, and its members know what it no longer rests on.
        (await lead.Read(file))["retractedSignals"]!.AsArray().Select(id => (string)id!).ShouldBe([CaseWork.IdOf(signal)]);
        foreach (var member in new[] { police, inspectorate }) ((string)(await member.Read($"{file}/timeline"))["items"]!.AsArray()[^1]!["type"]!).ShouldBe("linked-signal-retracted");
        (await police.Read(file)).ToJsonString().ShouldNotContain(CaseWork.IdOf(signal));

        // It is kept as what was dismissed is kept: a year, and then a records manager decides.
        ((string)(await focalPoint.Read(signal))["status"]!).ShouldBe("retracted");
        (await focalPoint.Read(signal))["allowed"]!.AsArray().ShouldBeEmpty();
        await SharingWork.Refused(keeper.PostAsync("destruction-lists", new JsonObject { ["municipality"] = Wijchen, ["kind"] = "signal" }), HttpStatusCode.Conflict, "nothing-due");
        await Wait.ForAsync(
            story.App.Database,
            $"select exists (select from privacy.retention where id = '{CaseWork.IdOf(signal)}' and kind = 'signal' and class = 'dismissed-signal' and destroy_after between current_date + 364 and current_date + 367)");

        await story.ShouldBeTold("a-retracted-signal.md");
        var feeds = await story.Feeds();
        foreach (var secret in new[] { WhyItIsFalse, "Voorbeeld", Examples.Observation }) feeds.ShouldNotContain(secret);
    }

    private static Officer Somebody(string role) => Sharing(new(WijchenOin, $"{role}-wijchen", role, [Wijchen]));

    private static Officer Sharing(Officer officer) => officer with { Scopes = SharingWork.Scopes };

    /// <summary>As the feed leads to it: of a retraction the address is in no list.</summary>
    private static Task<JsonNode> RetractionFor(HttpClient reader) => Wait.ForAsync(async _ =>
        (await reader.Read("feed?limit=1000")).AsArray().LastOrDefault(entry => (string)entry!["type"]! == "nl.chaincoop.retractions.made.v1") is { } entry
            ? await reader.Read(((string)entry["dataref"]!)["/v1/".Length..])
            : null);
}
