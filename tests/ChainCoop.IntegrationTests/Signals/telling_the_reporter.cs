using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Municipalities;
using static ChainCoop.IntegrationTests.Signals.SignalWork;

namespace ChainCoop.IntegrationTests.Signals;

[Collection(ProtocolTests.Name)]
public class telling_the_reporter(ProtocolApp own)
{
    private readonly AppFixture app = own.App;

    [Fact]
    public async Task is_asked_with_an_outcome_and_met_by_what_was_told()
    {
        var (neder, riec) = (await app.As(FocalPoint), await app.As(Riec));
        var address = await riec.Sent();
        await neder.Stopped(address);
        await neder.Done(address, "outcome", Examples.Outcome("dismissed"));

        var open = await neder.Read(address);
        Allowed(open).ShouldBe(["feedback", "reopening", "retraction"]);
        ((bool)open["feedback"]!["overdue"]!).ShouldBeFalse();
        (await IsDue(neder, address)).ShouldBeTrue();
        (await riec.Read(address))["feedback"].ShouldBeNull();

        await neder.Done(address, "feedback", Told());

        var told = (await riec.Read(address))["feedback"]!;
        ((string)told["given"]![0]!["told"]!, (string)told["given"]![0]!["note"]!, told["dueAt"]).ShouldBe(("not-acted-upon", "Thank you for calling.", null));
        await Feeds.EntryAbout(riec, CaseWork.IdOf(address), "nl.chaincoop.signals.feedback-given.v1");
        (await IsDue(neder, address)).ShouldBeFalse();
        Allowed(await Refused(neder.Change(address, "feedback", Told()), HttpStatusCode.Conflict, "state-forbids")).ShouldBe(["reopening", "retraction"]);
    }

    [Fact]
    public async Task is_not_asked_of_an_anonymous_one()
    {
        var neder = await app.As(FocalPoint);
        var body = Examples.Signal(Neder);
        body["reporter"] = new JsonObject { ["kind"] = "anonymous" };
        var address = $"signals/{(await (await neder.PostAsync("signals", body)).JsonAsync())["id"]}";
        await neder.Stopped(address);
        await neder.Done(address, "outcome", Examples.Outcome("dismissed"));

        (await neder.Read(address))["feedback"].ShouldBeNull();
        await Refused(neder.Change(address, "feedback", Told()), HttpStatusCode.Conflict, "state-forbids");
    }

    [Fact]
    public async Task is_for_the_municipality_on_the_version_it_read()
    {
        var (neder, riec) = (await app.As(FocalPoint), await app.As(Riec));
        var address = await riec.Sent();
        await neder.Stopped(address);
        await neder.Done(address, "outcome", Examples.Outcome("dismissed"));

        await Refused(riec.PostAsync($"{address}/feedback", Told(), "\"1\""), HttpStatusCode.Forbidden, "forbidden");
        await Refused(neder.PostAsync($"{address}/feedback", Told()), HttpStatusCode.PreconditionRequired, "precondition-required");
        await Refused(neder.PostAsync($"{address}/feedback", Told(), "\"1\""), HttpStatusCode.PreconditionFailed, "precondition-failed");
        await Refused((await app.As(People.Tiel)).PostAsync($"{address}/feedback", Told(), "\"1\""), HttpStatusCode.NotFound, "not-found");
        await Faulty(neder.Change(address, "feedback", Told().With("told", "no-such-code")), "/told");
        await Faulty(neder.Change(address, "feedback", Told().With("way", "no-such-way")), "/way");
    }

    private static JsonObject Told() => new() { ["told"] = "not-acted-upon", ["way"] = "telephone", ["note"] = "Thank you for calling." };

    private static async Task<bool> IsDue(HttpClient client, string address) => (await client.UpToNow($"municipalities/{Neder}/deadlines?limit=200"))["items"]!.AsArray()
        .Any(item => (string)item!["resource"]! == CaseWork.IdOf(address) && (string)item["kind"]! == "feedback");
}
