using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Subscriptions;
using static ChainCoop.IntegrationTests.Signals.MatchWork;

namespace ChainCoop.IntegrationTests.Signals;

/// <summary>Given somebody who sees no small numbers, when he asks before and after, he learns nothing of what happened between.</summary>
public sealed class counting_overlap_for_others(PushApp push) : IClassFixture<PushApp>
{
    [Fact]
    public async Task is_the_same_all_month()
    {
        using var police = await push.As(new Officer(People.PoliceOin, "police-overlap", "partner", People.District) { Scopes = AllScopes });
        using var director = await push.As(Nijmegen("chain-director"));
        using var district = await push.As(Nijmegen("chain-director", "-district") with { Municipalities = People.District });
        var mistaken = (await police.Registered("0268", Somebody())).Signal;
        for (var person = 0; person < 5; person++) await police.Registered("0268", Somebody());
        CellsOf(await Report(director)).ShouldBeEmpty("they were registered this month");
        CellsOf(await Report(district)).ShouldBe([6]);

        push.Clock.Advance(TimeSpan.FromDays(31));
        var before = await Report(director);
        CellsOf(before).ShouldBe([6]);
        for (var person = 0; person < 3; person++) await police.Registered("0268", Somebody());
        (await police.PostAsync($"signals/{mistaken}/retractions", new JsonObject { ["reason"] = "sent-by-mistake" })).EnsureSuccessStatusCode();
        (await Report(director)).ShouldBe(before);
        using var auditor = await push.As(Nijmegen("auditor") with { Municipalities = People.District });
        (await Report(auditor)).ShouldBe(before);
        CellsOf(await Report(district)).ShouldBe([8]);

        push.Clock.Advance(TimeSpan.FromDays(31));
        CellsOf(await Report(director)).ShouldBe([8]);
    }

    private static async Task<string> Report(HttpClient client)
    {
        var response = await client.GetAsync("reports/overlap");
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return text;
    }

    private static IEnumerable<int> CellsOf(string report) => JsonNode.Parse(report)!["rows"]!.AsArray().Select(row => (int)row!["persons"]!);
}
