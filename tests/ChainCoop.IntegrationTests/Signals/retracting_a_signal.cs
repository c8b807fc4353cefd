using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Municipalities;
using ChainCoop.IntegrationTests.Sharing;
using static ChainCoop.IntegrationTests.Signals.SignalWork;

namespace ChainCoop.IntegrationTests.Signals;

[Collection(ProtocolTests.Name)]
public class retracting_a_signal(ProtocolApp own)
{
    private readonly AppFixture app = own.App;

    [Fact]
    public async Task reaches_everybody_who_got_it_and_takes_it_from_them()
    {
        var (neder, inspectorate, shelter, prosecution, riec) =
            (await app.As(FocalPoint), await app.As(Inspectorate), await app.As(CaseWork.Shelter), await app.As(Prosecution), await app.As(Riec));
        var address = await inspectorate.Sent();
        var request = await neder.Change(address, "enrichment-requests", new JsonObject { ["to"] = RiecOin.Value, ["question"] = "Is he known?" });
        await neder.Stopped(address, "violence");
        await neder.Done(address, "notices", new JsonObject { ["to"] = ProsecutionOin.Value });
        await neder.Done(address, "outcome", Examples.Outcome("referred", to: CaseWork.ShelterOin.Value));
        await shelter.Done(address, "referral-answers", new JsonObject { ["answer"] = "declined", ["reason"] = "not-recent" });

        var retracted = await neder.PostAsync($"{address}/retractions", Retraction());
        retracted.StatusCode.ShouldBe(HttpStatusCode.OK, await retracted.Content.ReadAsStringAsync());

        foreach (var reader in new[] { shelter, prosecution, riec })
        {
            (await reader.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            var notice = await RetractionOf(reader, address);
            ((string)notice["reason"]!, (string)notice["municipality"]!).ShouldBe(("false-report", Neder));
            notice.ToJsonString().ShouldNotContain("He was never there.");
        }
        (await riec.GetAsync(request.Headers.Location!.OriginalString["/v1/".Length..])).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        ((string)(await Feeds.EntryAbout(inspectorate, CaseWork.IdOf(address), "nl.chaincoop.signals.retracted.v1"))["data"]!["status"]!).ShouldBe("retracted");

        var own = await neder.Read(address);
        ((string)own["status"]!, (string)own["observation"]!, (string)own["retracted"]!["reason"]!).ShouldBe(("retracted", Examples.Observation, "false-report"));
        ((string)own["outcomes"]!.AsArray()[^1]!["note"]!).ShouldBe("He was never there.");
        (await ReadModels.Row(neder, Neder, CaseWork.IdOf(address), "general"))["status"]!.GetValue<string>().ShouldBe("retracted");
        (await neder.UpToNow($"municipalities/{Neder}/deadlines?limit=200"))["items"]!.AsArray().ShouldNotContain(item => (string)item!["resource"]! == CaseWork.IdOf(address));
    }

    /// <summary>Either no case grows from it any more, or that case hears of the retraction.</summary>
    [Fact]
    public async Task reaches_a_case_that_grows_from_it_at_the_same_moment()
    {
        var neder = await app.As(FocalPoint);
        for (var round = 0; round < 8; round++)
        {
            var address = await (await app.As(Inspectorate)).Sent();
            var proposal = CaseWork.Proposal(Neder);
            proposal["fromSignal"] = CaseWork.IdOf(address);
            var both = await Task.WhenAll(neder.PostAsync("cases", proposal), neder.PostAsync($"{address}/retractions", Retraction()));
            both.ShouldAllBe(answer => answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.Conflict);
            if (both[1].StatusCode == HttpStatusCode.Conflict) (await neder.PostAsync($"{address}/retractions", Retraction())).StatusCode.ShouldBe(HttpStatusCode.OK);
            if (both[0].StatusCode == HttpStatusCode.Created)
                ((string)(await neder.Read(both[0].Headers.Location!.OriginalString["/v1/".Length..]))["retractedSignals"]![0]!).ShouldBe(CaseWork.IdOf(address));
        }
    }

    [Fact]
    public async Task by_who_sent_it_tells_the_case_and_not_who_did_it()
    {
        var (neder, inspectorate) = (await app.As(FocalPoint), await app.As(Inspectorate));
        var address = await inspectorate.Sent(urgency: "urgent");
        var file = $"cases/{(await neder.Done(address, "outcome", Examples.Outcome("escalated")))["caseId"]}";
        (await inspectorate.Read(address))["allowed"].ShouldBeNull();

        var retracted = await inspectorate.PostAsync($"{address}/retractions", Retraction());

        (retracted.StatusCode, retracted.Headers.ETag).ShouldBe((HttpStatusCode.OK, null), await retracted.Content.ReadAsStringAsync());
        (await retracted.JsonAsync()).ToJsonString().ShouldBe($$"""{"id":"{{CaseWork.IdOf(address)}}","status":"retracted"}""");
        ((string)(await neder.Read(file))["retractedSignals"]![0]!).ShouldBe(CaseWork.IdOf(address));
        var entry = (await neder.Read($"{file}/timeline"))["items"]!.AsArray()[^1]!;
        ((string)entry["type"]!, entry["organisation"]).ShouldBe(("linked-signal-retracted", null));
        await Feeds.EntryAbout(neder, CaseWork.IdOf(file), "nl.chaincoop.cases.signals-retracted.v1");
    }

    [Fact]
    public async Task is_final_and_lets_nothing_grow_from_it()
    {
        var (neder, riec) = (await app.As(FocalPoint), await app.As(Riec));
        var address = await neder.Sent();
        (await neder.PostAsync($"{address}/retractions", Retraction())).StatusCode.ShouldBe(HttpStatusCode.OK);

        foreach (var (below, body) in (IEnumerable<(string, JsonObject)>)[
            ("assessments", Step("w1", "debts")), ("outcome", Examples.Outcome("escalated")), ("reopenings", new() { ["reason"] = "pattern" }),
            ("enrichment-requests", new() { ["to"] = RiecOin.Value, ["question"] = "Is he known?" }), ("notices", new() { ["to"] = EmmOin.Value })])
        {
            var refused = await Refused(neder.Change(address, below, body), HttpStatusCode.Conflict, "state-forbids");
            ((string)refused["state"]!, refused["allowed"]!.AsArray().Count).ShouldBe(("retracted", 0), below);
        }
        await Refused(neder.PostAsync($"{address}/retractions", Retraction()), HttpStatusCode.Conflict, "state-forbids");
        ((string)(await Refused(neder.PostAsync("cases", CaseWork.Proposal(Neder, CaseWork.IdOf(address))), HttpStatusCode.Conflict, "state-forbids"))["state"]!).ShouldBe("retracted");
        await Refused(riec.GetAsync($"retractions/{Guid.NewGuid()}"), HttpStatusCode.NotFound, "not-found");
        await Refused(riec.PostAsync($"{address}/retractions", Retraction()), HttpStatusCode.NotFound, "not-found");
        await Faulty(neder.PostAsync($"{await neder.Sent()}/retractions", new JsonObject { ["reason"] = "no-such-reason" }), "/reason");
    }

    private static JsonObject Retraction() => new() { ["reason"] = "false-report", ["note"] = "He was never there." };

    /// <summary>As the feed leads to it.</summary>
    private static async Task<JsonNode> RetractionOf(HttpClient reader, string address)
    {
        var after = "0";
        for (var polls = 0; polls < 200; polls++)
        {
            foreach (var entry in (await reader.Read($"feed?after={after}&limit=1000&timeout=2000")).AsArray())
            {
                after = (string)entry!["sequence"]!;
                if ((string?)entry["type"] != "nl.chaincoop.retractions.made.v1") continue;
                var read = await reader.Read(((string)entry["dataref"]!)["/v1/".Length..]);
                if ((string)read["signalId"]! == CaseWork.IdOf(address)) return read;
            }
        }

        throw new ShouldAssertException($"No retraction of {address} in the feed.");
    }
}

[Collection(SharingTests.Name)]
public class retracting_a_signal_that_was_disclosed(SharingApp sharing)
{
    [Fact]
    public async Task ends_the_disclosure_and_tells_its_receiver()
    {
        var app = sharing.App;
        await app.AgreementInForce();
        var (druten, ggd) = (await app.As(SharingWork.FocalPoint), await app.As(SharingWork.Ggd));
        var signal = await druten.SignalOf();
        await druten.BasisFor("signalId", signal);
        var disclosure = $"disclosures/{await druten.Created("disclosures", SharingWork.Disclosure("signalId", signal, SharingWork.GgdOin, "observation"))}";
        (await ggd.GetAsync($"signals/{signal}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await druten.PostAsync($"signals/{signal}/retractions", new JsonObject { ["reason"] = "sent-by-mistake" })).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await ggd.GetAsync($"signals/{signal}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var ended = await ggd.Read(disclosure);
        ((string)ended["status"]!, (string)ended["end"]!["reason"]!).ShouldBe(("lapsed", "record-retracted"));
        (await ggd.PostAsync($"{disclosure}/receipts", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await SharingWork.Refused(
            druten.PostAsync("disclosures", SharingWork.Disclosure("signalId", signal, SharingWork.VeiligThuisOin, "observation")), HttpStatusCode.Conflict, "state-forbids");
    }
}
