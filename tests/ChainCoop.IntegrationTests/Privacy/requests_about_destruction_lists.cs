using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>Who may do what with lists and standing approvals, and what is refused.</summary>
[Collection(nameof(DestructionApp))]
public class requests_about_destruction_lists(DestructionApp old)
{
    private static readonly Officer Anna = DestructionApp.Keeper("1945", "records-anna-berg-en-dal");
    private static readonly Officer Bert = DestructionApp.Keeper("1945", "records-bert-berg-en-dal");
    private static readonly Officer PrivacyOfficer = DestructionApp.Keeper("1945", "privacy-berg-en-dal", "privacy-officer");
    private static readonly Officer FocalPoint = DestructionApp.Keeper("1945", "focal-point-berg-en-dal", "focal-point");
    private static readonly Officer Elsewhere = DestructionApp.Keeper("0668", "records-west-maas-en-waal");

    private readonly AppFixture app = old.App;
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_list_is_proposed_of_what_is_due_and_a_record_is_on_one_list_only()
    {
        var signal = await old.SignalAsync("1945", DestructionApp.OverAYear);
        var list = await old.ProposedAsync(Anna, "1945");

        var view = await (await app.As(PrivacyOfficer)).Read(list);
        view["items"]!.AsArray().Select(item => (string)item!["record"]!).ShouldContain(signal);
        ((string)view["proposedBy"]!["officer"]!, (string)view["kind"]!, (string)view["status"]!).ShouldBe((Anna.Id, "signal", "proposed"));
        view["allowed"]!.ToJsonString().ShouldBe("""["review"]""");
        (await ProblemAsync(await (await app.As(Bert)).PostAsync("destruction-lists", new { municipality = "1945", kind = "signal" }))).ShouldBe((409, "nothing-due"));
        (await ProblemAsync(await (await app.As(Bert)).PostAsync("destruction-lists", new { municipality = "1945", kind = "case" }))).ShouldBe((409, "nothing-due"));
        (await (await app.As(Bert)).Read("destruction-lists?status=proposed&municipality=1945&limit=1"))["items"]!.AsArray().Count.ShouldBe(1);
        (await (await app.As(Bert)).Read("destruction-lists?status=carried-out&municipality=0268"))["items"]!.AsArray().Count.ShouldBe(0);
    }

    [Fact]
    public async Task a_list_is_approved_by_a_second_person_after_every_item_was_reviewed()
    {
        await old.SignalAsync("1945", DestructionApp.OverAYear);
        await old.SignalAsync("1945", DestructionApp.OverAYear);
        var list = await old.ProposedAsync(Anna, "1945");
        var (anna, bert) = (await app.As(Anna), await app.As(Bert));
        var first = (string)(await anna.Read(list))["items"]![0]!["record"]!;

        (await ProblemAsync(await bert.Change(list, "approvals", []))).ShouldBe((409, "state-forbids"));
        (await ProblemAsync(await anna.Change(list, "approvals", []))).ShouldBe((403, "own-list"));
        await FaultAt("/items/0/record", await anna.Change(list, "reviews", Review(Guid.CreateVersion7().ToString(), "destroy")));
        await FaultAt("/items/0/reason", await anna.Change(list, "reviews", Review(first, "keep")));
        await FaultAt("/items/0/reason", await anna.Change(list, "reviews", Review(first, "destroy", "still-needed")));
        await FaultAt("/items/0/reason", await anna.Change(list, "reviews", Review(first, "keep", "no-such-reason")));
        ((string)(await anna.Done(list, "reviews", Review(first, "keep", "still-needed")))["status"]!).ShouldBe("proposed");
        (await ProblemAsync(await bert.Change(list, "approvals", []))).ShouldBe((409, "state-forbids"));
        await old.ReviewedAsync(Anna, list, first);
        (await ProblemAsync(await anna.Change(list, "approvals", []))).ShouldBe((403, "own-list"));
        (await ProblemAsync(await bert.PostAsync($"{list}/approvals", "{}", "\"99\""))).ShouldBe((412, "precondition-failed"));
        (await ProblemAsync(await bert.PostAsync($"{list}/approvals", "{}", "\"1\""))).ShouldBe((412, "precondition-failed"));

        ((string)(await bert.Done(list, "approvals", []))["status"]!).ShouldBe("approved");
        var certificate = await old.CertificateAsync(PrivacyOfficer, list);
        ((int)certificate["kept"]!).ShouldBe(1);
        (await ProblemAsync(await anna.Change(list, "reviews", Review(first, "destroy")))).ShouldBe((409, "state-forbids"));
        (await ProblemAsync(await bert.Change(list, "approvals", []))).ShouldBe((409, "state-forbids"));
        (await anna.Read(list))["approval"]!["by"]!["officer"]!.GetValue<string>().ShouldBe(Bert.Id);
    }

    [Fact]
    public async Task what_is_due_no_longer_is_kept()
    {
        var signal = await old.SignalAsync("1945", DestructionApp.OverAYear);
        var list = await old.ProposedAsync(Anna, "1945");
        await old.AskAsync($"update privacy.retention set destroy_after = '2100-01-01' where id = '{signal}' and kind = 'signal'");

        var certificate = await old.DestroyedAsync(Anna, Bert, list);

        ((int)certificate["kept"]!).ShouldBeGreaterThanOrEqualTo(1);
        (await old.AskAsync($"select data ->> 'status' from chaincoop.mt_doc_signal where id = '{signal}'")).ShouldBe("dismissed");
        await old.AskAsync($"update privacy.retention set destroy_after = counted_on + 366 where id = '{signal}' and kind = 'signal'");
    }

    [Fact]
    public async Task lists_are_for_records_managers_of_the_organisation_that_answers_for_the_records()
    {
        await old.SignalAsync("1945", DestructionApp.OverAYear);
        var list = await old.ProposedAsync(Anna, "1945");
        var (privacy, focalPoint, elsewhere) = (await app.As(PrivacyOfficer), await app.As(FocalPoint), await app.As(Elsewhere));
        var tag = await privacy.TagOf(list);

        (await ProblemAsync(await privacy.PostAsync("destruction-lists", new { municipality = "1945", kind = "signal" }))).ShouldBe((403, "forbidden"));
        (await ProblemAsync(await focalPoint.PostAsync("destruction-lists", new { municipality = "1945", kind = "signal" }))).ShouldBe((403, "forbidden"));
        (await ProblemAsync(await elsewhere.PostAsync("destruction-lists", new { municipality = "1945", kind = "signal" }))).ShouldBe((403, "forbidden"));
        (await ProblemAsync(await privacy.PostAsync($"{list}/reviews", Review(Guid.CreateVersion7().ToString(), "destroy"), tag))).ShouldBe((403, "forbidden"));
        (await ProblemAsync(await privacy.PostAsync($"{list}/approvals", "{}", tag))).ShouldBe((403, "forbidden"));
        foreach (var step in (string[])["reviews", "approvals"])
            (await elsewhere.PostAsync($"{list}/{step}", step == "approvals" ? "{}" : Review(Guid.CreateVersion7().ToString(), "destroy"), tag)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await elsewhere.GetAsync(list, token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await elsewhere.GetAsync($"destruction-certificates/{list.Split('/')[1]}", token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await elsewhere.Read("destruction-lists"))["items"]!.AsArray().ShouldNotContain(row => list.EndsWith((string)row!["id"]!));
        (await ProblemAsync(await focalPoint.GetAsync("destruction-lists", token))).ShouldBe((403, "forbidden"));
        await FaultAt("/on", await (await app.As(Anna)).PostAsync("destruction-lists", new { municipality = "1945", kind = "signal", on = "2100-01-01" }));
        await FaultAt("/kind", await (await app.As(Anna)).PostAsync("destruction-lists", new { municipality = "1945", kind = "feed" }));
    }

    [Fact]
    public async Task standing_approvals_are_for_dismissed_signals_and_end_once()
    {
        var (anna, privacy, elsewhere) = (await app.As(Anna), await app.As(PrivacyOfficer), await app.As(Elsewhere));
        await FaultAt("/class", await anna.PostAsync("standing-approvals", Standing("1945", @class: "signal")));
        await FaultAt("/from", await anna.PostAsync("standing-approvals", Standing("1945", from: "2020-01-01")));
        await FaultAt("/until", await anna.PostAsync("standing-approvals", Standing("1945", until: "2090-01-01")));
        (await ProblemAsync(await anna.PostAsync("standing-approvals", Standing("0668")))).ShouldBe((403, "forbidden"));
        (await ProblemAsync(await privacy.PostAsync("standing-approvals", Standing("1945")))).ShouldBe((403, "forbidden"));

        var given = await anna.PostAsync("standing-approvals", Standing("1945", @class: "dismissed-signal"));
        given.StatusCode.ShouldBe(HttpStatusCode.Created);
        var address = given.Headers.Location!.ToString()["/v1/".Length..];
        ((string)(await given.JsonAsync())["status"]!).ShouldBe("coming");
        ((string)(await privacy.Read(address))["class"]!).ShouldBe("dismissed-signal");
        (await privacy.Read("standing-approvals"))["items"]!.AsArray().Select(row => (string)row!["id"]!).ShouldContain(address.Split('/')[1]);
        (await elsewhere.GetAsync(address, token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await elsewhere.PostAsync($"{address}/endings", "{}", "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await elsewhere.Read("standing-approvals"))["items"]!.AsArray().Count.ShouldBe(0);
        (await ProblemAsync(await privacy.PostAsync($"{address}/endings", "{}", "\"1\""))).ShouldBe((403, "forbidden"));

        ((string)(await anna.Done(address, "endings", []))["status"]!).ShouldBe("ended");
        ((string)(await anna.Done(address, "endings", []))["status"]!).ShouldBe("ended");
        (await anna.TagOf(address)).ShouldBe("\"2\"");
        (await anna.Read(address))["endedAt"].ShouldNotBeNull();
    }

    private static JsonObject Standing(string municipality, string from = "2090-01-01", string until = "2091-01-01", string? @class = null)
    {
        var body = new JsonObject { ["municipality"] = municipality, ["from"] = from, ["until"] = until };
        if (@class is not null) body["class"] = @class;
        return body;
    }

    private static JsonObject Review(string record, string decision, string? reason = null)
    {
        var item = new JsonObject { ["record"] = record, ["decision"] = decision };
        if (reason is not null) item["reason"] = reason;
        return new JsonObject { ["items"] = new JsonArray(item) };
    }

    private async Task FaultAt(string pointer, HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await answer.Content.ReadAsStringAsync(token));
        (await answer.JsonAsync())["errors"]!.AsArray().Select(fault => (string)fault!["pointer"]!).ShouldBe([pointer]);
    }

    private static async Task<(int Status, string Code)> ProblemAsync(HttpResponseMessage answer) =>
        ((int)answer.StatusCode, ((string)(await answer.JsonAsync())["type"]!).Replace("urn:chaincoop:problem:", "", StringComparison.Ordinal));
}
