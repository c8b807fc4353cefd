using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Sharing;
using static ChainCoop.IntegrationTests.Sharing.SharingWork;

namespace ChainCoop.IntegrationTests.Sharing;

public class finding_disclosures
{
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    /// <summary>Who ends a ground waits while others do: among thousands, what rests on it is found by index; and so is the register of a record.</summary>
    [Fact]
    public async Task among_thousands_reads_only_those_that_are_asked_for()
    {
        await using var app = await AppFixture.OnAsync(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());
        await app.AgreementInForce();
        var druten = await app.As(FocalPoint);
        var signal = await druten.SignalOf();
        var basis = await druten.BasisFor("signalId", signal);
        var id = await druten.Created("disclosures", Disclosure("signalId", signal, GgdOin, "observation"));
        await DoAsync(
            app,
            """
            insert into chaincoop.mt_doc_disclosure
            select (jsonb_populate_record(d, jsonb_build_object('id', n.id, 'data', d.data || jsonb_build_object(
                'id', n.id, 'record', n.record, 'legalBasisId', gen_random_uuid(), 'agreementId', gen_random_uuid())))).*
            from chaincoop.mt_doc_disclosure d cross join (select gen_random_uuid() as id, gen_random_uuid() as record from generate_series(1, 5000)) n;
            analyze chaincoop.mt_doc_disclosure;
            """);

        var indexes = await LinesAsync(app, "select indexdef from pg_indexes where tablename = 'mt_doc_disclosure'");
        foreach (var (condition, index) in ((string, string)[])[(RestingOn.Condition.Replace("?", $"'{basis}'"), "idx_legal_basis_id"), (RestingOn.Condition.Replace("?", $"'{basis}'"), "idx_agreement_id"), (SearchDisclosuresEndpoint.OfRecord.Replace("@record", $"'{signal}'"), "idx_record")])
        {
            (await LinesAsync(app, $"select d.id::text from chaincoop.mt_doc_disclosure d where {condition}")).ShouldBe([id]);
            var plan = await LinesAsync(app, $"explain select d.data from chaincoop.mt_doc_disclosure d where {condition}");
            plan.ShouldContain(line => line.Contains("mt_doc_disclosure_" + index), string.Join('\n', [condition, .. plan, .. indexes]));
        }

        (await druten.PostAsync($"legal-bases/{basis}/withdrawals", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await LinesAsync(app, "select data ->> 'status' from chaincoop.mt_doc_disclosure where data ->> 'status' <> 'in-force'")).ShouldBe(["lapsed"]);
    }

    [Fact]
    public async Task in_a_list_goes_on_from_page_to_page_along_what_the_organisation_has()
    {
        await using var app = await AppFixture.OnAsync(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());
        List<string> agreements = [], disclosures = [];
        for (var n = 0; n < 5; n++) agreements.Add((await app.AgreementInForce())["agreements/".Length..]);
        var druten = await app.As(FocalPoint);
        for (var n = 0; n < 5; n++)
        {
            var signal = await druten.SignalOf();
            await druten.BasisFor("signalId", signal);
            disclosures.Add(await druten.Created("disclosures", Disclosure("signalId", signal, GgdOin, "observation")));
            if (n % 2 == 0) (await druten.PostAsync($"disclosures/{disclosures[n]}/revocations", new JsonObject { ["reason"] = "no-longer-needed" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        foreach (var client in new[] { druten, await app.As(Ggd) })
        {
            (await PagesAsync(client, "agreements?limit=2")).ShouldBe(Pages(agreements));
            (await PagesAsync(client, "disclosures?limit=2")).ShouldBe(Pages(disclosures));
            (await PagesAsync(client, "disclosures?limit=2&status=revoked")).ShouldBe(Pages([disclosures[0], disclosures[2], disclosures[4]]));
            (await PagesAsync(client, "disclosures?limit=2&overdue=false")).ShouldBe(Pages(disclosures));
            (await PagesAsync(client, "disclosures?limit=2&room=security")).ShouldBe([""]);
            foreach (var wrong in (string[])["limit=0", "limit=201", "cursor=x"])
            {
                await Refused(client.GetAsync($"disclosures?{wrong}"), HttpStatusCode.BadRequest, "invalid-input");
                await Refused(client.GetAsync($"agreements?{wrong}"), HttpStatusCode.BadRequest, "invalid-input");
            }
        }

        // Thousands of them, and of other things that it sees.
        await DoAsync(
            app,
            $"""
            insert into chaincoop.mt_doc_agreement
            select (jsonb_populate_record(a, jsonb_build_object('id', n.id, 'data', a.data || jsonb_build_object('id', n.id)))).*
            from chaincoop.mt_doc_agreement a cross join (select gen_random_uuid() as id from generate_series(1, 5000)) n where a.id = '{agreements[0]}';
            insert into chaincoop.mt_doc_disclosure
            select (jsonb_populate_record(d, jsonb_build_object('id', n.id, 'data', d.data || jsonb_build_object('id', n.id, 'record', n.record)))).*
            from chaincoop.mt_doc_disclosure d cross join (select gen_random_uuid() as id, gen_random_uuid() as record from generate_series(1, 5000)) n where d.id = '{disclosures[0]}';
            insert into access.grants (organisation, room, resource, role, kind, municipality, valid_from)
            select '{DrutenOin}', 'general', made.id, 'owner', made.kind, '{Druten}', now() - random() * interval '300 days'
            from (
                select id, 'agreement' as kind from chaincoop.mt_doc_agreement union all
                select id, 'disclosure' from chaincoop.mt_doc_disclosure union all
                select gen_random_uuid(), 'signal' from generate_series(1, 20000)) made
            where not exists (select from access.grants g where g.resource = made.id);
            analyze;
            """);
        foreach (var (sql, ids) in new[] { (ListAgreementsEndpoint.OnePage, agreements), (ListDisclosuresEndpoint.OnePage, disclosures) })
        {
            var asked = sql.Replace("@organisation", $"'{DrutenOin}'").Replace("@room", "'general'").Replace("@municipalities", $"'{{{Druten}}}'::text[]").Replace("@now", "now()")
                .Replace("@status", "null::text").Replace("@overdue", "null::boolean").Replace("@from", "now()").Replace("@resource", $"'{ids[^1]}'::uuid").Replace("@limit", "51");
            var plan = string.Join('\n', await LinesAsync(app, "explain " + asked));
            plan.ShouldContain("using grants_of_sharing on grants g");
            plan.ShouldNotContain("Sort");
        }
    }

    /// <summary>The ids of each page, the newest first, until there is no next one.</summary>
    private static async Task<IReadOnlyList<string>> PagesAsync(HttpClient client, string list)
    {
        List<string> pages = [];
        for (var address = list; ;)
        {
            var page = await client.Read(address);
            pages.Add(string.Join(' ', page["items"]!.AsArray().Select(item => (string)item!["id"]!)));
            if (page["next"] is not { } next) return pages;
            address = $"{list}&cursor={next}";
        }
    }

    private static IReadOnlyList<string> Pages(IEnumerable<string> oldestFirst) => [.. oldestFirst.Reverse().Chunk(2).Select(ids => string.Join(' ', ids))];

    private async Task DoAsync(AppFixture app, string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(token);
    }

    private async Task<IReadOnlyList<string>> LinesAsync(AppFixture app, string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(token);
        List<string> lines = [];
        while (await reader.ReadAsync(token)) lines.Add(reader.GetString(0));
        return lines;
    }
}
