using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Sharing;
using ChainCoop.Shared;
using Npgsql;
using static ChainCoop.IntegrationTests.Privacy.SubjectWork;

namespace ChainCoop.IntegrationTests.Privacy;

public class exports_for_data_subjects(AppFixture app)
{
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task give_what_the_owners_grant_and_nothing_of_others()
    {
        var officer = PrivacyOfficer(People.NijmegenOin, "0268");
        var (nijmegen, tiel) = (await app.AsKeeper(officer), await app.AsKeeper(Tiel));
        var (signal, subject, other) = await app.SignalAboutTwo();
        await (await app.As(People.Nijmegen, "assessment")).Read($"signals/{signal}");
        var address = await nijmegen.Requested();
        var item = Item("signal", signal, subject);
        item["prose"] = new JsonArray(new JsonObject { ["at"] = "/observation", ["text"] = "You were seen with [others]." });
        await nijmegen.Decided(address, Part("0268", item));
        await tiel.Decided(address, Part("0281"));

        var export = await nijmegen.Read($"{address}/export");

        var given = export["owners"]!.AsArray().Single(owner => (string)owner!["municipality"]! == "0268")!["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)given["kind"]!).ShouldBe("signal");
        ((string)given["role"]!).ShouldBe("possible-victim");
        given["identifiers"]!.ToJsonString().ShouldBe("""{"familyName":"Voorbeeld","birthDate":"1999-05-04"}""");
        ((string)given["since"]!).ShouldBe(Day());
        ((string)given["regime"]!).ShouldBe("avg");
        ((string)given["purpose"]!).ShouldBe("assessment");
        ((string)given["retentionClass"]!).ShouldBe("signal");
        given["recipients"]!.AsArray().Select(oin => (string)oin!).ShouldBe([People.NijmegenOin.Value]);
        given["consultations"]!.AsArray().Select(line => line!.ToJsonString()).ShouldContain($$"""{"organisation":"{{People.NijmegenOin}}","purpose":"assessment","on":"{{Day()}}"}""");
        given["prose"]!.ToJsonString().ShouldBe("""[{"at":"/observation","text":"You were seen with [others]."}]""");

        var text = export.ToJsonString();
        foreach (var foreign in (string[])["Anderman", "Melder", "0600000000", other, signal, subject, CaseWork.IdOf(address), Examples.Observation]) text.ShouldNotContain(foreign);

        var (action, _, resource, subjects) = (await app.RecordsOf(officer))[0];
        action.ShouldBe("subject-request.export");
        resource.ShouldBe(Guid.Parse(CaseWork.IdOf(address)));
        subjects.ShouldContain(Guid.Parse(subject));
        subjects.ShouldNotContain(Guid.Parse(other));
    }

    [Fact]
    public async Task give_a_reporter_the_own_name_and_contact()
    {
        var nijmegen = await app.AsKeeper(Nijmegen);
        var (signal, _, _) = await app.SignalAboutTwo();
        await using var ask = app.Database.CreateCommand("select data ->> 'reporterSubject' from chaincoop.mt_doc_signal where id = $1");
        ask.Parameters.Add(new() { Value = Guid.Parse(signal) });
        var reporter = (string)(await ask.ExecuteScalarAsync(token))!;

        var given = await Exported(nijmegen, Item("signal", signal, reporter));

        given["role"].ShouldBeNull();
        given["identifiers"].ShouldBeNull();
        ((string)given["reporter"]!["name"]!).ShouldBe("M. Melder");
        ((string)given["retentionClass"]!).ShouldBe("contact");
    }

    [Fact]
    public async Task look_the_same_where_all_is_withheld_and_where_nothing_is_recorded()
    {
        var (nijmegen, tiel) = (await app.AsKeeper(Nijmegen), await app.AsKeeper(Tiel));
        var (signal, subject, _) = await app.SignalAboutTwo();
        var withheld = Item("signal", signal, subject, "investigation-or-prosecution");
        withheld["note"] = "The case is before the court.";
        var address = await nijmegen.Requested();
        await nijmegen.Decided(address, Part("0268", withheld));
        await tiel.Decided(address, Part("0281"));

        var owners = (await nijmegen.Read($"{address}/export"))["owners"]!.AsArray();
        Without(owners[0]!).ShouldBe(Without(owners[1]!));
        Without(owners[0]!).ShouldBe("""{"municipality":"","organisation":"","items":[]}""");

        // In the stream it stays, with ground; the owner reads its note again.
        await using var ask = app.Database.CreateCommand("select data -> 'items' -> 0 ->> 'ground' from chaincoop.mt_events where type = 'subject_request_part_decided' and stream_id = $1 order by version limit 1");
        ask.Parameters.Add(new() { Value = Guid.Parse(CaseWork.IdOf(address)) });
        (await ask.ExecuteScalarAsync(token)).ShouldBe("investigation-or-prosecution");
        var own = (await nijmegen.Read(address))["ownPart"]!["items"]![0]!;
        ((string)own["note"]!).ShouldBe("The case is before the court.");
        ((string)own["record"]!["id"]!).ShouldBe(signal);

        // The contact point, too, hears of another owner only whether it gives something.
        (await nijmegen.Read(address))["asked"]!.AsArray().Select(asked => (bool)asked!["given"]!).ShouldBe([false, false]);

        static string Without(JsonNode owner)
        {
            var copy = owner.DeepClone();
            copy["municipality"] = "";
            copy["organisation"] = "";
            return copy.ToJsonString();
        }
    }

    [Fact]
    public async Task tell_nothing_confidential()
    {
        var nijmegen = await app.AsKeeper(Nijmegen);
        var tracks = await app.TwoTracks();
        await (await app.As(CaseWork.Shelter, "care")).Read($"victim-tracks/{tracks.VictimTrack}");
        await (await app.As(People.Police, "security")).Read($"security-tracks/{tracks.SecurityTrack}");
        await LookAtADisclosureOf(tracks.SecurityTrack, tracks.Suspect);
        var (signal, subject) = await app.SignalFromPolice();
        await (await app.As(People.Police, "assessment")).Read($"signals/{signal}");
        await (await app.As(People.Nijmegen, "security")).Read($"signals/{signal}");

        var care = await Exported(nijmegen, Item("victim-track", tracks.VictimTrack, tracks.Victim));
        ((string)care["purpose"]!).ShouldBe("care");
        ((string)care["retentionClass"]!).ShouldBe("wmo");
        care["recipients"]!.AsArray().Select(oin => (string)oin!).ShouldBe([People.NijmegenOin.Value, CaseWork.ShelterOin.Value], ignoreOrder: true);
        care["consultations"]!.AsArray().ShouldContain(line => (string)line!["organisation"]! == CaseWork.ShelterOin.Value);

        var security = await Exported(nijmegen, Item("security-track", tracks.SecurityTrack, tracks.Suspect));
        ((string)security["kind"]!).ShouldBe("security-track");
        security["recipients"]!.AsArray().ShouldBeEmpty();
        security["consultations"]!.AsArray().ShouldBeEmpty();

        var assessed = await Exported(nijmegen, Item("signal", signal, subject));
        assessed.ToJsonString().ShouldNotContain(People.PoliceOin.Value);
        assessed["consultations"]!.AsArray().ShouldAllBe(line => (string)line!["purpose"]! != "security");
        assessed["consultations"]!.AsArray().ShouldNotBeEmpty();
    }

    /// <summary>Who shares from the security room, and reads what was shared and its register.</summary>
    private async Task LookAtADisclosureOf(string track, string suspect)
    {
        var agreement = await (await app.As(CaseWork.Director with { Scopes = SharingWork.Scopes })).Created("agreements", new()
        {
            ["parties"] = new JsonArray(People.NijmegenOin.Value, SharingWork.GgdOin.Value),
            ["purposes"] = new JsonArray("casework"),
            ["from"] = "2026-01-01",
        });
        (await (await app.As(SharingWork.Ggd)).PostAsync($"agreements/{agreement}/acceptances", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var lead = await app.As(CaseWork.CaseLead with { Scopes = SharingWork.Scopes });
        await lead.BasisFor("securityTrackId", track);
        var body = SharingWork.Disclosure("securityTrackId", track, SharingWork.GgdOin, "participations");
        body["subjectId"] = suspect;
        await lead.Read($"disclosures/{await lead.Created("disclosures", body)}");
        var found = await lead.PostAsync("disclosures/_search", new JsonObject { ["securityTrackId"] = track, ["subjectId"] = suspect });
        (await found.JsonAsync())["items"]!.AsArray().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task and_decisions_join_no_tracks_in_the_database()
    {
        var officer = PrivacyOfficer(People.NijmegenOin, "0268");
        var nijmegen = await app.AsKeeper(officer);
        var tracks = await app.TwoTracks();
        var address = await nijmegen.Requested(Request(asks: ["0268"]));
        await nijmegen.Decided(address, Part("0268", Item("victim-track", tracks.VictimTrack, tracks.Victim), Item("security-track", tracks.SecurityTrack, tracks.Suspect)));
        await nijmegen.Read(address);
        (await nijmegen.Read($"{address}/export"))["owners"]![0]!["items"]!.AsArray().Count.ShouldBe(2);

        (await app.TablesWithRowsThatHold(tracks.Victim, tracks.Suspect)).ShouldBeEmpty();
        (await app.TablesWithRowsThatHold(tracks.SecurityTrack, CaseWork.IdOf(address))).ShouldBeEmpty();
        (await app.RecordsOf(officer)).SelectMany(record => record.Subjects).ShouldNotContain(Guid.Parse(tracks.Suspect));
    }

    [Fact]
    public async Task are_given_when_all_have_decided_and_for_access_alone()
    {
        var (nijmegen, tiel) = (await app.AsKeeper(Nijmegen), await app.AsKeeper(Tiel));
        var address = await nijmegen.Requested();
        await nijmegen.Decided(address, Part("0268"));
        (await (await nijmegen.GetAsync($"{address}/export", token)).Problem(HttpStatusCode.Conflict)).Code.ShouldBe("state-forbids");
        await tiel.Decided(address, Part("0281"));
        (await (await tiel.GetAsync($"{address}/export", token)).Problem(HttpStatusCode.Forbidden)).Code.ShouldBe("forbidden");
        var first = await nijmegen.GetAsync($"{address}/export", token);
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var known = new HttpRequestMessage(HttpMethod.Get, $"{address}/export");
        known.Headers.TryAddWithoutValidation("If-None-Match", first.Headers.ETag!.Tag);
        (await nijmegen.SendAsync(known, token)).StatusCode.ShouldBe(HttpStatusCode.NotModified);

        var erasure = await nijmegen.Requested(Request("erasure", ["0268"]));
        await nijmegen.Decided(erasure, Part("0268"));
        (await (await nijmegen.GetAsync($"{erasure}/export", token)).Problem(HttpStatusCode.Conflict)).Code.ShouldBe("state-forbids");
    }

    [Fact]
    public async Task rest_on_decisions_about_what_the_owner_answers_for()
    {
        var (nijmegen, tiel) = (await app.AsKeeper(Nijmegen), await app.AsKeeper(Tiel));
        var (signal, subject, _) = await app.SignalAboutTwo();
        var address = await nijmegen.Requested();
        foreach (var (part, pointers) in ((JsonObject, string[])[])
        [
            (Part("0268", Item("signal", signal, NewId.Unlinkable().ToString())), ["/items/0/subjectId"]),
            (Part("0268", Item("signal", NewId.Ordered().ToString(), subject)), ["/items/0/record"]),
            (Part("0268", Item("victim-track", signal, subject)), ["/items/0/record"]),
            (Part("0268", Item("signal", signal, subject), Item("signal", signal, subject)), ["/items"]),
            (Part("0268", With(Item("signal", signal, subject), "decision", "refused")), ["/items/0/ground"]),
            (Part("0268", With(Item("signal", signal, subject), "ground", "rights-of-others")), ["/items/0/ground"]),
            (Part("0268", With(Item("signal", signal, subject, "rights-of-others"), "ground", "busy")), ["/items/0/ground"]),
            (Part("0268", With(Item("signal", signal, subject, "rights-of-others"), "prose", new JsonArray())), ["/items/0/prose"]),
            (Part("0268", With(Item("signal", signal, subject), "prose", new JsonArray(new JsonObject { ["at"] = "Jan", ["text"] = "x" }))), ["/items/0/prose/0/at"]),
        ])
            (await (await nijmegen.PostAsync($"{address}/parts", part)).Problem(HttpStatusCode.BadRequest)).Pointers.ShouldBe(pointers);

        // Another municipality's record is as absent as one that does not exist.
        (await (await tiel.PostAsync($"{address}/parts", Part("0281", Item("signal", signal, subject)))).Problem(HttpStatusCode.BadRequest)).Pointers.ShouldBe(["/items/0/record"]);
        (await (await tiel.PostAsync($"{address}/parts", Part("0268"))).Problem(HttpStatusCode.Forbidden)).Code.ShouldBe("forbidden");

        var key = Guid.NewGuid().ToString();
        var part1 = Part("0268", Item("signal", signal, subject));
        (await nijmegen.PostAsync($"{address}/parts", part1, key: key)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await nijmegen.PostAsync($"{address}/parts", part1, key: key)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await (await nijmegen.PostAsync($"{address}/parts", part1)).Problem(HttpStatusCode.Conflict)).Code.ShouldBe("state-forbids");
    }

    [Fact]
    public async Task come_of_parts_of_which_one_loses_where_two_owners_decide_at_the_same_moment()
    {
        var (nijmegen, tiel) = (await app.AsKeeper(Nijmegen), await app.AsKeeper(Tiel));
        var address = await nijmegen.Requested();
        Task<HttpResponseMessage[]> both;
        await using (var connection = await app.Database.OpenConnectionAsync(token))
        await using (var transaction = await connection.BeginTransactionAsync(token))
        {
            await using var hold = new NpgsqlCommand("select version from chaincoop.mt_streams where id = $1 for update", connection, transaction);
            hold.Parameters.Add(new() { Value = Guid.Parse(CaseWork.IdOf(address)) });
            await hold.ExecuteScalarAsync(token);
            both = Task.WhenAll(nijmegen.PostAsync($"{address}/parts", Part("0268")), tiel.PostAsync($"{address}/parts", Part("0281")));
            await UntilTwoWaitFor(connection.ProcessID);
            await transaction.RollbackAsync(token);
        }

        var lost = (await both).Where(response => response.StatusCode != HttpStatusCode.OK).ShouldHaveSingleItem();
        (await lost.Problem(HttpStatusCode.Conflict)).Code.ShouldBe("changed-meanwhile");
        lost.Headers.RetryAfter.ShouldNotBeNull();
        var again = (bool)(await nijmegen.Read(address))["asked"]![0]!["decided"]! ? (tiel, "0281") : (nijmegen, "0268");
        ((string)(await again.Item1.Decided(address, Part(again.Item2)))["status"]!).ShouldBe("answered");
    }

    private async Task UntilTwoWaitFor(int holder)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            await using var count = app.Database.CreateCommand(
                """
                with recursive waiting (pid) as (
                    select pid from pg_stat_activity where pg_blocking_pids(pid) @> array[$1]
                    union select behind.pid from pg_stat_activity behind join waiting on pg_blocking_pids(behind.pid) @> array[waiting.pid])
                select count(*) from waiting
                """);
            count.Parameters.Add(new() { Value = holder });
            if (await count.ExecuteScalarAsync(limit.Token) is >= 2L) return;
            await Task.Delay(20, limit.Token);
        }
    }

    private static JsonObject With(JsonObject item, string member, JsonNode value)
    {
        item[member] = value;
        return item;
    }

    /// <summary>The one item of the answer to a request that Nijmegen grants.</summary>
    private static async Task<JsonNode> Exported(HttpClient nijmegen, JsonObject item)
    {
        var address = await nijmegen.Requested(Request(asks: ["0268"]));
        await nijmegen.Decided(address, Part("0268", item));
        return (await nijmegen.Read($"{address}/export"))["owners"]![0]!["items"]!.AsArray().ShouldHaveSingleItem()!;
    }
}

file static class Signals
{
    public static async Task<(string Id, string Subject)> SignalFromPolice(this AppFixture app)
    {
        var id = (string)(await (await (await app.As(People.Police)).PostAsync("signals", Examples.Signal())).JsonAsync())["id"]!;
        var view = await (await app.As(People.Nijmegen, "assessment")).Read($"signals/{id}");
        return (id, (string)view["subjects"]![0]!["id"]!);
    }
}
