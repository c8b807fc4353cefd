using System.Net;
using System.Text.Json.Nodes;

namespace ChainCoop.IntegrationTests.Cases;

public class rectification_in_the_rooms(AppFixture app)
{
    private static readonly Officer SecondCareCoordinator = new(People.NijmegenOin, "second-care-coordinator", "care-coordinator", ["0268"]);
    private static readonly Officer SecondCaseLead = new(People.NijmegenOin, "second-case-lead", "case-lead", ["0268"]);

    [Fact]
    public async Task of_care_marks_what_a_victim_disputes_and_corrects_it()
    {
        var track = await app.VictimTrack(await app.StaffedCase());
        await Rectified(
            track, "care", lead: await app.As(CaseWork.CareCoordinator, "care"), second: await app.As(SecondCareCoordinator, "care"),
            member: await app.As(CaseWork.Shelter, "care"), outsider: await app.As(People.Police, "care"), role: "possible-victim", to: "victim", elsewhere: "suspect");
    }

    [Fact]
    public async Task of_security_marks_what_a_suspect_disputes_and_corrects_it()
    {
        var track = await app.SecurityTrack(await app.StaffedCase());
        await Rectified(
            track, "security", lead: await app.As(CaseWork.CaseLead, "security"), second: await app.As(SecondCaseLead, "security"),
            member: await app.As(People.Police, "security"), outsider: await app.As(CaseWork.Shelter, "security"), role: "suspect", to: "facilitator", elsewhere: "victim");
    }

    private async Task Rectified(string track, string room, HttpClient lead, HttpClient second, HttpClient member, HttpClient outsider, string role, string to, string elsewhere)
    {
        var id = (string)(await member.Done(track, "participations", rooms_apart.Person(role)))["id"]!;
        var person = $"participations/{id}";

        // A member passes it on; who leads the room decides, and not who lodged it.
        var contest = await member.Done(track, $"{person}/contests", Dispute("identifiers"));
        var marked = await Seen(member);
        marked["contested"]!.ToJsonString().ShouldBe("""["identifiers"]""");
        ((string)marked["contests"]![0]!["statement"]!).ShouldBe("My name is spelt otherwise.");
        var decisions = $"{person}/contests/{contest["id"]}/decisions";
        await Refused(await member.Change(track, decisions, Decision("upheld")), HttpStatusCode.Forbidden, "forbidden");
        ((string)(await lead.Done(track, decisions, Decision("rejected")))["status"]!).ShouldBe("rejected");
        await Refused(await second.Change(track, decisions, Decision("upheld")), HttpStatusCode.Conflict, "state-forbids");
        (await Seen(member))["contested"].ShouldBeNull();
        ((string)(await Seen(member))["contests"]![0]!["note"]!).ShouldBe("Two papers say so.");

        // A correction decides the contest that it names.
        var other = (string)(await lead.Done(track, $"{person}/contests", Dispute("role")))["id"]!;
        await Refused(await lead.Change(track, $"{person}/contests/{other}/decisions", Decision("upheld")), HttpStatusCode.Conflict, "second-person-required");
        var correction = Correction(to, other);
        await Refused(await member.Change(track, $"{person}/corrections", correction), HttpStatusCode.Forbidden, "forbidden");
        await Refused(await lead.Change(track, $"{person}/corrections", correction), HttpStatusCode.Conflict, "second-person-required");
        ((string)(await second.Done(track, $"{person}/corrections", correction))["id"]!).ShouldBe(id);
        var corrected = await Seen(member);
        ((string)corrected["role"]!, (string)corrected["identifiers"]!["familyName"]!, (string)corrected["note"]!).ShouldBe((to, "Juist", "Speaks Polish."));
        ((string)corrected["contests"]![1]!["status"]!, (string)corrected["contests"]![1]!["reason"]!).ShouldBe(("upheld", "corrected"));

        await Refused(await lead.Change(track, $"{person}/corrections", Correction(elsewhere)), HttpStatusCode.BadRequest, "invalid-input", "/role");
        await Refused(await lead.Change(track, $"{person}/corrections", Correction(to, Guid.NewGuid().ToString())), HttpStatusCode.BadRequest, "invalid-input", "/contestId");
        await Refused(await lead.Change(track, $"{person}/corrections", new JsonObject { ["reason"] = "incorrect" }), HttpStatusCode.BadRequest, "invalid-input", "");
        await Refused(await lead.Change(track, $"{person}/contests", Dispute("observation")), HttpStatusCode.BadRequest, "invalid-input", "/fact");
        await Refused(await lead.Change(track, $"{person}/contests/{Guid.NewGuid()}/decisions", Decision("upheld")), HttpStatusCode.NotFound, "not-found");
        foreach (var (below, body) in Bodies(to))
        {
            await Refused(await lead.Change(track, $"participations/{Guid.NewGuid()}/{below}", body), HttpStatusCode.NotFound, "not-found");
            await Refused(await outsider.PostAsync($"{track}/{person}/{below}", body, "\"1\""), HttpStatusCode.NotFound, "not-found");
            await Refused(await lead.PostAsync($"{track}/{person}/{below}", body, "\"1\""), HttpStatusCode.PreconditionFailed, "precondition-failed");
            await Refused(await lead.PostAsync($"{track}/{person}/{below}", body), HttpStatusCode.PreconditionRequired, "precondition-required");
        }

        // It began, was disputed and decided, disputed again, and corrected with a decision: six facts that every member hears.
        await Heard(member, room, track, 6);
        await Heard(second, room, track, 6);
        await NothingInClear(track);

        async Task<JsonNode> Seen(HttpClient reader) => (await reader.Read(track))["participations"]!.AsArray().Single(seen => (string)seen!["id"]! == id)!;
    }

    private static IEnumerable<(string Below, JsonObject Body)> Bodies(string role) =>
        [("corrections", Correction(role)), ("contests", Dispute("note")), ($"contests/{Guid.NewGuid()}/decisions", Decision("upheld"))];

    private static JsonObject Correction(string role, string? contest = null)
    {
        JsonObject correction = new()
        {
            ["reason"] = "incorrect",
            ["role"] = role,
            ["identifiers"] = new JsonObject { ["familyName"] = "Juist" },
            ["note"] = "Speaks Polish.",
        };
        if (contest is not null) correction["contestId"] = contest;
        return correction;
    }

    private static JsonObject Dispute(string fact) => new() { ["fact"] = fact, ["statement"] = "My name is spelt otherwise." };

    private static JsonObject Decision(string decision) => new() { ["decision"] = decision, ["reason"] = "confirmed", ["note"] = "Two papers say so." };

    private static async Task Refused(HttpResponseMessage answer, HttpStatusCode status, string code, string? pointer = null)
    {
        var problem = await answer.JsonAsync();
        (answer.StatusCode, (string)problem["type"]!).ShouldBe((status, $"urn:chaincoop:problem:{code}"));
        if (pointer is not null) ((string)problem["errors"]![0]!["pointer"]!).ShouldBe(pointer);
    }

    private static async Task Heard(HttpClient reader, string room, string track, int times)
    {
        var (after, found) = ("0", 0);
        for (var polls = 0; polls < 200 && found < times; polls++)
        {
            var page = (await reader.Read($"feed?room={room}&after={after}&limit=1000&timeout=2000")).AsArray();
            if (page.Count > 0) after = (string)page[^1]!["sequence"]!;
            found += page.Count(entry => (string?)entry!["subject"] == CaseWork.IdOf(track) && ((string)entry["type"]!).EndsWith(".participations-changed.v1", StringComparison.Ordinal));
        }

        found.ShouldBe(times);
    }

    private async Task NothingInClear(string track)
    {
        await using var command = app.Database.CreateCommand(
            """
            select string_agg(data::text, '') from (
                select data from chaincoop.mt_events where stream_id = $1
                union all select data from chaincoop.mt_doc_victimtrack where id = $1
                union all select data from chaincoop.mt_doc_securitytrack where id = $1) all_rows
            """);
        command.Parameters.Add(new() { Value = Guid.Parse(CaseWork.IdOf(track)) });
        var stored = (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        foreach (var text in new[] { "Juist", "spelt", "Polish", "papers" }) stored.ShouldNotContain(text);
    }
}
