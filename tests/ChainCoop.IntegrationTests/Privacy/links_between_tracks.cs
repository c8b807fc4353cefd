using System.Net;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Shared;
using static ChainCoop.IntegrationTests.Privacy.SubjectWork;

namespace ChainCoop.IntegrationTests.Privacy;

public class links_between_tracks(AppFixture app)
{
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task are_found_by_either_person_and_read_by_privacy_officers_who_are_logged()
    {
        var officer = PrivacyOfficer(People.NijmegenOin, "0268");
        var keeper = await app.AsKeeper(officer);
        var tracks = await app.TwoTracks();
        var posted = await keeper.PostAsync("subject-links", Link(tracks));
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        var id = (string)(await posted.JsonAsync())["id"]!;
        posted.Headers.Location!.ToString().ShouldBe($"/v1/subject-links/{id}");

        (await Found(keeper, tracks.Victim)).ShouldBe([id]);
        (await Found(keeper, tracks.Suspect)).ShouldBe([id]);
        (await Found(keeper, NewId.Unlinkable().ToString())).ShouldBeEmpty();
        var mapping = (await keeper.Read($"subject-links/{id}"))["mapping"]!;
        ((string)mapping["victimSubjectId"]!).ShouldBe(tracks.Victim);
        ((string)mapping["securitySubjectId"]!).ShouldBe(tracks.Suspect);
        ((string)mapping["victimTrackId"]!).ShouldBe(tracks.VictimTrack);

        var records = await app.RecordsOf(officer);
        records[0].ShouldSatisfyAllConditions(
            record => record.Action.ShouldBe("subject-link.read"), record => record.Status.ShouldBe(200), record => record.Resource.ShouldBe(Guid.Parse(id)));
        records.Select(record => record.Action).Take(5).ShouldBe(["subject-link.read", "subject-link.search", "subject-link.search", "subject-link.search", "subject-link.link"]);
        records.ShouldAllBe(record => record.Subjects.Length == 0);
    }

    [Fact]
    public async Task join_nothing_for_who_has_the_main_database_alone()
    {
        var keeper = await app.AsKeeper(Nijmegen);
        var tracks = await app.TwoTracks();
        var id = await keeper.Linked(tracks);
        await Found(keeper, tracks.Victim);
        await keeper.Read($"subject-links/{id}");

        (await app.TablesWithRowsThatHold(tracks.Victim, tracks.Suspect)).ShouldBeEmpty();
        (await app.TablesWithRowsThatHold(tracks.Victim, id)).ShouldBeEmpty();
        (await app.TablesWithRowsThatHold(tracks.Suspect, id)).ShouldBeEmpty();
        (await app.TablesWithRowsThatHold(tracks.VictimTrack, id)).ShouldBeEmpty();
        (await app.TablesWithRowsThatHold(tracks.SecurityTrack, id)).ShouldBeEmpty();
        // The search looks where it says.
        (await app.TablesWithRowsThatHold(tracks.Victim, tracks.VictimTrack)).ShouldContain("chaincoop.mt_doc_victimtrack");
    }

    [Fact]
    public async Task are_made_once_and_end_once()
    {
        var keeper = await app.AsKeeper(Nijmegen);
        var tracks = await app.TwoTracks();
        var id = await keeper.Linked(tracks);
        (await (await keeper.PostAsync("subject-links", Link(tracks))).Problem(HttpStatusCode.Conflict)).Code.ShouldBe("already-linked");
        (await keeper.PostAsync($"subject-links/{id}/endings", new { }, "\"99\"")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await keeper.PostAsync($"subject-links/{id}/endings", new { }, "\"7\"")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);

        await keeper.Done($"subject-links/{id}", "endings", []);

        (await Found(keeper, tracks.Victim)).ShouldBeEmpty();
        var ended = await keeper.Read($"subject-links/{id}");
        ended["mapping"].ShouldBeNull();
        ended["endedAt"].ShouldNotBeNull();
        (await (await keeper.Change($"subject-links/{id}", "endings", [])).Problem(HttpStatusCode.Conflict)).Code.ShouldBe("state-forbids");
        (await keeper.Linked(tracks)).ShouldNotBe(id);
    }

    [Fact]
    public async Task are_about_persons_in_tracks_that_the_caller_answers_for()
    {
        var keeper = await app.AsKeeper(Nijmegen);
        var tracks = await app.TwoTracks();
        foreach (var (member, value, pointer) in ((string, string, string)[])
        [
            ("victimSubjectId", tracks.Suspect, "/victimSubjectId"),
            ("securitySubjectId", tracks.Victim, "/securitySubjectId"),
            ("victimTrackId", tracks.SecurityTrack, "/victimTrackId"),
            ("securityTrackId", NewId.Unlinkable().ToString(), "/securityTrackId"),
            ("victimTrackId", "x", "/victimTrackId"),
        ])
        {
            var body = Link(tracks);
            body[member] = value;
            (await (await keeper.PostAsync("subject-links", body)).Problem(HttpStatusCode.BadRequest)).Pointers.ShouldBe([pointer]);
        }

        // Tiel answers for neither, and the shelter takes part in one without answering for it.
        var elsewhere = Link(tracks);
        elsewhere["municipality"] = "0281";
        (await keeper.PostAsync("subject-links", elsewhere)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await (await (await app.AsKeeper(Tiel)).PostAsync("subject-links", elsewhere.DeepClone().AsObject())).Problem(HttpStatusCode.BadRequest)).Pointers
            .ShouldBe(["/victimTrackId", "/securityTrackId"]);
        (await (await (await app.AsKeeper(PrivacyOfficer(CaseWork.ShelterOin, "0268"))).PostAsync("subject-links", Link(tracks))).Problem(HttpStatusCode.BadRequest)).Pointers
            .ShouldBe(["/victimTrackId", "/securityTrackId"]);
    }

    [Fact]
    public async Task do_not_exist_for_other_organisations_and_are_not_for_other_roles()
    {
        var keeper = await app.AsKeeper(Nijmegen);
        var tracks = await app.TwoTracks();
        var address = $"subject-links/{await keeper.Linked(tracks)}";
        var tiel = await app.AsKeeper(Tiel);
        (await (await tiel.GetAsync(address, token)).Problem(HttpStatusCode.NotFound)).Code.ShouldBe("not-found");
        (await tiel.PostAsync($"{address}/endings", new { }, "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Found(tiel, tracks.Victim)).ShouldBeEmpty();

        foreach (var role in (string[])["focal-point", "care-coordinator", "case-lead", "chain-director", "records-manager"])
        {
            var other = await app.AsKeeper(PrivacyOfficer(People.NijmegenOin, "0268", role));
            (await other.GetAsync(address, token)).StatusCode.ShouldBe(HttpStatusCode.NotFound, role);
            (await other.PostAsync("subject-links/_search", new { subjectId = tracks.Victim })).StatusCode.ShouldBe(HttpStatusCode.Forbidden, role);
            (await other.PostAsync("subject-links", Link(tracks))).StatusCode.ShouldBe(HttpStatusCode.Forbidden, role);
            (await other.PostAsync($"{address}/endings", new { }, "\"1\"")).StatusCode.ShouldBe(HttpStatusCode.NotFound, role);
        }

        keeper.DefaultRequestHeaders.Remove("Purpose");
        (await (await keeper.GetAsync(address, token)).Problem(HttpStatusCode.Forbidden)).Code.ShouldBe("purpose-required");
        (await keeper.PostAsync("subject-links/_search", new { subjectId = tracks.Victim })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static async Task<List<string>> Found(HttpClient keeper, string subject)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "subject-links/_search")
        {
            Content = new StringContent($$"""{"subjectId":"{{subject}}"}""", System.Text.Encoding.UTF8, "application/json"),
        };
        var response = await keeper.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return [.. (await response.JsonAsync())["items"]!.AsArray().Select(item => (string)item!["id"]!)];
    }
}
