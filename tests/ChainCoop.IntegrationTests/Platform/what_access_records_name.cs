using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Platform;

/// <summary>Who looks at the access log later has to find what was read, about whom, and why.</summary>
public class what_access_records_name(AppFixture app)
{
    [Theory]
    [InlineData("municipalities/0268/caseload")]
    [InlineData("municipalities/0268/deadlines")]
    [InlineData("municipalities/0268/overview")]
    [InlineData("municipalities/0268")]
    public async Task the_municipality_of_a_list(string url)
    {
        var officer = Somebody("focal-point");
        (await (await app.As(officer)).GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Last(officer)).Municipality.ShouldBe("0268");
    }

    [Fact]
    public async Task the_municipality_that_was_asked_for_in_vain_and_nothing_that_is_none()
    {
        var officer = Somebody("focal-point");
        var client = await app.As(officer);
        (await client.GetAsync("municipalities/0281/caseload")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Last(officer)).Municipality.ShouldBe("0281");
        (await client.GetAsync("municipalities/jan-de-vries/caseload")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Last(officer)).Municipality.ShouldBeNull();
    }

    [Fact]
    public async Task the_organisation_that_was_looked_up()
    {
        var officer = Somebody("focal-point");
        (await (await app.As(officer)).GetAsync($"organisations/{People.PoliceOin}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Last(officer)).Resource.ShouldBe(OrganisationId.Of(People.PoliceOin).Value);
    }

    [Fact]
    public async Task what_a_repeated_request_made()
    {
        var officer = Somebody("focal-point");
        var client = await app.As(officer);
        var key = Guid.NewGuid().ToString();
        var id = (string)(await (await client.PostAsync("signals", Examples.Signal(), key: key)).JsonAsync())["id"]!;
        (await client.PostAsync("signals", Examples.Signal(), key: key)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await Last(officer)).Resource.ShouldBe(Guid.Parse(id));
    }

    [Fact]
    public async Task whose_data_was_written_and_shown_the_reporter_among_them()
    {
        var officer = Somebody("focal-point");
        var client = await app.As(officer);
        var body = Examples.Signal();
        body["reporter"] = new JsonObject { ["kind"] = "citizen", ["name"] = "A. Voorbeeld", ["contact"] = "0600000000" };
        var id = (string)(await (await client.PostAsync("signals", body)).JsonAsync())["id"]!;
        var written = (await Last(officer)).Subjects;
        written.Length.ShouldBe(2);

        var view = await client.Read($"signals/{id}");
        ((string)view["reporter"]!["name"]!).ShouldBe("A. Voorbeeld");
        (await Last(officer)).Subjects.ShouldBe(written, ignoreOrder: true);
        written.ShouldContain(Guid.Parse((string)view["subjects"]![0]!["id"]!));
    }

    [Theory]
    [InlineData("care-coordinator", "care", "victim-tracks", "victim")]
    [InlineData("case-lead", "security", "security-tracks", "suspect")]
    public async Task whose_data_was_added_to_a_room(string role, string purpose, string tracks, string person)
    {
        var address = await app.StaffedCase();
        var track = tracks == "victim-tracks" ? await app.VictimTrack(address) : await app.SecurityTrack(address);
        var officer = Somebody(role);
        var added = await (await app.As(officer, purpose)).Done(track, "participations", rooms_apart.Person(person));
        (await Last(officer)).Subjects.ShouldBe([Guid.Parse((string)added["subjectId"]!)]);
    }

    [Theory]
    [InlineData("focal-point", "assessment")]
    [InlineData("care-coordinator", "care")]
    [InlineData("case-lead", "casework")]
    [InlineData("chain-director", "casework")]
    [InlineData("partner", "synchronisation")]
    public async Task the_default_purpose_of_the_role_where_none_was_stated(string role, string purpose)
    {
        var officer = Somebody(role);
        var client = await app.As(officer);
        client.DefaultRequestHeaders.Remove("Purpose");
        (await client.GetAsync("feed")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Last(officer)).Purpose.ShouldBe(purpose);
    }

    [Fact]
    public async Task that_a_client_had_the_version_already_and_got_nothing()
    {
        var officer = Somebody("focal-point");
        var client = await app.As(officer);
        var address = $"signals/{(await (await client.PostAsync("signals", Examples.Signal())).JsonAsync())["id"]}";
        using var known = new HttpRequestMessage(HttpMethod.Get, address);
        known.Headers.TryAddWithoutValidation("If-None-Match", await client.TagOf(address));
        (await client.SendAsync(known)).StatusCode.ShouldBe(HttpStatusCode.NotModified);

        var record = await Last(officer);
        record.Status.ShouldBe(304);
        record.Subjects.ShouldBeEmpty();
        record.Resource.ShouldBe(Guid.Parse(CaseWork.IdOf(address)));
    }

    private static Officer Somebody(string role) => new(People.NijmegenOin, $"officer-{NewId.Ordered():N}", role, ["0268"]);

    /// <summary>The last record of the officer's requests.</summary>
    private async Task<(int Status, Guid? Resource, string? Municipality, string? Purpose, Guid[] Subjects)> Last(Officer officer)
    {
        await using var command = app.Database.CreateCommand(
            "select status, resource, municipality, purpose, subjects from access.log where officer = $1 order by seq desc limit 1");
        command.Parameters.Add(new() { Value = officer.Id });
        await using var reader = await command.ExecuteReaderAsync();
        (await reader.ReadAsync()).ShouldBeTrue();
        return (
            reader.GetInt32(0), await reader.IsDBNullAsync(1) ? null : reader.GetGuid(1), await reader.IsDBNullAsync(2) ? null : reader.GetString(2),
            await reader.IsDBNullAsync(3) ? null : reader.GetString(3), reader.GetFieldValue<Guid[]>(4));
    }
}
