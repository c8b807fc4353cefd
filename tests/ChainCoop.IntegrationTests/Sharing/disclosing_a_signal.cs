using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Shared;
using static ChainCoop.IntegrationTests.Sharing.SharingWork;

namespace ChainCoop.IntegrationTests.Sharing;

[Collection(SharingTests.Name)]
public class disclosing_a_signal(SharingApp sharing)
{
    private readonly AppFixture app = sharing.App;
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task gives_the_fields_and_nothing_else_until_it_is_revoked()
    {
        await app.AgreementInForce();
        var druten = await app.As(FocalPoint);
        var ggd = await app.As(Ggd);
        var signal = await druten.SignalOf();
        await druten.BasisFor("signalId", signal);
        (await ggd.GetAsync($"signals/{signal}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var posted = await druten.PostAsync("disclosures", Disclosure("signalId", signal, GgdOin, "observation", "subjects"));
        posted.StatusCode.ShouldBe(HttpStatusCode.Created, await posted.Content.ReadAsStringAsync());
        var id = (string)(await posted.JsonAsync())["id"]!;
        posted.Headers.Location!.ToString().ShouldBe($"/v1/disclosures/{id}");

        var read = await ggd.GetAsync($"signals/{signal}", token);
        read.StatusCode.ShouldBe(HttpStatusCode.OK);
        var shown = await read.JsonAsync();
        MembersOf(shown).ShouldBe(["id", "municipality", "observation", "subjects"], ignoreOrder: true);
        ((string)shown["observation"]!).ShouldBe(Examples.Observation);
        MembersOf(shown["subjects"]![0]!).ShouldBe(["id", "role"], ignoreOrder: true);

        // For the purpose of the disclosure alone.
        await Refused((await app.As(Ggd, "assessment")).GetAsync($"signals/{signal}", token), HttpStatusCode.Forbidden, "forbidden");

        // The version would count steps that the receiver does not see.
        var tag = read.Headers.ETag!.Tag;
        (await druten.PostAsync($"signals/{signal}/acknowledgements", "{}", "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ggd.TagOf($"signals/{signal}")).ShouldBe(tag);
        tag.Length.ShouldBeGreaterThan(20);

        // It stands in no list, and nothing else can be done with it.
        (await ggd.Read("signals?limit=200"))["items"]!.AsArray().ShouldNotContain(item => (string)item!["id"]! == signal);
        (await ggd.PostAsync($"signals/{signal}/acknowledgements", "{}", tag)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var laidDown = await ggd.Read($"disclosures/{id}");
        ((string)laidDown["interest"]!).ShouldBe("Somebody may be held there.");
        ((bool)laidDown["furtherUseBanned"]!).ShouldBeTrue();
        ((string)laidDown["regime"]!).ShouldBe("avg");
        ((string)laidDown["record"]!["id"]!).ShouldBe(signal);
        laidDown["legalBasisId"].ShouldBeNull();
        (await druten.Read($"disclosures/{id}"))["legalBasisId"].ShouldNotBeNull();
        await Feeds.EntryAbout(ggd, signal, "nl.chaincoop.access.granted.v1");
        await Feeds.EntryAbout(ggd, id, "nl.chaincoop.disclosures.made.v1");

        // AUD-03: recipient and justification.
        (await AskAsync($"select recipient || ' ' || justification from access.log where resource = '{id}' and action = 'disclosure.make' and status = 201")).ShouldBe($"{GgdOin} public-task");

        var revoked = await druten.PostAsync($"disclosures/{id}/revocations", new JsonObject { ["reason"] = "no-longer-needed", ["note"] = "The inspection was done." });
        ((string)(await revoked.JsonAsync())["status"]!).ShouldBe("revoked");
        (await ggd.GetAsync($"signals/{signal}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await Feeds.EntryAbout(ggd, id, "nl.chaincoop.disclosures.ended.v1");
        await Feeds.EntryAbout(ggd, signal, "nl.chaincoop.access.ended.v1");

        // The receiver destroys what it has, once.
        ((bool)(await druten.Read($"disclosures/{id}"))["end"]!["overdue"]!).ShouldBeFalse();
        (await ggd.PostAsync($"disclosures/{id}/receipts", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ggd.PostAsync($"disclosures/{id}/receipts", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var after = await druten.Read($"disclosures/{id}");
        after["confirmedAt"].ShouldNotBeNull();
        ((string)after["end"]!["note"]!).ShouldBe("The inspection was done.");
        (await ggd.Read($"disclosures/{id}"))["end"]!["note"].ShouldBeNull();
        (await AskAsync($"select string_agg(type, ' ' order by version) from chaincoop.mt_events where stream_id = '{id}'")).ShouldBe("disclosure_made disclosure_ended disclosure_confirmed");

        // What was ended can be disclosed anew.
        await druten.Created("disclosures", Disclosure("signalId", signal, GgdOin, "status"));
        MembersOf(await ggd.Read($"signals/{signal}")).ShouldBe(["id", "municipality", "status"], ignoreOrder: true);
    }

    [Fact]
    public async Task gives_one_person_where_only_one_was_disclosed()
    {
        await app.AgreementInForce();
        var druten = await app.As(FocalPoint);
        var body = Examples.Signal(Druten);
        body["subjects"]!.AsArray().Add(new JsonObject { ["role"] = "witness-complainant", ["identifiers"] = new JsonObject { ["familyName"] = "Ander" } });
        var signal = await druten.Created("signals", body);
        await druten.BasisFor("signalId", signal);
        var subjects = (await druten.Read($"signals/{signal}"))["subjects"]!.AsArray();
        var other = (string)subjects[1]!["id"]!;

        var one = Disclosure("signalId", signal, GgdOin, "identifiers");
        one["subjectId"] = other;
        await druten.Created("disclosures", one);
        var shown = (await (await app.As(Ggd)).Read($"signals/{signal}"))["subjects"]!.AsArray();
        shown.Count.ShouldBe(1);
        ((string)shown[0]!["identifiers"]!["familyName"]!).ShouldBe("Ander");
        shown[0]!["role"].ShouldBeNull();

        one["receiver"] = VeiligThuisOin.Value;
        one["fields"] = new JsonArray("observation");
        await Refused(druten.PostAsync("disclosures", one), HttpStatusCode.BadRequest, "invalid-input");
        one["fields"] = new JsonArray("subjects");
        one["subjectId"] = SubjectId.New().ToString();
        await Refused(druten.PostAsync("disclosures", one), HttpStatusCode.BadRequest, "invalid-input");
    }

    [Fact]
    public async Task lists_all_faults_of_the_input_at_once()
    {
        var druten = await app.As(FocalPoint);
        var body = Disclosure("signalId", SignalId.New().ToString(), GgdOin, "observation", "title", "no-such-field");
        body["caseId"] = CaseId.New().ToString();
        body["expiresAt"] = "2020-01-01T00:00:00Z";
        body["interest"] = " ";
        var answer = await druten.PostAsync("disclosures", body);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var text = await answer.Content.ReadAsStringAsync();
        foreach (var pointer in new[] { "/fields/2", "/expiresAt", "/interest", "\"pointer\":\"\"" }) text.ShouldContain(pointer);

        body = Disclosure("signalId", SignalId.New().ToString(), GgdOin, "observation", "title");
        (await (await druten.PostAsync("disclosures", body)).Content.ReadAsStringAsync()).ShouldContain("/fields/1");
        body["purpose"] = "oversight";
        (await (await druten.PostAsync("disclosures", body)).Content.ReadAsStringAsync()).ShouldContain("/purpose");
        body = Disclosure("signalId", await druten.SignalOf(), DrutenOin, "observation");
        (await (await druten.PostAsync("disclosures", body)).Content.ReadAsStringAsync()).ShouldContain("/receiver");
    }

    [Fact]
    public async Task needs_an_agreement_and_a_basis_and_facts_that_nobody_disputes()
    {
        var druten = await app.As(FocalPoint);
        var signal = await druten.SignalOf();
        var care = Disclosure("signalId", signal, GgdOin, "observation");

        // Nobody else makes an agreement for this purpose.
        care["purpose"] = "synchronisation";
        await Refused(druten.PostAsync("disclosures", care), HttpStatusCode.Conflict, "no-agreement");
        var proposed = await (await app.As(Director)).Created("agreements", new()
        {
            ["parties"] = new JsonArray(DrutenOin.Value, GgdOin.Value),
            ["purposes"] = new JsonArray("synchronisation"),
            ["from"] = "2026-01-01",
            ["until"] = "2040-01-01",
        });
        await Refused(druten.PostAsync("disclosures", care), HttpStatusCode.Conflict, "no-agreement");
        await (await app.As(Ggd)).PostAsync($"agreements/{proposed}/acceptances", "{}");
        await Refused(druten.PostAsync("disclosures", care), HttpStatusCode.Conflict, "no-agreement"); // beyond its end
        care["expiresAt"] = "2039-03-01T00:00:00Z";
        await Refused(druten.PostAsync("disclosures", care), HttpStatusCode.Conflict, "no-legal-basis");
        await druten.BasisFor("signalId", signal, "vital-interest");
        await Refused(druten.PostAsync("disclosures", care), HttpStatusCode.Conflict, "no-legal-basis");
        var basis = await druten.BasisFor("signalId", signal);

        var contested = await druten.Done($"signals/{signal}", "contests", new() { ["fact"] = "observation", ["statement"] = "There were two." });
        await Refused(druten.PostAsync("disclosures", care), HttpStatusCode.Conflict, "fact-contested");
        var director = await app.As(Director);
        await director.Done($"signals/{signal}", $"contests/{contested["id"]}/decisions", new() { ["decision"] = "rejected", ["reason"] = "confirmed" });
        await druten.Created("disclosures", care);
        await Refused(druten.PostAsync("disclosures", care), HttpStatusCode.Conflict, "disclosed-already");

        // A basis of another organisation carries nothing, and a basis that was withdrawn neither.
        (await druten.PostAsync($"legal-bases/{basis}/withdrawals", new JsonObject { ["note"] = "It was an error." })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Refused(druten.PostAsync("disclosures", care), HttpStatusCode.Conflict, "no-legal-basis");
        var view = await druten.Read($"legal-bases/{basis}");
        ((string)view["status"]!).ShouldBe("withdrawn");
        ((string)view["note"]!).ShouldBe("Decision of the mayor.");
        ((string)view["withdrawal"]!["note"]!).ShouldBe("It was an error.");
        (await (await app.As(Ggd)).GetAsync($"legal-bases/{basis}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await (await app.As(Ggd)).PostAsync($"legal-bases/{basis}/withdrawals", "{}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task is_for_who_sees_it_in_full_and_for_what_he_sees()
    {
        await app.AgreementInForce();
        var ggd = await app.As(Ggd);
        var druten = await app.As(FocalPoint);
        var signal = await ggd.SignalOf(); // sent to Druten
        await ggd.BasisFor("signalId", signal);
        await Refused(ggd.PostAsync("disclosures", Disclosure("signalId", signal, VeiligThuisOin, "observation", "assessment")), HttpStatusCode.Forbidden, "wider-than-own-access");
        await ggd.Created("disclosures", Disclosure("signalId", signal, VeiligThuisOin, "observation"));

        // What is hidden and what is absent are refused alike; and who has it by a disclosure does not pass it on.
        var veiligThuis = await app.As(VeiligThuis);
        var hidden = await druten.SignalOf();
        foreach (var (unseen, path) in new[] { (hidden, "disclosures"), (SignalId.New().ToString(), "disclosures") })
            await Refused(veiligThuis.PostAsync(path, Disclosure("signalId", unseen, GgdOin, "observation")), HttpStatusCode.NotFound, "not-found");
        await Refused(veiligThuis.PostAsync("legal-bases", new JsonObject { ["signalId"] = hidden, ["kind"] = "other", ["from"] = "2026-01-01" }), HttpStatusCode.NotFound, "not-found");
        await Refused(veiligThuis.PostAsync("disclosures", Disclosure("signalId", signal, People.PoliceOin, "observation")), HttpStatusCode.Forbidden, "passing-on-not-allowed");
        await Refused(druten.PostAsync("disclosures", Disclosure("caseId", signal, GgdOin, "status")), HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task of_the_police_carries_its_regime_and_is_for_the_police_alone()
    {
        await app.AgreementInForce();
        var police = await app.As(Police);
        var signal = await police.SignalOf();
        await police.BasisFor("signalId", signal);
        var druten = await app.As(FocalPoint);
        await druten.BasisFor("signalId", signal);

        await Refused(druten.PostAsync("disclosures", Disclosure("signalId", signal, GgdOin, "observation")), HttpStatusCode.Forbidden, "passing-on-not-allowed");
        var id = await police.Created("disclosures", Disclosure("signalId", signal, GgdOin, "observation"));
        ((string)(await police.Read($"disclosures/{id}"))["regime"]!).ShouldBe("wpg");
        ((string)(await (await app.As(Ggd)).Read($"signals/{signal}"))["observation"]!).ShouldBe(Examples.Observation);
    }

    private async Task<object?> AskAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(token);
    }
}
