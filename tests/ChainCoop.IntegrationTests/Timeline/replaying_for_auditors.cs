using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.Audit;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Sharing;
using ChainCoop.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace ChainCoop.IntegrationTests.Timeline;

/// <summary>Records and read models as of a moment, and what differs between two, for auditors.</summary>
[Collection(TimelineTests.Name)]
public class replaying_for_auditors(TimelineApp shared)
{
    private const string Druten = "0225";
    private static readonly Oin DrutenOin = new("00000099000000225000");
    private static readonly Oin GgdOin = new("00000099000100010000");

    private readonly AppFixture app = shared.App;
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task shows_the_state_of_a_case_and_its_tracks_in_ids_and_codes()
    {
        var (lead, address, before, position) = await CaseAsync();
        await lead.Done(address, "members", CaseWork.Membership(GgdOin, "general"));
        var after = await app.Sealed();
        var auditor = await AuditorAsync();

        var then = await auditor.Read($"audit/replay?caseId={CaseWork.IdOf(address)}&asOf={before}");
        ((long)then["position"]!).ShouldBe(position);
        then["records"]!.AsArray().Select(record => (string)record!["room"]!).ShouldBe(["general", "care", "security"]);
        var general = then["records"]![0]!["state"]!;
        ((string)general["status"]!).ShouldBe("proposed");
        general["members"]!.ToJsonString().ShouldNotContain(GgdOin.Value);
        general["title"]!["payloadId"].ShouldNotBeNull();
        JsonNode.DeepEquals((await auditor.Read($"audit/replay?caseId={CaseWork.IdOf(address)}&position={position}"))["records"], then["records"]).ShouldBeTrue();
        (await auditor.Read($"audit/replay?caseId={CaseWork.IdOf(address)}&asOf={after}"))["records"]![0]!["state"]!["members"]!.ToJsonString().ShouldContain(GgdOin.Value);
        (await auditor.Read($"audit/replay?caseId={CaseWork.IdOf(address)}&room=care"))["records"]!.AsArray().Count.ShouldBe(1);

        // Nobody by name, no text.
        then.ToJsonString().ShouldNotContain("case-lead-druten");
        then.ToJsonString().ShouldNotContain("Kitchen in the east");
    }

    [Fact]
    public async Task shows_the_state_of_a_signal()
    {
        var focalPoint = await app.Staff(DrutenOin, "focal-point-druten", "focal-point", "casework", Druten);
        var signal = await focalPoint.Created("signals", Examples.Signal(Druten));
        var before = await app.Sealed();
        await focalPoint.Done($"signals/{signal}", "acknowledgements", []);
        await app.Sealed();
        var auditor = await AuditorAsync();

        var then = await auditor.Read($"audit/replay?signalId={signal}&asOf={before}");
        ((string)then["municipality"]!).ShouldBe(Druten);
        ((string)then["records"]![0]!["state"]!["status"]!).ShouldBe("received");
        ((string)(await auditor.Read($"audit/replay?signalId={signal}"))["records"]![0]!["state"]!["status"]!).ShouldBe("acknowledged");
        var person = SubjectId.From(Guid.Parse((string)(await focalPoint.Read($"signals/{signal}"))["subjects"]![0]!["id"]!));
        then.ToJsonString().ShouldNotContain(person.ToString());
        then.ToJsonString().ShouldContain(app.Host.Services.GetRequiredService<Pseudonyms>().Of(person).ToString());
    }

    [Fact]
    public async Task shows_the_caseload_and_overview_of_a_municipality()
    {
        var (lead, address, before, _) = await CaseAsync();
        var focalPoint = await app.Staff(DrutenOin, "focal-point-druten", "focal-point", "casework", Druten);
        var signal = await focalPoint.Created("signals", Examples.Signal(Druten));
        await lead.Done(address, "screenings", new() { ["conclusion"] = "accepted", ["criteria"] = new JsonArray("several-chains-needed") });
        var after = await app.Sealed();
        var auditor = await AuditorAsync();

        var then = await AllAsync(auditor, $"audit/replay?municipality={Druten}&asOf={before}&limit=1");
        then.ShouldNotContain(item => (string)item["id"]! == signal);
        ((string)then.Single(item => (string)item["id"]! == CaseWork.IdOf(address))["status"]!).ShouldBe("proposed");
        var now = await AllAsync(auditor, $"audit/replay?municipality={Druten}&asOf={after}&limit=1");
        now.ShouldContain(item => (string)item["id"]! == signal);
        ((string)now.Single(item => (string)item["id"]! == CaseWork.IdOf(address))["status"]!).ShouldBe("screened");
        now.Count.ShouldBe(then.Count + 1);

        var overview = (await auditor.Read($"audit/replay?municipality={Druten}&asOf={before}&room=general"))["overview"]!.AsArray().Single()!;
        overview["counts"]!.AsArray().Sum(count => (int)count!["count"]!).ShouldBe(then.Count(item => (string)item["room"]! == "general"));

        // The municipality itself, by its tables.
        await Wait.ForAsync(app.Database, "select event_seq >= (select max(seq_id) from chaincoop.mt_events) from municipalities.progress");
        var live = await focalPoint.Read($"municipalities/{Druten}/caseload?limit=200");
        live["items"]!.AsArray().Select(item => item!.ToJsonString()).ShouldBe(now.Where(item => (string)item["room"]! == "general").Select(item => item.ToJsonString()), ignoreOrder: true);
    }

    [Fact]
    public async Task tells_what_differs_between_two_instants()
    {
        var (lead, address, before, position) = await CaseAsync();
        await lead.Done(address, "screenings", new() { ["conclusion"] = "accepted", ["criteria"] = new JsonArray("several-chains-needed") });
        await lead.Done(address, "members", CaseWork.Membership(GgdOin, "care"));
        var auditor = await AuditorAsync();
        var after = await app.Sealed();

        var all = await auditor.Read($"audit/differences?caseId={CaseWork.IdOf(address)}&from={before}&to={after}");
        ((long)all["fromPosition"]!).ShouldBe(position);
        var general = all["rooms"]![0]!;
        general["facts"]!.AsArray().Select(fact => (string)fact!["type"]!).ShouldBe(["case_screened", "case_opened"]);
        var status = general["members"]!.AsArray().Single(member => (string)member!["pointer"]! == "/status")!;
        ((string)status["before"]!, (string)status["after"]!).ShouldBe(("proposed", "open"));
        general["members"]!.AsArray().Select(member => (string)member!["pointer"]!).ShouldBeInOrder(SortDirection.Ascending, StringComparer.Ordinal);
        all["rooms"]![1]!["facts"]!.AsArray().Select(fact => (string)fact!["type"]!).ShouldBe(["member_joined"]);
        all["rooms"]![2]!["facts"]!.AsArray().ShouldBeEmpty();
        all["rooms"]![2]!["members"]!.AsArray().ShouldBeEmpty();

        (await auditor.Read($"audit/differences?caseId={CaseWork.IdOf(address)}&from={before}&to={after}")).ToJsonString().ShouldBe(all.ToJsonString());
        (await auditor.Read($"audit/differences?caseId={CaseWork.IdOf(address)}&from={after}&room=general"))["rooms"]![0]!["members"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task is_for_the_auditor_of_who_answers_for_it_and_for_one_of_the_district()
    {
        var (lead, address, before, _) = await CaseAsync();
        await lead.Done(address, "members", CaseWork.Membership(GgdOin, "general"));
        var id = CaseWork.IdOf(address);
        var own = await app.Staff(DrutenOin, "auditor-druten", "auditor", "oversight", Druten);
        var member = await app.Staff(GgdOin, "auditor-ggd-druten", "auditor", "oversight", Druten);
        var elsewhere = await app.Staff(DrutenOin, "auditor-druten-for-tiel", "auditor", "oversight", "0281");
        var after = await app.Sealed();
        (await own.Read($"audit/replay?caseId={id}"))["records"]!.AsArray().Count.ShouldBe(3);
        (await own.Read($"audit/replay?municipality={Druten}"))["overview"]!.AsArray().Count.ShouldBe(3);
        (await own.Read($"audit/differences?caseId={id}&from={before}"))["rooms"]!.AsArray().Count.ShouldBe(3);

        // A member does not answer for the case, and a mandate for another municipality is none for this one.
        foreach (var auditor in new[] { member, elsewhere })
        {
            foreach (var question in new[] { $"audit/replay?caseId={id}", $"audit/replay?municipality={Druten}", $"audit/differences?caseId={id}&from={before}&to={after}" })
                await SharingWork.Refused(auditor.GetAsync(question, token), HttpStatusCode.NotFound, "not-found");
        }
    }

    [Theory]
    [InlineData("audit/replay", "query:caseId")]
    [InlineData("audit/replay?caseId=0198f1f0-0000-7000-8000-0000000000ff&municipality=0225", "query:caseId")]
    [InlineData("audit/replay?municipality=0225&cursor=x", "query:cursor")]
    [InlineData("audit/replay?municipality=0225&limit=0", "query:limit")]
    [InlineData("audit/replay?municipality=0225&room=attic", "query:room")]
    [InlineData("audit/replay?municipality=0225&position=1&asOf=2026-01-01T00:00:00Z", "query:position")]
    [InlineData("audit/differences?caseId=0198f1f0-0000-7000-8000-0000000000ff", "query:from")]
    [InlineData("audit/differences?caseId=0198f1f0-0000-7000-8000-0000000000ff&from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", "query:from")]
    [InlineData("audit/story", "query:caseId")]
    [InlineData("audit/story?caseId=0198f1f0-0000-7000-8000-0000000000ff&position=1&asOf=2026-01-01T00:00:00Z", "query:position")]
    [InlineData("audit/knowledge?caseId=0198f1f0-0000-7000-8000-0000000000ff", "query:org")]
    [InlineData("audit/knowledge?org=00000099000000225000&caseId=0198f1f0-0000-7000-8000-0000000000ff&from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", "query:from")]
    public async Task says_what_is_wrong_with_a_question(string question, string pointer)
    {
        var answer = await (await AuditorAsync()).GetAsync(question, token);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string)(await answer.JsonAsync())["errors"]![0]!["pointer"]!).ShouldBe(pointer);
    }

    [Theory]
    [InlineData("audit/replay?caseId={0}&asOf={1}")]
    [InlineData("audit/replay?municipality=0225&asOf={1}")]
    [InlineData("audit/differences?caseId={0}&from=2026-01-01T00:00:00Z&to={1}")]
    [InlineData("audit/story?caseId={0}&asOf={1}")]
    [InlineData("audit/knowledge?org=00000099000000225000&caseId={0}&to={1}")]
    public async Task is_for_auditors_who_say_why_and_about_what_was_sealed(string question)
    {
        var (lead, address, _, _) = await CaseAsync();
        var auditor = await AuditorAsync();
        var now = await app.Sealed();
        string Asked(string instant) => string.Format(System.Globalization.CultureInfo.InvariantCulture, question, CaseWork.IdOf(address), instant).Replace("2026-01-01T00:00:00Z", now, StringComparison.Ordinal);
        (await auditor.GetAsync(Asked(now), token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await SharingWork.Refused(auditor.GetAsync(Asked(TimelineWork.Instant(TimeProvider.System.GetUtcNow().AddHours(1))), token), HttpStatusCode.Forbidden, "as-of-in-future");
        await SharingWork.Refused(auditor.GetAsync(Asked("2020-01-01T00:00:00Z").Replace($"from={now}", "from=2020-01-01T00:00:00Z", StringComparison.Ordinal), token), HttpStatusCode.NotFound, "not-found");

        await SharingWork.Refused(lead.GetAsync(Asked(now), token), HttpStatusCode.Forbidden, "forbidden");
        auditor.DefaultRequestHeaders.Remove("Purpose");
        await SharingWork.Refused(auditor.GetAsync(Asked(now), token), HttpStatusCode.Forbidden, "purpose-required");

        var action = question.Split('?')[0].Replace('/', '.');
        await using var looks = app.Database.CreateCommand("select count(*) from access.log where action = $1 and status = 200 and purpose = 'oversight' and resource is not distinct from $2");
        looks.Parameters.Add(new() { Value = action });
        looks.Parameters.Add(new() { Value = question.Contains("{0}", StringComparison.Ordinal) ? Guid.Parse(CaseWork.IdOf(address)) : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        ((long)(await looks.ExecuteScalarAsync(token))!).ShouldBeGreaterThan(0);
    }

    private async Task<(HttpClient Lead, string Address, string Sealed, long Position)> CaseAsync()
    {
        var lead = await app.Staff(DrutenOin, "case-lead-druten", "case-lead", "casework", Druten);
        var address = await lead.ProposedCase(Druten);
        return (lead, address, await app.Sealed(), await app.Position());
    }

    /// <summary>The mandate is a fact, too: it is sealed before anything is asked.</summary>
    private async Task<HttpClient> AuditorAsync()
    {
        var auditor = await app.Staff(DrutenOin, "auditor-of-the-district", "auditor", "oversight", People.District);
        await app.Sealed();
        return auditor;
    }

    private static async Task<List<JsonNode>> AllAsync(HttpClient client, string address)
    {
        List<JsonNode> items = [];
        for (var page = (await client.Read(address))["caseload"]!; ;)
        {
            items.AddRange(page["items"]!.AsArray().Select(item => item!));
            if ((string?)page["next"] is not { } next) return items;
            page = (await client.Read($"{address}&cursor={next}"))["caseload"]!;
        }
    }
}
