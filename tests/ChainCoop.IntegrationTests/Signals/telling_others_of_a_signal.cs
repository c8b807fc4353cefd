using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Municipalities;
using static ChainCoop.IntegrationTests.Signals.SignalWork;

namespace ChainCoop.IntegrationTests.Signals;

[Collection(ProtocolTests.Name)]
public class telling_others_of_a_signal(ProtocolApp own)
{
    private readonly AppFixture app = own.App;

    [Fact]
    public async Task is_asked_for_a_serious_one_and_shows_as_a_deadline_until_all_were_told()
    {
        var (neder, prosecution, emm) = (await app.As(FocalPoint), await app.As(Prosecution), await app.As(Emm));
        var address = await neder.Sent();
        await neder.Done(address, "assessments", Step("w1", "violence"));

        var asked = (await neder.Read(address))["notices"]!;
        (asked["missing"]!.ToJsonString(), asked["given"]!.AsArray().Count, (bool)asked["overdue"]!).ShouldBe(("""["prosecution","emm"]""", 0, false));
        (await DeadlinesOf(neder, address)).ShouldContain("notice");
        (await Feeds.EntryAbout(neder, CaseWork.IdOf(address), "nl.chaincoop.signals.notices-asked.v1")).ShouldNotBeNull();
        (await prosecution.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await neder.Done(address, "notices", Notice(ProsecutionOin.Value));
        (await Feeds.EntryAbout(prosecution, CaseWork.IdOf(address), "nl.chaincoop.access.granted.v1")).ShouldNotBeNull();
        (await DeadlinesOf(neder, address)).ShouldContain("notice");
        await neder.Done(address, "notices", Notice(EmmOin.Value));

        (await DeadlinesOf(neder, address)).ShouldNotContain("notice");
        var told = (await neder.Read(address))["notices"]!;
        (told["missing"]!.AsArray().Count, (string)told["given"]![0]!["note"]!).ShouldBe((0, "See also last week."));
        foreach (var reader in new[] { prosecution, emm })
        {
            var view = await reader.Read(address);
            ((string)view["observation"]!, view["assessment"]!.AsArray().Count).ShouldBe((Examples.Observation, 1));
            foreach (var member in (string[])["notices", "enrichmentRequests", "allowed", "superseded"]) view[member].ShouldBeNull(member);
        }
    }

    [Fact]
    public async Task lets_the_receiver_read_and_nothing_else()
    {
        var (neder, prosecution) = (await app.As(FocalPoint), await app.As(Prosecution));
        var address = await neder.Sent();
        await neder.Done(address, "assessments", Step("w1", "violence"));
        await neder.Done(address, "notices", Notice(ProsecutionOin.Value));
        var tag = await neder.TagOf(address);

        foreach (var (below, body) in (IEnumerable<(string, JsonObject)>)[
            ("assessments", Step("w2a", "debts")), ("notices", Notice(EmmOin.Value)), ("outcome", Examples.Outcome("dismissed")), ("acknowledgements", []),
            ("reopenings", new() { ["reason"] = "pattern" }), ("contests", new() { ["fact"] = "observation", ["statement"] = "No." })])
            await Refused(prosecution.PostAsync($"{address}/{below}", body, tag), HttpStatusCode.Forbidden, "forbidden");
        await Refused(prosecution.PostAsync($"{address}/retractions", new JsonObject { ["reason"] = "false-report" }), HttpStatusCode.Forbidden, "forbidden");

        // What it sees is not changed by a step that it does not see.
        var before = await prosecution.TagOf(address);
        (await neder.PostAsync($"{address}/enrichment-requests", new JsonObject { ["to"] = RiecOin.Value, ["question"] = "Is he known?" }, tag)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await prosecution.TagOf(address)).ShouldBe(before);
    }

    [Fact]
    public async Task goes_on_beside_an_escalation()
    {
        var neder = await app.As(FocalPoint);
        var address = await neder.Sent(urgency: "urgent");
        await neder.Done(address, "outcome", Examples.Outcome("escalated"));
        await neder.Done(address, "assessments", Step("w1", "violence"));

        (await DeadlinesOf(neder, address)).ShouldBe(["feedback", "notice"]);
        await neder.Done(address, "notices", Notice(EmmOin.Value));
        Allowed(await neder.Read(address)).ShouldContain("notice");
    }

    [Fact]
    public async Task is_refused_where_the_rules_do_not_ask_it_and_of_police_data()
    {
        var (neder, police) = (await app.As(FocalPoint), await app.As(People.Police));
        var address = await neder.Sent();
        ((string)(await Refused(neder.Change(address, "notices", Notice(EmmOin.Value)), HttpStatusCode.Conflict, "state-forbids"))["state"]!).ShouldBe("received");
        await neder.Done(address, "assessments", Step("w1", "violence"));
        await Faulty(neder.Change(address, "notices", Notice(RiecOin.Value)), "/to");
        await Faulty(neder.Change(address, "notices", Notice("00000099000999999000")), "/to");
        await Refused(neder.PostAsync($"{address}/notices", Notice(EmmOin.Value)), HttpStatusCode.PreconditionRequired, "precondition-required");
        await Refused(neder.PostAsync($"{address}/notices", Notice(EmmOin.Value), "\"1\""), HttpStatusCode.PreconditionFailed, "precondition-failed");
        await Refused((await app.As(People.Tiel)).PostAsync($"{address}/notices", Notice(EmmOin.Value), "\"2\""), HttpStatusCode.NotFound, "not-found");

        var theirs = await police.Sent();
        await neder.Done(theirs, "assessments", Step("w1", "violence"));
        (await neder.Read(theirs))["notices"].ShouldBeNull();
        await Refused(neder.Change(theirs, "notices", Notice(EmmOin.Value)), HttpStatusCode.Forbidden, "passing-on-not-allowed");
    }

    private static JsonObject Notice(string to) => new() { ["to"] = to, ["note"] = "See also last week." };

    private static async Task<List<string>> DeadlinesOf(HttpClient client, string address) =>
        [.. (await client.UpToNow($"municipalities/{Neder}/deadlines?limit=200"))["items"]!.AsArray().Where(item => (string)item!["resource"]! == CaseWork.IdOf(address)).Select(item => (string)item!["kind"]!).Order(StringComparer.Ordinal)];
}
