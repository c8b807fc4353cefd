using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Audit;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Privacy;
using ChainCoop.Shared;
using ChainCoop.Timeline.Bundles;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace ChainCoop.IntegrationTests.Timeline;

/// <summary>From what an auditor asks for to a file that a court checks without us.</summary>
public class evidence_for_a_court(AppFixture app)
{
    private static readonly Oin Beuningen = new("00000099000000209000");
    private static readonly Officer FocalPoint = new(Beuningen, "focal-point-evidence", "focal-point", ["0209"]);
    private static readonly Officer Keeper = new(Beuningen, "privacy-evidence", "privacy-officer", ["0209"]) { Scopes = "privacy.read privacy.write" };

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task is_given_in_clear_once_a_second_person_agreed_and_checks_offline()
    {
        var (signal, other) = (await SignalAsync(), await SignalAsync());
        var auditor = await app.Audits(EvidenceWork.Auditor(Beuningen, "0209"));
        var privacy = await app.As(AuditWork.PrivacyOfficer(Beuningen, "0209"));
        var asked = EvidenceWork.Asked((signal, "texts"), (other, "headers"));
        asked["withAccess"] = true;

        var address = await auditor.Requested(asked, "proposed");
        (await (await auditor.GetAsync($"{address}/file", token)).Problem(HttpStatusCode.Conflict)).Code.ShouldBe("state-forbids");
        (await privacy.Items("audit/evidence-bundles")).Select(item => $"audit/evidence-bundles/{item["id"]}").ShouldContain(address);
        ((string)(await (await privacy.PostAsync($"{address}/approvals", "{}")).JsonAsync())["status"]!).ShouldBe("preparing");
        var ready = await auditor.Ready(address);
        ((long)ready["progress"]!["done"]!).ShouldBe((long)ready["progress"]!["total"]!);
        ready["progress"]!["total"]!.GetValue<long>().ShouldBeGreaterThan(2);

        var path = await auditor.Fetched(address);
        var report = await app.Verified(path);

        report.Sentences("proven").ShouldContain("Of 2 records no event is missing from the first to the last that is given.");
        report.Sentences("proven").ShouldContain(sentence => sentence.Contains("texts in clear open from the ciphertexts"));
        report.Sentences("withheld").ShouldContain(sentence => sentence.StartsWith("The bodies of 1 entries of events exist"));
        report.Sentences("withheld").ShouldContain(sentence => sentence.EndsWith("entries of access exist and are not given."));
        EvidenceWork.ReadFile(path, "payloads.ndjson").ShouldContain(Examples.Observation);
        EvidenceWork.ReadFile(path, "payloads.ndjson").ShouldContain("Voorbeeld");
        EvidenceWork.ReadFile(path, "events/entries.ndjson").Split('\n').Count(line => line.Contains("\"body\":")).ShouldBe(1);
        EvidenceWork.ReadFile(path, "access/entries.ndjson").ShouldNotContain("\"body\":");

        // Whose data went out is on record, and nothing of it is kept.
        var subjects = (await (await app.As(FocalPoint)).Read($"signals/{signal}"))["subjects"]!.AsArray().Select(subject => Guid.Parse((string)subject!["id"]!)).ToArray();
        await using var record = app.Database.CreateCommand("select subjects from access.log where action = 'evidence-bundle.fetch' and resource = $1 and status = 200");
        record.Parameters.Add(new() { Value = Guid.Parse(address.Split('/')[^1]) });
        ((Guid[])(await record.ExecuteScalarAsync(token))!).ShouldBe(subjects);
        (await app.TablesWithRowsThatHold(Examples.Observation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task needs_no_second_person_where_nothing_is_in_clear()
    {
        var signal = await SignalAsync();
        var auditor = await app.Audits(EvidenceWork.Auditor(Beuningen, "0209"));

        var address = await auditor.Requested(EvidenceWork.Asked((signal, "headers")), "preparing");
        await auditor.Ready(address);
        var path = await auditor.Fetched(address);

        (await app.Verified(path)).Sentences("withheld").ShouldContain(sentence => sentence.StartsWith("The bodies of 1 entries of events exist"));
        var all = EvidenceWork.ReadAll(path);
        all.ShouldNotContain(Examples.Observation);
        all.ShouldNotContain(FocalPoint.Id);
        var privacy = await app.As(AuditWork.PrivacyOfficer(Beuningen, "0209"));
        (await (await privacy.PostAsync($"{address}/approvals", "{}")).Problem(HttpStatusCode.Conflict)).Code.ShouldBe("state-forbids");
    }

    [Fact]
    public async Task covers_every_leaf_of_a_period()
    {
        var from = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        var signal = await SignalAsync();
        var auditor = await app.Audits(EvidenceWork.Auditor(Beuningen, "0209"));
        var asked = EvidenceWork.Asked((signal, "headers"));
        asked["from"] = from.ToString("O");

        var address = await auditor.Requested(asked, "preparing");
        await auditor.Ready(address);
        (await app.Verified(await auditor.Fetched(address))).Sentences("proven").ShouldContain(sentence => sentence.StartsWith("Every leaf from "));

        var empty = new JsonObject { ["from"] = from.ToString("O"), ["until"] = from.AddMilliseconds(1).ToString("O") };
        var without = await auditor.Requested(empty, "preparing");
        await auditor.Ready(without);
        await app.Verified(await auditor.Fetched(without));
    }

    [Fact]
    public async Task is_nothing_when_it_is_refused_and_nobody_agrees_to_the_own_request()
    {
        var signal = await SignalAsync();
        var both = EvidenceWork.Auditor(Beuningen, "0209");
        var auditor = await app.Audits(both);
        var privacy = await app.As(AuditWork.PrivacyOfficer(Beuningen, "0209"));
        var address = await auditor.Requested(EvidenceWork.Asked((signal, "bodies")), "proposed");
        (await (await auditor.PostAsync($"{address}/approvals", "{}")).Problem(HttpStatusCode.Forbidden)).Code.ShouldBe("forbidden");
        await app.As(new Officer(both.Organisation, both.Id, "privacy-officer", both.Municipalities));
        auditor.DefaultRequestHeaders.Authorization = new("Bearer", Tokens.For(both.Organisation, both.Id, "auditor privacy-officer", both.Scopes));
        foreach (var step in (string[])["approvals", "refusals"])
            (await (await auditor.PostAsync($"{address}/{step}", "{}")).Problem(HttpStatusCode.Forbidden)).Code.ShouldBe("own-evidence-bundle");

        for (var i = 0; i < 2; i++) ((string)(await (await privacy.PostAsync($"{address}/refusals", "{}")).JsonAsync())["status"]!).ShouldBe("refused");
        (await (await privacy.PostAsync($"{address}/approvals", "{}")).Problem(HttpStatusCode.Conflict)).Code.ShouldBe("state-forbids");
        (await (await auditor.GetAsync($"{address}/file", token)).Problem(HttpStatusCode.Conflict)).Code.ShouldBe("state-forbids");
    }

    [Fact]
    public async Task is_hidden_from_others_and_fetched_by_nobody_but_who_asked()
    {
        var signal = await SignalAsync();
        var auditor = await app.Audits(EvidenceWork.Auditor(Beuningen, "0209"));
        var address = await auditor.Requested(EvidenceWork.Asked((signal, "headers")), "preparing");
        await auditor.Ready(address);

        foreach (var stranger in (HttpClient[])[await app.Audits(AuditWork.Auditor(People.NijmegenOin, "0268")), await app.As(AuditWork.PrivacyOfficer(People.NijmegenOin, "0268"))])
        {
            foreach (var path in (string[])[address, $"{address}/file"]) (await stranger.GetAsync(path, token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            foreach (var step in (string[])["approvals", "refusals"]) (await stranger.PostAsync($"{address}/{step}", "{}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await stranger.Items("audit/evidence-bundles")).Select(item => (string)item["id"]!).ShouldNotContain(address.Split('/')[^1]);
        }
        var colleague = await app.Audits(EvidenceWork.Auditor(Beuningen, "0209"));
        (await colleague.Read(address))["size"].ShouldNotBeNull();
        (await colleague.GetAsync($"{address}/file", token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var head = new HttpRequestMessage(HttpMethod.Head, $"{address}/file");
        (await auditor.SendAsync(head, token)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task is_refused_of_what_the_auditor_does_not_audit()
    {
        var signal = await SignalAsync();
        var elsewhere = await app.Audits(AuditWork.Auditor(People.NijmegenOin, "0268"));
        var auditor = await app.Audits(EvidenceWork.Auditor(Beuningen, "0209"));
        (await (await elsewhere.PostAsync("audit/evidence-bundles", EvidenceWork.Asked((signal, "texts")))).Problem(HttpStatusCode.BadRequest)).Pointers.ShouldBe(["/records"]);
        (await (await auditor.PostAsync("audit/evidence-bundles", EvidenceWork.Asked((signal, "headers"), (Guid.NewGuid().ToString(), "headers")))).Problem(HttpStatusCode.BadRequest)).Pointers.ShouldBe(["/records"]);
        (await (await auditor.PostAsync("audit/evidence-bundles", new JsonObject())).Problem(HttpStatusCode.BadRequest)).Pointers.ShouldBe(["/records"]);
        (await (await auditor.PostAsync("audit/evidence-bundles", EvidenceWork.Asked((signal, "headers"), (signal, "texts")))).Problem(HttpStatusCode.BadRequest)).Pointers.ShouldBe(["/records"]);
        var backwards = new JsonObject { ["from"] = "2026-03-02T00:00:00Z", ["until"] = "2026-03-01T00:00:00Z" };
        (await (await auditor.PostAsync("audit/evidence-bundles", backwards)).Problem(HttpStatusCode.BadRequest)).Pointers.ShouldBe(["/until"]);
        (await (await app.As(FocalPoint with { Scopes = "audit.read audit.write" }, "oversight")).PostAsync("audit/evidence-bundles", backwards)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await (await app.As(FocalPoint with { Scopes = "audit.read audit.write" }, "oversight")).PostAsync("audit/evidence-bundles", EvidenceWork.Asked((signal, "headers")))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    /// <summary>An auditor of the whole district asks; who answers for the record decides.</summary>
    [Fact]
    public async Task is_decided_on_where_the_record_is()
    {
        var signal = await SignalAsync();
        var auditor = await app.Audits(AuditWork.Auditor(People.NijmegenOin, People.District));
        var address = await auditor.Requested(EvidenceWork.Asked((signal, "bodies")), "proposed");

        (await (await app.As(AuditWork.PrivacyOfficer(People.NijmegenOin, People.District))).PostAsync($"{address}/approvals", "{}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await (await app.As(AuditWork.PrivacyOfficer(Beuningen, "0209"))).PostAsync($"{address}/approvals", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await auditor.Ready(address);
        await app.Verified(await auditor.Fetched(address));
    }

    [Fact]
    public async Task holds_nothing_of_a_person_who_was_erased_and_still_checks()
    {
        var signal = await SignalAsync();
        var auditor = await app.Audits(EvidenceWork.Auditor(Beuningen, "0209"));
        var address = await auditor.Requested(EvidenceWork.Asked((signal, "texts")), "proposed");
        (await (await app.As(AuditWork.PrivacyOfficer(Beuningen, "0209"))).PostAsync($"{address}/approvals", "{}")).EnsureSuccessStatusCode();
        await auditor.Ready(address);
        var before = await auditor.Fetched(address);
        EvidenceWork.ReadAll(before).ShouldContain("Voorbeeld");

        var keeper = await app.As(Keeper);
        var subject = (string)(await (await app.As(FocalPoint)).Read($"signals/{signal}"))["subjects"]![0]!["id"]!;
        var erased = await keeper.PostAsync("erasures", new JsonObject
        {
            ["record"] = new JsonObject { ["kind"] = "signal", ["id"] = signal },
            ["subjectId"] = subject,
            ["recordVersion"] = 1,
            ["ground"] = "unlawful",
            ["prose"] = new JsonArray(new JsonObject { ["at"] = "/observation" }),
        });
        erased.StatusCode.ShouldBe(HttpStatusCode.Created, await erased.Content.ReadAsStringAsync(token));
        await Wait.ForErasureAsync(keeper, (string)(await erased.JsonAsync())["id"]!);

        var after = await auditor.Fetched(address);
        EvidenceWork.ReadAll(after).ShouldNotContain("Voorbeeld");
        (await app.Verified(after)).Sentences("withheld").ShouldContain(sentence => sentence.Contains("were erased, says the operator"));
        await app.Verified(before);
    }

    /// <summary>A key that goes out opens whatever it sealed: where that is more than was approved, the text is withheld.</summary>
    [Fact]
    public async Task withholds_a_text_whose_key_opens_others()
    {
        var signal = await SignalAsync();
        var auditor = await app.Audits(EvidenceWork.Auditor(Beuningen, "0209"));
        var address = await auditor.Requested(EvidenceWork.Asked((signal, "texts")), "proposed");
        (await (await app.As(AuditWork.PrivacyOfficer(Beuningen, "0209"))).PostAsync($"{address}/approvals", "{}")).EnsureSuccessStatusCode();
        await auditor.Ready(address);
        var texts = EvidenceWork.ReadFile(await auditor.Fetched(address), "payloads.ndjson").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var key = Guid.Parse((string)JsonNode.Parse(texts[0])!["dataKey"]!);
        var elsewhere = Guid.NewGuid();
        await ExecuteAsync("insert into vault.payloads select $1, key_id, $1, event_type, nonce, ciphertext from vault.payloads where key_id = $2 limit 1", elsewhere, key);

        var path = await auditor.Fetched(address);

        await ExecuteAsync("delete from vault.payloads where id = $1 and key_id = $2", elsewhere, key);
        (await app.Verified(path)).Sentences("withheld").ShouldContain(sentence => sentence.EndsWith("texts that the events in clear refer to exist and are not given."));
        var left = EvidenceWork.ReadFile(path, "payloads.ndjson").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        left.Length.ShouldBe(texts.Count(text => !text.Contains(key.ToString())));
        left.ShouldAllBe(text => !text.Contains(key.ToString()));
    }

    [Fact]
    public async Task can_be_fetched_for_thirty_days_and_no_longer()
    {
        var auditor = await app.Audits(EvidenceWork.Auditor(Beuningen, "0209"));
        var address = await auditor.Requested(EvidenceWork.Asked((await SignalAsync(), "bodies")), "proposed");
        var (id, at) = (EvidenceBundleId.From(Guid.Parse(address.Split('/')[^1])), TimeProvider.System.GetUtcNow().AddDays(-31));
        await using (var session = app.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession())
        {
            await session.Events.AppendOptimistic(
                id.Value, token, new EvidenceBundleApproved(id, new(Beuningen, new("somebody")), at), new EvidenceBundlePrepared(id, 1, null, 0, 0, 0, at));
            await session.SaveChangesAsync(token);
        }

        ((string)(await auditor.Read(address))["status"]!).ShouldBe("ready");
        (await (await auditor.GetAsync($"{address}/file", token)).Problem(HttpStatusCode.Conflict)).Code.ShouldBe("state-forbids");
    }

    private async Task ExecuteAsync(string sql, params Guid[] values)
    {
        await using var command = app.Database.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        (await command.ExecuteNonQueryAsync(token)).ShouldBe(1);
    }

    private async Task<string> SignalAsync() => await (await app.As(FocalPoint, "assessment")).Signal("0209");
}
