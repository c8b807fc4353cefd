using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Municipalities;
using static ChainCoop.IntegrationTests.Signals.SignalWork;

namespace ChainCoop.IntegrationTests.Signals;

[Collection(ProtocolTests.Name)]
public class merging_signals(ProtocolApp own)
{
    private readonly AppFixture app = own.App;

    [Fact]
    public async Task takes_the_duplicate_from_the_work_at_hand_and_gives_it_the_outcome_of_the_other_one()
    {
        var (neder, riec) = (await app.As(FocalPoint), await app.As(Riec));
        var (duplicate, other) = (await riec.Sent(), await neder.Sent());

        var merged = await neder.Change(duplicate, "merges", Into(other));

        merged.StatusCode.ShouldBe(HttpStatusCode.Created);
        merged.Headers.Location!.ToString().ShouldEndWith(duplicate);
        var view = await neder.Read(duplicate);
        ((string)view["mergedInto"]!, (string)view["mergeId"]!).ShouldBe((CaseWork.IdOf(other), (string)(await merged.JsonAsync())["id"]!));
        Allowed(view).ShouldBe(["merge-reversal", "retraction"]);
        ((string)(await neder.Read(other))["duplicates"]![0]!["signalId"]!).ShouldBe(CaseWork.IdOf(duplicate));
        (await OpenDeadlines(neder, duplicate)).ShouldBeEmpty();
        (await neder.UpToNow($"municipalities/{Neder}/caseload?limit=200"))["items"]!.AsArray().ShouldNotContain(item => (string)item!["id"]! == CaseWork.IdOf(duplicate));

        await neder.Stopped(other);
        await neder.Done(other, "outcome", Examples.Outcome("dismissed"));

        // Who sent it hears what became of it, not that there is another signal.
        ((string)(await Feeds.EntryAbout(riec, CaseWork.IdOf(duplicate), "nl.chaincoop.signals.concluded.v1"))["data"]!["status"]!).ShouldBe("dismissed");
        var sent = await riec.Read(duplicate);
        ((string)sent["status"]!, sent["mergedInto"], sent["mergeId"]).ShouldBe(("dismissed", null, null));
        (await riec.GetAsync(other)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await neder.Done(other, "reopenings", new JsonObject { ["reason"] = "pattern" });
        ((string)(await neder.Read(duplicate))["status"]!).ShouldBe("in-assessment");
    }

    [Fact]
    public async Task is_taken_back_with_its_deadlines()
    {
        var neder = await app.As(FocalPoint);
        var (duplicate, other) = (await neder.Sent(), await neder.Sent());
        var before = await OpenDeadlines(neder, duplicate);
        before.Length.ShouldBe(2);
        var id = (string)(await (await neder.Change(duplicate, "merges", Into(other))).JsonAsync())["id"]!;

        ((bool)(await neder.Done(duplicate, $"merges/{id}/reversals", []))["reversed"]!).ShouldBeTrue();

        var view = await neder.Read(duplicate);
        ((string)view["status"]!, view["mergedInto"], (await neder.Read(other))["duplicates"]).ShouldBe(("received", null, null));
        (await OpenDeadlines(neder, duplicate)).ShouldBe(before);
        (await ReadModels.Row(neder, Neder, CaseWork.IdOf(duplicate), "general"))["status"]!.GetValue<string>().ShouldBe("received");
        await Refused(neder.Change(duplicate, $"merges/{id}/reversals", []), HttpStatusCode.Conflict, "state-forbids");
        await Refused(neder.Change(duplicate, $"merges/{Guid.NewGuid()}/reversals", []), HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task ends_when_either_of_them_is_retracted()
    {
        var (neder, riec) = (await app.As(FocalPoint), await app.As(Riec));
        var (first, second, other) = (await riec.Sent(), await neder.Sent(), await riec.Sent());
        foreach (var duplicate in (string[])[first, second]) (await neder.Change(duplicate, "merges", Into(other))).EnsureSuccessStatusCode();
        var retraction = new JsonObject { ["reason"] = "false-report" };

        (await riec.PostAsync($"{first}/retractions", retraction)).EnsureSuccessStatusCode();
        (await neder.Read(other))["duplicates"]!.AsArray().Select(duplicate => (string)duplicate!["signalId"]!).ShouldBe([CaseWork.IdOf(second)]);

        (await riec.PostAsync($"{other}/retractions", retraction)).EnsureSuccessStatusCode();
        var left = await neder.Read(second);
        ((string)left["status"]!, left["mergedInto"]).ShouldBe(("received", null));
        (await OpenDeadlines(neder, second)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task never_goes_round_also_of_two_at_once()
    {
        var neder = await app.As(FocalPoint);
        var (one, other) = (await neder.Sent(), await neder.Sent());

        var answers = await Task.WhenAll(neder.Change(one, "merges", Into(other)), neder.Change(other, "merges", Into(one)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Single(answer => answer.StatusCode != HttpStatusCode.Created).StatusCode.ShouldBeOneOf(HttpStatusCode.Conflict, HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task is_refused_where_a_case_grew_or_there_is_an_outcome()
    {
        var neder = await app.As(FocalPoint);
        var (grown, dismissed, other) = (await neder.Sent(), await neder.Sent(), await neder.Sent());
        await neder.PostAsync("cases", new JsonObject { ["municipality"] = Neder, ["exploitationTypes"] = new JsonArray("labour"), ["fromSignal"] = CaseWork.IdOf(grown) });
        await neder.Stopped(dismissed);
        await neder.Done(dismissed, "outcome", Examples.Outcome("dismissed"));

        Allowed(await Refused(neder.Change(grown, "merges", Into(other)), HttpStatusCode.Conflict, "state-forbids")).ShouldNotContain("merge");
        Allowed(await Refused(neder.Change(dismissed, "merges", Into(other)), HttpStatusCode.Conflict, "state-forbids")).ShouldBe(["feedback", "reopening", "retraction"]);
        Allowed(await Refused(neder.Change(other, "merges", Into(dismissed)), HttpStatusCode.Conflict, "state-forbids")).ShouldBe(["feedback", "reopening", "retraction"]);
    }

    [Fact]
    public async Task is_for_the_municipality_on_the_version_it_read_and_with_a_signal_of_its_own()
    {
        var (neder, riec, tiel) = (await app.As(FocalPoint), await app.As(Riec), await app.As(People.Tiel));
        var (address, other) = (await riec.Sent(), await neder.Sent());
        var elsewhere = await riec.Sent("0281");

        await Refused(riec.PostAsync($"{address}/merges", Into(other), "\"1\""), HttpStatusCode.Forbidden, "forbidden");
        await Refused(neder.PostAsync($"{address}/merges", Into(other)), HttpStatusCode.PreconditionRequired, "precondition-required");
        await Refused(neder.PostAsync($"{address}/merges", Into(other), "\"7\""), HttpStatusCode.PreconditionFailed, "precondition-failed");
        await Refused(tiel.PostAsync($"{address}/merges", Into(elsewhere), "\"1\""), HttpStatusCode.NotFound, "not-found");
        await Refused(tiel.PostAsync($"{address}/merges/{Guid.NewGuid()}/reversals", new JsonObject(), "\"1\""), HttpStatusCode.NotFound, "not-found");
        foreach (var wrong in (string[])[elsewhere, address, $"signals/{Guid.NewGuid()}"]) await Faulty(neder.Change(address, "merges", Into(wrong)), "/into");
    }

    private static JsonObject Into(string address) => new() { ["into"] = CaseWork.IdOf(address) };

    private static async Task<string[]> OpenDeadlines(HttpClient client, string address) =>
    [
        .. (await client.UpToNow($"municipalities/{Neder}/deadlines?limit=200"))["items"]!.AsArray()
            .Where(item => (string)item!["resource"]! == CaseWork.IdOf(address)).Select(item => $"{item!["kind"]} {item["dueAt"]}").Order(StringComparer.Ordinal),
    ];
}
