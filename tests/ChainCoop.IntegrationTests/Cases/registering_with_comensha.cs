using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Conformance.NonInterference;

namespace ChainCoop.IntegrationTests.Cases;

/// <summary>A registration rests on any legal basis, and giving it to CoMensha is a disclosure.</summary>
public class registering_with_comensha(AppFixture app)
{
    private static readonly Officer Keeper = new(People.NijmegenOin, "privacy-officer-of-care", "privacy-officer", ["0268"]) { Scopes = "cases.read privacy.read privacy.write" };

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("legal-duty")]
    [InlineData("vital-interest")]
    [InlineData("public-task")]
    [InlineData("other")]
    public async Task needs_a_basis_of_whichever_kind(string kind)
    {
        var (track, person, _) = await app.PersonInCare();
        var coordinator = await app.As(CaseWork.CareCoordinator, "care");
        var none = await coordinator.Refused(track, "comensha-registrations", CareWork.Registration(person, Guid.NewGuid().ToString()));
        (none.Status, none.Problem).ShouldBe((409, "no-basis-to-register"));
        var registered = await coordinator.Done(track, "comensha-registrations", CareWork.Registration(person, await BasisAsync(coordinator, track, kind)));
        ((string)registered["legalBasis"]!, (string)registered["type"]!).ShouldBe((kind, "registration"));
    }

    [Fact]
    public async Task can_rest_on_consent_until_it_is_withdrawn_and_then_on_something_else()
    {
        var (track, person, _) = await app.PersonInCare();
        var coordinator = await app.As(CaseWork.CareCoordinator with { Scopes = "cases.read cases.write sharing.write" }, "care");
        var consent = (string)(await coordinator.Done(track, "consents", new()
        {
            ["participationId"] = person,
            ["scope"] = new JsonArray("care"),
            ["signer"] = "self",
            ["capacity"] = "adult",
            ["textVersion"] = "1",
            ["givenOn"] = "2026-01-05",
        }))["id"]!;
        var id = (string)(await coordinator.Done(track, "comensha-registrations", CareWork.Registration(person, consent)))["id"]!;
        await coordinator.Read($"{track}/comensha-registrations/{id}/export");

        (await coordinator.PostAsync($"consents/{consent}/withdrawals", new JsonObject())).StatusCode.ShouldBe(HttpStatusCode.OK);
        await ShouldRefuse(await coordinator.GetAsync($"{track}/comensha-registrations/{id}/export", token), 409, "no-basis-to-register");
        (await coordinator.Refused(track, $"comensha-registrations/{id}/changes", new() { ["type"] = "with-shelter" })).Problem.ShouldBe("no-basis-to-register");
        await coordinator.Done(track, $"comensha-registrations/{id}/changes", new() { ["type"] = "with-shelter", ["legalBasisId"] = await BasisAsync(coordinator, track, "legal-duty") });
        ((string)(await coordinator.Read($"{track}/comensha-registrations/{id}/export"))["legalBasis"]!).ShouldBe("legal-duty");
    }

    [Fact]
    public async Task is_exported_in_the_terms_of_comensha_and_on_record_as_a_disclosure()
    {
        var (track, person, subject) = await app.PersonInCare();
        var (coordinator, shelter) = (await app.As(CaseWork.CareCoordinator, "care"), await app.As(CaseWork.Shelter, "care"));
        await coordinator.Done(track, "route-proposals", CareWork.Facts(person));
        await coordinator.Done(track, "placements", placing_a_victim.Placement(person, "Wilgenkade 21"));
        var basis = await BasisAsync(coordinator, track, "vital-interest");
        var id = (string)(await coordinator.Done(track, "comensha-registrations", CareWork.Registration(person, basis).With("type", "info-and-advice")))["id"]!;
        var address = $"{track}/comensha-registrations/{id}/export";

        // Of who asks for advice no name is given.
        (await coordinator.Read(address))["identifiers"].ShouldBeNull();
        await coordinator.Done(track, $"comensha-registrations/{id}/changes", new() { ["type"] = "with-shelter" });
        await coordinator.Done(track, $"participations/{person}/corrections", new()
        {
            ["reason"] = "incorrect",
            ["identifiers"] = new JsonObject { ["familyName"] = "Voorbeeld", ["address"] = new JsonObject { ["postcode"] = "0000 AA", ["houseNumber"] = "21" } },
        });
        var export = await coordinator.Read(address);
        ((string)export["type"]!, (string)export["role"]!, (string)export["ageGroup"]!, (string)export["nationality"]!, (string)export["residence"]!, (string)export["coding"]!)
            .ShouldBe(("Aanmelding met opvangverzoek", "Slachtoffer", "Meerderjarig", "Niet-EU", "Bedenktijd", "1"));
        ((string)export["identifiers"]!["familyName"]!).ShouldBe("Voorbeeld");
        ((string)export["identifiers"]!["familyName"]!, export["identifiers"]!["address"]).ShouldBe(("Voorbeeld", null), "it may be that of a shelter");
        export["history"]!.AsArray().Select(step => (string)step!["type"]!).ShouldBe(["Informatie en advies", "Aanmelding met opvangverzoek"]);
        foreach (var hidden in (string[])["Wilgenkade", subject, person, CaseWork.IdOf(track)]) export.ToJsonString().ShouldNotContain(hidden);

        await using var command = app.Database.CreateCommand(
            "select count(*) from access.log where action = 'victim-track.export-comensha-registration' and status = 200 and recipient = $1 and justification = 'vital-interest' and subjects = array[$2]");
        command.Parameters.Add(new() { Value = CareWork.CoMensha.Organisation.Value });
        command.Parameters.Add(new() { Value = Guid.Parse(subject) });
        ((long)(await command.ExecuteScalarAsync(token))!).ShouldBe(2);

        // For who leads the room, with a purpose; to others it is forbidden, and hidden to who does not enter.
        (await shelter.GetAsync(address, token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await (await app.As(People.Police, "security")).GetAsync(address, token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await coordinator.GetAsync($"{track}/comensha-registrations/{Guid.NewGuid()}/export", token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // Nothing that is disputed goes out.
        await coordinator.Done(track, $"participations/{person}/contests", new() { ["fact"] = "identifiers", ["statement"] = "That is not my name." });
        await ShouldRefuse(await coordinator.GetAsync(address, token), 409, "fact-contested");
    }

    [Fact]
    public async Task is_of_victims_and_of_who_may_be_one()
    {
        var (track, _, _) = await app.PersonInCare();
        var coordinator = await app.As(CaseWork.CareCoordinator, "care");
        var witness = await coordinator.Done(track, "participations", rooms_apart.Person("witness"));
        await care_for_a_victim.FaultAt(
            coordinator, track, "comensha-registrations", CareWork.Registration((string)witness["id"]!, await BasisAsync(coordinator, track, "legal-duty")), "/participationId");
    }

    /// <summary>All that was written about a person in the care room is under the key of that person.</summary>
    [Fact]
    public async Task and_everything_else_about_a_person_goes_when_the_person_is_erased()
    {
        var (track, person, subject) = await app.PersonInCare();
        var coordinator = await app.As(CaseWork.CareCoordinator, "care");
        await CareWork.EverythingAsync((below, body) => coordinator.Done(track, below, body), person);
        var before = await coordinator.Read(track);
        before.ToJsonString().ShouldContain("\"x\"");
        var registration = (string)care_for_a_victim.Only(before, "comenshaRegistrations")["id"]!;

        var keeper = await app.As(Keeper, "rights-of-data-subjects");
        var erasure = await keeper.PostAsync("erasures", new JsonObject
        {
            ["record"] = new JsonObject { ["kind"] = "victim-track", ["id"] = CaseWork.IdOf(track) },
            ["subjectId"] = subject,
            ["recordVersion"] = long.Parse((await coordinator.TagOf(track)).Trim('"'), System.Globalization.CultureInfo.InvariantCulture),
            ["ground"] = "unlawful",
        });
        erasure.StatusCode.ShouldBe(HttpStatusCode.Created, await erasure.Content.ReadAsStringAsync(token));
        await Wait.ForErasureAsync(keeper, (string)(await erasure.JsonAsync())["id"]!);

        var after = await coordinator.Read(track);
        after.ToJsonString().ShouldNotContain("\"x\"");
        after.ToJsonString().ShouldNotContain("Voorbeeld");
        await using var command = app.Database.CreateCommand("select count(*) from vault.payloads where record_id = $1");
        command.Parameters.Add(new() { Value = Guid.Parse(CaseWork.IdOf(track)) });
        ((long)(await command.ExecuteScalarAsync(token))!).ShouldBe(0);
        await ShouldRefuse(await coordinator.GetAsync($"{track}/comensha-registrations/{registration}/export", token), 409, "subject-erased");
    }

    private static async Task<string> BasisAsync(HttpClient client, string track, string kind) =>
        (string)(await client.Done(track, "legal-bases", new() { ["kind"] = kind, ["from"] = "2026-01-01" }))["id"]!;

    private static async Task ShouldRefuse(HttpResponseMessage answer, int status, string problem) =>
        ((int)answer.StatusCode, (string)(await answer.JsonAsync())["type"]!).ShouldBe((status, $"urn:chaincoop:problem:{problem}"));
}
