using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Access;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Municipalities;
using ChainCoop.Shared;
using ChainCoop.Signals;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using static ChainCoop.IntegrationTests.Signals.SignalWork;

namespace ChainCoop.IntegrationTests.Signals;

[Collection(ProtocolTests.Name)]
public class asking_others_about_a_signal(ProtocolApp own)
{
    private readonly AppFixture app = own.App;

    [Fact]
    public async Task shows_them_the_question_and_brings_back_what_they_know()
    {
        var (neder, riec) = (await app.As(FocalPoint), await app.As(Riec));
        var address = await neder.Sent();
        var request = await AskedAsync(neder, address);

        await Feeds.EntryAbout(riec, request.Split('/')[1], "nl.chaincoop.enrichment-requests.made.v1");
        var asked = await riec.Read(request);
        ((string)asked["question"]!, (string)asked["status"]!, (bool)asked["overdue"]!, (string)asked["signalId"]!).ShouldBe(("Is the owner of the workshop known?", "open", false, CaseWork.IdOf(address)));
        asked.ToJsonString().ShouldNotContain(Examples.Observation);
        (await riec.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await riec.Read("signals?limit=200"))["items"]!.AsArray().ShouldNotContain(item => (string)item!["id"]! == CaseWork.IdOf(address));
        (await DeadlinesOf(neder, address)).ShouldContain("enrichment");

        var answered = await riec.PostAsync($"{request}/answers", Given());
        answered.StatusCode.ShouldBe(HttpStatusCode.OK, await answered.Content.ReadAsStringAsync());
        answered.Headers.ETag.ShouldBeNull();

        var known = (await neder.Read(address))["enrichmentRequests"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)known["status"]!, (string)known["answer"]!).ShouldBe(("answered", "He owns three of them."));
        ((string)(await riec.Read(request))["answer"]!).ShouldBe("He owns three of them.");
        await Feeds.EntryAbout(neder, request.Split('/')[1], "nl.chaincoop.enrichment-requests.answered.v1");
        (await DeadlinesOf(neder, address)).ShouldNotContain("enrichment");
        await Refused(riec.PostAsync($"{request}/answers", Given()), HttpStatusCode.Conflict, "state-forbids");
    }

    [Fact]
    public async Task can_be_declined_and_repeated()
    {
        var (neder, riec) = (await app.As(FocalPoint), await app.As(Riec));
        var address = await neder.Sent();
        var request = await AskedAsync(neder, address);
        var (body, key) = (new JsonObject { ["answer"] = "declined", ["reason"] = "no-legal-basis", ["note"] = "Ask the police." }, Guid.NewGuid().ToString());

        var first = await riec.PostAsync($"{request}/answers", body, key: key);
        var second = await riec.PostAsync($"{request}/answers", body, key: key);

        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        var view = await neder.Read(request);
        ((string)view["status"]!, (string)view["reason"]!, (string)view["answer"]!).ShouldBe(("declined", "no-legal-basis", "Ask the police."));
    }

    [Fact]
    public async Task is_withdrawn_by_who_asked_and_then_hidden_from_who_was_asked()
    {
        var (neder, riec, shelter) = (await app.As(FocalPoint), await app.As(Riec), await app.As(CaseWork.Shelter));
        var address = await neder.Sent();
        var request = await AskedAsync(neder, address);
        var (body, key) = (new JsonObject { ["reason"] = "known-otherwise", ["note"] = "The inspectorate told us." }, Guid.NewGuid().ToString());
        await Refused(riec.PostAsync($"{request}/withdrawals", body), HttpStatusCode.Forbidden, "forbidden");
        await Refused(shelter.PostAsync($"{request}/withdrawals", body), HttpStatusCode.NotFound, "not-found");
        await Faulty(neder.PostAsync($"{request}/withdrawals", new JsonObject { ["reason"] = "no-reason" }), "/reason");

        var withdrawn = await neder.PostAsync($"{request}/withdrawals", body, key: key);
        (withdrawn.StatusCode, (string)(await withdrawn.JsonAsync())["status"]!, withdrawn.Headers.ETag).ShouldBe((HttpStatusCode.OK, "withdrawn", null));
        (await (await neder.PostAsync($"{request}/withdrawals", body, key: key)).Content.ReadAsStringAsync()).ShouldBe(await withdrawn.Content.ReadAsStringAsync());

        await Refused(riec.GetAsync(request), HttpStatusCode.NotFound, "not-found");
        await Refused(riec.PostAsync($"{request}/answers", Given()), HttpStatusCode.NotFound, "not-found");
        await Refused(neder.PostAsync($"{request}/withdrawals", body), HttpStatusCode.Conflict, "state-forbids");
        var view = await neder.Read(request);
        ((string)view["status"]!, (string)view["withdrawn"]!, (string)view["answer"]!).ShouldBe(("withdrawn", "known-otherwise", "The inspectorate told us."));
        await Feeds.EntryAbout(neder, request.Split('/')[1], "nl.chaincoop.enrichment-requests.withdrawn.v1");
        await Feeds.EntryAbout(riec, request.Split('/')[1], "nl.chaincoop.access.ended.v1");
        (await DeadlinesOf(neder, address)).ShouldNotContain("enrichment");
    }

    [Fact]
    public async Task stands_in_a_list_of_who_asked_and_of_who_is_asked()
    {
        var (neder, inspectorate, shelter) = (await app.As(FocalPoint), await app.As(Inspectorate), await app.As(CaseWork.Shelter));
        var address = await neder.Sent();
        List<string> made = [];
        for (var i = 0; i < 4; i++) made.Insert(0, (await AskedAsync(neder, address, InspectorateOin.Value)).Split('/')[1]);
        (await inspectorate.PostAsync($"enrichment-requests/{made[1]}/answers", Given())).EnsureSuccessStatusCode();
        (await neder.PostAsync($"enrichment-requests/{made[2]}/withdrawals", new JsonObject { ["reason"] = "sent-by-mistake" })).EnsureSuccessStatusCode();

        (await IdsOf(inspectorate, "enrichment-requests")).Intersect(made).ShouldBe([made[0], made[1], made[3]]);
        (await IdsOf(inspectorate, "enrichment-requests?status=open")).Intersect(made).ShouldBe([made[0], made[3]]);
        (await IdsOf(neder, "enrichment-requests?status=withdrawn")).Intersect(made).ShouldBe([made[2]]);
        (await IdsOf(shelter, "enrichment-requests")).Intersect(made).ShouldBeEmpty();

        var first = await inspectorate.Read("enrichment-requests?limit=2");
        var second = await inspectorate.Read($"enrichment-requests?limit=2&cursor={first["next"]}");
        first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(item => (string)item!["id"]!).Take(3).ShouldBe([made[0], made[1], made[3]]);
        var row = first["items"]![0]!;
        ((string)row["municipality"]!, (string)row["askedBy"]!, (string)row["to"]!, (string)row["status"]!, (bool)row["overdue"]!)
            .ShouldBe((Neder, NederOin.Value, InspectorateOin.Value, "open", false));
        row.ToJsonString().ShouldNotContain("workshop");

        await Faulty(neder.GetAsync("enrichment-requests?limit=0"), "query:limit");
    }

    [Fact]
    public async Task has_a_day_that_passes()
    {
        var neder = await app.As(FocalPoint);
        var address = await neder.Sent();
        var request = await AskedAsync(neder, address);
        await using (var command = app.Database.CreateCommand("select (data -> 'deadlines' -> 0 ->> 'dueAt')::timestamptz > now() + interval '4 days' from chaincoop.mt_doc_signal where id = $1"))
        {
            command.Parameters.Add(new() { Value = Guid.Parse(CaseWork.IdOf(address)) });
            (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(true);
        }

        // The clock of the handler is the one that counts: half a month on, the message finds the request open.
        var (signal, deadline) = (SignalId.From(Guid.Parse(CaseWork.IdOf(address))), DeadlineId.From(Guid.Parse(request.Split('/')[1])));
        await using (var session = app.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession())
        {
            var clock = new MovedClock(TimeProvider.System.GetUtcNow());
            clock.Advance(TimeSpan.FromDays(15));
            await SignalFollowUpDueHandler.Handle(new(signal, deadline), session, clock, TestContext.Current.CancellationToken);
            await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        (await Feeds.EntryAbout(neder, CaseWork.IdOf(address), "nl.chaincoop.signals.follow-up-overdue.v1")).ShouldNotBeNull();
    }

    [Fact]
    public async Task of_a_municipality_reaches_the_officers_of_that_municipality()
    {
        var (neder, tiel) = (await app.As(FocalPoint), await app.As(People.Tiel));
        var address = await neder.Sent();
        var request = await AskedAsync(neder, address, People.Tiel.Organisation.Value);

        ((string)(await tiel.Read(request))["municipality"]!).ShouldBe(Neder);
        (await tiel.PostAsync($"{request}/answers", Given())).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task is_refused_with_its_place_and_hidden_from_everybody_else()
    {
        var (neder, riec, shelter, police) = (await app.As(FocalPoint), await app.As(Riec), await app.As(CaseWork.Shelter), await app.As(People.Police));
        var address = await neder.Sent();
        var request = await AskedAsync(neder, address);

        await Faulty(neder.Change(address, "enrichment-requests", Question(NederOin.Value)), "/to");
        await Faulty(neder.Change(address, "enrichment-requests", Question(RiecOin.Value).With("answerBy", "2020-01-01")), "/answerBy");
        await Faulty(neder.Change(address, "enrichment-requests", Question(RiecOin.Value).With("question", " ")), "/question");
        await Refused(neder.PostAsync($"{address}/enrichment-requests", Question(RiecOin.Value)), HttpStatusCode.PreconditionRequired, "precondition-required");
        await Faulty(riec.PostAsync($"{request}/answers", new JsonObject { ["answer"] = "given" }), "/information");
        await Faulty(riec.PostAsync($"{request}/answers", new JsonObject { ["answer"] = "declined" }), "/reason");

        // Who asked does not answer itself; nobody else knows of it.
        await Refused(neder.PostAsync($"{request}/answers", Given()), HttpStatusCode.Forbidden, "forbidden");
        await Refused(shelter.PostAsync($"{request}/answers", Given()), HttpStatusCode.NotFound, "not-found");
        await Refused(shelter.GetAsync(request), HttpStatusCode.NotFound, "not-found");
        await Refused(shelter.GetAsync($"enrichment-requests/{Guid.NewGuid()}"), HttpStatusCode.NotFound, "not-found");

        await neder.Stopped(address);
        await neder.Done(address, "outcome", Examples.Outcome("dismissed"));
        Allowed(await Refused(neder.Change(address, "enrichment-requests", Question(RiecOin.Value)), HttpStatusCode.Conflict, "state-forbids")).ShouldBe(["feedback", "reopening", "retraction"]);

        var theirs = await police.Sent();
        await Refused(neder.Change(theirs, "enrichment-requests", Question(RiecOin.Value)), HttpStatusCode.Forbidden, "passing-on-not-allowed");
        (await neder.Change(theirs, "enrichment-requests", Question(People.PoliceOin.Value))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    private static JsonObject Question(string to) => new() { ["to"] = to, ["question"] = "Is the owner of the workshop known?" };

    private static JsonObject Given() => new() { ["answer"] = "given", ["information"] = "He owns three of them." };

    private static async Task<string> AskedAsync(HttpClient client, string address, string? to = null)
    {
        var posted = await client.Change(address, "enrichment-requests", Question(to ?? RiecOin.Value));
        posted.StatusCode.ShouldBe(HttpStatusCode.Created, await posted.Content.ReadAsStringAsync());
        var id = (string)(await posted.JsonAsync())["id"]!;
        posted.Headers.Location!.OriginalString.ShouldBe($"/v1/enrichment-requests/{id}");
        return $"enrichment-requests/{id}";
    }

    private static async Task<List<string>> IdsOf(HttpClient client, string list) =>
        [.. (await client.Read($"{list}{(list.Contains('?') ? '&' : '?')}limit=200"))["items"]!.AsArray().Select(item => (string)item!["id"]!)];

    private static async Task<List<string>> DeadlinesOf(HttpClient client, string address) =>
        [.. (await client.UpToNow($"municipalities/{Neder}/deadlines?limit=200"))["items"]!.AsArray().Where(item => (string)item!["resource"]! == CaseWork.IdOf(address)).Select(item => (string)item!["kind"]!)];
}
