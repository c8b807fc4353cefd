using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Sharing;
using ChainCoop.Shared;
using static ChainCoop.IntegrationTests.Signals.MatchWork;

namespace ChainCoop.IntegrationTests.Signals;

/// <summary>On a database of its own: the report is of the whole district.</summary>
public sealed class counting_overlap_of_organisations(MatchingApp matching) : IClassFixture<MatchingApp>
{
    private static readonly Oin Police = People.PoliceOin;

    [Fact]
    public async Task joins_spellings_and_shows_small_numbers_to_the_chain_director_of_the_district_alone()
    {
        var app = matching.App;
        var police = await app.As(new Officer(Police, "police-overlap", "partner", People.District) { Scopes = AllScopes });
        var shelter = await app.As(new Officer(ShelterOin, "shelter-overlap", "partner", People.District) { Scopes = AllScopes });
        foreach (var municipality in new[] { "0268", "0281" })
        {
            var both = Somebody();
            await police.Registered(municipality, both);
            await shelter.Registered("0268", OtherwiseWritten(both));
        }

        for (var person = 0; person < 6; person++) await police.Registered("0268", Somebody());
        await shelter.Registered("0281", new JsonObject { ["familyName"] = "Nobody can match this" });
        var suspect = Examples.Signal("0268");
        suspect["subjects"]![0]!["role"] = "suspect";
        await police.Created("signals", suspect);

        var mistaken = (await police.Registered("0268", Somebody())).Signal;
        (await police.PostAsync($"signals/{mistaken}/retractions", new JsonObject { ["reason"] = "sent-by-mistake" })).EnsureSuccessStatusCode();

        var all = await Report(Nijmegen("chain-director", "-district") with { Municipalities = People.District });
        RowsOf(all).ShouldBe([(Police.Value, 6), (ShelterOin.Value, 1), ($"{Police.Value},{ShelterOin.Value}", 2)], ignoreOrder: true);
        ((bool)all["complete"]!).ShouldBeTrue();

        var some = await Report(Nijmegen("chain-director"));
        ((bool)some["complete"]!).ShouldBeFalse();
        RowsOf(some).ShouldBeEmpty("It is of the month before; see counting_overlap_for_others.");
        ((bool)(await Report(Nijmegen("auditor") with { Municipalities = People.District }))["complete"]!).ShouldBeFalse();

        await SharingWork.Refused((await app.As(Nijmegen())).GetAsync("reports/overlap"), HttpStatusCode.Forbidden, "forbidden");
        await SharingWork.Refused((await app.As(Nijmegen("chain-director") with { Scopes = "feed.read" })).GetAsync("reports/overlap"), HttpStatusCode.Forbidden, "missing-scope");

        async Task<JsonNode> Report(Officer officer)
        {
            var response = await (await app.As(officer)).GetAsync("reports/overlap");
            response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
            return await response.JsonAsync();
        }
    }

    private static IEnumerable<(string, int)> RowsOf(JsonNode report) =>
        report["rows"]!.AsArray().Select(row => (string.Join(',', row!["organisations"]!.AsArray().Select(oin => (string)oin!)), (int)row["persons"]!));
}
