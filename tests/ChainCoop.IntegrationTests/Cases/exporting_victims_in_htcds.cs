using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Conformance.NonInterference;
using ChainCoop.IntegrationTests.Privacy;

namespace ChainCoop.IntegrationTests.Cases;

/// <summary>From the assessment of a person to its export in HTCDS 2.0, over HTTP, in a municipality of its own.</summary>
public class exporting_victims_in_htcds(AppFixture app)
{
    private const string Municipality = "0214";

    private static readonly Officer Lead = new(new("00000099000000214000"), "case-lead-htcds", "case-lead", [Municipality]);
    private static readonly Officer Coordinator = new(Lead.Organisation, "care-coordinator-htcds", "care-coordinator", [Municipality]);
    private static readonly Officer Shelter = new(CaseWork.ShelterOin, "shelter-officer-htcds", "partner", People.District);

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task gives_the_last_assessment_and_nothing_that_leads_back()
    {
        var (room, track, person, subject) = await PersonAsync();
        var coordinator = await app.As(Coordinator, "care");
        await coordinator.Done(track, "placements", placing_a_victim.Placement(person, "Wilgenroosje 12"));
        await coordinator.Done(track, Assessments(person), CareWork.Trafficking());
        var second = await coordinator.Done(track, Assessments(person), new() { ["status"] = "actual-victim", ["decidedBy"] = "police", ["exploitationTypes"] = new JsonArray("sexual"), ["sexualExploitation"] = new JsonArray("pornography") });

        // The room has both, with their notes.
        var seen = (await coordinator.Read(track))["traffickingAssessments"]!.AsArray();
        seen.Select(made => ((string)made!["status"]!, (string?)made["note"])).ShouldBe([("possible-victim", "x"), ("actual-victim", null)]);
        ((string)seen[1]!["id"]!).ShouldBe((string)second["id"]!);
        await Feeds.EntryAbout(coordinator, CaseWork.IdOf(track), "nl.chaincoop.victim-tracks.trafficking-assessments-changed.v1", "care");

        var answer = await coordinator.Read($"reports/htcds?caseId={CaseWork.IdOf(room)}");
        var row = answer["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)row["cas_Status"]!, (string)row["cas_CaseOwner"]!, (string)row["vic_TraffickingStatus"]!, (string)row["vic_TraffickingStatusDecisionMakingOrg"]!, (string)row["vic_TypeOfExploitation"]![0]!, (string)row["vic_TypeOfSexExploitation"]![0]!)
            .ShouldBe(("Active", "00000099000000214000", "ActualVictimOfTrafficking", "Police", "SexualExploitation", "Pornography"));
        row["vic_MethodsOfControl"]!.AsArray().ShouldBeEmpty();
        foreach (var hidden in (string[])["Wilgenroosje", "Voorbeeld", subject, person, CaseWork.IdOf(track), CaseWork.IdOf(room)]) answer.ToJsonString().ShouldNotContain(hidden);

        // The same question has the same ids, and another one has others.
        (await coordinator.Read($"reports/htcds?caseId={CaseWork.IdOf(room)}")).ToJsonString().ShouldBe(answer.ToJsonString());
        var ids = answer["items"]!.AsArray().SelectMany(one => new[] { (string)one!["id"]!, (string)one["case"]! }).ToList();
        var ofPeriod = (await coordinator.Read($"reports/htcds?from={SubjectWork.Day()}&to={SubjectWork.Day(1)}")).ToJsonString();
        ids.ShouldAllBe(id => !ofPeriod.Contains(id, StringComparison.Ordinal));

        // It is a table as well.
        using var table = await AskAsync(coordinator, $"reports/htcds?caseId={CaseWork.IdOf(room)}", "text/csv");
        table.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        (await table.Content.ReadAsStringAsync(token)).ShouldContain(",ActualVictimOfTrafficking,Police,,,SexualExploitation,,Pornography\r\n");
        using var either = await AskAsync(coordinator, $"reports/htcds?caseId={CaseWork.IdOf(room)}", "text/csv;q=0.5, application/json");
        either.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        using var neither = await AskAsync(coordinator, $"reports/htcds?caseId={CaseWork.IdOf(room)}", "text/html");
        neither.StatusCode.ShouldBe(HttpStatusCode.NotAcceptable);

        // One line of the access record each, with whose data it was.
        await using var command = app.Database.CreateCommand("select count(*) from access.log where action = 'report.htcds' and status = 200 and resource = $1 and subjects = array[$2]");
        command.Parameters.Add(new() { Value = Guid.Parse(CaseWork.IdOf(room)) });
        command.Parameters.Add(new() { Value = Guid.Parse(subject) });
        ((long)(await command.ExecuteScalarAsync(token))!).ShouldBe(4);
    }

    [Fact]
    public async Task has_the_cases_that_were_going_on_in_the_period()
    {
        var (_, _, person, _) = await PersonAsync();
        var coordinator = await app.As(Coordinator, "care");
        (await coordinator.Read($"reports/htcds?from={SubjectWork.Day(-1)}&to={SubjectWork.Day(1)}"))["items"]!.AsArray().ShouldNotBeEmpty(person);
        (await coordinator.Read($"reports/htcds?from={SubjectWork.Day(-9)}&to={SubjectWork.Day(-8)}"))["items"]!.AsArray().ShouldBeEmpty();
        (await (await app.As(new Officer(new("00000099000000281000"), "care-coordinator-tiel-htcds", "care-coordinator", ["0281"]), "care"))
            .Read($"reports/htcds?from={SubjectWork.Day(-1)}&to={SubjectWork.Day(1)}")).ToJsonString().ShouldNotContain("00000099000000214000");
    }

    [Fact]
    public async Task is_for_who_is_in_the_care_room_of_a_case_that_he_sees()
    {
        var (room, track, _, _) = await PersonAsync();
        var (coordinator, shelter) = (await app.As(Coordinator, "care"), await app.As(Shelter, "care"));
        var address = $"reports/htcds?caseId={CaseWork.IdOf(room)}";
        var period = $"reports/htcds?from={SubjectWork.Day(-1)}&to={SubjectWork.Day(1)}";

        // The shelter is in the care room, and does not see the case.
        await shelter.Read(track);
        await ShouldRefuse(await shelter.GetAsync(address, token), 404, "not-found");
        (await shelter.Read(period)).ToJsonString().ShouldNotContain("00000099000000214000");

        // Then it does.
        await (await app.As(Lead)).Done(room, "members", CaseWork.Membership(Shelter.Organisation, "general"));
        (await shelter.Read(address))["items"]!.AsArray().Count.ShouldBe(1);

        // The security room has no part in it: the police, and the case lead for whatever purpose.
        await (await app.As(Lead)).Done(room, "members", CaseWork.Membership(People.PoliceOin, "general"));
        await (await app.As(Lead)).Done(room, "members", CaseWork.Membership(People.PoliceOin, "security"));
        await ShouldRefuse(await (await app.As(People.Police, "care")).GetAsync(address, token), 404, "not-found");
        (await (await app.As(People.Police, "care")).Read(period))["items"]!.AsArray().ShouldBeEmpty();
        await ShouldRefuse(await (await app.As(People.Police, "security")).GetAsync(address, token), 403, "forbidden");
        await ShouldRefuse(await (await app.As(Lead, "care")).GetAsync(address, token), 403, "forbidden");
        await ShouldRefuse(await coordinator.GetAsync($"reports/htcds?caseId={Guid.NewGuid()}", token), 404, "not-found");

        // Nobody gets it for another purpose, or without the scope.
        await ShouldRefuse(await (await app.As(Coordinator, "security")).GetAsync(address, token), 403, "forbidden");
        await ShouldRefuse(await (await app.As(Coordinator with { Scopes = "signals.read" }, "care")).GetAsync(address, token), 403, "missing-scope");
    }

    [Fact]
    public async Task is_not_for_who_only_attends_a_conference_in_the_care_room()
    {
        var (room, track, _, _) = await PersonAsync();
        var (lead, guest) = (await app.As(Lead), await app.As(new Officer(new("00000099000100010000"), "ggd-htcds", "partner", People.District), "care"));
        await lead.Done(room, "members", CaseWork.Membership(new("00000099000100010000"), "general"));
        await lead.Done(room, "conferences", conferences_on_a_case.Conference("care", new("00000099000100010000")));
        await guest.Read(track);
        await ShouldRefuse(await guest.GetAsync($"reports/htcds?caseId={CaseWork.IdOf(room)}", token), 404, "not-found");
    }

    [Theory]
    [InlineData("", "query:caseId", "query:from", "query:to")]
    [InlineData("?from=2026-01-01", "query:to")]
    [InlineData("?from=2026-02-01&to=2026-01-01", "query:from")]
    [InlineData("?from=2026-01-01&to=2027-01-02", "query:to")]
    [InlineData("?caseId=0198f1f0-0000-7000-8000-0000000000ff&from=2026-01-01&to=2026-01-02", "query:from", "query:to")]
    [InlineData("?from=yesterday&to=2026-01-02", "query:from")]
    public async Task says_all_that_is_wrong_with_the_question(string query, params string[] pointers)
    {
        var refused = await (await app.As(Coordinator, "care")).GetAsync($"reports/htcds{query}", token);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.JsonAsync())["errors"]!.AsArray().Select(fault => (string)fault!["pointer"]!).ShouldBe(pointers, ignoreOrder: true);
    }

    [Fact]
    public async Task asks_for_a_purpose()
    {
        var client = await app.As(Coordinator);
        client.DefaultRequestHeaders.Remove("Purpose");
        await ShouldRefuse(await client.GetAsync($"reports/htcds?caseId={Guid.NewGuid()}", token), 403, "purpose-required");
    }

    [Fact]
    public async Task takes_an_assessment_from_who_is_in_the_room_and_says_what_is_wrong_with_it()
    {
        var (_, track, person, _) = await PersonAsync();
        var (coordinator, shelter) = (await app.As(Coordinator, "care"), await app.As(Shelter, "care"));
        var below = Assessments(person);
        await shelter.Done(track, below, CareWork.Trafficking());
        await care_for_a_victim.FaultAt(coordinator, track, below, [], "/status", "/decidedBy");
        await care_for_a_victim.FaultAt(
            coordinator, track, below, CareWork.Trafficking().With("industry", "agents").With("decidedBy", "nobody"), "/decidedBy", "/industry");
        await care_for_a_victim.FaultAt(coordinator, track, below, CareWork.Trafficking().With("status", "not-a-victim"), "/status");
        ((int)(await coordinator.PostAsync($"{track}/{below}", CareWork.Trafficking())).StatusCode).ShouldBe(428);
        (await coordinator.PostAsync($"{track}/{below}", CareWork.Trafficking(), "\"99\"")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await (await app.As(People.Police, "security")).PostAsync($"{track}/{below}", CareWork.Trafficking(), "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await coordinator.Change(track, Assessments(Guid.NewGuid().ToString()), CareWork.Trafficking())).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var elsewhere = await app.As(Coordinator, "security");
        (await elsewhere.PostAsync($"{track}/{below}", CareWork.Trafficking(), await coordinator.TagOf(track))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        await coordinator.Done(track, $"participations/{person}/endings", new() { ["reason"] = "left" });
        var late = await coordinator.Refused(track, below, CareWork.Trafficking());
        (late.Status, late.Problem, (string)late.Body["state"]!).ShouldBe((409, "state-forbids", "ended"));
    }

    private static string Assessments(string person) => $"participations/{person}/trafficking-assessments";

    /// <summary>A case with the shelter in its care room and a victim there.</summary>
    private async Task<(string Case, string Track, string Person, string Subject)> PersonAsync()
    {
        var lead = await app.As(Lead);
        var room = await lead.ProposedCase(Municipality);
        await lead.Done(room, "members", CaseWork.Membership(Shelter.Organisation, "care"));
        var coordinator = await app.As(Coordinator, "care");
        var track = $"victim-tracks/{(string)(await coordinator.Read(room))["victimTrackId"]!}";
        var person = await coordinator.Done(track, "participations", rooms_apart.Person("victim"));
        return (room, track, (string)person["id"]!, (string)person["subjectId"]!);
    }

    private async Task<HttpResponseMessage> AskAsync(HttpClient client, string address, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Clear();
        foreach (var range in accept.Split(", ")) request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(range));
        return await client.SendAsync(request, token);
    }

    private static async Task ShouldRefuse(HttpResponseMessage answer, int status, string problem) =>
        ((int)answer.StatusCode, (string)(await answer.JsonAsync())["type"]!).ShouldBe((status, $"urn:chaincoop:problem:{problem}"));
}
