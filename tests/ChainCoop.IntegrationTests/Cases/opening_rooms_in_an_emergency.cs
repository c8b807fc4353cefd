using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.Access;
using ChainCoop.Cases.Emergencies;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Shared;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Wolverine.Runtime;

namespace ChainCoop.IntegrationTests.Cases;

public class opening_rooms_in_an_emergency(AppFixture app)
{
    private const string WestBetuwe = "1960";
    private const string Danger = "She called from the address; he is at the door.";
    private static readonly Oin WestBetuweOin = new("00000099000001960000");
    private static readonly Oin InspectorateOin = new("00000099000100005000");
    private static readonly Officer Lead = new(WestBetuweOin, "case-lead-west-betuwe", "case-lead", [WestBetuwe]);
    private static readonly Officer Carer = new(WestBetuweOin, "care-coordinator-west-betuwe", "care-coordinator", [WestBetuwe]);
    private static readonly Officer Director = new(WestBetuweOin, "chain-director-west-betuwe", "chain-director", [WestBetuwe]);
    private static readonly Officer Privacy = new(WestBetuweOin, "privacy-officer-west-betuwe", "privacy-officer", [WestBetuwe]);
    private static readonly Officer Inspector = new(InspectorateOin, "inspector-officer", "partner", People.District);

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task gives_that_room_to_read_and_no_more()
    {
        var (address, victims, security) = await CaseAsync();
        var inspector = await app.As(Inspector, "care");
        (await inspector.GetAsync(victims, token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var opened = await inspector.PostAsync($"{address}/emergency-access", Request("care"));
        opened.StatusCode.ShouldBe(HttpStatusCode.Created, await opened.Content.ReadAsStringAsync(token));
        opened.Headers.Location!.ToString().ShouldBe($"/v1/{victims}");
        opened.Headers.ETag.ShouldBeNull();
        var receipt = await opened.JsonAsync();
        ((string)receipt["record"]!).ShouldBe(CaseWork.IdOf(victims));

        await inspector.Read(victims);
        var write = await inspector.PostAsync($"{victims}/participations", rooms_apart.Person("victim"), await inspector.TagOf(victims));
        write.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        foreach (var other in new[] { address, security }) (await (await app.As(Inspector, "synchronisation")).GetAsync(other, token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await Feeds.EntryAbout(inspector, CaseWork.IdOf(victims), "nl.chaincoop.access.granted.v1", "care");
    }

    [Fact]
    public async Task opens_the_case_itself_without_its_tracks()
    {
        var (address, victims, security) = await CaseAsync();
        await OpenedAsync(address, "general");
        var text = (await (await app.As(Inspector)).Read(address)).ToJsonString();
        text.ShouldContain("Kitchen in the east");
        text.ShouldNotContain(CaseWork.IdOf(victims));
        text.ShouldNotContain(CaseWork.IdOf(security));
        (await (await app.As(Inspector)).PostAsync($"{address}/tasks", new JsonObject { ["kind"] = "safety-check", ["organisation"] = InspectorateOin.Value, ["dueOn"] = "2030-01-01" }, "\"5\""))
            .StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task alarms_the_municipality_in_a_feed_that_names_no_room()
    {
        var (address, victims, _) = await CaseAsync();
        var use = await OpenedAsync(address, "care");
        var director = await app.As(Director);

        var alarm = await Feeds.EntryAbout(director, use, "nl.chaincoop.emergency-uses.begun.v1");
        alarm.ToJsonString().ShouldNotContain(CaseWork.IdOf(victims));
        var view = await director.Read(((string)alarm["dataref"]!)["/v1/".Length..]);
        ((string)view["note"]!, (string)view["room"]!, (string)view["by"]!["organisation"]!).ShouldBe((Danger, "care", InspectorateOin.Value));

        // Who took it cannot read what was said about it, nor can another municipality.
        foreach (var outsider in new[] { Inspector with { Role = "chain-director" }, new Officer(People.Tiel.Organisation, "director-tiel", "chain-director", [WestBetuwe]) })
            (await (await app.As(outsider)).GetAsync($"emergency-uses/{use}", token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await (await app.As(Carer)).GetAsync($"emergency-uses/{use}", token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task says_nothing_of_cases_that_are_absent_or_beyond_the_mandate()
    {
        var (address, _, _) = await CaseAsync();
        var elsewhere = await app.As(new Officer(InspectorateOin, "inspector-tiel", "partner", ["0281"]), "care");
        var absent = await elsewhere.PostAsync($"cases/{Guid.NewGuid()}/emergency-access", Request("care"));
        var beyond = await elsewhere.PostAsync($"{address}/emergency-access", Request("care"));
        (absent.StatusCode, beyond.StatusCode).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.NotFound));
        ((string)(await beyond.JsonAsync())["type"]!).ShouldBe((string)(await absent.JsonAsync())["type"]!);

        // A role that never enters the room hears so, whatever case it names.
        var focalPoint = await app.As(new Officer(People.Tiel.Organisation, "focal-point-tiel-all", "focal-point", People.District), "care");
        foreach (var named in new[] { address, $"cases/{Guid.NewGuid()}" })
            (await focalPoint.PostAsync($"{named}/emergency-access", Request("care"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task is_refused_to_who_is_in_the_room_and_while_it_lasts()
    {
        var (address, _, _) = await CaseAsync();
        (await (await app.As(Lead)).PostAsync($"{address}/emergency-access", Request("general"))).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await OpenedAsync(address, "security");
        var again = await (await app.As(Inspector)).PostAsync($"{address}/emergency-access", Request("security"));
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        ((string)(await again.JsonAsync())["state"]!).ShouldBe("entered");
    }

    [Fact]
    public async Task begins_once_however_many_ask_at_once()
    {
        var (address, victims, _) = await CaseAsync();
        var inspector = await app.As(Inspector, "care");
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => inspector.PostAsync($"{address}/emergency-access", Request("care"))));
        answers.Select(answer => (int)answer.StatusCode).Order().ShouldBe([201, 409, 409, 409]);
        (await ScalarAsync($"select count(*) from chaincoop.mt_doc_emergencyuse where data ->> 'record' = '{CaseWork.IdOf(victims)}'")).ShouldBe(1L);
    }

    [Fact]
    public async Task does_not_begin_again_when_the_last_was_not_justified()
    {
        var (address, victims, _) = await CaseAsync();
        var use = await OpenedAsync(address, "care");
        var review = new JsonObject { ["conclusion"] = "not-justified", ["note"] = "Nobody was in danger." };
        (await (await app.As(Director)).PostAsync($"emergency-uses/{use}/reviews", review)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var inspector = await app.As(Inspector, "synchronisation");
        var again = await inspector.PostAsync($"{address}/emergency-access", Request("care"));
        (again.StatusCode, (string)(await again.JsonAsync())["type"]!).ShouldBe((HttpStatusCode.Conflict, "urn:chaincoop:problem:emergency-not-justified"));
        (await inspector.GetAsync(victims, token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await OpenedAsync(address, "security");
    }

    /// <summary>Some fields of a record are not the room: whoever has them may need the rest when somebody is in danger.</summary>
    [Fact]
    public async Task begins_for_who_has_a_disclosure_of_some_fields()
    {
        var (address, victims, _) = await CaseAsync();
        await using (var grant = app.Database.CreateCommand(
            $"""
            insert into access.grants (organisation, room, resource, kind, role, municipality, valid_from)
            values ('{InspectorateOin}', 'care', '{CaseWork.IdOf(victims)}', 'victim-track', 'disclosed', '{WestBetuwe}', now() - interval '1 day')
            """)) await grant.ExecuteNonQueryAsync(token);
        await OpenedAsync(address, "care");
    }

    [Fact]
    public async Task is_reviewed_when_the_term_of_the_case_is_over_too()
    {
        var (address, _, _) = await CaseAsync();
        var use = await OpenedAsync(address, "care");
        var id = Guid.Parse(CaseWork.IdOf(address));
        await using (var session = app.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession())
        {
            await session.Events.AppendOptimistic(id, new CaseDestroyed(RecordId.From(id), new(WestBetuwe), ErasureId.New(), TimeProvider.System.GetUtcNow()));
            await session.SaveChangesAsync(token);
        }

        (await (await app.As(Inspector)).PostAsync($"{address}/emergency-access", Request("security"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var director = await app.As(Director);
        var review = new JsonObject { ["conclusion"] = "not-justified", ["note"] = "Nobody was in danger." };
        var reviewed = await director.PostAsync($"emergency-uses/{use}/reviews", review);
        reviewed.StatusCode.ShouldBe(HttpStatusCode.OK, await reviewed.Content.ReadAsStringAsync(token));
    }

    /// <summary>Looking for cases by their ids is on record as refused, with the id, and tells an auditor no more than it told who asked.</summary>
    [Fact]
    public async Task is_on_record_as_hidden_under_the_id_that_was_asked_for()
    {
        var (address, _, _) = await CaseAsync();
        var absent = Guid.NewGuid();
        var elsewhere = await app.As(new Officer(InspectorateOin, "inspector-tiel", "partner", ["0281"]), "care");
        foreach (var asked in new[] { address, $"cases/{absent}" }) (await elsewhere.PostAsync($"{asked}/emergency-access", Request("care"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (var id in new[] { CaseWork.IdOf(address), absent.ToString() })
        {
            (await ScalarAsync(
                $"select string_agg(concat_ws(' ', kind, status, decision, array_to_string(reasons, ',')), ';') from access.log where action = 'emergency-use.begin.care' and resource = '{id}'"))
                .ShouldBe("case 404 hide no-case-within-mandate");
        }
    }

    [Theory]
    [InlineData("room", "attic", "/room")]
    [InlineData("reason", "curiosity", "/reason")]
    [InlineData("note", "", "/note")]
    public async Task asks_for_a_reason_and_a_note(string member, string value, string pointer)
    {
        var body = Request("care");
        body[member] = value;
        var refused = await (await app.As(Inspector)).PostAsync($"cases/{Guid.NewGuid()}/emergency-access", body);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string)(await refused.JsonAsync())["errors"]![0]!["pointer"]!).ShouldBe(pointer);
    }

    [Fact]
    public async Task is_reviewed_by_the_municipality_and_ends_at_once_when_it_was_not_justified()
    {
        var (address, victims, _) = await CaseAsync();
        var use = await OpenedAsync(address, "care");
        var director = await app.As(Director);
        var inspector = await app.As(Inspector, "care");
        await inspector.Read(victims);

        var review = new JsonObject { ["conclusion"] = "not-justified", ["note"] = "Nobody was in danger." };
        (await (await app.As(Inspector)).PostAsync($"emergency-uses/{use}/reviews", review)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await (await app.As(Carer)).PostAsync($"emergency-uses/{use}/reviews", review)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var reviewed = await director.PostAsync($"emergency-uses/{use}/reviews", review);
        reviewed.StatusCode.ShouldBe(HttpStatusCode.OK, await reviewed.Content.ReadAsStringAsync(token));
        ((bool)(await reviewed.JsonAsync())["over"]!).ShouldBeTrue();
        (await inspector.GetAsync(victims, token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await Feeds.EntryAbout(inspector, CaseWork.IdOf(victims), "nl.chaincoop.access.ended.v1", "care");
        await Feeds.EntryAbout(director, use, "nl.chaincoop.emergency-uses.reviewed.v1");
        (await director.PostAsync($"emergency-uses/{use}/reviews", review)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        ((string)(await director.Read($"emergency-uses/{use}"))["review"]!["note"]!).ShouldBe("Nobody was in danger.");
    }

    [Fact]
    public async Task stays_on_the_list_of_who_reviews_until_it_is_reviewed()
    {
        var (address, _, _) = await CaseAsync();
        var first = await OpenedAsync(address, "care");
        var second = await OpenedAsync(address, "security");
        var director = await app.As(Director);
        (await director.PostAsync($"emergency-uses/{first}/reviews", new JsonObject { ["conclusion"] = "justified", ["note"] = "As it was." })).StatusCode.ShouldBe(HttpStatusCode.OK);

        // And among what the municipality has to do, for who may review it.
        var deadline = (await OpenAsync(director)).Single(item => (string)item!["id"]! == second)!;
        ((string)deadline["kind"]!, (string)deadline["resourceKind"]!, (string)deadline["resource"]!, (bool)deadline["overdue"]!).ShouldBe(("emergency-review", "emergency-use", second, false));
        (await OpenAsync(director)).ShouldNotContain(item => (string)item!["id"]! == first);
        (await OpenAsync(await app.As(Lead))).ShouldNotContain(item => (string)item!["kind"]! == "emergency-review");
        (await OpenAsync(director, "overdue=true&")).ShouldNotContain(item => (string)item!["id"]! == second);
        (await OpenAsync(await app.As(Lead), "room=security&")).ShouldNotContain(item => (string)item!["kind"]! == "emergency-review");

        foreach (var reviewer in new[] { director, await app.As(Privacy) })
        {
            (await reviewer.Read($"{address}/emergency-access"))["items"]!.AsArray().Select(use => ((string)use!["id"]!, use["review"] is null)).ShouldBe([(second, true), (first, false)]);
        }

        (await (await app.As(Lead)).GetAsync($"{address}/emergency-access", token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await (await app.As(Inspector)).GetAsync($"{address}/emergency-access", token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await (await app.As(Lead)).Done(address, "members", CaseWork.Membership(People.PoliceOin, "general", "lead"));
        var policeDirector = await app.As(new Officer(People.PoliceOin, "director-of-the-police", "chain-director", [WestBetuwe]));
        (await policeDirector.GetAsync($"{address}/emergency-access", token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    /// <summary>All pages of what the municipality has to do.</summary>
    private static async Task<IReadOnlyList<JsonNode?>> OpenAsync(HttpClient client, string filter = "")
    {
        List<JsonNode?> found = [];
        for (var address = $"municipalities/{WestBetuwe}/deadlines?{filter}limit=1"; ;)
        {
            var page = await client.Read(address);
            found.AddRange(page["items"]!.AsArray());
            if (page["next"] is not { } next) return found;
            address = $"municipalities/{WestBetuwe}/deadlines?{filter}limit=1&cursor={next}";
        }
    }

    [Fact]
    public async Task ends_by_itself_and_escalates_when_nobody_looks()
    {
        var (address, victims, _) = await CaseAsync();
        var use = await FromThePastAsync(victims);
        var inspector = await app.As(Inspector, "care");
        (await inspector.GetAsync(victims, token)).StatusCode.ShouldBe(HttpStatusCode.NotFound, "The clock counts, whatever the timer does.");

        var missed = await MissedEmergencyTimers.FindAsync(app.Database, TimeProvider.System.GetUtcNow(), token);
        missed.ShouldContain(new EmergencyUseEnds(use));
        missed.ShouldContain(new EmergencyReviewDue(use));
        var bus = new MessageBus(app.Host.Services.GetRequiredService<IWolverineRuntime>());
        for (var twice = 0; twice < 2; twice++)
        {
            await bus.InvokeAsync(new EmergencyUseEnds(use), token);
            await bus.InvokeAsync(new EmergencyReviewDue(use), token);
        }

        var director = await app.As(Director);
        await Feeds.EntryAbout(director, use.ToString(), "nl.chaincoop.emergency-uses.review-overdue.v1");
        await Feeds.EntryAbout(inspector, CaseWork.IdOf(victims), "nl.chaincoop.access.ended.v1", "care");
        ((bool)(await director.Read($"{address}/emergency-access"))["items"]!.AsArray().Single()!["overdue"]!).ShouldBeTrue();
        (await ScalarAsync($"select count(*) from chaincoop.mt_events where stream_id = '{use}'")).ShouldBe(3L);
        (await MissedEmergencyTimers.FindAsync(app.Database, TimeProvider.System.GetUtcNow(), token)).ShouldNotContain(new EmergencyUseEnds(use));
    }

    /// <summary>The end of the first would otherwise end the second, whenever it comes to be recorded.</summary>
    [Fact]
    public async Task begins_again_after_an_end_that_nobody_recorded()
    {
        var (address, victims, _) = await CaseAsync();
        var first = await FromThePastAsync(victims);
        await OpenedAsync(address, "care");
        await new MessageBus(app.Host.Services.GetRequiredService<IWolverineRuntime>()).InvokeAsync(new EmergencyUseEnds(first), token);
        await (await app.As(Inspector, "care")).Read(victims);
        (await ScalarAsync($"select count(*) from chaincoop.mt_events where stream_id = '{first}' and type = 'emergency_use_ended'")).ShouldBe(1L);
    }

    [Fact]
    public async Task is_seen_by_who_replays_what_could_be_seen()
    {
        var (address, victims, _) = await CaseAsync();
        await OpenedAsync(address, "care");
        var auditor = await app.As(new Officer(InspectorateOin, "auditor-inspector", "auditor", [WestBetuwe]), "oversight");
        var asOf = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
        var room = (await auditor.Read($"audit/visibility?org={InspectorateOin}&caseId={CaseWork.IdOf(address)}&asOf={asOf}"))["rooms"]!.AsArray().Single()!;
        ((string)room["id"]!, (string)room["grants"]!.AsArray().Single()!["role"]!).ShouldBe((CaseWork.IdOf(victims), "emergency"));
    }

    private async Task<(string Address, string Victims, string Security)> CaseAsync()
    {
        var lead = await app.As(Lead);
        var address = await lead.ProposedCase(WestBetuwe);
        var victims = (string)(await (await app.As(Carer, "care")).Read(address))["victimTrackId"]!;
        return (address, $"victim-tracks/{victims}", $"security-tracks/{(string)(await lead.Read(address))["securityTrackId"]!}");
    }

    private async Task<string> OpenedAsync(string address, string room)
    {
        var opened = await (await app.As(Inspector, "synchronisation")).PostAsync($"{address}/emergency-access", Request(room));
        opened.StatusCode.ShouldBe(HttpStatusCode.Created, await opened.Content.ReadAsStringAsync(token));
        return (string)(await opened.JsonAsync())["id"]!;
    }

    /// <summary>Begun nine days ago, and no timer came.</summary>
    private async Task<EmergencyUseId> FromThePastAsync(string victims)
    {
        var id = EmergencyUseId.New();
        var begun = TimeProvider.System.GetUtcNow().AddDays(-9);
        var note = await SomeCiphertext.InAsync(app.Database);
        var fact = new EmergencyUseBegun(
            id, Room.Care, RecordId.From(Guid.Parse(CaseWork.IdOf(victims))), new("danger-to-life"), note, WestBetuweOin, new(WestBetuwe),
            begun.AddDays(1), begun.AddDays(7), new ActorRef(InspectorateOin, new OfficerId(Inspector.Id)), begun);
        await using var session = app.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.Events.StartStream<EmergencyUse>(id.Value, fact);
        Grants.Fold(session, fact);
        await session.SaveChangesAsync(token);
        return id;
    }

    private static JsonObject Request(string room) => new() { ["room"] = room, ["reason"] = "danger-to-life", ["note"] = Danger };

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(token);
    }
}
