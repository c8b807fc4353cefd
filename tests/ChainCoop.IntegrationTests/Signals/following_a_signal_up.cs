using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Conformance.NonInterference;
using ChainCoop.Privacy;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using ChainCoop.Signals.Anonymous;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using static ChainCoop.IntegrationTests.Signals.SignalWork;

namespace ChainCoop.IntegrationTests.Signals;

[Collection(ProtocolTests.Name)]
public class following_a_signal_up(ProtocolApp own)
{
    private readonly AppFixture app = own.App;

    private Secrets Secrets => app.Host.Services.GetRequiredService<Secrets>();

    [Fact]
    public async Task tells_the_status_and_the_questions_and_nothing_else()
    {
        var (neder, riec, anybody) = (await app.As(FocalPoint), await app.As(Riec), app.Anybody());
        var (address, token) = await riec.SentAnonymously();
        var until = DutchTime.DayOf(TimeProvider.System.GetUtcNow()).AddMonths(12);
        (await anybody.FollowedUp(token)).ToJsonString().ShouldBe($$"""{"status":"received","questions":[],"until":"{{until:yyyy-MM-dd}}"}""");

        await neder.Done(address, "assessments", Examples.Assessment("w1"));
        var question = await neder.Asked(address);

        var today = DutchTime.DayOf(TimeProvider.System.GetUtcNow());
        var asked = await anybody.FollowUp(token);
        (await asked.Content.ReadAsStringAsync()).ShouldBe(
            $$"""{"status":"in-progress","questions":[{"id":"{{question}}","text":"On which days?","askedOn":"{{today:yyyy-MM-dd}}","state":"open"}],"until":"{{until:yyyy-MM-dd}}"}""");
        (asked.Headers.ETag, asked.Headers.CacheControl!.NoStore).ShouldBe((null, true));

        var answered = await anybody.Answer(token, question);
        answered.StatusCode.ShouldBe(HttpStatusCode.OK, await answered.Content.ReadAsStringAsync());
        (await answered.Content.ReadAsStringAsync()).ShouldBe($$"""{"id":"{{question}}","state":"answered"}""");
        answered.Headers.ETag.ShouldBeNull();
        ((string)(await anybody.FollowedUp(token))["questions"]![0]!["state"]!).ShouldBe("answered");
    }

    [Fact]
    public async Task is_heard_and_read_by_who_assesses_and_not_by_who_sent_the_signal()
    {
        var (neder, riec, anybody) = (await app.As(FocalPoint), await app.As(Riec), app.Anybody());
        var (address, token) = await riec.SentAnonymously();
        var before = await riec.TagOf(address);

        var question = await neder.Asked(address);
        (await anybody.Answer(token, question)).EnsureSuccessStatusCode();

        var view = (await neder.Read(address))["questions"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)view["text"]!, (string)view["answer"]!, (string)view["state"]!, (string)view["by"]!["officer"]!).ShouldBe(("On which days?", "On Mondays.", "answered", FocalPoint.Id));
        await Feeds.EntryAbout(neder, CaseWork.IdOf(address), "nl.chaincoop.signals.reporter-asked.v1");
        await Feeds.EntryAbout(neder, CaseWork.IdOf(address), "nl.chaincoop.signals.reporter-answered.v1");

        // Who sent it: the same version, no question, and in its feed what comes after without what came before.
        (await riec.TagOf(address)).ShouldBe(before);
        (await riec.Read(address))["questions"].ShouldBeNull();
        await neder.Done(address, "acknowledgements", []);
        var heard = await Feeds.TypesAbout(riec, CaseWork.IdOf(address), until: "nl.chaincoop.signals.acknowledged.v1");
        heard.ShouldBe(["nl.chaincoop.signals.received.v1", "nl.chaincoop.signals.acknowledged.v1"]);
    }

    [Fact]
    public async Task with_a_token_that_leads_nowhere_is_one_answer_whatever_is_wrong_with_it()
    {
        var (riec, anybody) = (await app.As(Riec), app.Anybody());
        var (address, token) = await riec.SentAnonymously();
        var destroyed = await riec.SentAnonymously();
        await DestroyAsync(destroyed.Address);
        var id = SignalId.From(Guid.Parse(CaseWork.IdOf(address)));
        var today = DutchTime.DayOf(TimeProvider.System.GetUtcNow());
        using var sql = new SqlOfRequests();

        Dictionary<string, string> wrong = new()
        {
            ["malformed"] = "token",
            ["malformed, as long as one"] = $"{token[..^1]}%",
            ["tampered with"] = token[..^2] + (token[^2] == 'A' ? "BA" : "AA"),
            ["over"] = FollowUpToken.For(id, today.AddDays(-1), Secrets),
            ["of no signal"] = FollowUpToken.For(SignalId.New(), today, Secrets),
            ["of a destroyed signal"] = destroyed.Token,
        };
        List<(string, string)> shown = [], changed = [];
        foreach (var (_, text) in wrong)
        {
            shown.Add(await SeenAsync(sql, trace => anybody.FollowUp(text, trace)));
            changed.Add(await SeenAsync(sql, trace => anybody.Answer(text, Guid.NewGuid().ToString(), trace: trace)));
        }

        shown.Distinct().ShouldHaveSingleItem().Item1.ShouldContain("urn:chaincoop:problem:not-found");
        changed.Select(one => one.Item1).Distinct().ShouldHaveSingleItem().ShouldBe(shown[0].Item1);
        changed.Select(one => one.Item2).Distinct().ShouldHaveSingleItem();
        shown[0].Item2.ShouldContain("mt_doc_signal");
        (await anybody.FollowUp(token)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task asks_for_the_token_and_lists_all_faults_at_once()
    {
        var (riec, anybody) = (await app.As(Riec), app.Anybody());
        var (_, token) = await riec.SentAnonymously();

        await Faulty(anybody.FollowUp(null), "header:Follow-Up-Token");
        var faults = (await Refused(anybody.AnswerWith(null, """{"text": " ", "more": 1}""", "no\"key"), HttpStatusCode.BadRequest, "invalid-input"))["errors"]!.AsArray();
        faults.Select(fault => (string)fault!["pointer"]!).ShouldBe(["header:Idempotency-Key", "header:Follow-Up-Token", "/more", "/questionId", "/text"], ignoreOrder: true);
        await Refused(anybody.AnswerWith(token, "{"), HttpStatusCode.BadRequest, "malformed-json");
        await Refused(anybody.AnswerWith(token, "{}", type: "text/plain"), HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        await Refused(anybody.DeleteAsync("follow-up"), HttpStatusCode.MethodNotAllowed, "method-not-allowed");

        // In an address it would be in logs on the way.
        await Faulty(anybody.GetAsync($"follow-up?token={token}"), "header:Follow-Up-Token");
        await Refused(anybody.GetAsync($"follow-up/{token}"), HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task answers_a_question_of_its_own_signal_once()
    {
        var (neder, riec, anybody) = (await app.As(FocalPoint), await app.As(Riec), app.Anybody());
        var ((address, token), (other, othersToken)) = (await riec.SentAnonymously(), await riec.SentAnonymously());
        var (first, second, ofOther) = (await neder.Asked(address), await neder.Asked(address, "Where?"), await neder.Asked(other));
        var key = Guid.NewGuid().ToString();

        await Refused(anybody.Answer(token, ofOther), HttpStatusCode.NotFound, "not-found");
        await Refused(anybody.Answer(token, Guid.NewGuid().ToString()), HttpStatusCode.NotFound, "not-found");
        var answered = await anybody.Answer(token, first, key: key);
        var repeated = await anybody.Answer(token, first, key: key);
        (repeated.StatusCode, await repeated.Content.ReadAsStringAsync()).ShouldBe((HttpStatusCode.OK, await answered.Content.ReadAsStringAsync()));
        await Refused(anybody.Answer(token, first, "On Tuesdays.", key), HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        Allowed(await Refused(anybody.Answer(token, first), HttpStatusCode.Conflict, "state-forbids")).ShouldBe(["answer"]);
        (await anybody.Answer(token, second)).EnsureSuccessStatusCode();
        Allowed(await Refused(anybody.Answer(token, second), HttpStatusCode.Conflict, "state-forbids")).ShouldBeEmpty();

        // The key of one reporter meets no other's, and nothing is there twice.
        (await anybody.Answer(othersToken, ofOther, key: key)).EnsureSuccessStatusCode();
        (await neder.Read(address))["questions"]!.AsArray().Select(question => (string)question!["answer"]!).ShouldBe(["On Mondays.", "On Mondays."]);
    }

    [Fact]
    public async Task answered_several_times_at_once_is_answered_once()
    {
        var (neder, anybody) = (await app.As(FocalPoint), app.Anybody());
        var (address, token) = await neder.SentAnonymously();
        var question = await neder.Asked(address);
        var key = Guid.NewGuid().ToString();

        var same = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => anybody.Answer(token, question, key: key)));

        same.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        (await CountAsync($"select count(*) from chaincoop.mt_events where stream_id = '{CaseWork.IdOf(address)}' and type = 'reporter_answered'")).ShouldBe(1);
        (await CountAsync($"select count(*) from vault.payloads where record_id = '{CaseWork.IdOf(address)}' and event_type = 'reporter_answered'")).ShouldBe(1);
    }

    [Fact]
    public async Task does_not_tell_a_retraction_from_another_outcome()
    {
        var (neder, riec, anybody) = (await app.As(FocalPoint), await app.As(Riec), app.Anybody());
        var ((dismissed, first), (retracted, second)) = (await riec.SentAnonymously(), await riec.SentAnonymously());
        var (ofFirst, ofSecond) = (await neder.Asked(dismissed), await neder.Asked(retracted));
        await neder.Stopped(dismissed);
        await neder.Done(dismissed, "outcome", Examples.Outcome("dismissed"));
        (await riec.PostAsync($"{retracted}/retractions", new JsonObject { ["reason"] = "false-report" })).EnsureSuccessStatusCode();

        (await Without(anybody.FollowedUp(first), ofFirst)).ShouldBe(await Without(anybody.FollowedUp(second), ofSecond));
        (await Without((await anybody.Answer(first, ofFirst)).JsonAsync(), ofFirst)).ShouldBe(await Without((await anybody.Answer(second, ofSecond)).JsonAsync(), ofSecond));
        (await neder.Read(retracted))["questions"]![0]!["answer"]!.GetValue<string>().ShouldBe("On Mondays.");

        (await neder.Change(dismissed, "questions", Question())).StatusCode.ShouldBe(HttpStatusCode.Created);
        Allowed(await Refused(neder.Change(retracted, "questions", Question()), HttpStatusCode.Conflict, "state-forbids")).ShouldBeEmpty();

        static async Task<string> Without(Task<JsonNode> answer, string question) => (await answer).ToJsonString().Replace(question, "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task of_a_duplicate_tells_what_became_of_the_other_and_is_asked_for_itself()
    {
        var (neder, riec, anybody) = (await app.As(FocalPoint), await app.As(Riec), app.Anybody());
        var ((duplicate, token), (other, othersToken)) = (await riec.SentAnonymously(), await neder.SentAnonymously());
        await neder.Asked(duplicate);
        await neder.Asked(other, "Something else?");
        (await neder.Change(duplicate, "merges", new JsonObject { ["into"] = CaseWork.IdOf(other) })).EnsureSuccessStatusCode();

        ((string)(await anybody.FollowedUp(token))["status"]!).ShouldBe("in-progress");
        var later = await neder.Asked(duplicate, "Still there?");
        await neder.Stopped(other);
        await neder.Done(other, "outcome", Examples.Outcome("dismissed"));

        var view = await anybody.FollowedUp(token);
        ((string)view["status"]!, (string)(await anybody.FollowedUp(othersToken))["status"]!).ShouldBe(("concluded", "concluded"));
        view["questions"]!.AsArray().Select(question => (string)question!["text"]!).ShouldBe(["On which days?", "Still there?"]);
        view.ToJsonString().ShouldNotContain(CaseWork.IdOf(other));
        (await anybody.Answer(token, later)).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task begins_with_a_question_of_who_answers_for_the_signal()
    {
        var (neder, riec, shelter) = (await app.As(FocalPoint), await app.As(Riec), await app.As(CaseWork.Shelter));
        var (address, _) = await riec.SentAnonymously();
        var key = Guid.NewGuid().ToString();
        var tag = await neder.TagOf(address);

        var asked = await neder.PostAsync($"{address}/questions", Question(), tag, key);
        (asked.StatusCode, asked.Headers.ETag!.Tag, asked.Headers.Location!.ToString()).ShouldBe((HttpStatusCode.Created, "\"2\"", $"/v1/{address}"));
        var repeated = await neder.PostAsync($"{address}/questions", Question(), tag, key);
        (await repeated.Content.ReadAsStringAsync()).ShouldBe(await asked.Content.ReadAsStringAsync());

        await Refused(neder.PostAsync($"{address}/questions", Question()), HttpStatusCode.PreconditionRequired, "precondition-required");
        await Refused(neder.PostAsync($"{address}/questions", Question(), tag), HttpStatusCode.PreconditionFailed, "precondition-failed");
        await Faulty(neder.Change(address, "questions", Question(" ")), "/text");
        await Refused(riec.PostAsync($"{address}/questions", Question(), "\"2\""), HttpStatusCode.Forbidden, "forbidden");
        await Refused(shelter.PostAsync($"{address}/questions", Question(), "\"2\""), HttpStatusCode.NotFound, "not-found");

        // Who is known is asked otherwise.
        var known = await neder.Sent();
        Allowed(await Refused(neder.Change(known, "questions", Question()), HttpStatusCode.Conflict, "state-forbids")).ShouldNotContain("question");
        Allowed(await neder.Read(address)).ShouldContain("question");
    }

    [Fact]
    public async Task is_given_again_with_the_receipt_of_a_repeated_request()
    {
        var riec = await app.As(Riec);
        var key = Guid.NewGuid().ToString();

        var first = await riec.PostAsync("signals", FollowUpWork.Anonymous(), key: key);
        var second = await riec.PostAsync("signals", FollowUpWork.Anonymous(), key: key);

        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        ((string)(await first.JsonAsync())["followUpToken"]!).Length.ShouldBe(76);
        (await (await riec.PostAsync("signals", Examples.Signal(Neder))).Content.ReadAsStringAsync()).ShouldNotContain("followUp");
    }

    private static JsonObject Question(string text = "On which days?") => new() { ["text"] = text };

    private static async Task<(string Answer, string Sql)> SeenAsync(SqlOfRequests sql, Func<string, Task<HttpResponseMessage>> ask)
    {
        var trace = sql.Begin();
        var answer = await ask($"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        var seen = await Conformance.NonInterference.Answer.OfAsync(answer, sql.End(trace), null);
        return (seen.Text, seen.Sql);
    }

    private async Task DestroyAsync(string address)
    {
        var id = RecordId.From(Guid.Parse(CaseWork.IdOf(address)));
        await using var session = app.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        await session.Events.AppendOptimistic(id.Value, new SignalDestroyed(id, new(Neder), ErasureId.New(), TimeProvider.System.GetUtcNow()));
        await session.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
