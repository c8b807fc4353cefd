using System.Net;

namespace ChainCoop.IntegrationTests.Cases;

public class listing_cases(AppFixture app)
{
    /// <summary>A municipality of its own for this class, so that other tests add nothing to its lists.</summary>
    private static readonly Officer Culemborg = new(new("00000099000000216000"), "focal-point-culemborg", "focal-point", ["0216"]);

    [Fact]
    public async Task shows_pages_of_the_cases_that_the_caller_may_enter_the_newest_first()
    {
        var culemborg = await app.As(Culemborg);
        List<string> addresses = [];
        for (var i = 0; i < 5; i++) addresses.Insert(0, await culemborg.ProposedCase("0216"));
        await culemborg.ProposedCase("0268");

        List<string> listed = [];
        string? next = null;
        do
        {
            var page = await culemborg.Read($"cases?limit=2&municipality=0216{(next is null ? "" : $"&cursor={next}")}");
            page["items"]!.AsArray().Count.ShouldBeInRange(1, 2);
            listed.AddRange(page["items"]!.AsArray().Select(item => $"cases/{(string)item!["id"]!}"));
            next = (string?)page["next"];
        }
        while (next is not null);
        listed.ShouldBe(addresses);

        var tiel = await app.As(People.Tiel);
        var seen = (await tiel.Read("cases?limit=200"))["items"]!.AsArray().Select(item => $"cases/{(string)item!["id"]!}");
        seen.Intersect(addresses).ShouldBeEmpty();
    }

    [Fact]
    public async Task filters_by_status_before_it_cuts_the_page()
    {
        var lead = await app.As(CaseWork.CaseLead);
        var screened = await lead.ProposedCase();
        await lead.Done(screened, "screenings", new() { ["conclusion"] = "rejected" });
        await lead.ProposedCase();

        var first = (await lead.Read("cases?status=screened&limit=1"))["items"]!.AsArray().ShouldHaveSingleItem()!;

        $"cases/{(string)first["id"]!}".ShouldBe(screened);
        ((string)first["status"]!).ShouldBe("screened");
        first["title"].ShouldBeNull();
    }

    [Fact]
    public async Task refuses_a_query_that_it_does_not_know()
    {
        var lead = await app.As(CaseWork.CaseLead);
        (await lead.GetAsync("cases?status=reopened")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await lead.GetAsync("cases?cursor=newest")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await lead.GetAsync("cases?limit=0")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }
}
