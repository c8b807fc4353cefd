using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Municipalities;
using ChainCoop.IntegrationTests.Privacy;
using static ChainCoop.IntegrationTests.Signals.SignalWork;

namespace ChainCoop.IntegrationTests.Signals;

[Collection(ProtocolTests.Name)]
public class reopening_a_signal(ProtocolApp own)
{
    private readonly AppFixture app = own.App;

    [Fact]
    public async Task returns_a_dismissed_one_to_the_work_at_hand()
    {
        var neder = await app.As(FocalPoint);
        var address = await neder.Sent();
        await neder.Stopped(address);
        await neder.Done(address, "outcome", Examples.Outcome("dismissed"));
        (await ReadModels.Row(neder, Neder, CaseWork.IdOf(address), "general"))["status"]!.GetValue<string>().ShouldBe("dismissed");

        ((string)(await neder.Done(address, "reopenings", Reopening("new-information")))["status"]!).ShouldBe("in-assessment");

        var view = await neder.Read(address);
        Allowed(view).ShouldBe(["acknowledgement", "assessment-w3", "enrichment-request", "merge", "feedback", "retraction"]);
        view["outcomes"]!.AsArray().Select(outcome => $"{outcome!["step"]} {outcome["note"]}").ShouldBe(["dismissed ", "reopened She called again."]);
        (await ReadModels.Row(neder, Neder, CaseWork.IdOf(address), "general"))["status"]!.GetValue<string>().ShouldBe("in-assessment");
        (await neder.UpToNow($"municipalities/{Neder}/deadlines?limit=200"))["items"]!.AsArray()
            .ShouldContain(item => (string)item!["resource"]! == CaseWork.IdOf(address) && (string)item["kind"]! == "assessment");
        ((string)(await Feeds.EntryAbout(neder, CaseWork.IdOf(address), "nl.chaincoop.signals.reopened.v1"))["data"]!["status"]!).ShouldBe("in-assessment");

        await neder.Done(address, "assessments", Step("w3", "debts"));
        await neder.Done(address, "outcome", Examples.Outcome("escalated"));
    }

    [Fact]
    public async Task of_a_linked_one_tells_the_case()
    {
        var neder = await app.As(FocalPoint);
        var file = await neder.ProposedCase(Neder);
        var address = await neder.Sent();
        await neder.Stopped(address);
        await neder.Done(address, "outcome", Examples.Outcome("linked", caseId: CaseWork.IdOf(file)));
        (await neder.Read(file))["linkedSignals"]!.AsArray().Count.ShouldBe(1);

        await neder.Done(address, "reopenings", Reopening("outcome-incorrect"));

        (await neder.Read(file))["linkedSignals"]!.AsArray().ShouldBeEmpty();
        (await neder.Read($"{file}/timeline"))["items"]!.AsArray().Select(entry => (string)entry!["type"]!).ShouldContain("linked-signal-reopened");
        (await neder.Read(address))["caseId"].ShouldBeNull();
    }

    [Fact]
    public async Task takes_it_back_from_the_party_that_took_it()
    {
        var (neder, inspectorate) = (await app.As(FocalPoint), await app.As(Inspectorate));
        var address = await neder.Sent();
        await neder.Stopped(address);
        await neder.Done(address, "outcome", Examples.Outcome("referred", to: InspectorateOin.Value));
        await Refused(neder.Change(address, "reopenings", Reopening("returned")), HttpStatusCode.Conflict, "state-forbids");
        await inspectorate.Done(address, "referral-answers", new JsonObject { ["answer"] = "accepted" });

        await neder.Done(address, "reopenings", Reopening("returned"));

        (await inspectorate.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await Feeds.EntryAbout(inspectorate, CaseWork.IdOf(address), "nl.chaincoop.access.ended.v1");
    }

    [Fact]
    public async Task is_for_the_municipality_on_the_version_it_read()
    {
        var (neder, riec) = (await app.As(FocalPoint), await app.As(Riec));
        var address = await riec.Sent();
        await neder.Stopped(address);
        await neder.Done(address, "outcome", Examples.Outcome("dismissed"));

        await Refused(riec.Change(address, "reopenings", Reopening("pattern")), HttpStatusCode.Forbidden, "forbidden");
        await Refused(neder.PostAsync($"{address}/reopenings", Reopening("pattern")), HttpStatusCode.PreconditionRequired, "precondition-required");
        await Refused(neder.PostAsync($"{address}/reopenings", Reopening("pattern"), "\"1\""), HttpStatusCode.PreconditionFailed, "precondition-failed");
        await Faulty(neder.Change(address, "reopenings", Reopening("no-such-reason")), "/reason");
        await Refused((await app.As(People.Tiel)).PostAsync($"{address}/reopenings", Reopening("pattern"), "\"1\""), HttpStatusCode.NotFound, "not-found");
    }

    private static JsonObject Reopening(string reason) => new() { ["reason"] = reason, ["note"] = "She called again." };
}

[Collection(nameof(DestructionApp))]
public class reopening_a_signal_whose_year_is_over(DestructionApp old)
{
    private const string Buren = "0214";

    [Fact]
    public async Task keeps_it_from_being_destroyed_by_a_list_that_was_approved()
    {
        var (one, two) = (DestructionApp.Keeper(Buren, "records-one"), DestructionApp.Keeper(Buren, "records-two"));
        var signal = await old.SignalAsync(Buren, DestructionApp.OverAYear);
        var list = await old.ProposedAsync(one, Buren);
        await old.ReviewedAsync(one, list);

        var buren = await old.App.As(new Officer(DestructionApp.OinOf(Buren), "focal-point-buren", "focal-point", [Buren]));
        await buren.Done($"signals/{signal}", "reopenings", new JsonObject { ["reason"] = "pattern" });
        await (await old.App.As(two)).Done(list, "approvals", []);

        (await old.CertificateAsync(two, list))["destroyed"]!.AsArray().ShouldBeEmpty();
        var view = await buren.Read($"signals/{signal}");
        ((string)view["status"]!, (string)view["observation"]!).ShouldBe(("in-assessment", Examples.Observation));
        await old.CaughtUpAsync();
        (await old.AskAsync($"select ended_on is null and destroy_after is null and class = 'signal' from privacy.retention where id = '{signal}' and kind = 'signal'")).ShouldBe(true);
    }
}
