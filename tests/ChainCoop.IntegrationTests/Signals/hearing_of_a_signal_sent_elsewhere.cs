using System.Net;
using ChainCoop.IntegrationTests.Cases;

namespace ChainCoop.IntegrationTests.Signals;

/// <summary>Officers who are mandated for their own municipality alone, about a signal that they sent to another.</summary>
public class hearing_of_a_signal_sent_elsewhere(AppFixture app)
{
    private static readonly Officer WestBetuwe = new(new("00000099000001960000"), "focal-point-west-betuwe", "focal-point", ["1960"]);

    [Fact]
    public async Task reads_lists_and_hears_what_becomes_of_it()
    {
        var sender = await app.As(WestBetuwe);
        var nijmegen = await app.As(People.Nijmegen);
        var address = await Sent(sender);
        await nijmegen.Done(address, "assessments", Examples.Assessment("w1", "stop"));
        await nijmegen.Done(address, "outcome", Examples.Outcome("dismissed"));

        var view = await sender.Read(address);
        ((string)view["status"]!).ShouldBe("dismissed");
        view["assessment"].ShouldBeNull();
        (await sender.Read("signals?limit=200"))["items"]!.AsArray().Select(item => $"signals/{item!["id"]}").ShouldContain(address);
        (await Feeds.EntryAbout(sender, CaseWork.IdOf(address), "nl.chaincoop.signals.concluded.v1"))["type"].ShouldNotBeNull();
    }

    [Fact]
    public async Task gives_no_more_than_that()
    {
        var sender = await app.As(WestBetuwe);
        var address = await Sent(sender);

        (await sender.PostAsync($"{address}/acknowledgements", "{}", await sender.TagOf(address))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await sender.GetAsync("municipalities/0268/caseload")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await (await app.As(People.Tiel)).GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task shows_an_officer_without_the_mandate_nothing_that_the_own_organisation_sent_to_itself()
    {
        var nijmegen = await app.As(People.Nijmegen);
        var elsewhere = await app.As(new Officer(People.NijmegenOin, "focal-point-nijmegen-for-tiel", "focal-point", ["0281"]));
        var address = await Sent(nijmegen);
        await nijmegen.Done(address, "assessments", Examples.Assessment("w1"));

        (await nijmegen.Read(address))["assessment"].ShouldNotBeNull();
        (await elsewhere.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await elsewhere.PostAsync($"{address}/acknowledgements", "{}", "\"2\"")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await elsewhere.Read("signals?limit=200"))["items"]!.AsArray().ShouldNotContain(item => $"signals/{item!["id"]}" == address);

        await Feeds.EntryAbout(nijmegen, CaseWork.IdOf(address), "nl.chaincoop.signals.assessed.v1");
        (await TypesAbout(elsewhere)).ShouldBeEmpty();
        (await TypesAbout(nijmegen)).ShouldBe(["nl.chaincoop.signals.received.v1", "nl.chaincoop.signals.assessed.v1"]);

        async Task<List<string>> TypesAbout(HttpClient client)
        {
            List<string> types = [];
            for (var after = 0L; (await client.Read($"feed?after={after}&limit=1000")).AsArray() is { Count: > 0 } page; after += page.Count)
                types.AddRange(page.Where(entry => (string?)entry!["subject"] == CaseWork.IdOf(address)).Select(entry => (string)entry!["type"]!));
            return types;
        }
    }

    private static async Task<string> Sent(HttpClient sender)
    {
        var posted = await sender.PostAsync("signals", Examples.Signal());
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        return $"signals/{(await posted.JsonAsync())["id"]}";
    }
}
