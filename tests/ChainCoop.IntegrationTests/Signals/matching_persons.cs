using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Sharing;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using ChainCoop.Signals.Matching;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using static ChainCoop.IntegrationTests.Signals.MatchWork;

namespace ChainCoop.IntegrationTests.Signals;

public sealed class matching_persons(MatchingApp matching) : IClassFixture<MatchingApp>
{
    private AppFixture App => matching.App;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task tells_both_that_there_is_a_match_and_neither_who_until_both_recorded_a_basis()
    {
        var agreement = await App.MatchAgreement();
        var (nijmegen, tiel) = (await App.As(Nijmegen(name: "-hit")), await App.As(Tiel()));
        var somebody = Somebody();
        var own = await nijmegen.Registered("0268", somebody);
        var other = await tiel.Registered("0281", OtherwiseWritten(somebody));

        var answer = await nijmegen.Matches(agreement, own);
        ((bool)answer["hit"]!, (bool)answer["matchable"]!, (bool)answer["complete"]!).ShouldBe((true, true, true));
        var id = (string)answer["matches"]!.AsArray().ShouldHaveSingleItem()!["id"]!;
        foreach (var side in new[] { nijmegen, tiel })
        {
            var entry = await Feeds.EntryAbout(side, id, "nl.chaincoop.matches.found.v1");
            ((string)entry["dataref"]!).ShouldBe($"/v1/matches/{id}");
            entry["data"]!.AsObject().Select(member => member.Key).ShouldBe(["kind"]);
        }

        var view = await (await tiel.GetAsync($"matches/{id}")).JsonAsync();
        ((string)view["signalId"]!, (string)view["subjectId"]!).ShouldBe(other);
        view["other"].ShouldBeNull();
        view.ToJsonString().ShouldNotContain(own.Signal);

        // Asked from the other side it is the same match.
        ((string)(await tiel.Matches(agreement, other))["matches"]![0]!["id"]!).ShouldBe(id);

        await SharingWork.Refused(Consents(tiel, id), HttpStatusCode.Conflict, "no-basis-for-identity");
        await tiel.BasisFor("signalId", other.Signal);
        await nijmegen.BasisFor("signalId", own.Signal);
        await SharingWork.Refused(Consents(tiel, id, "vital-interest"), HttpStatusCode.Conflict, "no-basis-for-identity");
        ((bool)(await (await Consents(tiel, id)).JsonAsync())["open"]!).ShouldBeFalse();
        (await (await nijmegen.GetAsync($"matches/{id}")).JsonAsync()).ShouldSatisfyAllConditions(
            half => half["other"].ShouldBeNull(), half => ((bool)half["otherConsented"]!).ShouldBeTrue(), half => ((bool)half["consented"]!).ShouldBeFalse());
        ((bool)(await (await Consents(nijmegen, id)).JsonAsync())["open"]!).ShouldBeTrue();
        var open = await (await nijmegen.GetAsync($"matches/{id}")).JsonAsync();
        ((string)open["other"]!["organisation"]!, (string)open["other"]!["identifiers"]!["familyName"]!).ShouldBe((TielOin.Value, "ZEEENBRUG, VD"));
        ((string)(await (await tiel.GetAsync($"matches/{id}")).JsonAsync())["other"]!["identifiers"]!["phone"]!).ShouldBe((string)somebody["phone"]!);

        // Nobody else knows of it, and with the agreement it closes.
        (await (await App.As(new Officer(new("00000099000000225000"), "matching-elsewhere", "focal-point", ["0225"]) { Scopes = AllScopes })).GetAsync($"matches/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await (await App.As(Tiel("chain-director"))).PostAsync($"agreements/{agreement}/endings", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await (await nijmegen.GetAsync($"matches/{id}")).JsonAsync())["other"].ShouldBeNull();
        await SharingWork.Refused(Consents(tiel, id), HttpStatusCode.Conflict, "no-matching-agreement");
        await SharingWork.Refused(nijmegen.Asks(agreement, own), HttpStatusCode.Conflict, "no-matching-agreement");
        await Wait.ForAsync(App.Database, $"select not exists (select from signals.match_key_versions where agreement = '{agreement}')");
    }

    [Fact]
    public async Task of_a_retracted_signal_are_found_by_nobody_any_more()
    {
        var agreement = await App.MatchAgreement();
        var (nijmegen, tiel) = (await App.As(Nijmegen(name: "-retracted")), await App.As(Tiel()));
        var somebody = Somebody();
        var (own, other) = (await nijmegen.Registered("0268", somebody), await tiel.Registered("0281", somebody));
        var match = (string)(await nijmegen.Matches(agreement, own))["matches"]![0]!["id"]!;
        await nijmegen.BasisFor("signalId", own.Signal);
        await tiel.BasisFor("signalId", other.Signal);
        foreach (var side in (HttpClient[])[nijmegen, tiel]) (await Consents(side, match)).EnsureSuccessStatusCode();
        (await (await nijmegen.GetAsync($"matches/{match}")).JsonAsync())["other"]!["identifiers"].ShouldNotBeNull();

        (await tiel.PostAsync($"signals/{other.Signal}/retractions", new JsonObject { ["reason"] = "false-report" })).EnsureSuccessStatusCode();

        ((bool)(await nijmegen.Matches(agreement, own))["hit"]!).ShouldBeFalse();
        (await (await nijmegen.GetAsync($"matches/{match}")).JsonAsync())["other"]!["identifiers"].ShouldBeNull();

        // Who was shown the person hears of it, and who took the own signal back reads the other person no longer.
        (await App.Database.AllAsync($"select jsonb_array_elements_text(data -> 'receivers') from chaincoop.mt_events where type = 'retraction_sent' and stream_id = '{other.Signal}'"))
            .ShouldBe([NijmegenOin.Value]);
        (await (await tiel.GetAsync($"matches/{match}")).JsonAsync())["other"].ShouldBeNull();
        await SharingWork.Refused(tiel.Asks(agreement, other), HttpStatusCode.Conflict, "state-forbids");
        await using (var left = App.Database.CreateCommand($"select (select count(*) from signals.match_subjects where subject = '{other.Subject}') + (select count(*) from signals.match_keys where subject = '{other.Subject}')"))
            (await left.ExecuteScalarAsync(Token)).ShouldBe(0L);

        // What is put right later brings nobody back.
        var corrected = new JsonObject { ["reason"] = "incorrect", ["subjects"] = new JsonArray(new JsonObject { ["subjectId"] = other.Subject, ["identifiers"] = somebody.DeepClone() }) };
        var answer = await tiel.PostAsync($"signals/{other.Signal}/corrections", corrected, (await tiel.GetAsync($"signals/{other.Signal}", Token)).Headers.ETag!.Tag);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Token));
        ((bool)(await nijmegen.Matches(agreement, own))["hit"]!).ShouldBeFalse();
    }

    [Fact]
    public async Task opens_when_both_consent_at_once_or_not_before_both_have()
    {
        var agreement = await App.MatchAgreement();
        var (nijmegen, tiel) = (await App.As(Nijmegen(name: "-race")), await App.As(Tiel()));
        for (var round = 0; round < 5; round++)
        {
            var somebody = Somebody();
            var (own, other) = (await nijmegen.Registered("0268", somebody), await tiel.Registered("0281", somebody));
            await nijmegen.BasisFor("signalId", own.Signal);
            await tiel.BasisFor("signalId", other.Signal);

            // Both sides may ask at the same moment, too: there is one match.
            var asked = await Task.WhenAll(nijmegen.Asks(agreement, own), tiel.Asks(agreement, other));
            asked.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK || answer.StatusCode == HttpStatusCode.Conflict);
            asked.ShouldContain(answer => answer.StatusCode == HttpStatusCode.OK);
            var id = (string)(await asked.First(answer => answer.StatusCode == HttpStatusCode.OK).JsonAsync())["matches"]![0]!["id"]!;

            var consents = await Task.WhenAll(Consents(nijmegen, id), Consents(tiel, id));
            consents.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK || answer.StatusCode == HttpStatusCode.Conflict);
            var lost = consents.Count(answer => answer.StatusCode == HttpStatusCode.Conflict);
            ((await (await nijmegen.GetAsync($"matches/{id}")).JsonAsync())["other"] is null).ShouldBe(lost > 0);
            if (consents[0].StatusCode != HttpStatusCode.OK) (await Consents(nijmegen, id)).StatusCode.ShouldBe(HttpStatusCode.OK);
            if (consents[1].StatusCode != HttpStatusCode.OK) (await Consents(tiel, id)).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await (await tiel.GetAsync($"matches/{id}")).JsonAsync())["other"].ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task is_refused_without_an_agreement_that_names_it_and_about_whom_the_caller_does_not_see()
    {
        var (nijmegen, tiel) = (await App.As(Nijmegen(name: "-refused")), await App.As(Tiel()));
        var (own, other) = (await nijmegen.Registered("0268", Somebody()), await tiel.Registered("0281", Somebody()));
        await SharingWork.Refused(nijmegen.Asks(await App.MatchAgreement("casework"), own), HttpStatusCode.Conflict, "no-matching-agreement");
        await SharingWork.Refused(nijmegen.Asks(AgreementId.New().ToString(), own), HttpStatusCode.Conflict, "no-matching-agreement");
        var agreement = await App.MatchAgreement();
        await SharingWork.Refused(nijmegen.Asks(agreement, other), HttpStatusCode.NotFound, "not-found");
        await SharingWork.Refused(nijmegen.Asks(agreement, (SignalId.New().ToString(), own.Subject)), HttpStatusCode.NotFound, "not-found");
        await SharingWork.Refused(nijmegen.Asks(agreement, (own.Signal, other.Subject)), HttpStatusCode.BadRequest, "invalid-input");
        await SharingWork.Refused((await App.As(Nijmegen("auditor"))).Asks(agreement, own), HttpStatusCode.Forbidden, "forbidden");
        await SharingWork.Refused((await App.As(Nijmegen() with { Scopes = "feed.read" })).Asks(agreement, own), HttpStatusCode.Forbidden, "missing-scope");
        ((bool)(await nijmegen.Matches(agreement, own))["hit"]!).ShouldBeFalse();
    }

    [Fact]
    public async Task has_a_quota_for_the_officers_of_an_organisation_together()
    {
        var agreement = await App.MatchAgreement();
        var terms = MatchTerms.On(DutchTime.DayOf(TimeProvider.System.GetUtcNow()));
        var left = terms.QuotaPerAgreement!.Value;
        HttpResponseMessage last;
        for (var officer = 1; ; officer++)
        {
            var client = await App.As(Nijmegen(name: $"-together-{officer}"));
            var own = await client.Registered("0268", Somebody());
            var asks = Math.Min(left, terms.QuotaPerDay - 1);
            for (var number = 0; number < asks; number++) await client.Matches(agreement, own);
            left -= asks;
            last = await client.Asks(agreement, own);
            if (left == 0) break;
            left--;
            last.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await SharingWork.Refused(Task.FromResult(last), HttpStatusCode.TooManyRequests, "match-quota-used");
        (await App.Database.AllAsync($"select data ->> 'askedByAll' from chaincoop.mt_events where type = 'match_probing_alarmed' and data ->> 'agreementId' = '{agreement}' and data ->> 'askedByAll' is not null order by seq_id"))
            .ShouldBe([$"{terms.AlarmAfterMissesPerAgreement}", $"{terms.QuotaPerAgreement}"]);

        // Under another agreement the organisation asks for itself.
        var other = await App.As(Nijmegen(name: "-together-elsewhere"));
        await other.Matches(await App.MatchAgreement(), await other.Registered("0268", Somebody()));
    }

    [Fact]
    public async Task has_a_quota_and_raises_an_alarm_that_who_answers_for_the_officer_reads()
    {
        var agreement = await App.MatchAgreement();
        var officer = Nijmegen(name: "-curious");
        var nijmegen = await App.As(officer);
        var own = await nijmegen.Registered("0268", Somebody());
        var terms = MatchTerms.On(DutchTime.DayOf(TimeProvider.System.GetUtcNow()));
        for (var number = 0; number < terms.QuotaPerDay; number++) await nijmegen.Matches(agreement, own);
        var refused = await nijmegen.Asks(agreement, own);
        await SharingWork.Refused(Task.FromResult(refused), HttpStatusCode.TooManyRequests, "match-quota-used");
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));

        // One when it was often in vain, one with the last.
        var alarms = await App.Database.AllAsync($"select stream_id::text from chaincoop.mt_events where type = 'match_probing_alarmed' and data -> 'by' ->> 'officer' = '{officer.Id}' order by seq_id");
        alarms.Count.ShouldBe(2);
        foreach (var client in new[] { await App.As(Nijmegen("privacy-officer")), await App.As(Tiel("chain-director")) })
        {
            var view = await (await client.GetAsync($"match-requests/{alarms[0]}")).JsonAsync();
            ((int)view["misses"]!).ShouldBe(terms.AlarmAfterMisses);
            ((string?)view["officer"]).ShouldBe(client.DefaultRequestHeaders.GetValues("Purpose").Contains("rights-of-data-subjects") ? officer.Id : null);
        }

        await Feeds.EntryAbout(await App.As(Tiel("chain-director")), alarms[0], "nl.chaincoop.match-requests.alarmed.v1");
        (await nijmegen.GetAsync($"match-requests/{alarms[0]}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task finds_persons_who_were_registered_before_the_agreement_and_after_a_correction()
    {
        var (nijmegen, tiel) = (await App.As(Nijmegen(name: "-later")), await App.As(Tiel()));
        var (before, after) = (Somebody(), Somebody());
        var (own, changed) = (await nijmegen.Registered("0268", before), await nijmegen.Registered("0268", after));
        var other = await tiel.Registered("0281", before);
        var agreement = await App.MatchAgreement();
        ((bool)(await nijmegen.Matches(agreement, own))["hit"]!).ShouldBeTrue();

        var tag = (await tiel.GetAsync($"signals/{other.Signal}")).Headers.ETag!.ToString();
        var corrected = await tiel.PostAsync($"signals/{other.Signal}/corrections", new JsonObject
        {
            ["reason"] = "incorrect",
            ["subjects"] = new JsonArray(new JsonObject { ["subjectId"] = other.Subject, ["identifiers"] = after.DeepClone() }),
        }, tag);
        corrected.StatusCode.ShouldBe(HttpStatusCode.OK, await corrected.Content.ReadAsStringAsync(Token));
        ((bool)(await nijmegen.Matches(agreement, own))["hit"]!).ShouldBeFalse();
        ((bool)(await nijmegen.Matches(agreement, changed))["hit"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task reports_what_cannot_be_normalised_and_keeps_it()
    {
        var agreement = await App.MatchAgreement();
        var nijmegen = await App.As(Nijmegen(name: "-vague"));
        var body = Examples.Signal("0268");
        body["subjects"]![0]!["identifiers"] = new JsonObject { ["familyName"] = "Voorbeeld", ["phone"] = "call in the evening" };
        var receipt = await (await nijmegen.PostAsync("signals", body)).JsonAsync();
        receipt["notMatchable"]!.ToJsonString().ShouldBe("""[{"subject":0,"identifiers":["family-name","phone"]}]""");
        var subject = (await (await nijmegen.GetAsync($"signals/{receipt["id"]}")).JsonAsync())["subjects"]![0]!;
        ((string)subject["identifiers"]!["phone"]!).ShouldBe("call in the evening");
        subject["notMatchable"]!.ToJsonString().ShouldBe("""["family-name","phone"]""");
        ((bool)(await nijmegen.Matches(agreement, ((string)receipt["id"]!, (string)subject["id"]!)))["matchable"]!).ShouldBeFalse();
    }

    [Fact]
    public async Task never_uses_an_address_that_may_be_a_shelters()
    {
        var agreement = await App.MatchAgreement();
        var nijmegen = await App.As(Nijmegen(name: "-shelter"));
        var shelter = await App.As(new Officer(ShelterOin, "shelter-matching", "partner", People.District) { Scopes = AllScopes });
        JsonObject person = new() { ["familyName"] = "Schuil", ["givenNames"] = "Noor", ["address"] = new JsonObject { ["postcode"] = "4001SA", ["houseNumber"] = "7" } };
        var own = await nijmegen.Registered("0268", person);
        await shelter.Registered("0281", person);
        ((bool)(await nijmegen.Matches(agreement, own))["hit"]!).ShouldBeFalse();
        await (await App.As(Tiel())).Registered("0281", person);
        ((bool)(await nijmegen.Matches(agreement, own))["hit"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task ends_with_an_erasure()
    {
        var agreement = await App.MatchAgreement();
        var (nijmegen, tiel) = (await App.As(Nijmegen(name: "-erased")), await App.As(Tiel()));
        var somebody = Somebody();
        var (own, other) = (await nijmegen.Registered("0268", somebody), await tiel.Registered("0281", somebody));
        (await Keys(other.Subject)).ShouldBeGreaterThan(0);

        var keeper = await App.As(Tiel("privacy-officer"));
        var erasure = await keeper.Created("erasures", new()
        {
            ["record"] = new JsonObject { ["kind"] = "signal", ["id"] = other.Signal },
            ["recordVersion"] = 1,
            ["prose"] = new JsonArray(new JsonObject { ["at"] = "/observation" }),
            ["subjectId"] = other.Subject,
            ["ground"] = "no-longer-needed",
        });
        await Wait.ForErasureAsync(keeper, erasure);

        (await Keys(other.Subject)).ShouldBe(0);
        (await App.Database.AllAsync($"select subject::text from signals.match_subjects where subject = '{other.Subject}'")).ShouldBeEmpty();
        ((bool)(await nijmegen.Matches(agreement, own))["hit"]!).ShouldBeFalse();
    }

    [Fact]
    public async Task goes_on_while_a_key_is_rotated_and_with_the_new_one_afterwards()
    {
        var agreement = AgreementId.From(Guid.Parse(await App.MatchAgreement()));
        var (nijmegen, tiel) = (await App.As(Nijmegen(name: "-rotated")), await App.As(Tiel()));
        var (early, late) = (Somebody(), Somebody());
        var (own, other) = (await nijmegen.Registered("0268", early), await tiel.Registered("0281", early));
        var before = await MatchVersions.OfAsync(agreement, App.Database, Token);

        // Killed after its first step: both are valid, and signals get keys of both.
        await MatchVersions.AddAsync(agreement, App.Database, Token);
        var during = await nijmegen.Matches(agreement.ToString(), own);
        ((bool)during["hit"]!, (bool)during["complete"]!).ShouldBe((true, false));
        var (newOwn, newOther) = (await nijmegen.Registered("0268", late), await tiel.Registered("0281", late));
        ((bool)(await nijmegen.Matches(agreement.ToString(), newOwn))["hit"]!).ShouldBeTrue();

        var services = App.Host.Services;
        var keys = services.GetRequiredService<MatchKeys>();
        var rotation = new MatchKeyRotation(App.Database, services.GetRequiredService<IDocumentStore>(), services.GetRequiredService<Vault>(), keys, TimeProvider.System);
        List<(long Done, long All)> progress = [];
        await rotation.RunAsync(agreement, (done, all) => progress.Add((done, all)), Token);
        progress[^1].Done.ShouldBe(progress[^1].All);

        var after = await MatchVersions.OfAsync(agreement, App.Database, Token);
        after.ShouldHaveSingleItem().Version.ShouldBe(before[0].Version + 1);
        foreach (var person in new[] { own, newOwn })
        {
            var answer = await nijmegen.Matches(agreement.ToString(), person);
            ((bool)answer["hit"]!, (bool)answer["complete"]!).ShouldBe((true, true));
        }

        // The old key is gone, in both databases.
        (await App.Database.AllAsync($"select subject::text from signals.match_keys where version = {before[0].Seq}")).ShouldBeEmpty();
        var derived = await keys.DeriveAsync([new MatchableSubject(SubjectId.From(Guid.Parse(other.Subject)), SignalId.New(), TielOin, TielOin, new PayloadRef(PayloadId.New(), Commitment.Of(new byte[32])), new Identifiers(Phone: "0612345678"))], before, Token);
        derived.ShouldHaveSingleItem().Hashes.ShouldBeEmpty();
        (await MatchKeysCommand.StatusAsync(App.Database, agreement)).ShouldHaveSingleItem().ShouldEndWith($"version {after[0].Version}  0 persons to derive");
        newOther.Subject.ShouldNotBe(other.Subject);
    }

    private static Task<HttpResponseMessage> Consents(HttpClient client, string match, string basis = "public-task") =>
        client.PostAsync($"matches/{match}/identity-consents", new JsonObject { ["legalBasis"] = basis });

    private async Task<int> Keys(string subject) => (await App.Database.AllAsync($"select encode(hash, 'hex') from signals.match_keys where subject = '{subject}'")).Count;
}
