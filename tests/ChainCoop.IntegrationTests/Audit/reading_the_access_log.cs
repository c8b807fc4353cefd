using System.Globalization;
using System.Net;
using ChainCoop.Access;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Privacy;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Audit;

public class reading_the_access_log(AppFixture app)
{
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task AUD_01_says_who_did_what_with_what_why_from_where_with_what_result()
    {
        var officer = AuditWork.FocalPoint();
        var client = await app.As(officer, "assessment");
        var signal = await client.Signal();
        await client.Read($"signals/{signal}");

        var auditor = await app.Audits(AuditWork.Auditor(AuditWork.WestBetuweOin, "1960"));
        var answer = await (await auditor.GetAsync($"audit/access-log?resource={signal}", token)).Content.ReadAsStringAsync(token);
        answer.ShouldNotContain(officer.Id);

        var lines = await auditor.Items($"audit/access-log?resource={signal}&action=signal.read");
        var line = lines.ShouldHaveSingleItem();
        ((string)line["action"]!).ShouldBe("signal.read");
        ((string)line["kind"]!).ShouldBe("signal");
        ((string)line["resource"]!).ShouldBe(signal);
        ((string)line["municipality"]!).ShouldBe("1960");
        ((string)line["result"]!).ShouldBe("granted");
        ((int)line["status"]!).ShouldBe(200);
        ((string)line["organisation"]!).ShouldBe(AuditWork.WestBetuweOin.Value);
        ((string)line["purpose"]!).ShouldBe("assessment");
        ((string)line["roles"]![0]!).ShouldBe("focal-point");
        ((string)line["origin"]!).ShouldNotBeNullOrEmpty();
        ((string)line["route"]!).ShouldBe("/v1/signals/{signalId}");
        DateTimeOffset.Parse((string)line["at"]!, CultureInfo.InvariantCulture).ShouldBeInRange(TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow());

        // The same officer and the same person are the same pseudonym, and neither is in clear.
        var others = await auditor.Items($"audit/access-log?resource={signal}&action=signal.receive");
        ((string)others[0]["officer"]!).ShouldBe((string)line["officer"]!);
        var subject = line["subjects"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>();
        others[0]["subjects"]!.AsArray().Select(other => (string)other!).ShouldContain(subject);
        subject.ShouldNotBe((string)(await client.Read($"signals/{signal}"))["subjects"]![0]!["id"]!);
    }

    [Fact]
    public async Task AUD_02_holds_no_token_no_address_and_nothing_that_was_sent()
    {
        var officer = AuditWork.FocalPoint();
        var client = await app.As(officer, "assessment");
        var signal = await client.Signal();
        (await client.GetAsync("signals?externalReference=Z2026-4711-unknown", token)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await using var command = app.Database.CreateCommand("select string_agg(l::text, ' ') from access.log l where officer = $1");
        command.Parameters.Add(new() { Value = officer.Id });
        var rows = (string)(await command.ExecuteScalarAsync(token))!;
        rows.ShouldContain(signal);
        foreach (var sent in (string[])[client.DefaultRequestHeaders.Authorization!.Parameter!, "Voorbeeld", "1999-05-04", Examples.Observation, "Z2026-4711"])
            rows.ShouldNotContain(sent);
    }

    [Fact]
    public async Task AUD_03_names_the_recipient_and_the_ground_of_a_disclosure()
    {
        var resource = NewId.Ordered();
        await Record(resource, AuditWork.WestBetuweOin, TimeProvider.System.GetUtcNow(), Recipient.Of(People.PoliceOin, new HoldReason("criminal-investigation")));

        var line = (await (await app.Audits(AuditWork.Auditor(AuditWork.WestBetuweOin, "1960"))).Items($"audit/access-log?resource={resource}")).ShouldHaveSingleItem();
        ((string)line["recipient"]!).ShouldBe(People.PoliceOin.Value);
        ((string)line["justification"]!).ShouldBe("criminal-investigation");
    }

    [Fact]
    public async Task shows_the_own_organisation_and_the_whole_district_with_a_mandate_for_all_of_it_alone()
    {
        var resource = NewId.Ordered();
        await Record(resource, AuditWork.WestBetuweOin, TimeProvider.System.GetUtcNow());
        await Record(resource, People.PoliceOin, TimeProvider.System.GetUtcNow());
        var address = $"audit/access-log?resource={resource}";

        await Sees(AuditWork.Auditor(AuditWork.WestBetuweOin, "1960"), address, AuditWork.WestBetuweOin.Value);
        await Sees(AuditWork.Auditor(AuditWork.WestBetuweOin, [.. People.District.Skip(1)]), address, AuditWork.WestBetuweOin.Value);
        await Sees(AuditWork.Auditor(AuditWork.WestBetuweOin, People.District), address, People.PoliceOin.Value, AuditWork.WestBetuweOin.Value);
        await Sees(AuditWork.Auditor(AuditWork.WestBetuweOin, People.District), $"{address}&organisation={People.PoliceOin}", People.PoliceOin.Value);
        await Sees(AuditWork.Auditor(AuditWork.WestBetuweOin, "1960"), $"{address}&organisation={People.PoliceOin}");
        await Sees(AuditWork.Auditor(People.NijmegenOin, "0268"), address);
    }

    [Fact]
    public async Task filters_and_goes_through_pages_and_months_from_the_newest_to_the_oldest()
    {
        var resource = NewId.Ordered();
        var now = TimeProvider.System.GetUtcNow();
        DateTimeOffset[] moments = [.. Enumerable.Range(0, 7).Select(i => now.AddDays(-20 * i))];
        foreach (var at in moments) await Record(resource, AuditWork.WestBetuweOin, at, status: at == moments[2] ? 404 : at == moments[3] ? 500 : 200);

        var auditor = await app.Audits(AuditWork.Auditor(AuditWork.WestBetuweOin, "1960"));
        var address = $"audit/access-log?resource={resource}&from={Text(now.AddDays(-365))}";
        List<DateTimeOffset> read = [];
        string? next = null;
        do
        {
            var page = await auditor.Read($"{address}&limit=2{(next is null ? "" : $"&cursor={next}")}");
            page["items"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(2);
            read.AddRange(page["items"]!.AsArray().Where(item => (string)item!["action"]! == "request.refused").Select(item => DateTimeOffset.Parse((string)item!["at"]!, CultureInfo.InvariantCulture)));
            next = (string?)page["next"];
        }
        while (next is not null);
        read.Select(at => at.ToUnixTimeMilliseconds()).ShouldBe(moments.Select(at => at.ToUnixTimeMilliseconds()));

        (await Statuses(auditor, $"{address}&result=refused")).ShouldBe([404]);
        (await Statuses(auditor, $"{address}&result=failed")).ShouldBe([500]);
        (await Statuses(auditor, $"{address}&result=granted&action=request.refused")).Count.ShouldBe(5);
        (await Statuses(auditor, $"audit/access-log?resource={resource}&action=request.refused&from={Text(moments[3])}&until={Text(moments[1])}")).ShouldBe([404, 500], "The start belongs to the period, the end does not.");
        (await Statuses(auditor, $"audit/access-log?resource={resource}&action=request.refused")).Count.ShouldBe(2, "Without a start so many days before now are read.");
    }

    [Fact]
    public async Task is_in_the_log_itself()
    {
        var resource = NewId.Ordered();
        var auditor = await app.Audits(AuditWork.Auditor(AuditWork.WestBetuweOin, "1960"));
        (await auditor.Items($"audit/access-log?resource={resource}")).ShouldBeEmpty();
        var look = (await auditor.Items($"audit/access-log?resource={resource}")).ShouldHaveSingleItem();
        ((string)look["action"]!).ShouldBe("access-log.read");
        ((string)look["purpose"]!).ShouldBe("oversight");
    }

    [Theory]
    [InlineData("audit/access-log", "cursor=abc", "query:cursor")]
    [InlineData("audit/access-log", "action=signal.devour", "query:action")]
    [InlineData("audit/access-log", "limit=201", "query:limit")]
    [InlineData("audit/access-log", "result=maybe", "query:result")]
    [InlineData("audit/access-log", "from=2026-03-02T00:00:00Z&until=2026-03-02T00:00:00Z", "query:from")]
    [InlineData("audit/access-log", "from=2024-03-02T00:00:00Z&until=2026-03-02T00:00:00Z", "query:from")]
    [InlineData("audit/access-log", "officer=jan", "query:officer")]
    [InlineData("audit/decisions", "cursor=abc", "query:cursor")]
    [InlineData("audit/decisions", "action=signal.devour", "query:action")]
    [InlineData("audit/decisions", "effect=perhaps", "query:effect")]
    [InlineData("audit/decisions", "from=2024-03-02T00:00:00Z&until=2026-03-02T00:00:00Z", "query:from")]
    public async Task refuses_what_it_cannot_mean(string address, string query, string pointer)
    {
        var auditor = await app.Audits(AuditWork.Auditor(AuditWork.WestBetuweOin, "1960"));
        (await (await auditor.GetAsync($"{address}?{query}", token)).Problem(HttpStatusCode.BadRequest)).Pointers.ShouldBe([pointer]);
    }

    [Fact]
    public async Task refuses_the_cursor_of_another_question()
    {
        var resource = NewId.Ordered();
        for (var i = 0; i < 3; i++) await Record(resource, AuditWork.WestBetuweOin, TimeProvider.System.GetUtcNow());
        var auditor = await app.Audits(AuditWork.Auditor(AuditWork.WestBetuweOin, "1960"));
        var next = (string)(await auditor.Read($"audit/access-log?resource={resource}&limit=1"))["next"]!;
        (await auditor.GetAsync($"audit/access-log?limit=1&cursor={next}", token)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await auditor.GetAsync($"audit/decisions?resource={resource}&limit=1&cursor={next}", token)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("audit/access-log")]
    [InlineData("audit/decisions")]
    public async Task is_for_auditors_with_their_purpose(string address)
    {
        var auditor = AuditWork.Auditor(AuditWork.WestBetuweOin, "1960");
        (await (await app.Audits(auditor)).GetAsync(address, token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await (await app.As(auditor, "casework")).GetAsync(address, token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await (await app.As(AuditWork.FocalPoint(), "oversight")).GetAsync(address, token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await (await app.Audits(auditor with { Id = "auditor-without-scope", Scopes = "signals.read" })).GetAsync(address, token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var client = await app.Audits(auditor);
        client.DefaultRequestHeaders.Remove("Purpose");
        (await (await client.GetAsync(address, token)).Problem(HttpStatusCode.Forbidden)).Code.ShouldBe("purpose-required");
        client.DefaultRequestHeaders.Authorization = null;
        (await client.GetAsync(address, token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task Sees(Officer officer, string address, params string[] organisations)
    {
        var lines = await (await app.Audits(officer)).Items(address);
        lines.Where(line => (string)line["action"]! == "request.refused").Select(line => (string)line["organisation"]!).ShouldBe(organisations);
    }

    private static async Task<IReadOnlyList<int>> Statuses(HttpClient client, string address) =>
        [.. (await client.Items(address)).Where(line => (string)line["action"]! == "request.refused").Select(line => (int)line["status"]!)];

    private async Task Record(Guid resource, Oin organisation, DateTimeOffset at, Recipient? given = null, int status = 200) =>
        await new AccessRecord
        {
            At = at,
            StartedAt = at,
            TraceId = NewId.Unlinkable().ToString("N"),
            SpanId = NewId.Unlinkable().ToString("N")[..16],
            Method = "GET",
            Route = "/v1/tests",
            Action = "request.refused",
            Status = status,
            Actor = new Actor(organisation, new OfficerId("recorded-by-a-test"), new HashSet<Role>(), new HashSet<string>()),
            Resource = resource,
            Given = given,
        }.WriteAsync(app.Database, token);

    private static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
