using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>What a record has of one person goes: keys, ciphertexts, prose; and everybody who had it hears of it.</summary>
public class erasing_a_person(AppFixture app) : IClassFixture<AppFixture>
{
    private static readonly Oin Maasdriel = new("00000099000000263000");
    private static readonly Officer FocalPoint = new(Maasdriel, "focal-point-maasdriel", "focal-point", ["0263"]);
    private static readonly Officer Privacy = Keeper("privacy-maasdriel", "privacy-officer");
    private static readonly Officer Second = Keeper("privacy-maasdriel-2", "privacy-officer");

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task destroys_keys_and_ciphertexts_and_leaves_the_others()
    {
        var (id, subjects) = await SignalAsync();
        var before = await ReadAsync(id);

        var erasure = await CarriedOutAsync(await ErasedAsync(id, subjects[0]));

        var after = await ReadAsync(id);
        after.Tag.ShouldNotBe(before.Tag);
        after.Signal["subjects"]![0]!["identifiers"].ShouldBeNull();
        ((string)after.Signal["subjects"]![1]!["identifiers"]!["familyName"]!).ShouldBe("Getuige");
        ((string)after.Signal["observation"]!).ShouldBe(Examples.Observation);
        (await KeysOfAsync(subjects[0])).ShouldBe(0);
        (await KeysOfAsync(subjects[1])).ShouldBe(1);
        (await CountAsync("select count(*) from vault.payloads where record_id = $1", Guid.Parse(id))).ShouldBe(2);
        ((string)erasure["part"]!).ShouldBe("subject");
    }

    [Fact]
    public async Task puts_redacted_prose_in_the_place_of_the_original_when_a_second_person_agrees()
    {
        var (id, subjects) = await SignalAsync();
        var privacy = await app.As(Privacy);
        var proposed = await ErasedAsync(id, subjects[0], "Several people sleep in one room.");
        (await StatusAsync(proposed)).ShouldBe("proposed");
        ((string)(await ReadAsync(id)).Signal["observation"]!).ShouldBe(Examples.Observation);

        var tag = (await privacy.GetAsync($"erasures/{proposed}", token)).Headers.ETag!.ToString();
        (await ProblemAsync(await privacy.PostAsync($"erasures/{proposed}/approvals", "{}", tag))).ShouldBe((409, "second-person-required"));
        var approved = await (await app.As(Second)).PostAsync($"erasures/{proposed}/approvals", "{}", tag);
        approved.StatusCode.ShouldBe(HttpStatusCode.OK);
        var done = await CarriedOutAsync(proposed);

        ((string)(await ReadAsync(id)).Signal["observation"]!).ShouldBe("Several people sleep in one room.");
        var redaction = done["redactions"]![0]!;
        redaction["original"].ShouldBeNull();
        ((string)redaction["replacement"]!).ShouldBe("Several people sleep in one room.");
    }

    [Fact]
    public async Task reaches_texts_of_a_case_whose_persons_are_in_its_tracks()
    {
        var focalPoint = await app.As(FocalPoint);
        var caseId = (string)(await (await focalPoint.PostAsync("cases", new { municipality = "0263", exploitationTypes = new[] { "labour" }, title = "Ana and the workshop" })).JsonAsync())["id"]!;
        var privacy = await app.As(Privacy);
        var answer = await privacy.PostAsync("erasures", new
        {
            record = new { kind = "case", id = caseId },
            recordVersion = 4,
            ground = "unlawful",
            prose = new[] { new { at = "/title", text = "The workshop" } },
        });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(token));
        var erasure = (string)(await answer.JsonAsync())["id"]!;
        var tag = (await privacy.GetAsync($"erasures/{erasure}", token)).Headers.ETag!.ToString();
        (await (await app.As(Second)).PostAsync($"erasures/{erasure}/approvals", "{}", tag)).EnsureSuccessStatusCode();

        ((string)(await CarriedOutAsync(erasure))["part"]!).ShouldBe("prose");
        ((string)(await (await focalPoint.GetAsync($"cases/{caseId}", token)).JsonAsync())["title"]!).ShouldBe("The workshop");
        (await CountAsync("select count(*) from vault.payloads where record_id = $1", Guid.Parse(caseId))).ShouldBe(1);
    }

    [Fact]
    public async Task is_told_to_who_received_it_and_waits_for_the_receipts()
    {
        var (id, subjects) = await SignalAsync();
        var police = await app.As(People.Police with { Scopes = People.Police.Scopes + " privacy.read privacy.write" });

        var erasure = await ErasedAsync(id, subjects[0]);

        await Feeds.EntryAbout(police, id, "nl.chaincoop.signals.content-erased.v1");
        var entry = await Feeds.EntryAbout(police, erasure, "nl.chaincoop.erasures.ordered.v1");
        ((string)entry["dataref"]!).ShouldBe($"/v1/erasures/{erasure}");
        var seen = await (await police.GetAsync($"erasures/{erasure}", token)).JsonAsync();
        ((string)seen["record"]!["id"]!).ShouldBe(id);
        ((string)seen["subjectId"]!).ShouldBe(subjects[0]);
        seen["receivers"].ShouldBeNull();
        ((bool)seen["confirmed"]!).ShouldBeFalse();

        var owner = await CarriedOutAsync(erasure);
        owner["receivers"]![0]!["confirmedAt"].ShouldBeNull();
        (await police.PostAsync($"erasures/{erasure}/receipts", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await police.PostAsync($"erasures/{erasure}/receipts", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        owner = await CarriedOutAsync(erasure);
        owner["receivers"]!.AsArray().Count.ShouldBe(1);
        owner["receivers"]![0]!["confirmedAt"].ShouldNotBeNull();
        var listed = await (await (await app.As(Privacy)).GetAsync("erasures?status=carried-out", token)).JsonAsync();
        ((int)listed["items"]!.AsArray().Single(row => (string)row!["id"]! == erasure)!["missing"]!).ShouldBe(0);
    }

    [Fact]
    public async Task is_told_to_a_municipality_that_sent_the_signal_and_whose_officers_are_mandated_for_their_own()
    {
        var tiel = await app.As(new Officer(People.Tiel.Organisation, "focal-point-tiel-3", "focal-point", ["0281"]) { Scopes = People.Tiel.Scopes + " privacy.read privacy.write" });
        var id = (string)(await (await tiel.PostAsync("signals", Signal())).JsonAsync())["id"]!;
        var erasure = await ErasedAsync(id, (string)(await ReadAsync(id)).Signal["subjects"]![0]!["id"]!);

        ((string)(await Feeds.EntryAbout(tiel, erasure))["type"]!).ShouldBe("nl.chaincoop.erasures.ordered.v1");
        await CarriedOutAsync(erasure);
        ((string)(await (await tiel.GetAsync($"erasures/{erasure}", token)).JsonAsync())["record"]!["id"]!).ShouldBe(id);
        (await tiel.PostAsync($"erasures/{erasure}/receipts", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        ((int)(await (await (await app.As(Privacy)).GetAsync("erasures", token)).JsonAsync())["items"]!.AsArray().Single(row => (string)row!["id"]! == erasure)!["missing"]!).ShouldBe(0);
    }

    [Fact]
    public async Task is_not_done_twice()
    {
        var (id, subjects) = await SignalAsync();
        await CarriedOutAsync(await ErasedAsync(id, subjects[0]));

        (await ProblemAsync(await (await app.As(Privacy)).PostAsync("erasures", Request(id, subjects[0], version: 2)))).ShouldBe((409, "subject-erased"));
    }

    [Fact]
    public async Task tells_everybody_whose_receipt_is_missing_when_its_term_is_over()
    {
        var (id, subjects) = await SignalAsync();
        var erasure = await ErasedAsync(id, subjects[0]);
        await CarriedOutAsync(erasure);

        await CountAsync(
            "with old as (update chaincoop.mt_doc_erasure set data = data || '{\"receiptsDueAt\": \"2026-01-01T00:00:00Z\"}' where id = $1 returning 1) select count(*) from old", Guid.Parse(erasure));
        await app.Host.Services.GetServices<IHostedService>().OfType<MissedTimers>().Single().MakeUpAsync(token);

        await Feeds.EntryAbout(await app.As(People.Police), erasure, "nl.chaincoop.erasures.unconfirmed.v1");
        await Feeds.EntryAbout(await app.As(FocalPoint), erasure, "nl.chaincoop.erasures.unconfirmed.v1");
        var listed = await (await (await app.As(Privacy)).GetAsync("erasures?overdue=true", token)).JsonAsync();
        listed["items"]!.AsArray().Select(row => (string)row!["id"]!).ShouldBe([erasure]);
        ((bool)(await CarriedOutAsync(erasure))["receivers"]![0]!["overdue"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task cannot_be_undone_by_repeating_the_request_that_brought_the_person()
    {
        var key = Guid.NewGuid().ToString();
        var body = Signal();
        var police = await app.As(People.Police);
        var id = (string)(await (await police.PostAsync("signals", body, key: key)).JsonAsync())["id"]!;
        var subject = (string)(await ReadAsync(id)).Signal["subjects"]![0]!["id"]!;
        await CarriedOutAsync(await ErasedAsync(id, subject));

        (await ProblemAsync(await police.PostAsync("signals", body, key: key))).ShouldBe((422, "idempotency-key-reused"));
    }

    [Fact]
    public async Task asks_about_every_text_that_may_name_the_person()
    {
        var (id, subjects) = await SignalAsync();
        var privacy = await app.As(Privacy);

        var answer = await privacy.PostAsync("erasures", Request(id, subjects[0], prose: new JsonArray(new JsonObject { ["at"] = "/nowhere" })));

        (await ProblemAsync(answer)).ShouldBe((400, "invalid-input"));
        var faults = (await answer.JsonAsync())["errors"]!.AsArray().Select(fault => (string)fault!["pointer"]!).ToList();
        faults.ShouldBe(["/prose/0/at", "/prose"], ignoreOrder: true);
    }

    [Fact]
    public async Task is_of_the_record_as_it_was_read()
    {
        var (id, subjects) = await SignalAsync();
        var privacy = await app.As(Privacy);
        (await (await app.As(FocalPoint)).PostAsync($"signals/{id}/acknowledgements", "{}", "\"1\"")).EnsureSuccessStatusCode();

        (await ProblemAsync(await privacy.PostAsync("erasures", Request(id, subjects[0])))).ShouldBe((412, "precondition-failed"));
        (await privacy.PostAsync("erasures", Request(id, subjects[0], version: 2))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task is_refused_under_a_legal_hold_and_names_nobody()
    {
        var (id, subjects) = await SignalAsync();
        var privacy = await app.As(Privacy);
        var held = await privacy.PostAsync("legal-holds", new { record = new { kind = "signal", id }, reason = "pending-litigation", reviewOn = "2100-01-01" });
        held.StatusCode.ShouldBe(HttpStatusCode.Created);

        var answer = await privacy.PostAsync("erasures", Request(id, subjects[0]));

        (await ProblemAsync(answer)).ShouldBe((409, "under-legal-hold"));
        (await answer.Content.ReadAsStringAsync(token)).ShouldNotContain(subjects[0]);
        (await KeysOfAsync(subjects[0])).ShouldBe(1);
    }

    [Fact]
    public async Task is_one_at_a_time_for_a_record_and_can_be_withdrawn_before_it_is_final()
    {
        var (id, subjects) = await SignalAsync();
        var privacy = await app.As(Privacy);
        var first = await ErasedAsync(id, subjects[0], "Somebody sleeps there.");

        (await ProblemAsync(await privacy.PostAsync("erasures", Request(id, subjects[1])))).ShouldBe((409, "erasure-open"));
        var tag = (await privacy.GetAsync($"erasures/{first}", token)).Headers.ETag!.ToString();
        (await privacy.PostAsync($"erasures/{first}/withdrawals", "{}", tag)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var second = await ErasedAsync(id, subjects[1]);
        await CarriedOutAsync(second);
        tag = (await privacy.GetAsync($"erasures/{second}", token)).Headers.ETag!.ToString();
        (await ProblemAsync(await privacy.PostAsync($"erasures/{second}/withdrawals", "{}", tag))).ShouldBe((409, "state-forbids"));
    }

    [Fact]
    public async Task is_for_the_privacy_officer_of_who_answers_for_the_record()
    {
        var (id, subjects) = await SignalAsync();
        var tiel = await app.As(new Officer(People.Tiel.Organisation, "privacy-tiel", "privacy-officer", ["0281"]) { Scopes = "privacy.read privacy.write" });
        (await ProblemAsync(await tiel.PostAsync("erasures", Request(id, subjects[0])))).ShouldBe((400, "invalid-input"));
        var focalPoint = await app.As(FocalPoint with { Scopes = "privacy.read privacy.write" });
        (await ProblemAsync(await focalPoint.PostAsync("erasures", Request(id, subjects[0])))).ShouldBe((403, "forbidden"));

        var erasure = await ErasedAsync(id, subjects[0]);
        (await tiel.GetAsync($"erasures/{erasure}", token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await tiel.PostAsync($"erasures/{erasure}/receipts", "{}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static Officer Keeper(string id, string role) => new(Maasdriel, id, role, ["0263"]) { Scopes = "privacy.read privacy.write" };

    private static JsonObject Signal()
    {
        var signal = Examples.Signal("0263");
        signal["subjects"]!.AsArray().Add(new JsonObject { ["role"] = "witness-complainant", ["identifiers"] = new JsonObject { ["familyName"] = "Getuige" } });
        return signal;
    }

    private static JsonObject Request(string id, string subject, string? redacted = null, JsonArray? prose = null, long version = 1) => new()
    {
        ["record"] = new JsonObject { ["kind"] = "signal", ["id"] = id },
        ["subjectId"] = subject,
        ["recordVersion"] = version,
        ["ground"] = "unlawful",
        ["prose"] = prose ?? new JsonArray(redacted is null ? new JsonObject { ["at"] = "/observation" } : new JsonObject { ["at"] = "/observation", ["text"] = redacted }),
    };

    private async Task<(string Id, string[] Subjects)> SignalAsync()
    {
        var sent = await (await app.As(People.Police)).PostAsync("signals", Signal());
        sent.StatusCode.ShouldBe(HttpStatusCode.Created);
        var id = (string)(await sent.JsonAsync())["id"]!;
        return (id, [.. (await ReadAsync(id)).Signal["subjects"]!.AsArray().Select(subject => (string)subject!["id"]!)]);
    }

    private async Task<(JsonNode Signal, string Tag)> ReadAsync(string id)
    {
        var answer = await (await app.As(FocalPoint)).GetAsync($"signals/{id}", token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await answer.JsonAsync(), answer.Headers.ETag!.ToString());
    }

    private async Task<string> ErasedAsync(string id, string subject, string? redacted = null)
    {
        var answer = await (await app.As(Privacy)).PostAsync("erasures", Request(id, subject, redacted));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(token));
        return (string)(await answer.JsonAsync())["id"]!;
    }

    private async Task<string> StatusAsync(string erasure) =>
        (string)(await (await (await app.As(Privacy)).GetAsync($"erasures/{erasure}", token)).JsonAsync())["status"]!;

    private async Task<JsonNode> CarriedOutAsync(string erasure) => await Wait.ForErasureAsync(await app.As(Privacy), erasure);

    private static async Task<(int Status, string Code)> ProblemAsync(HttpResponseMessage answer) =>
        ((int)answer.StatusCode, ((string)(await answer.JsonAsync())["type"]!).Replace("urn:chaincoop:problem:", "", StringComparison.Ordinal));

    private async Task<long> KeysOfAsync(string subject)
    {
        await using var command = app.Host.Services.GetRequiredService<KeyDataSource>().DataSource.CreateCommand("select count(*) from data_keys where subject = $1");
        command.Parameters.Add(new() { Value = Guid.Parse(subject) });
        return (long)(await command.ExecuteScalarAsync(token))!;
    }

    private async Task<long> CountAsync(string sql, Guid value)
    {
        await using var command = app.Database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = value });
        return (long)(await command.ExecuteScalarAsync(token))!;
    }
}
