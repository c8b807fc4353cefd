using System.Net;
using System.Text.Json.Nodes;

namespace ChainCoop.IntegrationTests.Signals;

public class listing_signals(AppFixture app)
{
    /// <summary>A municipality of its own for this class, so that other tests add nothing to its lists.</summary>
    private static readonly Officer Heumen = new(new("00000099000000252000"), "focal-point-heumen", "focal-point", ["0252"]);

    [Fact]
    public async Task shows_pages_of_what_the_caller_may_see_the_newest_first()
    {
        var police = await app.As(People.Police);
        var heumen = await app.As(Heumen);
        List<string> sent = [];
        for (var i = 0; i < 5; i++) sent.Insert(0, await Received(police));

        var listed = await All(police, "signals?limit=2&municipality=0252");
        var assessed = await All(heumen, "signals?limit=2");

        listed.Intersect(sent).ShouldBe(sent);
        assessed.Intersect(sent).ShouldBe(sent);
        (await All(await app.As(People.Tiel), "signals?limit=200")).Intersect(sent).ShouldBeEmpty();
    }

    [Fact]
    public async Task finds_a_signal_by_the_reference_of_its_sender()
    {
        var police = await app.As(People.Police);
        var reference = $"case-{Guid.NewGuid()}";
        var id = await Received(police, reference);
        await Received(police, $"{reference}-other");

        var found = (await Page(police, $"signals?externalReference={reference}")).ShouldHaveSingleItem()!;

        ((string)found["id"]!).ShouldBe(id);
        ((string)found["externalReference"]!).ShouldBe(reference);
        found["observation"].ShouldBeNull();
        (await Page(await app.As(People.Tiel), $"signals?externalReference={reference}")).ShouldBeEmpty();

        // The municipality has the signal, but the reference is not its own.
        var heumen = await app.As(Heumen);
        (await Page(heumen, $"signals?externalReference={reference}")).ShouldBeEmpty();
        (await Item(heumen, id))!["externalReference"].ShouldBeNull();
    }

    [Fact]
    public async Task filters_by_status_before_it_cuts_the_page()
    {
        var police = await app.As(People.Police);
        var heumen = await app.As(Heumen);
        var acknowledged = await Received(police);
        (await heumen.PostAsync($"signals/{acknowledged}/acknowledgements", new { }, ifMatch: "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Received(police);

        var first = (await Page(heumen, "signals?status=acknowledged&limit=1")).ShouldHaveSingleItem()!;

        ((string)first["id"]!).ShouldBe(acknowledged);
    }

    [Fact]
    public async Task tells_who_only_sent_it_nothing_of_terms()
    {
        var police = await app.As(People.Police);
        var heumen = await app.As(Heumen);
        var id = await Received(police);
        (await Item(heumen, id, "&overdue=false"))!["overdue"]!.GetValue<bool>().ShouldBeFalse();
        await using (var late = app.Database.CreateCommand(
            "update chaincoop.mt_doc_signal set data = jsonb_set(data, '{acknowledgeBy}', '\"2020-01-01T00:00:00Z\"') where id = $1"))
        {
            late.Parameters.Add(new() { Value = Guid.Parse(id) });
            await late.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        (await Item(heumen, id, "&overdue=true"))!["overdue"]!.GetValue<bool>().ShouldBeTrue();
        (await Item(heumen, id, "&overdue=false")).ShouldBeNull();
        (await Item(police, id))!["overdue"].ShouldBeNull();
        (await Item(police, id, "&overdue=true")).ShouldBeNull();
        (await Item(police, id, "&overdue=false")).ShouldBeNull();
    }

    [Fact]
    public async Task refuses_a_query_that_it_does_not_know()
    {
        var police = await app.As(People.Police);
        foreach (var query in (string[])["status=lost", "municipality=9999", "cursor=newest", "limit=0", "limit=201", "overdue=maybe", "externalReference=a%20b"])
            (await police.GetAsync($"signals?{query}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest, query);
    }

    private static async Task<string> Received(HttpClient sender, string? reference = null)
    {
        var signal = Examples.Signal("0252");
        if (reference is not null) signal["externalReference"] = reference;
        var posted = await sender.PostAsync("signals", signal);
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (string)(await posted.JsonAsync())["id"]!;
    }

    private static async Task<JsonNode?> Item(HttpClient client, string id, string filter = "") =>
        (await Page(client, $"signals?municipality=0252&limit=200{filter}")).SingleOrDefault(item => (string)item!["id"]! == id);

    private static async Task<JsonArray> Page(HttpClient client, string url) => (await client.Answer(url))["items"]!.AsArray();

    private static async Task<List<string>> All(HttpClient client, string url)
    {
        List<string> ids = [];
        for (var next = ""; next is not null;)
        {
            var page = await client.Answer(next.Length > 0 ? $"{url}&cursor={next}" : url);
            ids.AddRange(page["items"]!.AsArray().Select(item => (string)item!["id"]!));
            next = (string?)page["next"];
        }
        return ids;
    }
}

file static class Answers
{
    public static async Task<JsonNode> Answer(this HttpClient client, string url)
    {
        var response = await client.GetAsync(url);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.JsonAsync();
    }
}
