using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;

namespace ChainCoop.IntegrationTests.Signals;

public class receiving_a_signal(AppFixture app)
{
    [Fact]
    public async Task reaches_the_municipality_and_both_feeds()
    {
        var police = await app.As(People.Police);
        var nijmegen = await app.As(People.Nijmegen);

        var posted = await police.PostAsync("signals", Examples.Signal());
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        posted.Headers.ETag!.Tag.ShouldBe("\"1\"");
        var id = (string)(await posted.JsonAsync())["id"]!;
        posted.Headers.Location!.ToString().ShouldBe($"/v1/signals/{id}");

        var read = await nijmegen.GetAsync($"signals/{id}");
        read.StatusCode.ShouldBe(HttpStatusCode.OK);
        var signal = await read.JsonAsync();
        ((string)signal["observation"]!).ShouldBe(Examples.Observation);
        ((string)signal["subjects"]![0]!["identifiers"]!["familyName"]!).ShouldBe("Voorbeeld");
        signal["allowed"].ShouldNotBeNull();

        // Who only sent it sees its contribution and the status, nothing of the assessment.
        var own = await (await police.GetAsync($"signals/{id}")).JsonAsync();
        own["allowed"].ShouldBeNull();
        own["assessment"].ShouldBeNull();

        (await Feeds.EntryAbout(nijmegen, id))["type"]!.GetValue<string>().ShouldBe("nl.chaincoop.signals.received.v1");
        (await Feeds.EntryAbout(police, id))["type"]!.GetValue<string>().ShouldBe("nl.chaincoop.signals.received.v1");
    }

    [Fact]
    public async Task tells_its_sender_nothing_of_the_steps_by_the_version()
    {
        var police = await app.As(People.Police);
        var nijmegen = await app.As(People.Nijmegen);
        var address = $"signals/{(string)(await (await police.PostAsync("signals", Examples.Signal())).JsonAsync())["id"]!}";
        await nijmegen.Done(address, "assessments", Examples.Assessment("w1"));
        var before = await police.TagOf(address);

        await nijmegen.Done(address, "assessments", Examples.Assessment("w2a"));
        (await police.TagOf(address)).ShouldBe(before);
        using var known = new HttpRequestMessage(HttpMethod.Get, address);
        known.Headers.TryAddWithoutValidation("If-None-Match", before);
        (await police.SendAsync(known)).StatusCode.ShouldBe(HttpStatusCode.NotModified);

        // What it may see changes its version.
        await nijmegen.Done(address, "assessments", Examples.Assessment("w2b", "stop"));
        await nijmegen.Done(address, "outcome", Examples.Outcome("referred", to: People.PoliceOin.Value));
        (await police.TagOf(address)).ShouldNotBe(before);
    }

    [Fact]
    public async Task is_hidden_from_everybody_else_as_if_it_did_not_exist()
    {
        var police = await app.As(People.Police);
        var tiel = await app.As(People.Tiel);
        var id = (string)(await (await police.PostAsync("signals", Examples.Signal())).JsonAsync())["id"]!;

        var hidden = await tiel.GetAsync($"signals/{id}");
        var absent = await tiel.GetAsync($"signals/{Guid.CreateVersion7()}");

        hidden.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Comparable(await hidden.JsonAsync()).ShouldBe(Comparable(await absent.JsonAsync()));

        static string Comparable(JsonNode problem)
        {
            problem.AsObject().Remove("traceId");
            return problem.ToJsonString();
        }
    }

    [Fact]
    public async Task twice_with_one_key_is_one_signal()
    {
        var police = await app.As(People.Police);
        var key = Guid.NewGuid().ToString();

        var first = await police.PostAsync("signals", Examples.Signal(), key: key);
        var second = await police.PostAsync("signals", Examples.Signal(), key: key);

        second.StatusCode.ShouldBe(HttpStatusCode.Created);
        second.Headers.Location.ShouldBe(first.Headers.Location);
        second.Headers.ETag.ShouldBe(first.Headers.ETag);
        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());

        var other = await police.PostAsync("signals", Examples.Signal(municipality: "0281"), key: key);
        ((int)other.StatusCode).ShouldBe(422);
    }

    [Fact]
    public async Task twice_with_one_reference_is_refused_also_when_both_come_at_once()
    {
        var police = await app.As(People.Police);
        var signal = Examples.Signal();
        signal["externalReference"] = $"PL0600-{Guid.NewGuid()}";

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => police.PostAsync("signals", signal)));
        var received = answers.Single(answer => answer.StatusCode == HttpStatusCode.Created);
        foreach (var refused in answers.Where(answer => answer != received))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            ((string)(await refused.JsonAsync())["type"]!).ShouldBe("urn:chaincoop:problem:reference-in-use");
        }

        var found = await police.Read($"signals?externalReference={signal["externalReference"]}");
        ((string)found["items"]!.AsArray().ShouldHaveSingleItem()!["id"]!).ShouldBe((string)(await received.JsonAsync())["id"]!);

        // The reference of one organisation says nothing about that of another.
        (await (await app.As(People.Nijmegen)).PostAsync("signals", signal)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task with_a_reference_can_be_repeated_with_its_key()
    {
        var police = await app.As(People.Police);
        var signal = Examples.Signal();
        signal["externalReference"] = $"PL0600-{Guid.NewGuid()}";
        var key = Guid.NewGuid().ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => police.PostAsync("signals", signal, key: key)));

        foreach (var answer in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
            ((string)(await answer.JsonAsync())["type"]!).ShouldBe("urn:chaincoop:problem:request-running");
        (await police.PostAsync("signals", signal, key: key)).Headers.Location.ShouldBe(answers.First(answer => answer.StatusCode == HttpStatusCode.Created).Headers.Location);
    }

    [Theory]
    [InlineData("0612345678")]
    [InlineData("Jan.de.Vries/1980-01-01")]
    public async Task takes_no_reference_that_could_tell_of_a_person(string reference)
    {
        var signal = Examples.Signal();
        signal["externalReference"] = reference;

        var refused = await (await app.As(People.Police)).PostAsync("signals", signal);

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string)(await refused.JsonAsync())["errors"]![0]!["pointer"]!).ShouldBe("/externalReference");
    }

    [Fact]
    public async Task leaves_one_access_record_per_request()
    {
        var police = await app.As(People.Police);
        var id = (string)(await (await police.PostAsync("signals", Examples.Signal())).JsonAsync())["id"]!;
        await police.GetAsync($"signals/{id}");
        var tiel = await app.As(People.Tiel);
        await tiel.GetAsync($"signals/{id}");

        await using var command = app.Database.CreateCommand("select action || ' ' || status || ' ' || decision from access.log where resource = $1 order by seq");
        command.Parameters.Add(new() { Value = Guid.Parse(id) });
        List<string> lines = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        lines.ShouldBe(["signal.receive 201 allow", "signal.read 200 allow", "signal.read 404 hide"]);
    }
}
