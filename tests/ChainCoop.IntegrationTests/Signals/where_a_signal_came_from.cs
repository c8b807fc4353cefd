using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Prevention;
using static ChainCoop.IntegrationTests.Signals.SignalWork;

namespace ChainCoop.IntegrationTests.Signals;

[Collection(ProtocolTests.Name)]
public class where_a_signal_came_from(ProtocolApp own)
{
    private static readonly Officer Planner = new(FocalPoint.Organisation, "planner-neder-betuwe", "focal-point", [Neder]) { Scopes = "municipalities.read municipalities.write signals.read signals.write feed.read" };

    private readonly AppFixture app = own.App;

    [Fact]
    public async Task is_an_activity_or_an_inspection_that_the_municipality_alone_hears_of()
    {
        var (neder, riec) = (await app.As(Planner), await app.As(Riec));
        var address = await riec.Sent();
        var activity = await Planned(neder);

        await neder.Done(address, "origins", new() { ["activityId"] = activity });
        await neder.Done(address, "origins", new() { ["inspection"] = "housing" });
        await neder.Done(address, "origins", new() { ["inspection"] = "housing" });

        var origins = (await neder.Read(address))["origins"]!.AsArray();
        origins.Select(origin => ((string?)origin!["activityId"], (string?)origin["inspection"])).ShouldBe([(activity, null), (null, "housing")]);
        (await riec.Read(address))["origins"].ShouldBeNull();
        await Feeds.EntryAbout(neder, CaseWork.IdOf(address), "nl.chaincoop.signals.origin-recorded.v1");
    }

    [Fact]
    public async Task is_recorded_on_the_version_that_was_read_by_the_municipality()
    {
        var (neder, riec) = (await app.As(Planner), await app.As(Riec));
        var address = await riec.Sent();
        JsonObject Inspection() => new() { ["inspection"] = "workplace" };

        await Refused(neder.PostAsync($"{address}/origins", Inspection()), HttpStatusCode.PreconditionRequired, "precondition-required");
        await Refused(neder.PostAsync($"{address}/origins", Inspection(), "\"7\""), HttpStatusCode.PreconditionFailed, "precondition-failed");
        await Refused(riec.PostAsync($"{address}/origins", Inspection(), "\"1\""), HttpStatusCode.Forbidden, "forbidden");
        await Refused((await app.As(People.Tiel)).PostAsync($"{address}/origins", Inspection(), "\"1\""), HttpStatusCode.NotFound, "not-found");
        await Faulty(neder.Change(address, "origins", []), "");
        await Faulty(neder.Change(address, "origins", Inspection().With("inspection", "none")), "/inspection");
        await Faulty(neder.Change(address, "origins", new() { ["activityId"] = Guid.NewGuid().ToString() }), "/activityId");
    }

    [Fact]
    public async Task is_no_activity_that_was_cancelled_and_nothing_of_a_retracted_signal()
    {
        var (neder, riec) = (await app.As(Planner), await app.As(Riec));
        var address = await riec.Sent();
        var activity = await Planned(neder);
        await neder.Done($"prevention-activities/{activity}", "cancellations", new() { ["reason"] = "no-budget" });

        await Refused(neder.Change(address, "origins", new() { ["activityId"] = activity }), HttpStatusCode.Conflict, "state-forbids");

        (await riec.PostAsync($"{address}/retractions", new JsonObject { ["reason"] = "false-report", ["note"] = "Another house." })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Refused(neder.Change(address, "origins", new() { ["inspection"] = "housing" }), HttpStatusCode.Conflict, "state-forbids");
    }

    private static async Task<string> Planned(HttpClient officer)
    {
        var posted = await officer.PostAsync("prevention-activities", activities_and_trainings.Plan(Neder));
        posted.StatusCode.ShouldBe(HttpStatusCode.Created, await posted.Content.ReadAsStringAsync());
        return (string)(await posted.JsonAsync())["id"]!;
    }
}
