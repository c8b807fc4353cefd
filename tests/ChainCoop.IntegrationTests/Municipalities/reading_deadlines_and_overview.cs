using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;

namespace ChainCoop.IntegrationTests.Municipalities;

/// <summary>On a database of its own: what it lists is all there is in a municipality.</summary>
public class reading_deadlines_and_overview(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task lists_what_is_still_to_be_done_the_most_urgent_first()
    {
        var officer = new Officer(new("00000099000000668000"), "focal-point-west-maas-en-waal", "focal-point", ["0668"]);
        var westMaasEnWaal = await app.As(officer);
        var police = await app.As(People.Police);
        var late = await app.SignalFromThePast(officer, days: 3);
        var later = await app.SignalFromThePast(officer, days: 7);
        (await westMaasEnWaal.PostAsync($"signals/{later}/acknowledgements", new { }, ifMatch: "\"1\"")).EnsureSuccessStatusCode();

        var all = await westMaasEnWaal.UpToNow("municipalities/0668/deadlines");
        Described(all).ShouldBe([("acknowledgement", late, true), ("assessment", later, true), ("assessment", late, false)]);
        all["items"]!.AsArray().ShouldAllBe(item => (string)item!["resourceKind"]! == "signal" && (string)item["room"]! == "general");

        Described(await Get(westMaasEnWaal, "?overdue=true")).ShouldBe([("acknowledgement", late, true), ("assessment", later, true)]);
        Described(await Get(westMaasEnWaal, "?overdue=false")).ShouldBe([("assessment", late, false)]);

        var first = await Get(westMaasEnWaal, "?limit=1");
        var second = await Get(westMaasEnWaal, $"?limit=1&cursor={first["next"]}");
        var third = await Get(westMaasEnWaal, $"?limit=1&cursor={second["next"]}");
        first.Ids().Concat(second.Ids()).Concat(third.Ids()).ShouldBe(all.Ids());
        third["next"].ShouldBeNull();

        // Deadlines belong to the assessment: who only sent the signals sees none.
        (await police.UpToNow("municipalities/0668/deadlines")).Ids().ShouldBeEmpty();

        static async Task<JsonNode> Get(HttpClient client, string query) => await (await client.GetAsync("municipalities/0668/deadlines" + query)).JsonAsync();
    }

    [Fact]
    public async Task keeps_a_referral_in_sight_until_somebody_accepts_it()
    {
        var officer = new Officer(new("00000099000000209000"), "focal-point-beuningen", "focal-point", ["0209"]);
        var beuningen = await app.As(officer);
        var labourInspectorate = await app.As(new Officer(new("00000099000100005000"), "inspector", "partner", People.District));
        var id = await app.SignalFromThePast(officer, days: 14, from: new("00000099000100008000"));
        var address = $"signals/{id}";
        await beuningen.Done(address, "acknowledgements", []);
        await beuningen.Done(address, "assessments", Examples.Assessment("w1", "stop"));
        await beuningen.Done(address, "outcome", Examples.Outcome("referred", to: "00000099000100005000"));

        Described(await beuningen.UpToNow("municipalities/0209/deadlines?overdue=true")).ShouldBe([("assessment", id, true)]);
        (await Listed("true")).ShouldBe([id]);
        (await Listed("false")).ShouldBeEmpty();
        (await beuningen.UpToNow("municipalities/0209/caseload?overdue=true")).Ids().ShouldBe([id]);

        await labourInspectorate.Done(address, "referral-answers", new JsonObject { ["answer"] = "accepted" });

        Described(await beuningen.UpToNow("municipalities/0209/deadlines")).ShouldBe([("feedback", id, false)]);
        (await Listed("true")).ShouldBeEmpty();
        (await Listed("false")).ShouldBe([id]);

        async Task<IEnumerable<string>> Listed(string overdue) => (await beuningen.Read($"signals?status=referred&overdue={overdue}")).Ids();
    }

    [Fact]
    public async Task counts_what_the_organisation_may_see()
    {
        var officer = new Officer(new("00000099000001945000"), "focal-point-berg-en-dal", "focal-point", ["1945"]);
        var bergEnDal = await app.As(officer);
        var police = await app.As(People.Police, "synchronisation");
        await app.SignalFromThePast(officer, days: 7);
        for (var i = 0; i < 2; i++) await police.PostAsync("signals", Examples.Signal("1945"));
        await bergEnDal.PostAsync("signals", Examples.Signal("1945"));

        var own = (await bergEnDal.UpToNow("municipalities/1945/overview"))["rooms"]![0]!;
        Counts(own).ShouldBe([("signal", "received", 4)]);
        ((int)own["overdue"]!).ShouldBe(2);

        var part = (await police.UpToNow("municipalities/1945/overview"))["rooms"]!.AsArray();
        part.Select(room => (string)room!["room"]!).ShouldBe(["general", "care", "security"]);
        Counts(part[0]!).ShouldBe([("signal", "received", 3)]);
        ((int)part[0]!["overdue"]!).ShouldBe(0);
        Counts(part[1]!).ShouldBeEmpty();

        static IEnumerable<(string, string, int)> Counts(JsonNode room) =>
            room["counts"]!.AsArray().Select(count => ((string)count!["kind"]!, (string)count["status"]!, (int)count["count"]!));
    }

    private static IEnumerable<(string, string, bool)> Described(JsonNode page) =>
        page["items"]!.AsArray().Select(item => ((string)item!["kind"]!, (string)item["resource"]!, (bool)item["overdue"]!));
}
