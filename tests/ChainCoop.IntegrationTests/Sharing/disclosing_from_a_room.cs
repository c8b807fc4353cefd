using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Shared;
using static ChainCoop.IntegrationTests.Sharing.SharingWork;

namespace ChainCoop.IntegrationTests.Sharing;

[Collection(SharingTests.Name)]
public class disclosing_from_a_room(SharingApp sharing)
{
    private static readonly Officer Lead = Somebody("case-lead");
    private static readonly Officer Care = Somebody("care-coordinator");
    private static readonly Officer Privacy = Somebody("privacy-officer");

    private readonly AppFixture app = sharing.App;

    [Fact]
    public async Task gives_what_a_person_consented_to_until_it_is_withdrawn()
    {
        await app.AgreementInForce("care");
        var (_, track) = await Case();
        var care = await app.As(Care, "care");
        var ggd = await app.As(Ggd, "care");
        var (one, other) = (await Participation("Voorbeeld"), await Participation("Ander"));

        var consent = await care.Done($"victim-tracks/{track}", "consents", Consent(one));
        ((string)consent["status"]!).ShouldBe("in-force");
        var terms = await care.Read($"legal-bases/{consent["id"]}");
        ((string)terms["subjectId"]!).ShouldBe((string)one["subjectId"]!);
        ((string)terms["consent"]!["signer"]!).ShouldBe("self");
        ((string)terms["scope"]![0]!).ShouldBe("care");

        var body = Disclosure("victimTrackId", track, GgdOin, "participations", "identifiers");
        body["legalBasis"] = "consent";
        body["purpose"] = "care";
        await Refused(care.PostAsync("disclosures", body), HttpStatusCode.Conflict, "no-legal-basis"); // everybody's, and one consented
        body["subjectId"] = (string)other["subjectId"]!;
        await Refused(care.PostAsync("disclosures", body), HttpStatusCode.Conflict, "no-legal-basis");
        body["subjectId"] = (string)one["subjectId"]!;
        var id = await care.Created("disclosures", body);

        var shown = await ggd.Read($"victim-tracks/{track}");
        MembersOf(shown).ShouldBe(["id", "participations"], ignoreOrder: true);
        var participation = shown["participations"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)participation["identifiers"]!["familyName"]!).ShouldBe("Voorbeeld");
        MembersOf(participation).ShouldBe(["id", "subjectId", "role", "identifiers", "erased", "from"], ignoreOrder: true);
        await Feeds.EntryAbout(ggd, track, "nl.chaincoop.access.granted.v1", "care");

        // In the room of the record alone: neither its list nor its feed is another room's.
        (await ggd.Read("disclosures?room=care"))["items"]!.AsArray().ShouldContain(item => (string)item!["id"]! == id);
        var inGeneral = await app.As(Ggd);
        (await inGeneral.Read("disclosures"))["items"]!.AsArray().ShouldNotContain(item => (string)item!["id"]! == id);
        (await (await app.As(Lead)).GetAsync($"disclosures/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound); // leads the case, and is not in the care room

        (await care.PostAsync($"consents/{consent["id"]}/withdrawals", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ggd.GetAsync($"victim-tracks/{track}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        ((string)(await care.Read($"disclosures/{id}"))["status"]!).ShouldBe("lapsed");

        // Another basis serves as well: consent is never required.
        (await care.Change($"victim-tracks/{track}", "legal-bases", new() { ["kind"] = "vital-interest", ["from"] = "2026-01-01", ["note"] = "The doctor on call." })).StatusCode.ShouldBe(HttpStatusCode.OK);
        body["legalBasis"] = "vital-interest";
        await care.Created("disclosures", body);

        async Task<JsonNode> Participation(string name) => await care.Done(
            $"victim-tracks/{track}", "participations", new() { ["role"] = "victim", ["identifiers"] = new JsonObject { ["familyName"] = name } });
    }

    [Fact]
    public async Task asks_of_a_consent_who_signed_what()
    {
        var (_, track) = await Case();
        var care = await app.As(Care, "care");
        var participation = await care.Done($"victim-tracks/{track}", "participations", new() { ["role"] = "victim" });
        var wrong = Consent(participation);
        wrong["capacity"] = "under-16";
        wrong["givenOn"] = "2199-01-01";
        wrong["scope"] = new JsonArray("care", "care");
        var faults = await (await care.Change($"victim-tracks/{track}", "consents", wrong)).Content.ReadAsStringAsync();
        foreach (var pointer in new[] { "/signer", "/givenOn", "/scope" }) faults.ShouldContain($"\"{pointer}\"");
        wrong = Consent(participation);
        wrong["participationId"] = ParticipationId.New().ToString();
        (await (await care.Change($"victim-tracks/{track}", "consents", wrong)).Content.ReadAsStringAsync()).ShouldContain("/participationId");
        var asBasis = new JsonObject { ["kind"] = "consent", ["from"] = "2026-01-01", ["until"] = "2025-01-01" };
        faults = await (await care.Change($"victim-tracks/{track}", "legal-bases", asBasis)).Content.ReadAsStringAsync();
        foreach (var pointer in new[] { "/kind", "/until" }) faults.ShouldContain($"\"{pointer}\"");

        (await care.PostAsync($"victim-tracks/{track}/consents", Consent(participation))).StatusCode.ShouldBe(HttpStatusCode.PreconditionRequired);
        (await care.PostAsync($"victim-tracks/{track}/legal-bases", new JsonObject { ["kind"] = "other", ["from"] = "2026-01-01" })).StatusCode.ShouldBe(HttpStatusCode.PreconditionRequired);
        var lead = await app.As(Lead);
        (await lead.PostAsync($"victim-tracks/{track}/consents", Consent(participation), "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await lead.PostAsync($"victim-tracks/{track}/legal-bases", new JsonObject { ["kind"] = "other", ["from"] = "2026-01-01" }, "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task of_a_case_and_its_security_room_gives_each_its_own()
    {
        await app.AgreementInForce();
        var (id, _) = await Case();
        var lead = await app.As(Lead);
        var ggd = await app.As(Ggd);
        var security = (string)(await lead.Read($"cases/{id}"))["securityTrackId"]!;
        await lead.Done($"security-tracks/{security}", "participations", new() { ["role"] = "suspect", ["note"] = "Drives the van." });
        await lead.BasisFor("caseId", id);
        await lead.BasisFor("securityTrackId", security);
        await lead.Created("disclosures", Disclosure("caseId", id, GgdOin, "status", "exploitation-types"));

        MembersOf(await ggd.Read($"cases/{id}")).ShouldBe(["id", "municipality", "status", "exploitationTypes"], ignoreOrder: true);
        (await ggd.Read("cases?limit=200"))["items"]!.AsArray().ShouldNotContain(item => (string)item!["id"]! == id);
        (await ggd.GetAsync($"cases/{id}/timeline")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await ggd.GetAsync($"security-tracks/{security}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // Who opens the case in an emergency does not read its register.
        var rescuer = await app.As(VeiligThuis);
        var opened = await rescuer.PostAsync($"cases/{id}/emergency-access", new JsonObject { ["room"] = "general", ["reason"] = "danger-to-life", ["note"] = "She called." });
        opened.StatusCode.ShouldBe(HttpStatusCode.Created, await opened.Content.ReadAsStringAsync());
        (await Found(rescuer, new() { ["caseId"] = id }))["items"]!.AsArray().ShouldBeEmpty();
        (await Found(lead, new() { ["caseId"] = id }))["items"]!.AsArray().ShouldHaveSingleItem()!["end"].ShouldBeNull();

        await lead.Created("disclosures", Disclosure("securityTrackId", security, GgdOin, "participations"));
        var shown = await ggd.Read($"security-tracks/{security}");
        MembersOf(shown).ShouldBe(["id", "participations"], ignoreOrder: true);
        MembersOf(shown["participations"]![0]!).ShouldBe(["id", "subjectId", "role", "from"], ignoreOrder: true);

        // The list of a room is for those whose role enters it.
        var focalPoint = await app.As(new Officer(GgdOin, "ggd-focal-point", "focal-point", People.District) { Scopes = SharingWork.Scopes });
        (await ggd.Read("disclosures?room=security"))["items"]!.AsArray().ShouldNotBeEmpty();
        foreach (var room in new[] { "care", "security" }) (await focalPoint.Read($"disclosures?room={room}"))["items"]!.AsArray().ShouldBeEmpty();
    }

    /// <summary>A disclosure gives its fields, and not what became of the record before and after.</summary>
    [Fact]
    public async Task opens_nothing_of_the_feed_that_was_closed_to_a_former_member()
    {
        await app.AgreementInForce();
        var lead = await app.As(Lead);
        var ggd = await app.As(Ggd);
        var address = await lead.ProposedCase(Druten);
        var id = CaseWork.IdOf(address);
        await lead.Done(address, "members", CaseWork.Membership(GgdOin, "general", until: TimeProvider.System.GetUtcNow().AddSeconds(4)));
        await Feeds.EntryAbout(ggd, id, "nl.chaincoop.cases.members-changed.v1");
        await Wait.ForAsync(async token => await ggd.GetAsync(address, token) is { StatusCode: HttpStatusCode.NotFound } gone ? gone : null);

        await lead.BasisFor("caseId", id);
        var disclosure = await lead.Created("disclosures", Disclosure("caseId", id, GgdOin, "status"));

        await Feeds.EntryAbout(ggd, disclosure, "nl.chaincoop.disclosures.made.v1");
        var told = (await (await ggd.GetAsync("feed?limit=1000")).JsonAsync()).AsArray().Where(entry => (string?)entry!["subject"] == id).Select(entry => (string)entry!["type"]!);
        told.Distinct().Except(["nl.chaincoop.access.granted.v1", "nl.chaincoop.access.ended.v1"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task stands_in_the_register_of_the_record_for_those_who_work_with_it_or_answer_for_it()
    {
        await app.AgreementInForce();
        var druten = await app.As(FocalPoint);
        var ggd = await app.As(Ggd);
        var signal = await ggd.SignalOf();
        var subject = (string)(await druten.Read($"signals/{signal}"))["subjects"]![0]!["id"]!;
        await druten.BasisFor("signalId", signal);
        await ggd.BasisFor("signalId", signal);
        var ofDruten = Disclosure("signalId", signal, VeiligThuisOin, "identifiers");
        ofDruten["subjectId"] = subject;
        var first = await druten.Created("disclosures", ofDruten);
        var second = await ggd.Created("disclosures", Disclosure("signalId", signal, People.PoliceOin, "observation"));

        var ask = new JsonObject { ["signalId"] = signal, ["subjectId"] = subject };
        var keeper = await app.As(Privacy);
        foreach (var client in new[] { druten, keeper })
        {
            var rows = (await Found(client, ask))["items"]!.AsArray();
            rows.Select(row => (string)row!["id"]!).ShouldBe([second, first]);
            ((string)rows[1]!["receiver"]!).ShouldBe(VeiligThuisOin.Value);
            ((string)rows[1]!["legalBasis"]!).ShouldBe("public-task");
            ((string)rows[1]!["fields"]![0]!).ShouldBe("identifiers");
            ((bool)rows[1]!["ofOnePerson"]!).ShouldBeTrue();
            ((string)rows[1]!["status"]!).ShouldBe("in-force");
        }

        // Of another person only what was disclosed of all.
        (await Found(druten, new() { ["signalId"] = signal, ["subjectId"] = SubjectId.New().ToString() }))["items"]!.AsArray().Select(row => (string)row!["id"]!).ShouldBe([second]);
        // Who sent the signal finds its own; who received of it, and who has nothing to do with it, nothing.
        (await Found(ggd, ask))["items"]!.AsArray().Select(row => (string)row!["id"]!).ShouldBe([second]);
        (await Found(await app.As(VeiligThuis), ask))["items"]!.AsArray().ShouldBeEmpty();
        (await Found(await app.As(Privacy with { Id = "privacy-of-tiel", Organisation = People.Tiel.Organisation, Municipalities = ["0281"] }), ask))["items"]!.AsArray().ShouldBeEmpty();

        await druten.PostAsync($"disclosures/{first}/revocations", new JsonObject { ["reason"] = "disclosed-in-error" });
        var revoked = (await Found(keeper, ask))["items"]![1]!;
        ((string)revoked["status"]!).ShouldBe("revoked");
        ((string)revoked["end"]!["reason"]!).ShouldBe("disclosed-in-error");
        revoked["end"]!["until"].ShouldNotBeNull();
        revoked["confirmedAt"].ShouldBeNull();
        (await (await app.As(VeiligThuis)).PostAsync($"disclosures/{first}/receipts", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Found(keeper, ask))["items"]![1]!["confirmedAt"].ShouldNotBeNull();

        // Of somebody else nothing was looked at, whatever the question names.
        var stranger = SubjectId.New().ToString();
        await Found(await app.As(VeiligThuis), new() { ["signalId"] = signal, ["subjectId"] = stranger });
        await using var looks = app.Database.CreateCommand($"select count(*) from access.log where subjects @> array['{stranger}'::uuid]");
        (await looks.ExecuteScalarAsync()).ShouldBe(0L);
        (await keeper.GetAsync($"disclosures/{first}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var twice = await druten.PostAsync("disclosures/_search", new JsonObject { ["signalId"] = signal, ["caseId"] = signal });
        twice.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task is_ended_and_confirmed_by_those_whose_it_is()
    {
        await app.AgreementInForce();
        var druten = await app.As(FocalPoint);
        var ggd = await app.As(Ggd);
        var signal = await druten.SignalOf();
        await druten.BasisFor("signalId", signal);
        var id = await druten.Created("disclosures", Disclosure("signalId", signal, GgdOin, "observation"));

        var reason = new JsonObject { ["reason"] = "no-longer-needed" };
        (await ggd.PostAsync($"disclosures/{id}/revocations", reason)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await (await app.As(VeiligThuis)).PostAsync($"disclosures/{id}/revocations", reason)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await druten.PostAsync($"disclosures/{id}/receipts", "{}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await Refused(ggd.PostAsync($"disclosures/{id}/receipts", "{}"), HttpStatusCode.Conflict, "state-forbids");
        (await druten.PostAsync($"disclosures/{id}/revocations", reason, "\"7\"")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await druten.PostAsync($"disclosures/{id}/revocations", new JsonObject { ["reason"] = "expired" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await druten.PostAsync($"disclosures/{id}/revocations", reason)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await druten.PostAsync($"disclosures/{id}/revocations", reason)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await druten.TagOf($"disclosures/{id}")).ShouldBe("\"2\"");

        // The same rules for agreements.
        var focalPoint = await druten.PostAsync("agreements", new JsonObject { ["parties"] = new JsonArray(DrutenOin.Value, GgdOin.Value), ["purposes"] = new JsonArray("care"), ["from"] = "2026-01-01" });
        focalPoint.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var director = await app.As(Director);
        var without = await director.PostAsync("agreements", new JsonObject { ["parties"] = new JsonArray(VeiligThuisOin.Value, GgdOin.Value), ["purposes"] = new JsonArray("care"), ["from"] = "2026-01-01" });
        (await without.Content.ReadAsStringAsync()).ShouldContain("/parties");
        var agreement = await director.Created("agreements", new() { ["parties"] = new JsonArray(DrutenOin.Value, GgdOin.Value), ["purposes"] = new JsonArray("care"), ["from"] = "2026-01-01", ["note"] = "Signed." });
        await Feeds.EntryAbout(ggd, agreement, "nl.chaincoop.agreements.proposed.v1");
        ((string)(await ggd.Read($"agreements/{agreement}"))["note"]!).ShouldBe("Signed.");
        (await (await app.As(VeiligThuis)).GetAsync($"agreements/{agreement}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await (await app.As(VeiligThuis)).PostAsync($"agreements/{agreement}/acceptances", "{}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await druten.PostAsync($"agreements/{agreement}/endings", "{}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        ((string)(await (await ggd.PostAsync($"agreements/{agreement}/acceptances", "{}")).JsonAsync())["status"]!).ShouldBe("in-force");
        (await ggd.Read("agreements?status=in-force"))["items"]!.AsArray().ShouldContain(row => (string)row!["id"]! == agreement);
        (await ggd.Read("agreements?status=ended"))["items"]!.AsArray().ShouldNotContain(row => (string)row!["id"]! == agreement);
        (await (await app.As(VeiligThuis)).Read("agreements"))["items"]!.AsArray().ShouldNotContain(row => (string)row!["id"]! == agreement);
    }

    /// <summary>Who made it may be gone: who answers for the record hears of it from the start, and can end it.</summary>
    [Fact]
    public async Task is_ended_by_who_answers_for_the_record_when_the_sharer_is_gone()
    {
        await app.AgreementInForce();
        var (file, track) = await Case();
        var lead = await app.As(Lead);
        var care = await app.As(Care, "care");
        var veiligThuis = await app.As(VeiligThuis, "care");
        await lead.Done($"cases/{file}", "members", CaseWork.Membership(VeiligThuisOin, "care", "lead"));
        await veiligThuis.Done($"victim-tracks/{track}", "participations", new() { ["role"] = "victim" });
        await veiligThuis.BasisFor("victimTrackId", track);
        var body = Disclosure("victimTrackId", track, GgdOin, "participations");
        body["purpose"] = "care";
        var fromTrack = await veiligThuis.Created("disclosures", body);
        await Feeds.EntryAbout(care, fromTrack, "nl.chaincoop.disclosures.made.v1", "care");
        await lead.Done($"cases/{file}", "member-endings", new() { ["organisation"] = VeiligThuisOin.Value, ["room"] = "care" });
        (await veiligThuis.GetAsync($"victim-tracks/{track}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await care.Read("disclosures?room=care"))["items"]!.AsArray().ShouldContain(row => (string)row!["id"]! == fromTrack && (string)row["sharer"]! == VeiligThuisOin.Value);
        (await lead.GetAsync($"disclosures/{fromTrack}")).StatusCode.ShouldBe(HttpStatusCode.NotFound); // not in the care room
        (await care.Change($"disclosures/{fromTrack}", "revocations", new() { ["reason"] = "no-longer-needed" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await (await app.As(Ggd, "care")).GetAsync($"victim-tracks/{track}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // Of a signal, who got it.
        veiligThuis = await app.As(VeiligThuis);
        var signal = await veiligThuis.SignalOf();
        await veiligThuis.BasisFor("signalId", signal);
        var fromSignal = await veiligThuis.Created("disclosures", Disclosure("signalId", signal, GgdOin, "observation"));
        var druten = await app.As(FocalPoint);
        (await druten.Read("disclosures"))["items"]!.AsArray().ShouldContain(row => (string)row!["id"]! == fromSignal);
        (await druten.Read($"disclosures/{fromSignal}"))["legalBasisId"].ShouldNotBeNull();
        (await druten.PostAsync($"disclosures/{fromSignal}/revocations", new JsonObject { ["reason"] = "no-longer-needed" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        ((string)(await veiligThuis.Read($"disclosures/{fromSignal}"))["status"]!).ShouldBe("revoked");
        (await (await app.As(Police)).GetAsync($"disclosures/{fromSignal}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static JsonObject Consent(JsonNode participation) => new()
    {
        ["participationId"] = (string)participation["id"]!,
        ["scope"] = new JsonArray("care"),
        ["signer"] = "self",
        ["capacity"] = "adult",
        ["textVersion"] = "1",
        ["givenOn"] = "2026-01-01",
        ["note"] = "In the file of the shelter.",
    };

    /// <summary>A case, and its care room.</summary>
    private async Task<(string Id, string VictimTrack)> Case()
    {
        var address = await (await app.As(Lead)).ProposedCase(Druten);
        return (CaseWork.IdOf(address), (string)(await (await app.As(Care, "care")).Read(address))["victimTrackId"]!);
    }

    private static async Task<JsonNode> Found(HttpClient client, JsonObject query)
    {
        var response = await client.PostAsync("disclosures/_search", query);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }
}
