using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Municipalities;

namespace ChainCoop.IntegrationTests.Signals;

public class correcting_and_contesting(AppFixture app)
{
    private const string Corrected = "nl.chaincoop.signals.corrected.v1";
    private const string Contested = "nl.chaincoop.signals.contested.v1";

    private static readonly Officer PrivacyOfficer = new(People.NijmegenOin, "privacy-officer-nijmegen", "privacy-officer", ["0268"]);

    [Fact]
    public async Task a_correction_is_what_everybody_reads_and_hears_and_what_it_replaced_stays_in_the_vault()
    {
        var (nijmegen, police) = (await app.As(People.Nijmegen), await app.As(People.Police));
        var address = await Sent(police);
        var before = await nijmegen.Read(address);
        var subject = (string)before["subjects"]![0]!["id"]!;

        var standing = await nijmegen.Done(address, "corrections", new JsonObject
        {
            ["reason"] = "incorrect",
            ["exploitationType"] = "criminal",
            ["observedOn"] = "2026-02-27",
            ["observation"] = "Seven people sleep there.",
            ["subjects"] = new JsonArray(new JsonObject
            {
                ["subjectId"] = subject,
                ["role"] = "victim",
                ["identifiers"] = new JsonObject { ["familyName"] = "Juist" },
            }),
            ["reporter"] = new JsonObject { ["name"] = "B. Melder" },
            ["note"] = "The reporter misheard.",
        });

        ((string)standing["status"]!).ShouldBe("received");
        foreach (var reader in new[] { nijmegen, police })
        {
            var view = await reader.Read(address);
            ((string)view["exploitationType"]!, (string)view["observedOn"]!, (string)view["observation"]!).ShouldBe(("criminal", "2026-02-27", "Seven people sleep there."));
            var person = view["subjects"]![0]!;
            ((string)person["id"]!, (string)person["role"]!, person["identifiers"]!.ToJsonString()).ShouldBe((subject, "victim", """{"familyName":"Juist"}"""));
            view["reporter"]!.ToJsonString().ShouldBe("""{"kind":"professional","name":"B. Melder"}""");
            await Feeds.EntryAbout(reader, CaseWork.IdOf(address), Corrected);
        }
        (await ReadModels.Row(nijmegen, "0268", CaseWork.IdOf(address), "general"))["exploitationTypes"]!.ToJsonString().ShouldBe("""["criminal"]""");
        var made = (await nijmegen.Read(address))["corrections"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)made["reason"]!, (string)made["note"]!).ShouldBe(("incorrect", "The reporter misheard."));
        (await nijmegen.Read(address))["superseded"]!.AsArray().Select(text => (string)text!).ShouldBe([Examples.Observation]);
        (await police.Read(address)).ShouldSatisfyAllConditions(view => view["corrections"].ShouldBeNull(), view => view["superseded"].ShouldBeNull());

        var id = Guid.Parse(CaseWork.IdOf(address));
        (await Query<string>("select string_agg(data::text, '') from (select data from chaincoop.mt_events where stream_id = $1 union all select data from chaincoop.mt_doc_signal where id = $1) all_rows", id))
            .ShouldSatisfyAllConditions(stored => stored.ShouldNotContain("Juist"), stored => stored.ShouldNotContain("Melder"), stored => stored.ShouldNotContain("Seven people"));
        (await Query<long>(
            "select count(*) from chaincoop.mt_doc_signal s, jsonb_array_elements(s.data -> 'superseded') replaced, vault.payloads p where s.id = $1 and p.id = (replaced -> 'payload' ->> 'id')::uuid", id))
            .ShouldBe(3);
        (await Query<long>("select count(*) from access.log where action = 'signal.correct' and resource = $1 and cardinality(subjects) = 2", id)).ShouldBe(1);
    }

    [Fact]
    public async Task a_contested_fact_is_marked_until_a_second_person_decides()
    {
        var (nijmegen, director, police) = (await app.As(People.Nijmegen), await app.As(CaseWork.Director), await app.As(People.Police));
        var address = await Sent(police);
        var subject = (string)(await nijmegen.Read(address))["subjects"]![0]!["id"]!;

        var lodged = await nijmegen.Done(address, "contests", Dispute("subject-role", subject));
        ((string)lodged["status"]!).ShouldBe("open");
        foreach (var reader in new[] { nijmegen, police })
        {
            var view = await reader.Read(address);
            view["contested"]!.ToJsonString().ShouldBe("""["subject-role"]""");
            view["subjects"]![0]!["contested"]!.ToJsonString().ShouldBe("""["subject-role"]""");
            (await Listed(reader, address)).ShouldBe(true);
            await Feeds.EntryAbout(reader, CaseWork.IdOf(address), Contested);
        }
        var shown = (await nijmegen.Read(address))["contests"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)shown["id"]!, (string)shown["fact"]!, (string)shown["subjectId"]!, (string)shown["status"]!, (string)shown["statement"]!)
            .ShouldBe(((string)lodged["id"]!, "subject-role", subject, "open", "He was a visitor."));
        (await police.Read(address))["contests"].ShouldBeNull();

        var decisions = $"contests/{lodged["id"]}/decisions";
        await Refused(await nijmegen.Change(address, decisions, Decision("upheld")), HttpStatusCode.Conflict, "second-person-required");
        ((string)(await director.Done(address, decisions, Decision("upheld")))["status"]!).ShouldBe("upheld");

        var after = await police.Read(address);
        after["contested"].ShouldBeNull();
        ((string)after["subjects"]![0]!["role"]!).ShouldBe("possible-victim");
        (await Listed(police, address)).ShouldBe(false);
        (await CountOf(police, address, Contested, 2)).ShouldBe(2);
        var decided = (await nijmegen.Read(address))["contests"]![0]!;
        ((string)decided["status"]!, (string)decided["reason"]!, (string)decided["note"]!).ShouldBe(("upheld", "shown-incorrect", "Her passport was seen."));

        var again = await Refused(await director.Change(address, decisions, Decision("rejected")), HttpStatusCode.Conflict, "state-forbids");
        ((string)again["state"]!).ShouldBe("upheld");
    }

    [Fact]
    public async Task a_correction_decides_the_contest_that_it_names()
    {
        var (nijmegen, director) = (await app.As(People.Nijmegen), await app.As(CaseWork.Director));
        var address = await Sent(nijmegen);
        var contest = (string)(await nijmegen.Done(address, "contests", Dispute("exploitation-type")))["id"]!;
        var correction = new JsonObject { ["reason"] = "request-of-data-subject", ["exploitationType"] = "unknown", ["contestId"] = contest };

        await Refused(await nijmegen.Change(address, "corrections", correction), HttpStatusCode.Conflict, "second-person-required");
        await director.Done(address, "corrections", correction);

        var view = await nijmegen.Read(address);
        ((string)view["exploitationType"]!, (string)view["contests"]![0]!["status"]!, (string)view["contests"]![0]!["reason"]!).ShouldBe(("unknown", "upheld", "corrected"));
        view["contested"].ShouldBeNull();
    }

    [Fact]
    public async Task who_only_sent_a_signal_or_has_it_by_referral_corrects_and_decides_nothing()
    {
        var (nijmegen, inspectorate) = (await app.As(People.Nijmegen), await app.As(SignalWork.Inspectorate));
        var shelter = await app.As(CaseWork.Shelter);
        var address = await Sent(inspectorate, "urgent");
        await nijmegen.Done(address, "assessments", Examples.Assessment("w1", "stop"));
        await nijmegen.Done(address, "outcome", Examples.Outcome("referred", to: CaseWork.ShelterOin.Value));

        var contest = (string)(await shelter.Done(address, "contests", Dispute("observation")))["id"]!;

        foreach (var other in new[] { shelter, inspectorate })
        {
            await Refused(await other.Change(address, "corrections", Correction()), HttpStatusCode.Forbidden, "forbidden");
            await Refused(await other.Change(address, $"contests/{contest}/decisions", Decision("rejected")), HttpStatusCode.Forbidden, "forbidden");
        }
        await Refused(await inspectorate.Change(address, "contests", Dispute("observation")), HttpStatusCode.Forbidden, "forbidden");
        await nijmegen.Done(address, $"contests/{contest}/decisions", Decision("rejected"));

        var tiel = await app.As(People.Tiel);
        foreach (var below in new[] { "corrections", "contests", $"contests/{contest}/decisions" })
            await Refused(await tiel.PostAsync($"{address}/{below}", BodyOf(below), "\"1\""), HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task a_privacy_officer_of_the_municipality_reads_corrects_and_decides()
    {
        var nijmegen = await app.As(People.Nijmegen);
        var keeper = await app.As(PrivacyOfficer, "rights-of-data-subjects");
        var elsewhere = await app.As(new Officer(People.Tiel.Organisation, "privacy-officer-tiel", "privacy-officer", ["0281"]), "rights-of-data-subjects");
        var address = await Sent(nijmegen);
        var contest = (string)(await nijmegen.Done(address, "contests", Dispute("observation")))["id"]!;

        await keeper.Done(address, $"contests/{contest}/decisions", Decision("rejected"));
        await keeper.Done(address, "corrections", Correction());
        await keeper.Done(address, "contests", Dispute("observed-on"));

        await Refused(await keeper.Change(address, "assessments", Examples.Assessment("w1")), HttpStatusCode.NotFound, "not-found");
        (await keeper.GetAsync("signals")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await elsewhere.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task what_does_not_fit_is_refused_with_its_place()
    {
        var nijmegen = await app.As(People.Nijmegen);
        var address = await Sent(nijmegen, kind: "anonymous");
        var nobody = Guid.NewGuid().ToString();

        await Faulty("corrections", new JsonObject { ["reason"] = "incorrect" }, "");
        await Faulty("corrections", Correction("no-such-reason"), "/reason");
        await Faulty("corrections", new JsonObject { ["reason"] = "incorrect", ["subjects"] = new JsonArray(new JsonObject { ["subjectId"] = nobody, ["role"] = "victim" }) }, "/subjects/0/subjectId");
        await Faulty("corrections", new JsonObject { ["reason"] = "incorrect", ["reporter"] = new JsonObject { ["name"] = "B. Melder" } }, "/reporter");
        await Faulty("corrections", new JsonObject { ["reason"] = "incorrect", ["exploitationType"] = "criminal", ["contestId"] = nobody }, "/contestId");
        await Faulty("contests", Dispute("subject-role"), "/subjectId");
        await Faulty("contests", Dispute("observation", nobody), "/subjectId");
        await Faulty("contests", Dispute("subject-identifiers", nobody), "/subjectId");
        await Faulty("contests", Dispute("urgency"), "/fact");
        await Faulty($"contests/{nobody}/decisions", new JsonObject { ["decision"] = "open", ["reason"] = "confirmed" }, "/decision");
        await Refused(await nijmegen.Change(address, $"contests/{nobody}/decisions", Decision("upheld")), HttpStatusCode.NotFound, "not-found");

        async Task Faulty(string below, JsonObject body, string pointer) =>
            ((string)(await Refused(await nijmegen.Change(address, below, body), HttpStatusCode.BadRequest, "invalid-input"))["errors"]![0]!["pointer"]!).ShouldBe(pointer);
    }

    [Fact]
    public async Task each_is_a_change_of_the_version_that_was_read_and_can_be_repeated()
    {
        var nijmegen = await app.As(People.Nijmegen);
        var address = await Sent(nijmegen);
        var key = Guid.NewGuid().ToString();
        var tag = await nijmegen.TagOf(address);

        var first = await nijmegen.PostAsync($"{address}/contests", Dispute("observation"), tag, key);
        var second = await nijmegen.PostAsync($"{address}/contests", Dispute("observation"), tag, key);
        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        first.Headers.ETag!.Tag.ShouldBe("\"2\"");

        var contest = (string)(await first.JsonAsync())["id"]!;
        foreach (var below in new[] { "corrections", "contests", $"contests/{contest}/decisions" })
        {
            await Refused(await nijmegen.PostAsync($"{address}/{below}", BodyOf(below)), HttpStatusCode.PreconditionRequired, "precondition-required");
            await Refused(await nijmegen.PostAsync($"{address}/{below}", BodyOf(below), tag), HttpStatusCode.PreconditionFailed, "precondition-failed");
        }
    }

    private static JsonObject Correction(string reason = "incomplete") => new() { ["reason"] = reason, ["observation"] = "Seven people sleep there." };

    private static JsonObject Dispute(string fact, string? subject = null)
    {
        JsonObject dispute = new() { ["fact"] = fact, ["statement"] = "He was a visitor." };
        if (subject is not null) dispute["subjectId"] = subject;
        return dispute;
    }

    private static JsonObject Decision(string decision) => new() { ["decision"] = decision, ["reason"] = "shown-incorrect", ["note"] = "Her passport was seen." };

    private static JsonObject BodyOf(string below) =>
        below == "corrections" ? Correction() : below == "contests" ? Dispute("observation") : Decision("upheld");

    private static async Task<JsonNode> Refused(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var problem = await answer.JsonAsync();
        (answer.StatusCode, (string)problem["type"]!).ShouldBe((status, $"urn:chaincoop:problem:{code}"));
        return problem;
    }

    private static async Task<string> Sent(HttpClient sender, string urgency = "normal", string kind = "professional")
    {
        var signal = Examples.Signal(urgency: urgency);
        signal["reporter"] = kind == "anonymous" ? new JsonObject { ["kind"] = kind } : new JsonObject { ["kind"] = kind, ["name"] = "A. Melder", ["contact"] = "024 000 00 00" };
        var posted = await sender.PostAsync("signals", signal);
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        return $"signals/{(await posted.JsonAsync())["id"]}";
    }

    private static async Task<bool> Listed(HttpClient reader, string address) =>
        (bool)(await reader.Read("signals?limit=200"))["items"]!.AsArray().Single(item => $"signals/{item!["id"]}" == address)!["contested"]!;

    /// <summary>How often the feed speaks of it so, once it did at least so often.</summary>
    private static async Task<int> CountOf(HttpClient reader, string address, string type, int atLeast)
    {
        var (after, found) = ("0", 0);
        for (var polls = 0; polls < 200; polls++)
        {
            var page = (await reader.Read($"feed?after={after}&limit=1000&timeout=2000")).AsArray();
            if (page.Count > 0) after = (string)page[^1]!["sequence"]!;
            found += page.Count(entry => (string?)entry!["subject"] == CaseWork.IdOf(address) && (string)entry["type"]! == type);
            if (found >= atLeast) return found;
        }

        throw new ShouldAssertException($"Only {found} entries {type} about {address}.");
    }

    private async Task<T> Query<T>(string sql, Guid id)
    {
        await using var command = app.Database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = id });
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
