using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Sharing;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Access;

/// <summary>Who makes something of a record that he may not see is refused about that record, and the log says so.</summary>
public class refusals_about_other_records(AppFixture app)
{
    private static readonly Oin MaasdrielOin = new("00000099000000263000");
    private static readonly Officer Curious = new(MaasdrielOin, "curious-in-maasdriel", "focal-point", ["0263"]) { Scopes = SharingWork.Scopes };

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("disclosures", "disclosure.make")]
    [InlineData("legal-bases", "legal-basis.record")]
    public async Task are_recorded_with_the_record_and_what_was_found_of_it(string path, string action)
    {
        var hidden = CaseWork.IdOf(await (await app.As(CaseWork.CaseLead)).ProposedCase());
        var client = await app.As(Curious);
        foreach (var asked in new[] { hidden, Guid.NewGuid().ToString() })
        {
            var body = path == "disclosures"
                ? SharingWork.Disclosure("caseId", asked, People.PoliceOin, "status")
                : new JsonObject { ["caseId"] = asked, ["kind"] = "other", ["from"] = "2026-01-01" };
            var refused = await client.PostAsync(path, body);
            refused.StatusCode.ShouldBe(HttpStatusCode.NotFound, await refused.Content.ReadAsStringAsync(token));
            (await RecordsAsync(action, asked)).ShouldBe("case 404 hide no-grant");
        }
    }

    private async Task<object?> RecordsAsync(string action, string resource)
    {
        await using var command = app.Database.CreateCommand(
            $"select string_agg(concat_ws(' ', kind, status, decision, array_to_string(reasons, ',')), ';') from access.log where action = '{action}' and resource = '{resource}'");
        return await command.ExecuteScalarAsync(token);
    }
}
