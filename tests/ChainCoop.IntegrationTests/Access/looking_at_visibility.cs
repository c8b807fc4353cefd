using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.Audit;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Organisations;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace ChainCoop.IntegrationTests.Access;

public class looking_at_visibility(AppFixture app)
{
    private const string WestBetuwe = "1960";
    private static readonly Oin WestBetuweOin = new("00000099000001960000");
    private static readonly Oin GgdOin = new("00000099000100010000");
    private static readonly Officer Lead = new(WestBetuweOin, "case-lead-west-betuwe", "case-lead", [WestBetuwe]);
    private static readonly Officer Carer = new(WestBetuweOin, "care-coordinator-west-betuwe", "care-coordinator", [WestBetuwe]);
    private static readonly Officer Ggd = new(GgdOin, "ggd-officer-of-west-betuwe", "partner", People.District);
    private static readonly Officer Auditor = new(WestBetuweOin, "auditor-west-betuwe", "auditor", [WestBetuwe]);
    private static readonly Officer AuditorOfGgd = new(GgdOin, "auditor-ggd", "auditor", [WestBetuwe]);
    private static readonly Officer AuditorOfAll = new(WestBetuweOin, "auditor-of-all", "auditor", People.District);

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task tells_what_was_held_who_could_do_what_and_what_was_opened()
    {
        var (address, victims) = await StaffedAsync();
        var ggd = await app.As(Ggd, "care");
        await ggd.Read(victims);
        var before = Now();
        await (await app.As(Lead)).Done(address, "member-endings", new() { ["organisation"] = GgdOin.Value, ["room"] = "care" });

        var auditor = await app.As(AuditorOfGgd, "oversight");
        var then = await auditor.Read(Question(address, GgdOin, before));
        var room = then["rooms"]!.AsArray().Single()!;
        ((string)room["id"]!).ShouldBe(CaseWork.IdOf(victims));
        ((string)room["grants"]!.AsArray().Single()!["role"]!).ShouldBe("member");
        var joined = await ScalarAsync($"select id from chaincoop.mt_events where stream_id = '{CaseWork.IdOf(address)}' and type = 'member_joined' and data ->> 'organisation' = '{GgdOin}'");
        ((string)room["grants"]![0]!["eventId"]!).ShouldBe(joined!.ToString());
        var name = app.Host.Services.GetRequiredService<Pseudonyms>().Of(new ActorRef(GgdOin, new(Ggd.Id))).ToString();
        var officer = room["officers"]!.AsArray().Single(one => (string)one!["officer"]! == name)!;
        officer["roles"]!.AsArray().Select(role => ((string)role!["role"]!, (string)role["municipality"]!)).ShouldBe([("partner", WestBetuwe)]);
        Action(officer, "victim-track.read").ShouldBe(("allow", "care synchronisation"));
        var opened = then["opened"]!["items"]!.AsArray().Single()!;
        ((string)opened["action"]!, (string)opened["officer"]!, (int)opened["status"]!, (string)opened["resource"]!).ShouldBe(("victim-track.read", name, 200, CaseWork.IdOf(victims)));

        var now = await auditor.Read(Question(address, GgdOin, Now()));
        now["rooms"]![0]!["grants"]!.AsArray().ShouldBeEmpty();
        Action(now["rooms"]![0]!["officers"]!.AsArray().Single(one => (string)one!["officer"]! == name)!, "victim-track.read").ShouldBe(("hide", ""));
        now["opened"]!["items"]!.AsArray().Count.ShouldBe(1);
    }

    /// <summary>Who an officer is takes a second person (ADR 0022): both views name him alike, so that joining them tells nothing.</summary>
    [Fact]
    public async Task names_officers_as_the_access_log_does()
    {
        var (address, victims) = await StaffedAsync();
        await (await app.As(Ggd, "care")).Read(victims);
        var auditor = await app.As(AuditorOfGgd, "oversight");

        var text = await (await auditor.GetAsync(Question(address, GgdOin, Now()), token)).Content.ReadAsStringAsync(token);
        text.ShouldNotContain(Ggd.Id);
        var opened = JsonNode.Parse(text)!["opened"]!["items"]!.AsArray().Single()!;
        var line = (await auditor.Read($"audit/access-log?resource={CaseWork.IdOf(victims)}&action=victim-track.read"))["items"]!.AsArray().Single()!;
        ((string)opened["id"]!, (string)opened["officer"]!).ShouldBe(((string)line["id"]!, (string)line["officer"]!));
    }

    [Fact]
    public async Task shows_an_auditor_of_an_organisation_its_own_rooms_and_one_of_the_district_all()
    {
        var (address, victims) = await StaffedAsync();
        var own = await app.As(AuditorOfGgd, "oversight");
        var text = await (await own.GetAsync(Question(address, GgdOin, Now()), token)).Content.ReadAsStringAsync(token);
        text.ShouldContain(CaseWork.IdOf(victims));
        text.ShouldNotContain("security");

        (await own.GetAsync(Question(address, GgdOin, Now(), "&room=security"), token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await own.GetAsync(Question(address, WestBetuweOin, Now()), token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var all = await app.As(AuditorOfAll, "oversight");
        (await all.Read(Question(address, GgdOin, Now())))["rooms"]!.AsArray().Select(room => (string)room!["room"]!).ShouldBe(["general", "care", "security"]);
        (await all.Read(Question(address, GgdOin, Now(), "&room=care")))["rooms"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task finds_no_case_where_there_was_none_or_that_is_not_for_this_auditor()
    {
        var before = Now();
        var (address, _) = await StaffedAsync();
        var auditor = await app.As(Auditor, "oversight");
        (await auditor.GetAsync(Question(address, WestBetuweOin, Now()), token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var elsewhere = await (await app.As(CaseWork.CaseLead)).ProposedCase();

        foreach (var question in new[] { Question(address, WestBetuweOin, before), Question($"cases/{Guid.NewGuid()}", WestBetuweOin, Now()), Question(elsewhere, WestBetuweOin, Now()) })
        {
            var answer = await auditor.GetAsync(question, token);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            ((string)(await answer.JsonAsync())["type"]!).ShouldBe("urn:chaincoop:problem:not-found");
        }

        // A member of the case, and the auditor's mandate is for another municipality.
        var other = await app.As(new Officer(GgdOin, "auditor-ggd-tiel", "auditor", ["0281"]), "oversight");
        (await other.GetAsync(Question(address, GgdOin, Now()), token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task is_for_auditors_who_say_why_and_about_what_has_been()
    {
        var (address, _) = await StaffedAsync();
        var later = await (await app.As(Auditor, "oversight")).GetAsync(Question(address, WestBetuweOin, TimeProvider.System.GetUtcNow().AddMinutes(1)), token);
        later.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        ((string)(await later.JsonAsync())["type"]!).ShouldBe("urn:chaincoop:problem:as-of-in-future");

        (await (await app.As(Auditor, "casework")).GetAsync(Question(address, WestBetuweOin, Now()), token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await (await app.As(Lead, "oversight")).GetAsync(Question(address, WestBetuweOin, Now()), token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var silent = await app.As(Auditor);
        silent.DefaultRequestHeaders.Remove("Purpose");
        (await silent.GetAsync(Question(address, WestBetuweOin, Now()), token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("&room=attic", "query:room")]
    [InlineData("&officer=ggd-officer-of-west-betuwe", "query:officer")]
    [InlineData("&cursor=x", "query:cursor")]
    [InlineData("&limit=0", "query:limit")]
    public async Task says_what_is_wrong_with_a_question(string more, string pointer)
    {
        var answer = await (await app.As(Auditor, "oversight")).GetAsync(Question($"cases/{Guid.NewGuid()}", WestBetuweOin, Now(), more), token);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string)(await answer.JsonAsync())["errors"]![0]!["pointer"]!).ShouldBe(pointer);
    }

    [Fact]
    public async Task pages_what_was_opened_the_newest_first_and_one_officer_s_alone()
    {
        var (address, victims) = await StaffedAsync();
        var ggd = await app.As(Ggd, "care");
        for (var i = 0; i < 3; i++) await ggd.Read(victims);
        var asOf = Now();
        var auditor = await app.As(AuditorOfAll, "oversight");

        var first = (await auditor.Read(Question(address, GgdOin, asOf, "&limit=2")))["opened"]!;
        var second = (await auditor.Read(Question(address, GgdOin, asOf, $"&limit=2&cursor={first["next"]}")))["opened"]!;
        second["next"].ShouldBeNull();
        var lines = first["items"]!.AsArray().Concat(second["items"]!.AsArray()).ToList();
        lines.Select(line => (string)line!["id"]!).Distinct().Count().ShouldBe(3);
        lines.Select(line => (string)line!["at"]!).ShouldBeInOrder(SortDirection.Descending);

        (await auditor.GetAsync(Question(address, WestBetuweOin, asOf, $"&limit=2&cursor={first["next"]}"), token)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var name = (string)lines[0]!["officer"]!;
        (await auditor.Read(Question(address, GgdOin, asOf, $"&officer={name}")))["opened"]!["items"]!.AsArray().Count.ShouldBe(3);
        (await auditor.Read(Question(address, GgdOin, asOf, $"&officer={Guid.NewGuid()}")))["opened"]!["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task is_itself_on_record()
    {
        var (address, _) = await StaffedAsync();
        await (await app.As(Auditor, "oversight")).Read(Question(address, WestBetuweOin, Now()));
        (await ScalarAsync($"select count(*) from access.log where action = 'audit.visibility' and resource = '{CaseWork.IdOf(address)}' and officer = '{Auditor.Id}' and purpose = 'oversight'")).ShouldBe(1L);
    }

    [Fact]
    public async Task is_printed_by_the_command_which_is_on_record_too()
    {
        var (address, victims) = await StaffedAsync();
        var databases = app.Host.Services.GetRequiredService<Databases>();
        await using var command = new ChildProgram(
            Path.GetTempPath(), "Development",
            ["audit", "visibility", "--org", GgdOin.Value, "--case", CaseWork.IdOf(address), "--room", "care", "--as-of", Now().ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture)],
            new Dictionary<string, string?>
            {
                ["ConnectionStrings__ChainCoop"] = databases.Main,
                ["ConnectionStrings__ChainCoopKeys"] = databases.Keys,
                ["Vault__KeyFile"] = Path.Combine(Path.GetTempPath(), $"chaincoop-tests-{Environment.ProcessId}.keys"),
            });
        var (code, output, errors) = await command.EndAsync(token);

        code.ShouldBe(0, errors);
        var view = JsonNode.Parse(output)!;
        ((string)view["rooms"]!.AsArray().Single()!["id"]!).ShouldBe(CaseWork.IdOf(victims));
        view["rooms"]![0]!["officers"]!.AsArray().ShouldNotBeEmpty();
        output.ShouldNotContain(Ggd.Id);
        (await ScalarAsync($"select count(*) from access.log where action = 'audit.visibility' and resource = '{CaseWork.IdOf(address)}' and method = 'command'")).ShouldBe(1L);
    }

    /// <summary>A case of West Betuwe whose care room has the GGD; mandates are facts here.</summary>
    private async Task<(string Address, string Victims)> StaffedAsync()
    {
        await OperatorMandates.EnsureAsync(
            app.Host.Services.GetRequiredService<IDocumentStore>(), app.Database, new Actor(GgdOin, new(Ggd.Id), new HashSet<Role> { Role.Partner }, new HashSet<string>()),
            [new(WestBetuwe)], TimeProvider.System.GetUtcNow(), token);
        var lead = await app.As(Lead);
        var address = await lead.ProposedCase(WestBetuwe);
        await lead.Done(address, "members", CaseWork.Membership(GgdOin, "care"));
        return (address, $"victim-tracks/{(string)(await (await app.As(Carer, "care")).Read(address))["victimTrackId"]!}");
    }

    private static (string Effect, string Purposes) Action(JsonNode officer, string name)
    {
        var action = officer["actions"]!.AsArray().Single(action => (string)action!["action"]! == name)!;
        return ((string)action["effect"]!, string.Join(' ', action["purposes"]!.AsArray().Select(purpose => (string)purpose!)));
    }

    private static string Question(string address, Oin organisation, DateTimeOffset asOf, string more = "") =>
        $"audit/visibility?org={organisation}&caseId={CaseWork.IdOf(address)}&asOf={asOf.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture)}{more}";

    private static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(token);
    }
}
