using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;

namespace ChainCoop.IntegrationTests.Conformance;

/// <summary>A receiver begins with a snapshot and goes on with the entries after its position.</summary>
public class snapshots_of_a_feed(AppFixture app)
{
    private static readonly Officer Labour = Partner("00000099000100005000");

    private static Officer Partner(string organisation) => new(new(organisation), "begins-with-a-snapshot", "partner", People.District);

    private readonly CancellationToken token = TestContext.Current.CancellationToken;
    private readonly Dictionary<string, int> versions = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task the_entries_after_it_folded_over_it_give_the_snapshot_that_is_taken_later(int seed)
    {
        var random = new Random(seed);
        var receiver = await app.As(Labour);
        var histories = Enumerable.Range(0, 5).Select(_ => Steps(receiver)).Concat([CaseSteps()]).Select(steps => new Queue<Func<Task>>(steps)).ToList();
        List<Reading> readings = [];
        while (histories.Count > 0)
        {
            // Somebody works on, and readers begin and go on, page by page, in between.
            var history = histories[random.Next(histories.Count)];
            await history.Dequeue()();
            if (history.Count == 0) histories.Remove(history);
            if (random.Next(6) == 0) readings.Add(new Reading(receiver));
            foreach (var reading in readings.Where(_ => random.Next(3) == 0)) await reading.NextPageAsync();
        }
        foreach (var reading in readings) await reading.ToTheEndAsync();
        await CaughtUpAsync();

        var later = new Reading(receiver);
        await later.ToTheEndAsync();
        later.Items.Count.ShouldBeGreaterThan(5);
        readings.Count.ShouldBeGreaterThan(1);
        foreach (var reading in readings.Append(new Reading(receiver) { Position = "0" }))
            (await FoldedAsync(receiver, reading)).ShouldBe(later.Items, ignoreOrder: true);
        (await FoldedAsync(receiver, later)).ShouldBe(later.Items, ignoreOrder: true);
    }

    [Fact]
    public async Task shows_what_may_be_seen_by_now_though_the_feed_is_behind()
    {
        var receiver = await app.As(Partner("00000099000100011000"));
        var ended = await ReferredAsync("00000099000100011000");
        await Feeds.EntryAbout(receiver, ended, "nl.chaincoop.signals.concluded.v1");
        await CaughtUpAsync();
        string given;
        Reading taken;
        await using (var held = await Wait.HoldingAsync(app.Database, "lock table feeds.entries in share row exclusive mode"))
        {
            (await receiver.PostAsync($"signals/{ended}/referral-answers", new JsonObject { ["answer"] = "declined", ["reason"] = "task-of-partner" }, "\"6\"")).StatusCode.ShouldBe(HttpStatusCode.OK);
            given = await ReferredAsync("00000099000100011000");
            taken = new Reading(receiver);
            await taken.ToTheEndAsync();
        }

        // What it may not see any longer is not in it, and what is not told yet comes after its position.
        taken.Items.Keys.ShouldNotContain(ended);
        await CaughtUpAsync();
        var later = new Reading(receiver);
        await later.ToTheEndAsync();
        later.Items.Keys.ShouldContain(given);
        (await FoldedAsync(receiver, taken)).ShouldBe(later.Items, ignoreOrder: true);
    }

    [Fact]
    public async Task has_pages_that_say_the_same_position()
    {
        var receiver = await app.As(Partner("00000099000100003000"));
        for (var i = 0; i < 3; i++) (await receiver.PostAsync("signals", Examples.Signal())).StatusCode.ShouldBe(HttpStatusCode.Created);
        await CaughtUpAsync();
        var first = await receiver.Read("feed/snapshot?limit=2");
        first["items"]!.AsArray().Count.ShouldBe(2);
        (await receiver.PostAsync("signals", Examples.Signal())).StatusCode.ShouldBe(HttpStatusCode.Created);
        await CaughtUpAsync();
        var second = await receiver.Read($"feed/snapshot?limit=2&cursor={(string)first["next"]!}");
        ((string)second["position"]!).ShouldBe((string)first["position"]!);
        second["items"]!.AsArray().Select(item => (string)item!["id"]!).ShouldNotBeEmpty();
        ((string)first["items"]![0]!["dataref"]!).ShouldBe($"/v1/signals/{first["items"]![0]!["id"]}");

        var wrong = await receiver.GetAsync($"feed/snapshot?room=security&cursor={(string)first["next"]!}", token);
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string)(await wrong.JsonAsync())["errors"]![0]!["pointer"]!).ShouldBe("query:cursor");
    }

    [Theory]
    [InlineData("room=attic", "query:room")]
    [InlineData("limit=1001", "query:limit")]
    [InlineData("cursor=x", "query:cursor")]
    public async Task a_bad_question_is_answered_with_its_fault(string query, string pointer)
    {
        var refused = await (await app.As(Labour)).GetAsync($"feed/snapshot?{query}", token);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string)(await refused.JsonAsync())["errors"]![0]!["pointer"]!).ShouldBe(pointer);
    }

    [Fact]
    public async Task is_for_who_has_a_role_in_the_room() =>
        (await (await app.As(People.Nijmegen)).GetAsync("feed/snapshot?room=care", token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

    [Fact]
    public async Task is_empty_for_who_sees_nothing()
    {
        var view = await (await app.As(new Officer(new("00000099000000297000"), "sees-nothing", "case-lead", ["0297"]))).Read("feed/snapshot?room=security");
        view["items"]!.AsArray().ShouldBeEmpty();
        ((string)view["position"]!).Length.ShouldBe(20);
        view.AsObject().ContainsKey("next").ShouldBeFalse();
    }

    /// <summary>The receiver sends one, is referred another, declines it and gets it again.</summary>
    private List<Func<Task>> Steps(HttpClient receiver)
    {
        string sent = "", referred = "";
        return
        [
            async () => sent = (string)(await (await receiver.PostAsync("signals", Examples.Signal())).JsonAsync())["id"]!,
            () => DoneAsync(People.Nijmegen, sent, "acknowledgements", []),
            async () => referred = (string)(await (await (await app.As(People.Nijmegen)).PostAsync("signals", Examples.Signal("0268", "urgent"))).JsonAsync())["id"]!,
            .. new[] { "w1", "w2a", "w2b", "w3" }.Select(step => (Func<Task>)(() => DoneAsync(People.Nijmegen, referred, "assessments", Examples.Assessment(step)))),
            () => DoneAsync(People.Nijmegen, referred, "outcome", Examples.Outcome("referred", to: Labour.Organisation.Value)),
            () => DoneAsync(Labour, referred, "referral-answers", new JsonObject { ["answer"] = "declined", ["reason"] = "task-of-partner" }),
            () => DoneAsync(People.Nijmegen, sent, "assessments", Examples.Assessment("w1")),
            () => DoneAsync(People.Nijmegen, referred, "outcome", Examples.Outcome("referred", to: Labour.Organisation.Value)),
            () => DoneAsync(Labour, referred, "referral-answers", new JsonObject { ["answer"] = "accepted" }),
        ];
    }

    private List<Func<Task>> CaseSteps()
    {
        var address = "";
        return
        [
            async () => address = await (await app.As(CaseWork.CaseLead)).ProposedCase(),
            async () => await (await app.As(CaseWork.CaseLead)).Done(address, "members", CaseWork.Membership(Labour.Organisation, "general")),
            async () => await (await app.As(CaseWork.CaseLead)).Done(address, "screenings", new JsonObject { ["conclusion"] = "accepted", ["criteria"] = new JsonArray("several-chains-needed") }),

            // Who comes back begins anew: the status of before is not known any more.
            async () => await (await app.As(CaseWork.CaseLead)).Done(address, "member-endings", new JsonObject { ["organisation"] = Labour.Organisation.Value, ["room"] = "general" }),
            async () => await (await app.As(CaseWork.CaseLead)).Done(address, "members", CaseWork.Membership(Labour.Organisation, "general")),
        ];
    }

    private async Task DoneAsync(Officer officer, string signal, string below, JsonObject body)
    {
        var version = versions[signal] = versions.GetValueOrDefault(signal, 1);
        var answer = await (await app.As(officer)).PostAsync($"signals/{signal}/{below}", body, $"\"{version}\"");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(token));
        versions[signal] = int.Parse(answer.Headers.ETag!.Tag.Trim('"'), CultureInfo.InvariantCulture);
    }

    private async Task<string> ReferredAsync(string to)
    {
        var id = (string)(await (await (await app.As(People.Nijmegen)).PostAsync("signals", Examples.Signal("0268", "urgent"))).JsonAsync())["id"]!;
        foreach (var step in new[] { "w1", "w2a", "w2b", "w3" }) await DoneAsync(People.Nijmegen, id, "assessments", Examples.Assessment(step));
        await DoneAsync(People.Nijmegen, id, "outcome", Examples.Outcome("referred", to: to));
        return id;
    }

    private Task CaughtUpAsync() => Wait.ForAsync(
        app.Database, "select last_seq_id >= (select max(seq_id) from chaincoop.mt_events) from chaincoop.mt_event_progression where name = 'feeds:All'");

    /// <summary>What a receiver does with entries, without our code.</summary>
    private static async Task<Dictionary<string, string>> FoldedAsync(HttpClient client, Reading from)
    {
        var known = new Dictionary<string, string>(from.Items);
        var after = from.Position!;
        while ((await client.Read($"feed?after={after}&limit=1000")).AsArray() is { Count: > 0 } page)
        {
            foreach (var entry in page)
            {
                after = (string)entry!["sequence"]!;
                if ((string?)entry["subject"] is not { } subject) continue;
                if ((string)entry["type"]! == "nl.chaincoop.access.ended.v1") known.Remove(subject);
                else known[subject] = Line((string)entry["data"]!["kind"]!, (string)entry["dataref"]!, (string?)entry["data"]!["status"] ?? known.GetValueOrDefault(subject)?.Split(' ')[2]);
            }
        }
        return known;
    }

    private static string Line(string kind, string dataref, string? status) => $"{kind} {dataref} {status}";

    /// <summary>A snapshot that is read a page at a time.</summary>
    private sealed class Reading(HttpClient client)
    {
        private string? next;

        /// <summary>Null before the first page.</summary>
        public string? Position { get; set; }

        public Dictionary<string, string> Items { get; } = [];

        public async Task NextPageAsync()
        {
            if (Position is not null && next is null) return;
            var page = await client.Read($"feed/snapshot?limit=2{(next is null ? "" : $"&cursor={next}")}");
            Position ??= (string)page["position"]!;
            next = (string?)page["next"];
            foreach (var item in page["items"]!.AsArray()) Items[(string)item!["id"]!] = Line((string)item["kind"]!, (string)item["dataref"]!, (string?)item["status"]);
        }

        public async Task ToTheEndAsync()
        {
            do await NextPageAsync();
            while (next is not null);
        }
    }
}
