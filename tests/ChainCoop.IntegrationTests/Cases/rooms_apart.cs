using System.Net;
using System.Text.Json.Nodes;

namespace ChainCoop.IntegrationTests.Cases;

/// <summary>Who is in one room of a case learns nothing of the other: no id, no version, no position, no entry.</summary>
public class rooms_apart(AppFixture app)
{
    private static readonly Officer PoliceLead = new(People.PoliceOin, "police-case-lead", "case-lead", ["0268"]);
    private static readonly Officer ShelterLead = new(CaseWork.ShelterOin, "shelter-case-lead", "case-lead", ["0268"]);

    [Fact]
    public async Task a_case_names_only_the_tracks_that_the_caller_may_enter()
    {
        var address = await app.StaffedCase();
        var victims = CaseWork.IdOf(await app.VictimTrack(address));
        var security = CaseWork.IdOf(await app.SecurityTrack(address));

        var police = await Text(await app.As(People.Police, "security"), address);
        police.ShouldContain(security);
        police.ShouldNotContain(victims);
        police.ShouldNotContain(CaseWork.ShelterOin.Value);

        var carer = await Text(await app.As(CaseWork.CareCoordinator, "care"), address);
        carer.ShouldContain(victims);
        carer.ShouldNotContain(security);
        carer.ShouldNotContain("\"security\"");

        var focalPoint = await Text(await app.As(People.Nijmegen), address);
        focalPoint.ShouldNotContain(victims);
        focalPoint.ShouldNotContain(security);

        // Who decides on members knows them, and still enters no room that is not his.
        var lead = await Text(await app.As(CaseWork.CaseLead), address);
        lead.ShouldContain(CaseWork.ShelterOin.Value);
        lead.ShouldNotContain(victims);
    }

    [Fact]
    public async Task a_track_is_hidden_from_the_other_room_and_from_the_general_room()
    {
        var address = await app.StaffedCase();
        var victims = await app.VictimTrack(address);
        var security = await app.SecurityTrack(address);

        foreach (var outsider in new[] { await app.As(People.Police, "care"), await app.As(CaseWork.CaseLead, "care"), await app.As(People.Nijmegen, "care") })
        {
            (await outsider.GetAsync(victims)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await outsider.PostAsync($"{victims}/participations", Person("victim"), "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        foreach (var outsider in new[] { await app.As(CaseWork.Shelter, "security"), await app.As(CaseWork.CareCoordinator, "security"), await app.As(People.Nijmegen, "security") })
        {
            (await outsider.GetAsync(security)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await outsider.PostAsync($"{security}/participations", Person("suspect"), "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await outsider.PostAsync($"{security}/measures", new JsonObject { ["kind"] = "closure" }, "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task a_room_is_entered_for_its_own_purpose_only()
    {
        var address = await app.StaffedCase();
        var victims = await app.VictimTrack(address);
        var security = await app.SecurityTrack(address);

        (await (await app.As(CaseWork.Shelter, "security")).GetAsync(victims)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await (await app.As(People.Police, "care")).GetAsync(security)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task what_happens_in_a_track_moves_no_version_and_no_feed_elsewhere()
    {
        var address = await app.StaffedCase();
        var victims = await app.VictimTrack(address);
        var security = await app.SecurityTrack(address);
        var shelter = await app.As(CaseWork.Shelter, "care");
        var police = await app.As(People.Police, "security");

        await Feeds.EntryAbout(shelter, CaseWork.IdOf(victims), room: "care");
        await Feeds.EntryAbout(police, CaseWork.IdOf(security), room: "security");
        var policeBefore = (await police.TagOf(address), await police.TagOf(security));

        var person = await shelter.Done(victims, "participations", Person("victim"));
        person["id"].ShouldNotBeNull();
        await Feeds.EntryAbout(shelter, CaseWork.IdOf(victims), "nl.chaincoop.victim-tracks.participations-changed.v1", "care");

        (await police.TagOf(address), await police.TagOf(security)).ShouldBe(policeBefore);
        (await Subjects(police, "general")).ShouldNotContain(CaseWork.IdOf(victims));
        (await Subjects(police, "security")).ShouldNotContain(CaseWork.IdOf(victims));

        var shelterBefore = await shelter.TagOf(victims);
        await police.Done(security, "measures", new() { ["kind"] = "warning-letter" });
        await Feeds.EntryAbout(police, CaseWork.IdOf(security), "nl.chaincoop.security-tracks.measures-changed.v1", "security");
        (await shelter.TagOf(victims)).ShouldBe(shelterBefore);
        (await Subjects(shelter, "care")).ShouldNotContain(CaseWork.IdOf(security));
    }

    [Fact]
    public async Task each_room_hears_that_it_began_and_a_new_member_that_it_got_access()
    {
        var address = await app.StaffedCase();
        var victims = CaseWork.IdOf(await app.VictimTrack(address));

        (await TypesAbout(await app.As(CaseWork.CaseLead), CaseWork.IdOf(address), "general")).ShouldBe(
            ["nl.chaincoop.cases.proposed.v1", "nl.chaincoop.cases.members-changed.v1", "nl.chaincoop.cases.members-changed.v1", "nl.chaincoop.cases.members-changed.v1"]);
        (await TypesAbout(await app.As(CaseWork.CareCoordinator, "care"), victims, "care")).ShouldBe(["nl.chaincoop.victim-tracks.opened.v1"]);
        (await TypesAbout(await app.As(CaseWork.Shelter, "care"), victims, "care")).ShouldBe(["nl.chaincoop.access.granted.v1"]);
        (await TypesAbout(await app.As(People.Police), CaseWork.IdOf(address), "general")).ShouldBe(
            ["nl.chaincoop.access.granted.v1", "nl.chaincoop.cases.members-changed.v1", "nl.chaincoop.cases.members-changed.v1"]);
    }

    [Fact]
    public async Task a_lead_of_one_room_sees_no_members_of_a_room_that_it_does_not_lead()
    {
        var lead = await app.As(CaseWork.CaseLead);
        var address = await lead.ProposedCase();
        await lead.Done(address, "members", CaseWork.Membership(CaseWork.ShelterOin, "care"));
        await lead.Done(address, "members", CaseWork.Membership(People.PoliceOin, "general", "lead"));

        var police = (await (await app.As(PoliceLead)).Read(address))["members"]!.AsArray();
        police.Select(member => ((string)member!["organisation"]!, (string)member["room"]!)).ShouldBe(
            [(People.NijmegenOin.Value, "general"), (People.PoliceOin.Value, "general")]);

        // Who leads the other room as well decides on its members, and so sees them.
        await lead.Done(address, "members", CaseWork.Membership(People.PoliceOin, "care", "lead"));
        (await Text(await app.As(PoliceLead), address)).ShouldContain(CaseWork.ShelterOin.Value);
    }

    [Fact]
    public async Task the_timeline_does_not_say_who_decided_on_members_of_a_room_that_the_caller_sees_nothing_of()
    {
        var lead = await app.As(CaseWork.CaseLead);
        var address = await lead.ProposedCase();
        await lead.Done(address, "members", CaseWork.Membership(CaseWork.ShelterOin, "general", "lead"));
        await lead.Done(address, "members", CaseWork.Membership(CaseWork.ShelterOin, "care", "lead"));
        await lead.Done(address, "members", CaseWork.Membership(People.PoliceOin, "general", "lead"));
        var shelter = await app.As(ShelterLead);
        await shelter.Done(address, "members", CaseWork.Membership(People.Tiel.Organisation, "care"));

        (await LastOrganisation(await app.As(PoliceLead))).ShouldBeNull();
        (await LastOrganisation(shelter)).ShouldBe(CaseWork.ShelterOin.Value);
        (await LastOrganisation(lead)).ShouldBe(CaseWork.ShelterOin.Value);

        async Task<string?> LastOrganisation(HttpClient client)
        {
            var last = (await client.Read($"{address}/timeline"))["items"]!.AsArray()[^1]!;
            ((string)last["type"]!).ShouldBe("member-joined");
            return (string?)last["organisation"];
        }
    }

    [Fact]
    public async Task the_lists_and_the_feed_of_a_room_are_read_for_its_own_purposes_only()
    {
        await app.StaffedCase();
        await ShouldAnswer(CaseWork.CareCoordinator, "care", "care synchronisation", "security casework assessment");
        await ShouldAnswer(CaseWork.CaseLead, "security", "security casework synchronisation", "care assessment");

        async Task ShouldAnswer(Officer officer, string room, string allowed, string refused)
        {
            foreach (var url in new[] { $"municipalities/0268/caseload?room={room}", $"municipalities/0268/deadlines?room={room}", $"feed?room={room}", $"feed/state?room={room}" })
            {
                foreach (var purpose in allowed.Split(' ')) (await (await app.As(officer, purpose)).GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.OK, $"{purpose} {url}");
                foreach (var purpose in refused.Split(' ')) (await (await app.As(officer, purpose)).GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{purpose} {url}");
            }
        }
    }

    [Fact]
    public async Task an_overview_counts_the_rooms_that_its_purpose_is_for()
    {
        (await Rooms("security")).ShouldBe(["general"]);
        (await Rooms("care")).ShouldBe(["general", "care"]);

        async Task<IEnumerable<string>> Rooms(string purpose) =>
            (await (await app.As(CaseWork.CareCoordinator, purpose)).Read("municipalities/0268/overview"))["rooms"]!.AsArray().Select(room => (string)room!["room"]!);
    }

    [Fact]
    public async Task rooms_are_not_joined_by_the_instants_that_they_show()
    {
        var address = await app.StaffedCase();
        var victims = await app.VictimTrack(address);
        var security = await app.SecurityTrack(address);
        var care = await app.As(CaseWork.CareCoordinator, "care");
        var lead = await app.As(CaseWork.CaseLead, "security");
        var day = ((string)(await lead.Read(address))["proposedAt"]!)[..10];

        foreach (var (client, track, room) in new[] { (care, victims, "care"), (lead, security, "security") })
        {
            var view = (await client.Read(track)).AsObject();
            ((string)view["openedOn"]!).ShouldBe(day);
            view.ContainsKey("openedAt").ShouldBeFalse();

            ((string)(await Feeds.EntryAbout(client, CaseWork.IdOf(track), room: room))["time"]!).ShouldBe($"{day}T00:00:00Z");
            var row = await Municipalities.ReadModels.Row(client, "0268", CaseWork.IdOf(track), room);
            ((string)row["openedAt"]!).ShouldBe($"{day}T00:00:00Z");
            ((string)row["updatedAt"]!).ShouldBe($"{day}T00:00:00Z");
        }

        var granted = await Feeds.EntryAbout(await app.As(CaseWork.Shelter, "care"), CaseWork.IdOf(victims), "nl.chaincoop.access.granted.v1", "care");
        ((string)granted["time"]!).ShouldBe($"{day}T00:00:00Z");
    }

    internal static JsonObject Person(string role) => new()
    {
        ["role"] = role,
        ["identifiers"] = new JsonObject { ["familyName"] = "Voorbeeld", ["birthDate"] = "1999-05-04" },
        ["note"] = "Speaks Dutch and Polish.",
    };

    private static async Task<string> Text(HttpClient client, string address) => (await client.Read(address)).ToJsonString();

    private static async Task<List<string>> Subjects(HttpClient client, string room) => [.. (await Entries(client, room)).Select(entry => (string)entry["subject"]!)];

    /// <summary>Once the last fact about the case has arrived in the feed of the municipality, all of them have, everywhere.</summary>
    private async Task<List<string>> TypesAbout(HttpClient client, string id, string room)
    {
        var head = Convert.ToInt64(await app.Database.CreateCommand("select max(seq_id) from chaincoop.mt_events").ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
        for (var polls = 0; polls < 200 && await Progress() < head; polls++) await client.GetAsync($"feed?room={room}&after={(await Entries(client, room)).Count}&timeout=50");
        return [.. (await Entries(client, room)).Where(entry => (string?)entry["subject"] == id).Select(entry => (string)entry["type"]!)];
    }

    private async Task<long> Progress() =>
        Convert.ToInt64(await app.Database.CreateCommand("select last_seq_id from chaincoop.mt_event_progression where name = 'feeds:All'").ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<List<JsonNode>> Entries(HttpClient client, string room)
    {
        List<JsonNode> all = [];
        while (true)
        {
            var page = (await client.Read($"feed?room={room}&after={all.Count}&limit=1000")).AsArray();
            if (page.Count == 0) return all;
            all.AddRange(page.Select(entry => entry!));
        }
    }
}
