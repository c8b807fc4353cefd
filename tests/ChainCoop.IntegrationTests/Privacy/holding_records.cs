using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.Access;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Privacy.Holds;
using ChainCoop.Shared;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Wolverine.Runtime;

namespace ChainCoop.IntegrationTests.Privacy;

public class holding_records(AppFixture app)
{
    private const string WestBetuwe = "1960";
    private static readonly Oin WestBetuweOin = new("00000099000001960000");

    private static readonly Officer Keeper = Somebody("privacy-officer");
    private static readonly Officer Records = Somebody("records-manager");
    private static readonly Officer FocalPoint = Somebody("focal-point");
    private static readonly Officer Elsewhere = new(People.Tiel.Organisation, "privacy-officer-tiel", "privacy-officer", ["0281"]) { Scopes = Keeper.Scopes };

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task keeps_them_until_it_is_ended()
    {
        var keeper = await Acting(Keeper);
        var signal = await Signal();
        (await Held(signal)).ShouldBeFalse();

        var placed = await keeper.PostAsync("legal-holds", On("signal", signal));
        placed.StatusCode.ShouldBe(HttpStatusCode.Created);
        placed.Headers.ETag!.Tag.ShouldBe("\"1\"");
        var standing = await placed.JsonAsync();
        var address = $"legal-holds/{standing["id"]}";
        placed.Headers.Location!.ToString().ShouldBe($"/v1/{address}");
        ((string)standing["status"]!).ShouldBe("in-force");
        (await Held(signal)).ShouldBeTrue();

        var records = await Acting(Records);
        var reviewed = await records.Done(address, "reviews", new() { ["reviewOn"] = Day(200), ["note"] = "The court has not decided." });
        ((string)reviewed["reviewOn"]!).ShouldBe(Day(200));
        ((string)(await records.Done(address, "endings", new() { ["note"] = "It has." }))["status"]!).ShouldBe("ended");
        (await Held(signal)).ShouldBeFalse();

        var view = await keeper.Read(address);
        ((string)view["record"]!["id"]!).ShouldBe(signal);
        ((string)view["note"]!).ShouldBe("The court asked for it.");
        ((string)view["reviews"]![0]!["note"]!).ShouldBe("The court has not decided.");
        ((string)view["ending"]!["note"]!).ShouldBe("It has.");
        ((string)view["ending"]!["by"]!["officer"]!).ShouldBe(Records.Id);
        view["subjectId"].ShouldBeNull();

        // What ended stays ended.
        (await keeper.Done(address, "endings", []))["id"]!.GetValue<string>().ShouldBe((string)view["id"]!);
        (await keeper.TagOf(address)).ShouldBe("\"3\"");
        var late = await keeper.Change(address, "reviews", new() { ["reviewOn"] = Day(300) });
        (await ProblemIn(late, HttpStatusCode.Conflict))["state"]!.GetValue<string>().ShouldBe("ended");
    }

    [Fact]
    public async Task keeps_one_person_in_a_record()
    {
        var keeper = await Acting(Keeper);
        var signal = await Signal();
        var person = (string)(await Read(FocalPoint, $"signals/{signal}", "casework"))["subjects"]![0]!["id"]!;

        var address = $"legal-holds/{(await (await keeper.PostAsync("legal-holds", On("signal", signal, person))).JsonAsync())["id"]}";

        (await Held(person)).ShouldBeTrue();
        (await Held(signal)).ShouldBeFalse();
        ((string)(await keeper.Read(address))["subjectId"]!).ShouldBe(person);
        (await AskAsync($"select count(*) from access.log where resource = '{address.Split('/')[1]}' and subjects = array['{person}'::uuid] and action in ('legal-hold.place', 'legal-hold.read')"))
            .ShouldBe(2L);

        await FaultAt("/subjectId", keeper.PostAsync("legal-holds", On("signal", signal, SubjectId.New().ToString())));
        await FaultAt("/subjectId", keeper.PostAsync("legal-holds", On("signal", await Signal(), person)));
    }

    [Fact]
    public async Task keeps_the_persons_and_the_tracks_of_a_case()
    {
        var keeper = await Acting(Keeper);
        var lead = await app.As(Somebody("case-lead"));
        var proposed = await lead.ProposedCase(WestBetuwe);
        var id = CaseWork.IdOf(proposed);
        var security = (string)(await lead.Read(proposed))["securityTrackId"]!;
        var suspect = (string)(await lead.Done($"security-tracks/{security}", "participations", new() { ["role"] = "suspect" }))["subjectId"]!;

        (await LegalHolds.TargetsOfAsync(app.Database, Guid.Parse(security), token)).ShouldBe([Guid.Parse(security), Guid.Parse(id)], ignoreOrder: true);
        (await keeper.PostAsync("legal-holds", On("security-track", security, suspect))).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await Held(suspect)).ShouldBeTrue();
        (await Held(security)).ShouldBeFalse();
        (await keeper.PostAsync("legal-holds", On("case", id))).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await LegalHolds.FindAsync(app.Database, [.. await LegalHolds.TargetsOfAsync(app.Database, Guid.Parse(security), token)], token)).ShouldBe([Guid.Parse(id)]);
        await FaultAt("/subjectId", keeper.PostAsync("legal-holds", On("case", id, suspect)));
    }

    [Fact]
    public async Task is_for_keepers_of_the_organisation_that_answers_for_the_record()
    {
        var keeper = await Acting(Keeper);
        var signal = await Signal();
        var address = $"legal-holds/{(await (await keeper.PostAsync("legal-holds", On("signal", signal))).JsonAsync())["id"]}";

        var elsewhere = await Acting(Elsewhere);
        await FaultAt("/record/id", elsewhere.PostAsync("legal-holds", On("signal", signal)));
        await FaultAt("/record/id", elsewhere.PostAsync("legal-holds", On("signal", Guid.CreateVersion7().ToString())));
        await FaultAt("/record/id", keeper.PostAsync("legal-holds", On("case", signal)));
        (await elsewhere.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await elsewhere.PostAsync($"{address}/reviews", new JsonObject { ["reviewOn"] = Day(1) }, "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await elsewhere.PostAsync($"{address}/endings", "{}", "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Ids(elsewhere, "limit=200")).ShouldNotContain(address);

        var focalPoint = await Acting(FocalPoint with { Scopes = Keeper.Scopes });
        await ProblemIn(await focalPoint.PostAsync("legal-holds", On("signal", signal)), HttpStatusCode.Forbidden);
        await ProblemIn(await focalPoint.GetAsync("legal-holds"), HttpStatusCode.Forbidden);
        await ProblemIn(await focalPoint.GetAsync(address), HttpStatusCode.NotFound);
        await ProblemIn(await focalPoint.PostAsync($"{address}/reviews", new JsonObject { ["reviewOn"] = Day(1) }, "\"1\""), HttpStatusCode.NotFound);
        await ProblemIn(await focalPoint.PostAsync($"{address}/endings", "{}", "\"1\""), HttpStatusCode.NotFound);
        (await Held(signal)).ShouldBeTrue();
    }

    [Fact]
    public async Task asks_for_a_purpose_to_read_and_a_later_day_and_honours_the_version_that_it_is_given()
    {
        var keeper = await Acting(Keeper);
        var address = $"legal-holds/{(await (await keeper.PostAsync("legal-holds", On("signal", await Signal()))).JsonAsync())["id"]}";

        await ProblemIn(await keeper.PostAsync($"{address}/endings", "{}", "\"7\""), HttpStatusCode.PreconditionFailed);
        await FaultAt("/reviewOn", keeper.PostAsync($"{address}/reviews", new JsonObject { ["reviewOn"] = Day(0) }, "\"1\""));
        var reason = On("signal", await Signal());
        reason["reason"] = "because";
        await FaultAt("/reason", keeper.PostAsync("legal-holds", reason));
        keeper.DefaultRequestHeaders.Remove("Purpose");
        await ProblemIn(await keeper.GetAsync(address), HttpStatusCode.Forbidden);
        (await keeper.GetAsync("legal-holds")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task is_done_once_when_it_is_asked_twice_at_once()
    {
        var keeper = await Acting(Keeper);
        var signal = await Signal();
        var key = Guid.NewGuid().ToString();

        var placed = await Task.WhenAll(Place(), Place());
        var ids = await Task.WhenAll(placed.Where(answer => answer.StatusCode == HttpStatusCode.Created).Select(answer => answer.JsonAsync()));
        ids.Select(answer => (string)answer["id"]!).Distinct().ShouldHaveSingleItem();
        placed.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Created || answer.StatusCode == HttpStatusCode.Conflict);
        (await AskAsync($"select count(*) from privacy.holds where record = '{signal}'")).ShouldBe(1L);

        // Two officers, each on what they read.
        var address = $"legal-holds/{ids[0]["id"]}";
        var records = await Acting(Records);
        var answers = await Task.WhenAll(
            keeper.PostAsync($"{address}/reviews", new JsonObject { ["reviewOn"] = Day(30) }, "\"1\""), records.PostAsync($"{address}/endings", "{}", "\"1\""));
        answers.Select(answer => answer.StatusCode).ShouldBe([HttpStatusCode.OK, HttpStatusCode.PreconditionFailed], ignoreOrder: true);

        Task<HttpResponseMessage> Place() => keeper.PostAsync("legal-holds", On("signal", signal), key: key);
    }

    [Fact]
    public async Task waits_for_who_looks_for_holds_before_he_destroys()
    {
        var keeper = await Acting(Keeper);
        var signal = await Signal();
        var person = (string)(await Read(FocalPoint, $"signals/{signal}", "casework"))["subjects"]![0]!["id"]!;

        await using var connection = await app.Database.OpenConnectionAsync(token);
        await using (var destroying = await connection.BeginTransactionAsync(token))
        {
            (await LegalHolds.LockAndFindAsync(connection, [Guid.Parse(signal)], token)).ShouldBeEmpty();
            var placing = keeper.PostAsync("legal-holds", On("signal", signal, person));
            await Waits(connection.ProcessID);
            placing.IsCompleted.ShouldBeFalse();
            await destroying.CommitAsync(token);
            (await placing).StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        await using var after = await connection.BeginTransactionAsync(token);
        (await LegalHolds.LockAndFindAsync(connection, [Guid.Parse(signal), Guid.Parse(person)], token)).ShouldBe([Guid.Parse(person)]);
    }

    [Fact]
    public async Task is_seen_by_who_waited_for_it()
    {
        var record = SignalId.New();
        var hold = LegalHoldId.New();
        await using var placing = await app.Database.OpenConnectionAsync(token);
        await using var placed = await placing.BeginTransactionAsync(token);
        await using (var session = app.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession(Marten.Services.SessionOptions.ForTransaction(placed)))
        {
            LegalHolds.Fold(session, Placed(hold, record, TimeProvider.System.GetUtcNow(), DateOnly.Parse(Day(9), System.Globalization.CultureInfo.InvariantCulture)));
            await session.SaveChangesAsync(token);
        }

        await using var destroying = await app.Database.OpenConnectionAsync(token);
        await using var transaction = await destroying.BeginTransactionAsync(token);
        var found = LegalHolds.LockAndFindAsync(destroying, [record.Value], token);
        await Waits(placing.ProcessID);
        await placed.CommitAsync(token);

        (await found).ShouldBe([record.Value]);
    }

    [Fact]
    public async Task lists_them_by_municipality_and_by_late_review_in_pages()
    {
        await using var own = await AppFixture.OnAsync(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());
        var keeper = await own.As(Keeper with { Municipalities = [WestBetuwe, "0281"] }, "oversight");
        var focalPoint = await own.As(FocalPoint);
        List<string> placed = [];
        for (var i = 0; i < 3; i++)
        {
            var signal = (string)(await (await focalPoint.PostAsync("signals", Examples.Signal(WestBetuwe))).JsonAsync())["id"]!;
            placed.Insert(0, $"legal-holds/{(await (await keeper.PostAsync("legal-holds", On("signal", signal))).JsonAsync())["id"]}");
        }
        await keeper.Done(placed[2], "endings", []);
        var late = await HoldFromThePast(own);

        (await Ids(keeper, "")).ShouldBe([late, .. placed], ignoreOrder: true);
        (await Ids(keeper, "overdue=true")).ShouldBe([late]);
        (await Ids(keeper, "overdue=false")).ShouldBe(placed);
        (await Ids(keeper, $"municipality={WestBetuwe}&overdue=true")).ShouldBe([late]);
        (await Ids(keeper, "municipality=0281")).ShouldBeEmpty();
        var first = await keeper.Read("legal-holds?overdue=false&limit=2");
        first["items"]!.AsArray().Select(item => $"legal-holds/{item!["id"]}").ShouldBe(placed[..2]);
        (await Ids(keeper, $"overdue=false&limit=2&cursor={first["next"]}")).ShouldBe(placed[2..]);
        ((string)(await keeper.Read("legal-holds?overdue=false"))["items"]![2]!["status"]!).ShouldBe("ended");

        // Its review becomes due once, whatever became of the timer; it stays in force.
        using var missed = new MissedTimers(own.Database, own.Host.Services.GetRequiredService<IWolverineRuntime>(), DeadlineRules.Current, TimeProvider.System, NullLogger<MissedTimers>.Instance);
        await missed.MakeUpAsync(token);
        await missed.MakeUpAsync(token);
        await using (var events = own.Database.CreateCommand($"select string_agg(type, ' ' order by version) from chaincoop.mt_events where stream_id = '{late.Split('/')[1]}'"))
            (await events.ExecuteScalarAsync(token)).ShouldBe("legal_hold_placed legal_hold_review_due");
        var view = await keeper.Read(late);
        ((bool)view["overdue"]!).ShouldBeTrue();
        ((string)view["status"]!).ShouldBe("in-force");
    }

    [Fact]
    public async Task is_told_in_no_feed()
    {
        var keeper = await Acting(Keeper);
        var placed = (string)(await (await keeper.PostAsync("legal-holds", On("signal", await Signal()))).JsonAsync())["id"]!;

        // The feed is past the hold when it has the signal that came after.
        var after = await Signal();
        await Feeds.EntryAbout(await app.As(FocalPoint), after, "nl.chaincoop.signals.received.v1");

        (await AskAsync($"select count(*) from feeds.entries where resource = '{placed}'")).ShouldBe(0L);
        (await AskAsync($"select count(*) from feeds.access where resource = '{placed}'")).ShouldBe(0L);
    }

    private static Officer Somebody(string role) => new(WestBetuweOin, $"{role}-west-betuwe", role, [WestBetuwe]) { Scopes = "signals.read signals.write cases.read cases.write feed.read privacy.read privacy.write" };

    private Task<HttpClient> Acting(Officer officer) => app.As(officer, "rights-of-data-subjects");

    private async Task<JsonNode> Read(Officer officer, string address, string purpose) => await (await app.As(officer, purpose)).Read(address);

    private async Task<string> Signal() => (string)(await (await (await app.As(FocalPoint)).PostAsync("signals", Examples.Signal(WestBetuwe))).JsonAsync())["id"]!;

    private static JsonObject On(string kind, string record, string? subject = null)
    {
        var body = new JsonObject { ["record"] = new JsonObject { ["kind"] = kind, ["id"] = record }, ["reason"] = "pending-litigation", ["reviewOn"] = Day(100), ["note"] = "The court asked for it." };
        if (subject is not null) body["subjectId"] = subject;
        return body;
    }

    private static string Day(int fromNow) =>
        DutchTime.DayOf(TimeProvider.System.GetUtcNow()).AddDays(fromNow).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<bool> Held(string target) => (await LegalHolds.FindAsync(app.Database, [Guid.Parse(target)], token)).Count == 1;

    private static async Task<List<string>> Ids(HttpClient client, string query) =>
        [.. (await client.Read($"legal-holds?{query}"))["items"]!.AsArray().Select(item => $"legal-holds/{item!["id"]}")];

    /// <summary>Whose review was to be done by yesterday, and no timer came.</summary>
    private static async Task<string> HoldFromThePast(AppFixture of)
    {
        var id = LegalHoldId.New();
        var now = TimeProvider.System.GetUtcNow();
        var placed = Placed(id, SignalId.New(), now.AddDays(-30), DutchTime.DayOf(now).AddDays(-2));
        await using var session = of.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.Events.StartStream<LegalHold>(id.Value, placed);
        Grants.Fold(session, placed);
        LegalHolds.Fold(session, placed);
        await session.SaveChangesAsync();
        return $"legal-holds/{id}";
    }

    private static LegalHoldPlaced Placed(LegalHoldId id, SignalId signal, DateTimeOffset at, DateOnly reviewOn) => new(
        id, RecordNameKind.Signal, new(signal.Value), null, new(WestBetuwe), WestBetuweOin, new("archive-transfer"), null, reviewOn, new(WestBetuweOin, new(Keeper.Id)), at);

    private async Task Waits(int holder)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while ((long)(await AskAsync($"select count(*) from pg_stat_activity where pg_blocking_pids(pid) @> array[{holder}]", limit.Token))! == 0)
            await Task.Delay(20, limit.Token);
    }

    private static async Task FaultAt(string pointer, Task<HttpResponseMessage> asked) =>
        (await ProblemIn(await asked, HttpStatusCode.BadRequest)).ToJsonString().ShouldContain($"\"{pointer}\"");

    private static async Task<JsonNode> ProblemIn(HttpResponseMessage answer, HttpStatusCode status)
    {
        answer.StatusCode.ShouldBe(status);
        return await answer.JsonAsync();
    }

    private async Task<object?> AskAsync(string sql, CancellationToken? until = null)
    {
        await using var command = app.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(until ?? token);
    }
}
