using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Municipalities;

/// <summary>On a database of its own: what it lists is all there is in a municipality.</summary>
public class reading_a_caseload(AppFixture app) : IClassFixture<AppFixture>
{
    private static readonly Officer Zaltbommel = new(new("00000099000000297000"), "focal-point-zaltbommel", "focal-point", ["0297"]);
    private static readonly Officer NederBetuwe = new(new("00000099000001740000"), "focal-point-neder-betuwe", "focal-point", ["1740"]);
    private static readonly Officer Ggd = new(new("00000099000100010000"), "ggd-officer", "partner", People.District);

    [Fact]
    public async Task shows_a_municipality_its_own_and_a_partner_its_part()
    {
        var zaltbommel = await app.As(Zaltbommel);
        var police = await app.As(People.Police);
        var ggd = await app.As(Ggd);
        var sent = await IdOf(police.PostAsync("signals", Examples.Signal("0297")));
        var own = await IdOf(zaltbommel.PostAsync("signals", Examples.Signal("0297", "urgent")));

        var all = await zaltbommel.UpToNow("municipalities/0297/caseload");
        all.Ids().Take(2).ShouldBe([own, sent]);
        var item = all["items"]![1]!;
        ((string)item["kind"]!, (string)item["room"]!, (string)item["municipality"]!, (string)item["status"]!).ShouldBe(("signal", "general", "0297", "received"));
        ((string)item["exploitationTypes"]![0]!, (string)item["urgency"]!, (bool)item["overdue"]!).ShouldBe(("labour", "normal", false));
        item["dueAt"].ShouldNotBeNull();
        item["updatedAt"].ShouldNotBeNull();

        // Who only sent it sees the status, and nothing that tells of its assessment.
        var part = (await police.UpToNow("municipalities/0297/caseload"))["items"]!.AsArray();
        part.ShouldAllBe(x => (string)x!["id"]! != own);
        var contribution = part.Single(x => (string)x!["id"]! == sent)!;
        ((string)contribution["status"]!).ShouldBe("received");
        contribution["dueAt"].ShouldBeNull();
        contribution["overdue"].ShouldBeNull();
        contribution["updatedAt"].ShouldBeNull();

        (await ggd.UpToNow("municipalities/0297/caseload")).Ids().ShouldBeEmpty();
    }

    [Fact]
    public async Task is_absent_without_a_mandate_for_the_municipality_as_if_there_were_no_such_municipality()
    {
        var zaltbommel = await app.As(Zaltbommel);
        foreach (var list in (string[])["caseload", "deadlines", "overview"])
        {
            var hidden = await zaltbommel.GetAsync($"municipalities/0281/{list}");
            var absent = await zaltbommel.GetAsync($"municipalities/9999/{list}");

            hidden.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            Comparable(await hidden.JsonAsync()).ShouldBe(Comparable(await absent.JsonAsync()));
        }

        static string Comparable(JsonNode problem)
        {
            problem.AsObject().Remove("traceId");
            return problem.ToJsonString();
        }
    }

    [Fact]
    public async Task goes_on_page_by_page_without_gap_or_repetition()
    {
        var nederBetuwe = await app.As(NederBetuwe);
        var police = await app.As(People.Police);
        List<string> sent = [];
        for (var i = 0; i < 5; i++) sent.Add(await IdOf(police.PostAsync("signals", Examples.Signal("1740"))));
        await nederBetuwe.UpToNow("municipalities/1740/caseload");

        List<string> read = [];
        var next = "";
        do
        {
            var page = await (await nederBetuwe.GetAsync($"municipalities/1740/caseload?limit=2{next}")).JsonAsync();
            page["items"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(2);
            read.AddRange(page.Ids());
            next = (string?)page["next"] is { } cursor ? $"&cursor={cursor}" : null;
        } while (next is not null);

        read.ShouldBe(Enumerable.Reverse(sent));
    }

    [Fact]
    public async Task refuses_a_cursor_that_it_did_not_give_for_the_same_question()
    {
        var zaltbommel = await app.As(Zaltbommel);
        for (var i = 0; i < 2; i++) await zaltbommel.PostAsync("signals", Examples.Signal("0297"));
        var cursor = (string)(await zaltbommel.UpToNow("municipalities/0297/caseload?limit=1"))["next"]!;
        var tampered = (cursor[0] == 'A' ? 'B' : 'A') + cursor[1..];

        (await zaltbommel.GetAsync($"municipalities/0297/caseload?limit=2&cursor={cursor}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var query in (string[])[$"cursor={tampered}", "cursor=x", $"kind=signal&cursor={cursor}"])
            (await zaltbommel.GetAsync($"municipalities/0297/caseload?{query}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await zaltbommel.GetAsync($"municipalities/0297/deadlines?cursor={cursor}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        foreach (var list in (string[])["caseload", "deadlines"])
        {
            foreach (var garbage in (string[])[new('!', 54), new('é', 54), cursor[..^1] + "+", cursor[..^1] + "="])
                (await zaltbommel.GetAsync($"municipalities/0297/{list}?cursor={Uri.EscapeDataString(garbage)}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task tells_all_faults_of_the_query_at_once()
    {
        var zaltbommel = await app.As(Zaltbommel);

        var refused = await zaltbommel.GetAsync("municipalities/0297/caseload?room=attic&kind=rumour&status=lost&overdue=perhaps&limit=0");

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.JsonAsync())["errors"]!.AsArray().Select(error => (string)error!["pointer"]!).Order()
            .ShouldBe(["query:kind", "query:limit", "query:overdue", "query:room", "query:status"]);
    }

    [Fact]
    public async Task filters_by_status_kind_and_overdue()
    {
        var officer = new Officer(new("00000099000000263000"), "focal-point-maasdriel", "focal-point", ["0263"]);
        var maasdriel = await app.As(officer);
        var police = await app.As(People.Police);
        var late = await app.SignalFromThePast(officer, days: 3);
        var fresh = await IdOf(police.PostAsync("signals", Examples.Signal("0263")));
        var done = await IdOf(police.PostAsync("signals", Examples.Signal("0263")));
        (await maasdriel.PostAsync($"signals/{done}/acknowledgements", new { }, ifMatch: "\"1\"")).EnsureSuccessStatusCode();

        (await maasdriel.UpToNow("municipalities/0263/caseload?status=acknowledged")).Ids().ShouldBe([done]);
        (await Ids(maasdriel, "?status=received")).ShouldBe([fresh, late]);
        (await Ids(maasdriel, "?kind=signal")).ShouldBe([done, fresh, late]);
        (await Ids(maasdriel, "?kind=case")).ShouldBeEmpty();
        (await Ids(maasdriel, "?overdue=true")).ShouldBe([late]);
        (await Ids(maasdriel, "?overdue=false")).ShouldBe([done, fresh]);
        (await Ids(maasdriel, "?overdue=false&status=received&kind=signal")).ShouldBe([fresh]);

        // The filter tells no more than the answer.
        (await Ids(police, "")).ShouldBe([done, fresh, late]);
        (await Ids(police, "?overdue=true")).ShouldBeEmpty();
        (await Ids(police, "?overdue=false")).ShouldBeEmpty();

        static async Task<IEnumerable<string>> Ids(HttpClient client, string query) =>
            (await (await client.GetAsync("municipalities/0263/caseload" + query)).JsonAsync()).Ids();
    }

    [Fact]
    public async Task keeps_rooms_apart()
    {
        Oin wijchenOin = new("00000099000000296000");
        var focalPoint = await app.As(new Officer(wijchenOin, "focal-point-wijchen", "focal-point", ["0296"]));
        var care = await app.As(new Officer(wijchenOin, "care-coordinator-wijchen", "care-coordinator", ["0296"]), "care");
        var lead = await app.As(new Officer(wijchenOin, "case-lead-wijchen", "case-lead", ["0296"]));
        var signal = await IdOf(focalPoint.PostAsync("signals", Examples.Signal("0296", "urgent")));
        var escalated = await focalPoint.PostAsync($"signals/{signal}/outcome", Examples.Outcome("escalated"), ifMatch: "\"1\"");
        escalated.EnsureSuccessStatusCode();
        var caseId = (string)(await escalated.JsonAsync())["caseId"]!;

        (await focalPoint.UpToNow("municipalities/0296/caseload")).Ids().Order().ShouldBe(new[] { signal, caseId }.Order());
        (await focalPoint.GetAsync("municipalities/0296/caseload?room=care")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await care.GetAsync("municipalities/0296/caseload?room=security")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var track = (await care.UpToNow("municipalities/0296/caseload?room=care"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)track["kind"]!, (string)track["room"]!).ShouldBe(("victim-track", "care"));
        track["exploitationTypes"].ShouldBeNull();
        ((string)track["id"]!).ShouldNotBe(caseId);
        ((string)(await lead.UpToNow("municipalities/0296/caseload?room=security"))["items"]![0]!["kind"]!).ShouldBe("security-track");

        var overview = await care.UpToNow("municipalities/0296/overview");
        overview["rooms"]!.AsArray().Select(room => (string)room!["room"]!).ShouldBe(["general", "care"]);
        (await focalPoint.UpToNow("municipalities/0296/overview"))["rooms"]!.AsArray().Select(room => (string)room!["room"]!).ShouldBe(["general"]);
    }

    private static async Task<string> IdOf(Task<HttpResponseMessage> posted)
    {
        var response = await posted;
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (string)(await response.JsonAsync())["id"]!;
    }
}
