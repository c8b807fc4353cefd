using System.Net;
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
