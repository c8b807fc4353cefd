using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Privacy;
using ChainCoop.Shared;
using static ChainCoop.IntegrationTests.Sharing.SharingWork;

namespace ChainCoop.IntegrationTests.Sharing;

/// <summary>Art. 21 AVG: a person objects, and nothing of them is shared until somebody has decided.</summary>
[Collection(SharingTests.Name)]
public class objecting_to_sharing(SharingApp sharing)
{
    private static readonly Officer Privacy = Somebody("privacy-officer");

    private readonly AppFixture app = sharing.App;
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task stops_disclosures_while_it_is_open_and_ends_them_when_it_is_granted()
    {
        await app.AgreementInForce();
        var (signal, person, other) = await AboutTwo();
        var druten = await app.As(FocalPoint);
        var keeper = await app.AsKeeper(Privacy);
        var ofPerson = await druten.Created("disclosures", Of(signal, GgdOin, person));
        var ofAll = await druten.Created("disclosures", Disclosure("signalId", signal, VeiligThuisOin, "observation"));

        var id = await keeper.Created("objections", Objection(signal, person));
        ((string)(await keeper.Read($"objections/{id}"))["status"]!).ShouldBe("open");
        (await keeper.Read("objections?status=open"))["items"]!.AsArray().ShouldContain(row => (string)row!["id"]! == id);
        await Refused(keeper.PostAsync("objections", Objection(signal, person)), HttpStatusCode.Conflict, "state-forbids");

        // What holds goes on; nothing more comes, but of somebody else.
        ((string)(await druten.Read($"disclosures/{ofPerson}"))["status"]!).ShouldBe("in-force");
        await Refused(druten.PostAsync("disclosures", Of(signal, People.PoliceOin, person)), HttpStatusCode.Conflict, "subject-objects");
        await Refused(druten.PostAsync("disclosures", Disclosure("signalId", signal, People.PoliceOin, "observation")), HttpStatusCode.Conflict, "subject-objects");
        var ofOther = await druten.Created("disclosures", Of(signal, People.PoliceOin, other));

        // A request is granted where that was done.
        var request = await keeper.Requested(Request("avg"));
        var tooEarly = await keeper.PostAsync($"{request}/parts", SubjectWork.Part(Druten, SubjectWork.Item("signal", signal, person)));
        (await tooEarly.Content.ReadAsStringAsync()).ShouldContain("/items/0/decision");
        (await keeper.PostAsync("subject-requests", Request("wpg"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        var granted = await keeper.Done($"objections/{id}", "decisions", new() { ["decision"] = "granted" });
        ((string)granted["status"]!).ShouldBe("granted");
        foreach (var (ended, receiver) in new[] { (ofPerson, Ggd), (ofAll, VeiligThuis) })
        {
            var view = await druten.Read($"disclosures/{ended}");
            ((string)view["status"]!).ShouldBe("lapsed");
            ((string)view["end"]!["reason"]!).ShouldBe("subject-objected");
            (await (await app.As(receiver)).GetAsync($"signals/{signal}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            await Feeds.EntryAbout(await app.As(receiver), ended, "nl.chaincoop.disclosures.ended.v1");
        }

        ((string)(await druten.Read($"disclosures/{ofOther}"))["status"]!).ShouldBe("in-force");
        await Refused(druten.PostAsync("disclosures", Of(signal, GgdOin, person)), HttpStatusCode.Conflict, "subject-objects");
        await keeper.Done($"objections/{id}", "decisions", new() { ["decision"] = "granted" });
        ((string)(await keeper.Decided(request, SubjectWork.Part(Druten, SubjectWork.Item("signal", signal, person))))["status"]!).ShouldBe("answered");

        // Later somebody may be in danger.
        await keeper.Done($"objections/{id}", "decisions", new() { ["decision"] = "refused", ["ground"] = "compelling-grounds" });
        ((string)(await keeper.Read($"objections/{id}"))["ground"]!).ShouldBe("compelling-grounds");
        await druten.Created("disclosures", Of(signal, GgdOin, person));
        await Refused(keeper.Change($"objections/{id}", "decisions", new() { ["decision"] = "granted" }), HttpStatusCode.Conflict, "state-forbids");
        await keeper.Created("objections", Objection(signal, person));
    }

    [Fact]
    public async Task is_for_the_privacy_officer_who_answers_for_the_record()
    {
        var (signal, person, _) = await AboutTwo();
        var keeper = await app.AsKeeper(Privacy);
        var elsewhere = await app.AsKeeper(SubjectWork.Heumen);
        foreach (var (client, wrong, pointer) in new[]
        {
            (elsewhere, Objection(signal, person), "/record/id"),
            (keeper, Objection(signal, SubjectId.New().ToString()), "/subjectId"),
            (keeper, Objection(SignalId.New().ToString(), person), "/record/id"),
            (keeper, new JsonObject { ["record"] = new JsonObject { ["kind"] = "subject-request", ["id"] = signal }, ["subjectId"] = person }, "/record/kind"),
        })
        {
            var refused = await client.PostAsync("objections", wrong);
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await refused.Content.ReadAsStringAsync()).ShouldContain($"\"{pointer}\"");
        }

        (await (await app.As(FocalPoint)).PostAsync("objections", Objection(signal, person))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await (await app.As(FocalPoint)).GetAsync("objections")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var id = await keeper.Created("objections", Objection(signal, person));
        var decision = new JsonObject { ["decision"] = "granted" };
        foreach (var client in new[] { elsewhere, await app.As(FocalPoint) })
        {
            (await client.GetAsync($"objections/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await client.PostAsync($"objections/{id}/decisions", decision)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        (await elsewhere.Read("objections"))["items"]!.AsArray().ShouldBeEmpty();
        (await (await app.AsKeeper(Somebody("records-manager"))).GetAsync($"objections/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await keeper.PostAsync($"objections/{id}/decisions", decision, "\"7\"")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        foreach (var wrong in new JsonObject[] { new() { ["decision"] = "refused" }, new() { ["decision"] = "granted", ["ground"] = "compelling-grounds" } })
            (await (await keeper.PostAsync($"objections/{id}/decisions", wrong)).Content.ReadAsStringAsync()).ShouldContain("\"/ground\"");
        (await keeper.GetAsync("objections?limit=0")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task of_an_erased_person_is_over()
    {
        await app.AgreementInForce();
        var (signal, person, _) = await AboutTwo();
        var keeper = await app.AsKeeper(Privacy);
        var erasure = await keeper.Created("erasures", new()
        {
            ["record"] = new JsonObject { ["kind"] = "signal", ["id"] = signal },
            ["recordVersion"] = 1,
            ["subjectId"] = person,
            ["ground"] = "unlawful",
            ["prose"] = new JsonArray(new JsonObject { ["at"] = "/observation" }),
        });
        await Wait.ForErasureAsync(keeper, erasure);

        await Refused(keeper.PostAsync("objections", Objection(signal, person)), HttpStatusCode.Conflict, "subject-erased");
        await Refused((await app.As(FocalPoint)).PostAsync("disclosures", Of(signal, GgdOin, person)), HttpStatusCode.Conflict, "subject-erased");
    }

    /// <summary>Two sessions that race, many times: whoever comes first, nothing of the person is in force once the objection is granted.</summary>
    [Fact]
    public async Task never_leaves_a_disclosure_that_came_at_the_same_moment()
    {
        await app.AgreementInForce();
        var druten = await app.As(FocalPoint);
        var keeper = await app.AsKeeper(Privacy);
        var counts = new Dictionary<(HttpStatusCode, HttpStatusCode), int>();
        for (var round = 0; round < 20 || counts.Count == 1 && round < 200; round++)
        {
            var (signal, person, _) = await AboutTwo();
            var body = round % 2 == 0 ? Of(signal, GgdOin, person) : Disclosure("signalId", signal, GgdOin, "observation");

            // Now one begins earlier, now the other; by more questions of others, where one of them always wins.
            var step = 1 + (round / 20);
            var disclosing = app.Database.After(round % 8 * step, () => druten.PostAsync("disclosures", body));
            var objecting = app.Database.After((7 - (round % 8)) * step, () => keeper.PostAsync("objections", Objection(signal, person)));
            var outcome = ((await disclosing).StatusCode, (await objecting).StatusCode);
            counts[outcome] = counts.GetValueOrDefault(outcome) + 1;
            outcome.Item1.ShouldBeOneOf(HttpStatusCode.Created, HttpStatusCode.Conflict);
            outcome.Item2.ShouldBe(HttpStatusCode.Created);

            var id = (string)(await (await objecting).JsonAsync())["id"]!;
            await keeper.Done($"objections/{id}", "decisions", new() { ["decision"] = "granted" });
            (await AskAsync($"select count(*) from chaincoop.mt_doc_disclosure where data ->> 'record' = '{signal}' and data ->> 'status' = 'in-force'")).ShouldBe(0L);
            (await AskAsync($"select count(*) from access.grants where resource = '{signal}' and role = 'disclosed' and valid_until > now()")).ShouldBe(0L);
        }

        counts.Keys.Count.ShouldBeGreaterThan(1, string.Join(' ', counts)); // both came first sometimes
    }

    /// <summary>Both have looked, and wait to commit: without the look under the lock, a disclosure would come after an objection.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task makes_who_comes_second_see_the_first_while_both_are_under_way(bool disclosureFirst)
    {
        await app.AgreementInForce();
        var (signal, person, _) = await AboutTwo();
        var druten = await app.As(FocalPoint);
        var keeper = await app.AsKeeper(Privacy);
        Func<Task<HttpResponseMessage>> disclose = () => druten.PostAsync("disclosures", Of(signal, GgdOin, person)), @object = () => keeper.PostAsync("objections", Objection(signal, person));

        List<Task<HttpResponseMessage>> asked = [];
        await using (var connection = await app.Database.OpenConnectionAsync(token))
        {
            await using var transaction = await connection.BeginTransactionAsync(token);
            await using var hold = new Npgsql.NpgsqlCommand($"select from chaincoop.mt_streams where id = '{signal}' for update", connection, transaction);
            await hold.ExecuteNonQueryAsync(token);
            foreach (var ask in disclosureFirst ? new[] { disclose, @object } : [@object, disclose])
            {
                asked.Add(ask());
                await Wait.ForAsync(
                    app.Database,
                    $"select count(*) >= {asked.Count} from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%mt_streams%'");
            }

            await transaction.CommitAsync(token);
        }

        (await asked[0]).StatusCode.ShouldBe(HttpStatusCode.Created);
        if (disclosureFirst) (await asked[1]).StatusCode.ShouldBe(HttpStatusCode.Created);
        else await Refused(asked[1], HttpStatusCode.Conflict, "changed-meanwhile");
        (await AskAsync($"select count(*) from access.grants where resource = '{signal}' and role = 'disclosed'")).ShouldBe(disclosureFirst ? 1L : 0L);
    }

    private static JsonObject Objection(string signal, string person) => new()
    {
        ["record"] = new JsonObject { ["kind"] = "signal", ["id"] = signal },
        ["subjectId"] = person,
    };

    private static JsonObject Request(string regime)
    {
        var body = SubjectWork.Request("objection", [Druten], regime: regime);
        body["municipality"] = Druten;
        return body;
    }

    private static JsonObject Of(string signal, Oin receiver, string person)
    {
        var body = Disclosure("signalId", signal, receiver, "subjects");
        body["subjectId"] = person;
        return body;
    }

    /// <summary>A signal about two persons, that may be shared on a basis.</summary>
    private async Task<(string Id, string Person, string Other)> AboutTwo()
    {
        var druten = await app.As(FocalPoint);
        var body = Examples.Signal(Druten);
        body["subjects"]!.AsArray().Add(new JsonObject { ["role"] = "witness-complainant", ["identifiers"] = new JsonObject { ["familyName"] = "Ander" } });
        var signal = await druten.Created("signals", body);
        await druten.BasisFor("signalId", signal);
        var subjects = (await druten.Read($"signals/{signal}"))["subjects"]!.AsArray();
        return (signal, (string)subjects[0]!["id"]!, (string)subjects[1]!["id"]!);
    }

    private async Task<object?> AskAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(token);
    }
}
