using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Sharing;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Timeline;

/// <summary>A resource as it was, with the permissions of then and of today.</summary>
[Collection(TimelineTests.Name)]
public class looking_back(TimelineApp shared)
{
    private const string Wijchen = "0296";
    private static readonly Oin WijchenOin = new("00000099000000296000");
    private static readonly Oin GgdOin = new("00000099000100010000");

    private readonly AppFixture app = shared.App;
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task shows_a_case_as_it_was_at_an_instant_and_at_a_position()
    {
        var lead = await LeadAsync();
        var address = await lead.ProposedCase(Wijchen);
        var (then, position) = (await app.Sealed(), await app.Position());
        var before = await lead.Read(address);
        await lead.Done(address, "members", CaseWork.Membership(GgdOin, "general"));
        await lead.Done(address, "screenings", new() { ["criteria"] = new JsonArray("several-chains-needed"), ["conclusion"] = "accepted" });
        var now = await app.Sealed();
        var after = await lead.Read(address);

        var answer = await lead.GetAsync($"{address}?asOf={then}", token);
        JsonNode.DeepEquals(await answer.JsonAsync(), before).ShouldBeTrue();
        answer.Headers.ETag!.Tag.ShouldBe("\"4\"");
        JsonNode.DeepEquals(await lead.Read($"{address}?position={position}"), before).ShouldBeTrue();
        JsonNode.DeepEquals(await lead.Read($"{address}?asOf={now}"), after).ShouldBeTrue();
        ((string)after["status"]!).ShouldBe("open");

        var early = (await lead.Read($"{address}/timeline?asOf={then}"))["items"]!.AsArray();
        early.Count.ShouldBe(4);
        (await lead.Read($"{address}/timeline"))["items"]!.AsArray().Count.ShouldBe(7);

        // What was added to it since costs who asks for the past a version of then.
        using var known = new HttpRequestMessage(HttpMethod.Get, $"{address}?asOf={then}");
        known.Headers.TryAddWithoutValidation("If-None-Match", "\"4\"");
        (await lead.SendAsync(known, token)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task says_on_the_record_that_it_was_the_past()
    {
        var lead = await LeadAsync();
        var address = await lead.ProposedCase(Wijchen);
        await lead.Read($"{address}?asOf={await app.Sealed()}");
        await lead.Read(address);

        await using var command = app.Database.CreateCommand("select count(*) filter (where 'as-of' = any(reasons)), count(*) from access.log where action = 'case.read' and resource = $1 and decision = 'allow'");
        command.Parameters.Add(new() { Value = Guid.Parse(CaseWork.IdOf(address)) });
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        (reader.GetInt64(0), reader.GetInt64(1)).ShouldBe((1, 2));
    }

    [Fact]
    public async Task hides_what_the_caller_could_not_see_then_or_may_not_see_today()
    {
        var lead = await LeadAsync();
        var ggd = await GgdAsync();
        var address = await lead.ProposedCase(Wijchen);
        var before = await app.Sealed();
        await lead.Done(address, "members", CaseWork.Membership(GgdOin, "general"));
        var during = await app.Sealed();
        (await ggd.Read($"{address}?asOf={during}"))["id"].ShouldNotBeNull();
        await SharingWork.Refused(ggd.GetAsync($"{address}?asOf={before}", token), HttpStatusCode.NotFound, "not-found");

        await lead.Done(address, "member-endings", new() { ["organisation"] = GgdOin.Value, ["room"] = "general" });
        var after = await app.Sealed();
        foreach (var asked in new[] { before, during, after })
            await SharingWork.Refused(ggd.GetAsync($"{address}?asOf={asked}", token), HttpStatusCode.NotFound, "not-found");
        (await lead.Read($"{address}?asOf={during}"))["members"]!.AsArray().ShouldContain(member => (string)member!["organisation"]! == GgdOin.Value);

        // Again a member: the time between stays closed, the one before opens.
        await lead.Done(address, "members", CaseWork.Membership(GgdOin, "general"));
        await app.Sealed();
        await SharingWork.Refused(ggd.GetAsync($"{address}?asOf={after}", token), HttpStatusCode.NotFound, "not-found");
        (await ggd.GetAsync($"{address}?asOf={during}", token)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task needs_a_mandate_of_then_and_one_of_today()
    {
        var lead = await LeadAsync();
        var director = await app.Staff(WijchenOin, "director-wijchen", "chain-director", "casework", Wijchen);
        var address = await lead.ProposedCase(Wijchen);
        var before = await app.Sealed();
        var given = await director.PostAsync("mandates", new JsonObject { ["officer"] = "late-wijchen", ["role"] = "case-lead", ["municipalities"] = new JsonArray(Wijchen), ["from"] = Today });
        given.StatusCode.ShouldBe(HttpStatusCode.Created, await given.Content.ReadAsStringAsync(token));
        var during = await app.Sealed();
        var late = await app.Staff(WijchenOin, "late-wijchen", "case-lead", "casework", Wijchen);

        (await late.GetAsync($"{address}?asOf={during}", token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await SharingWork.Refused(late.GetAsync($"{address}?asOf={before}", token), HttpStatusCode.NotFound, "not-found");

        await director.Done($"mandates/{(string)(await given.JsonAsync())["id"]!}", "endings", []);
        await app.Sealed();
        await SharingWork.Refused(late.GetAsync($"{address}?asOf={during}", token), HttpStatusCode.NotFound, "not-found");
    }

    /// <summary>Who left the care room and stays in the case does not hear again who was in it.</summary>
    [Fact]
    public async Task tells_of_rooms_only_what_it_tells_today()
    {
        var lead = await LeadAsync();
        var ggd = await GgdAsync();
        var address = await lead.ProposedCase(Wijchen);
        await lead.Done(address, "members", CaseWork.Membership(GgdOin, "general"));
        await lead.Done(address, "members", CaseWork.Membership(GgdOin, "care"));
        var during = await app.Sealed();
        var then = await ggd.Read($"{address}?asOf={during}");
        then["victimTrackId"].ShouldNotBeNull();
        Rooms(then).ShouldBe(["care", "general"]);

        await lead.Done(address, "member-endings", new() { ["organisation"] = GgdOin.Value, ["room"] = "care" });
        await app.Sealed();
        var today = await ggd.Read($"{address}?asOf={during}");
        today["victimTrackId"].ShouldBeNull();
        Rooms(today).ShouldBe(["general"]);

        static IEnumerable<string> Rooms(JsonNode view) => view["members"]!.AsArray().Select(member => (string)member!["room"]!).Distinct().Order();
    }

    [Fact]
    public async Task knows_neither_the_future_nor_what_is_not_sealed_nor_the_time_before()
    {
        var lead = await LeadAsync();
        var start = TimelineWork.Instant(TimeProvider.System.GetUtcNow().AddYears(-1));
        var address = await lead.ProposedCase(Wijchen);
        await app.Sealed();
        await SharingWork.Refused(lead.GetAsync($"{address}?asOf={TimelineWork.Instant(TimeProvider.System.GetUtcNow().AddMinutes(1))}", token), HttpStatusCode.Forbidden, "as-of-in-future");
        await SharingWork.Refused(lead.GetAsync($"{address}?position={await app.Position() + 1_000_000}", token), HttpStatusCode.Forbidden, "as-of-in-future");
        await SharingWork.Refused(lead.GetAsync($"{address}?asOf={start}", token), HttpStatusCode.NotFound, "not-found");
        await SharingWork.Refused(lead.GetAsync($"cases/{Guid.NewGuid()}?asOf={await app.Sealed()}", token), HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("?asOf=yesterday", "query:asOf")]
    [InlineData("?position=0", "query:position")]
    [InlineData("?position=first", "query:position")]
    [InlineData("?asOf=2026-01-01T00:00:00Z&position=1", "query:position")]
    [InlineData("?as-of=2026-01-01T00:00:00Z", "query:as-of")]
    public async Task says_what_is_wrong_with_a_question(string query, string pointer)
    {
        var answer = await (await LeadAsync()).GetAsync($"cases/{Guid.NewGuid()}{query}", token);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string)(await answer.JsonAsync())["errors"]![0]!["pointer"]!).ShouldBe(pointer);
    }

    [Fact]
    public async Task refuses_what_is_refused_today()
    {
        var lead = await LeadAsync();
        var address = await lead.ProposedCase(Wijchen);
        var now = await app.Sealed();
        var curious = await app.Staff(WijchenOin, "case-lead-wijchen", "case-lead", "rights-of-data-subjects", Wijchen);
        await SharingWork.Refused(curious.GetAsync($"{address}?asOf={now}", token), HttpStatusCode.Forbidden, "forbidden");
    }

    private static string Today => DutchTime.DayOf(TimeProvider.System.GetUtcNow()).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private Task<HttpClient> LeadAsync() => app.Staff(WijchenOin, "case-lead-wijchen", "case-lead", "casework", Wijchen);

    private Task<HttpClient> GgdAsync() => app.Staff(GgdOin, "ggd-wijchen", "partner", "casework", Wijchen);
}
