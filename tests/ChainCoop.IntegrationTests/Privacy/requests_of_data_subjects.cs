using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Privacy.Requests;
using ChainCoop.Shared;
using static ChainCoop.IntegrationTests.Privacy.SubjectWork;

namespace ChainCoop.IntegrationTests.Privacy;

public class requests_of_data_subjects(AppFixture app)
{
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task count_for_all_municipalities_and_have_their_term()
    {
        var nijmegen = await app.AsKeeper(Nijmegen);
        var posted = await nijmegen.PostAsync("subject-requests", Request(receivedOn: "2026-01-31"));
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        var receipt = await posted.JsonAsync();
        ((string)receipt["dueOn"]!).ShouldBe("2026-02-28");
        posted.Headers.Location!.ToString().ShouldBe($"/v1/subject-requests/{receipt["id"]}");
        posted.Headers.ETag!.Tag.ShouldBe("\"1\"");

        var view = await nijmegen.Read($"subject-requests/{receipt["id"]}");
        view["asked"]!.AsArray().Select(asked => (string)asked!["municipality"]!).ShouldBe(People.District, ignoreOrder: true);
        view["asked"]!.AsArray().ShouldAllBe(asked => !(bool)asked!["decided"]! && asked["given"] == null);
        ((string)view["person"]!["familyName"]!).ShouldBe("Voorbeeld");
        ((string)view["contactDetails"]!).ShouldBe("Letter box 7");
        ((string)view["status"]!).ShouldBe("open");
        ((bool)view["overdue"]!).ShouldBeTrue();
        view["allowed"]!.AsArray().Select(step => (string)step!).ShouldBe(["part"]);
    }

    [Fact]
    public async Task show_each_owner_the_person_and_its_own_part_only()
    {
        var (nijmegen, tiel) = (await app.AsKeeper(Nijmegen), await app.AsKeeper(Tiel));
        var address = await nijmegen.Requested();
        var before = await tiel.GetAsync(address, token);
        (await nijmegen.Decided(address, Part("0268")))["status"]!.GetValue<string>().ShouldBe("open");

        var view = await tiel.Read(address);
        ((string)view["person"]!["familyName"]!).ShouldBe("Voorbeeld");
        foreach (var member in (string[])["asked", "contactDetails", "ownPart", "allowed", "answeredAt"]) view[member].ShouldBeNull(member);
        // Not even that somebody took a step.
        (await tiel.TagOf(address)).ShouldBe(before.Headers.ETag!.Tag);

        ((string)(await tiel.Decided(address, Part("0281")))["status"]!).ShouldBe("answered");
        (await tiel.Read(address))["ownPart"]!["items"]!.AsArray().ShouldBeEmpty();
        var answered = await nijmegen.Read(address);
        ((string)answered["status"]!).ShouldBe("answered");
        answered["answeredAt"].ShouldNotBeNull();
        answered["asked"]!.AsArray().ShouldAllBe(asked => (bool)asked!["decided"]! && !(bool)asked["given"]!);
        answered["allowed"]!.AsArray().Select(step => (string)step!).ShouldBe(["export"]);
    }

    [Fact]
    public async Task are_listed_for_who_took_them_and_who_is_asked()
    {
        var (nijmegen, tiel) = (await app.AsKeeper(Nijmegen), await app.AsKeeper(Tiel));
        var open = CaseWork.IdOf(await nijmegen.Requested());
        var late = CaseWork.IdOf(await nijmegen.Requested(Request("erasure", ["0281"], "2026-01-05", "wpg")));
        (await tiel.PostAsync($"subject-requests/{open}/parts", Part("0281"))).StatusCode.ShouldBe(HttpStatusCode.OK);

        var first = (await Listed(nijmegen, "")).Single(item => (string)item["id"]! == late);
        ((string)first["dueOn"]!).ShouldBe("2026-02-16");
        ((bool)first["overdue"]!).ShouldBeTrue();
        first["decidedByCaller"].ShouldBeNull();
        ((bool)(await Listed(tiel, "")).Single(item => (string)item["id"]! == late)["decidedByCaller"]!).ShouldBeFalse();
        ((bool)(await Listed(tiel, "?status=open")).Single(item => (string)item["id"]! == open)["decidedByCaller"]!).ShouldBeTrue();

        (await Ids(nijmegen, "?kind=erasure&overdue=true&municipality=0268")).ShouldContain(late);
        (await Ids(nijmegen, "?kind=access")).ShouldNotContain(late);
        (await Ids(nijmegen, "?overdue=false")).ShouldSatisfyAllConditions(ids => ids.ShouldContain(open), ids => ids.ShouldNotContain(late));
        (await Ids(nijmegen, "?status=answered")).ShouldNotContain(open);
        (await Ids(nijmegen, "?municipality=0281")).ShouldBeEmpty();
        (await Ids(await app.AsKeeper(PrivacyOfficer(new("00000099000000263000"), "0263")), "")).ShouldSatisfyAllConditions(ids => ids.ShouldNotContain(open), ids => ids.ShouldNotContain(late));

        var page = await nijmegen.Read("subject-requests?limit=1");
        (await nijmegen.Read($"subject-requests?limit=1&cursor={page["next"]}"))["items"]![0]!["id"]!.GetValue<string>()
            .ShouldBeLessThan((string)page["items"]![0]!["id"]!);
        foreach (var query in (string[])["kind=all", "status=lost", "overdue=maybe", "municipality=9999", "limit=0", "cursor=x"])
            (await nijmegen.GetAsync($"subject-requests?{query}", token)).StatusCode.ShouldBe(HttpStatusCode.BadRequest, query);
    }

    [Fact]
    public async Task are_extended_once_by_the_contact_point()
    {
        var (nijmegen, tiel) = (await app.AsKeeper(Nijmegen), await app.AsKeeper(Tiel));
        var address = await nijmegen.Requested();
        (await nijmegen.PostAsync($"{address}/extensions", Reason(), "\"99\"")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await (await nijmegen.PostAsync($"{address}/extensions", Reason(), "\"9\"")).Problem(HttpStatusCode.PreconditionFailed)).Code.ShouldBe("precondition-failed");
        (await (await tiel.PostAsync($"{address}/extensions", Reason(), "\"1\"")).Problem(HttpStatusCode.Forbidden)).Code.ShouldBe("forbidden");
        (await (await nijmegen.PostAsync($"{address}/extensions", new { reason = "busy" }, "\"1\"")).Problem(HttpStatusCode.BadRequest)).Pointers.ShouldBe(["/reason"]);

        var due = (string)(await nijmegen.Read(address))["dueOn"]!;
        var extended = await nijmegen.Done(address, "extensions", Reason());
        string.CompareOrdinal((string)extended["dueOn"]!, due).ShouldBePositive();
        var view = await nijmegen.Read(address);
        ((string)view["dueOn"]!).ShouldBe((string)extended["dueOn"]!);
        ((string)view["extendedFor"]!).ShouldBe("complexity");
        (await (await nijmegen.Change(address, "extensions", Reason())).Problem(HttpStatusCode.Conflict)).Code.ShouldBe("state-forbids");

        foreach (var request in (JsonObject[])[Request(asks: ["0268"], regime: "wpg"), Request(asks: ["0268"], receivedOn: "2026-01-05")])
        {
            var other = await nijmegen.Requested(request);
            if ((bool)(await nijmegen.Read(other))["overdue"]!) await Until(CaseWork.IdOf(other)); // its own step, not to meet this one
            var refused = await nijmegen.Change(other, "extensions", Reason());
            (await refused.Problem(HttpStatusCode.Conflict)).Code.ShouldBe("state-forbids");
            var problem = await refused.JsonAsync();
            ((string)problem["state"]!).ShouldBe("open");
        }
    }

    [Fact]
    public async Task become_overdue_by_themselves()
    {
        var nijmegen = await app.AsKeeper(Nijmegen);
        var late = await nijmegen.Requested(Request(asks: ["0268"], receivedOn: "2026-01-05"));
        await Until(CaseWork.IdOf(late));
        ((string)(await nijmegen.Decided(late, Part("0268")))["status"]!).ShouldBe("answered");
        ((bool)(await nijmegen.Read(late))["overdue"]!).ShouldBeFalse();
    }

    [Fact]
    public async Task become_overdue_at_the_next_start_when_their_timer_never_came()
    {
        var (main, keys) = (await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());
        string late;
        await using (var before = await AppFixture.OnAsync(main, keys))
        {
            late = CaseWork.IdOf(await (await before.AsKeeper(Nijmegen)).Requested(Request(asks: ["0268"])));
            await using var past = before.Database.CreateCommand("update chaincoop.mt_doc_subjectrequest set data = jsonb_set(data, '{dueOn}', '\"2026-01-01\"')");
            await past.ExecuteNonQueryAsync(token);
        }

        await using var after = await AppFixture.OnAsync(main, keys);
        await Until(late, after);
        (await MissedRequestTerms.FindAsync(after.Database, TimeProvider.System.GetUtcNow(), token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task are_refused_with_all_their_faults()
    {
        var nijmegen = await app.AsKeeper(Nijmegen);
        var body = Request(receivedOn: Day(1), asks: ["0268", "0268"]);
        body["person"] = new JsonObject();
        (await (await nijmegen.PostAsync("subject-requests", body)).Problem(HttpStatusCode.BadRequest)).Pointers.ShouldBe(["/receivedOn", "/person", "/asks"], ignoreOrder: true);
        foreach (var (member, wrong) in ((string, JsonNode)[])[("kind", "portability"), ("regime", "wob"), ("municipality", "9999"), ("receivedOn", "2018-05-24"), ("asks", new JsonArray()), ("contact", " ")])
        {
            var faulty = Request();
            faulty[member] = wrong.DeepClone();
            (await (await nijmegen.PostAsync("subject-requests", faulty)).Problem(HttpStatusCode.BadRequest)).Pointers.ShouldBe([$"/{member}"]);
        }
    }

    [Fact]
    public async Task are_for_privacy_officers_with_a_mandate_and_the_right_purpose()
    {
        var nijmegen = await app.AsKeeper(Nijmegen);
        var address = await nijmegen.Requested();
        foreach (var role in (string[])["focal-point", "records-manager", "chain-director"])
        {
            var other = await app.AsKeeper(PrivacyOfficer(People.NijmegenOin, "0268", role));
            (await other.PostAsync("subject-requests", Request())).StatusCode.ShouldBe(HttpStatusCode.Forbidden, role);
            (await other.GetAsync(address, token)).StatusCode.ShouldBe(HttpStatusCode.NotFound, role);
            (await other.GetAsync("subject-requests", token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, role);
            (await other.PostAsync($"{address}/parts", Part("0268"))).StatusCode.ShouldBe(HttpStatusCode.NotFound, role);
            (await other.GetAsync($"{address}/export", token)).StatusCode.ShouldBe(HttpStatusCode.NotFound, role);
        }

        (await (await app.AsKeeper(Tiel)).PostAsync("subject-requests", Request())).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await (await app.As(Nijmegen, "casework")).GetAsync(address, token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await (await app.AsKeeper(Nijmegen with { Scopes = "signals.read" })).GetAsync(address, token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        nijmegen.DefaultRequestHeaders.Remove("Purpose");
        (await (await nijmegen.GetAsync(address, token)).Problem(HttpStatusCode.Forbidden)).Code.ShouldBe("purpose-required");

        var heumen = await app.AsKeeper(Heumen);
        foreach (var path in (string[])[address, $"{address}/export", $"subject-requests/{SubjectRequestId.New()}"])
            (await (await heumen.GetAsync(path, token)).Problem(HttpStatusCode.NotFound)).Code.ShouldBe("not-found");
        (await heumen.PostAsync($"{address}/parts", Part("0252"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await heumen.PostAsync($"{address}/extensions", Reason(), "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task are_registered_once_with_one_key_and_say_nothing_in_feeds_and_clear()
    {
        var nijmegen = await app.AsKeeper(Nijmegen);
        var body = Request(asks: ["0268"]);
        body["person"] = new JsonObject { ["familyName"] = "Zeldzaamheid" };
        var key = Guid.NewGuid().ToString();
        var first = await (await nijmegen.PostAsync("subject-requests", body, key: key)).JsonAsync();
        var again = await nijmegen.PostAsync("subject-requests", body, key: key);
        again.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await again.JsonAsync()).ToJsonString().ShouldBe(first.ToJsonString());
        (await nijmegen.PostAsync("subject-requests", Request(asks: ["0268"]), key: key)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);

        (await app.TablesWithRowsThatHold("Zeldzaamheid")).ShouldBeEmpty();
        var focalPoint = await app.As(People.Nijmegen);
        var later = (string)(await (await focalPoint.PostAsync("signals", Examples.Signal())).JsonAsync())["id"]!;
        await Feeds.EntryAbout(focalPoint, later);
        await using var entries = app.Database.CreateCommand("select count(*) from feeds.entries where resource = $1");
        entries.Parameters.Add(new() { Value = Guid.Parse((string)first["id"]!) });
        (await entries.ExecuteScalarAsync(token)).ShouldBe(0L);
    }

    private static JsonObject Reason() => new() { ["reason"] = "complexity" };

    private static async Task<List<JsonNode>> Listed(HttpClient client, string query) =>
        [.. (await client.Read($"subject-requests{query}{(query.Length == 0 ? "?" : "&")}limit=200"))["items"]!.AsArray().Select(item => item!)];

    private static async Task<List<string>> Ids(HttpClient client, string query) => [.. (await Listed(client, query)).Select(item => (string)item["id"]!)];

    private async Task Until(string overdue, AppFixture? of = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            await using var command = (of ?? app).Database.CreateCommand("select count(*) from chaincoop.mt_events where type = 'subject_request_became_overdue' and stream_id = $1");
            command.Parameters.Add(new() { Value = Guid.Parse(overdue) });
            if (await command.ExecuteScalarAsync(limit.Token) is 1L) return;
            await Task.Delay(50, limit.Token);
        }
    }
}
