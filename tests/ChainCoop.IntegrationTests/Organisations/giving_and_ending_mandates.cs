using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Organisations;

public class giving_and_ending_mandates(AppFixture app)
{
    private static readonly Officer Director = new(People.NijmegenOin, "director-nijmegen", "chain-director", ["0268", "0281"]);
    private static readonly Officer DirectorOfOne = new(People.NijmegenOin, "director-of-one", "chain-director", ["0268"]);
    private static readonly Officer DirectorOfTiel = new(People.Tiel.Organisation, "director-tiel", "chain-director", ["0281"]);

    [Fact]
    public async Task lets_an_officer_act_and_stops_it_again()
    {
        var director = await app.As(Director);
        var name = NewOfficer();
        var officer = await app.As(new Officer(People.NijmegenOin, name, "focal-point", []));
        (await officer.GetAsync("organisations")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var given = await director.PostAsync("mandates", Body(name, "0268", "0281"));
        given.StatusCode.ShouldBe(HttpStatusCode.Created);
        given.Headers.ETag!.Tag.ShouldBe("\"1\"");
        var id = (string)(await given.JsonAsync())["id"]!;
        given.Headers.Location!.ToString().ShouldBe($"/v1/mandates/{id}");
        (await officer.GetAsync("organisations")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var read = await director.GetAsync($"mandates/{id}");
        read.Headers.ETag!.Tag.ShouldBe("\"1\"");
        (await read.JsonAsync())["municipalities"]!.AsArray().Select(code => (string)code!).ShouldBe(["0268", "0281"]);
        (await Listed(director)).ShouldContain(id);

        var ended = await director.PostAsync($"mandates/{id}/endings", new JsonObject(), ifMatch: "\"1\"");
        ended.StatusCode.ShouldBe(HttpStatusCode.OK);
        ended.Headers.ETag!.Tag.ShouldBe("\"2\"");
        (await officer.GetAsync("organisations")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Listed(director)).ShouldNotContain(id);
    }

    [Fact]
    public async Task is_for_chain_directors_of_the_own_organisation_and_not_for_oneself()
    {
        var director = await app.As(Director);
        (await director.PostAsync("mandates", Body(Director.Id, "0268"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var other = Body(NewOfficer(), "0281");
        other["organisation"] = People.Tiel.Organisation.Value;
        (await director.PostAsync("mandates", other)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var focalPoint = await app.As(People.Nijmegen);
        (await focalPoint.PostAsync("mandates", Body(NewOfficer(), "0268"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task never_shows_or_ends_a_mandate_of_another_organisation()
    {
        var director = await app.As(Director);
        var tiel = await app.As(DirectorOfTiel);
        var id = (string)(await (await director.PostAsync("mandates", Body(NewOfficer(), "0281"))).JsonAsync())["id"]!;

        (await tiel.GetAsync($"mandates/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await tiel.PostAsync($"mandates/{id}/endings", new JsonObject(), ifMatch: "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await tiel.GetAsync($"mandates/{Guid.CreateVersion7()}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Listed(tiel)).ShouldNotContain(id);

        var focalPoint = await app.As(People.Nijmegen);
        (await focalPoint.GetAsync($"mandates/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await director.PostAsync($"mandates/{id}/endings", new JsonObject(), ifMatch: "\"7\"")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task a_mandate_that_begins_later_does_not_count_yet()
    {
        var director = await app.As(Director);
        var name = NewOfficer();
        var officer = await app.As(new Officer(People.NijmegenOin, name, "focal-point", []));
        var body = Body(name, "0268");
        body["from"] = Day(2);

        (await director.PostAsync("mandates", body)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await officer.GetAsync("organisations")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task reaches_no_further_than_the_mandates_of_the_director()
    {
        var all = await app.As(Director);
        var one = await app.As(DirectorOfOne);

        await ShouldBeRefused(one.PostAsync("mandates", Body(NewOfficer(), "0268", "0281")), "beyond-mandate");
        (await one.PostAsync("mandates", Body(NewOfficer(), "0268"))).StatusCode.ShouldBe(HttpStatusCode.Created);

        var both = (string)(await (await all.PostAsync("mandates", Body(NewOfficer(), "0268", "0281"))).JsonAsync())["id"]!;
        await ShouldBeRefused(one.PostAsync($"mandates/{both}/endings", new JsonObject(), ifMatch: "\"1\""), "beyond-mandate");
        (await all.PostAsync($"mandates/{both}/endings", new JsonObject(), ifMatch: "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("auditor")]
    [InlineData("operator")]
    [InlineData("privacy-officer")]
    [InlineData("records-manager")]
    public async Task leaves_roles_that_watch_over_the_directors_to_the_operator(string role)
    {
        var body = Body(NewOfficer(), "0268");
        body["role"] = role;
        await ShouldBeRefused((await app.As(Director)).PostAsync("mandates", body), "role-given-by-operator");
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("2020-01-01")]
    [InlineData("2200-01-01")]
    [InlineData("9999-12-31")]
    public async Task asks_for_days_from_today_on_that_come_in_our_time(string day)
    {
        var director = await app.As(Director);
        var body = Body(NewOfficer(), "0268");
        body["from"] = day;
        await ShouldBeRefused(director.PostAsync("mandates", body), "invalid-input");

        var id = (string)(await (await director.PostAsync("mandates", Body(NewOfficer(), "0268"))).JsonAsync())["id"]!;
        await ShouldBeRefused(director.PostAsync($"mandates/{id}/endings", new JsonObject { ["until"] = day }, ifMatch: "\"1\""), "invalid-input");
    }

    private static async Task ShouldBeRefused(Task<HttpResponseMessage> request, string problem) =>
        ((string)(await (await request).JsonAsync())["type"]!).ShouldBe($"urn:chaincoop:problem:{problem}");

    private static string Day(int fromToday) =>
        DutchTime.DayOf(TimeProvider.System.GetUtcNow()).AddDays(fromToday).ToString("O", System.Globalization.CultureInfo.InvariantCulture);

    private static string NewOfficer() => $"officer-{NewId.Ordered():N}";

    private static JsonObject Body(string officer, params string[] municipalities) => new()
    {
        ["officer"] = officer,
        ["role"] = "focal-point",
        ["municipalities"] = new JsonArray([.. municipalities.Select(code => JsonValue.Create(code))]),
        ["from"] = Day(0),
    };

    private static async Task<IEnumerable<string>> Listed(HttpClient director) =>
        (await (await director.GetAsync("mandates")).JsonAsync())["items"]!.AsArray().Select(mandate => (string)mandate!["id"]!);
}
