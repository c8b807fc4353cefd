using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Privacy;

namespace ChainCoop.IntegrationTests.Audit;

public class who_an_officer_is(AppFixture app)
{
    private const string Note = "Read forty cases in one night.";

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task hears_the_auditor_who_asked_when_a_privacy_officer_agreed()
    {
        var officer = AuditWork.FocalPoint();
        var pseudonym = await PseudonymOf(officer);
        var asks = AuditWork.Auditor(AuditWork.WestBetuweOin, "1960");
        var auditor = await app.Audits(asks);
        var privacy = await app.As(AuditWork.PrivacyOfficer(AuditWork.WestBetuweOin, "1960"));

        var proposed = await auditor.PostAsync("audit/unmaskings", Proposal(pseudonym));
        proposed.StatusCode.ShouldBe(HttpStatusCode.Created);
        ((string)(await proposed.JsonAsync())["status"]!).ShouldBe("proposed");
        var address = proposed.Headers.Location!.ToString()["/v1/".Length..];
        (await auditor.Read(address))["officer"].ShouldBeNull();

        // The privacy officer finds it, reads why, and still not who.
        (await privacy.Items("audit/unmaskings")).Select(item => $"audit/unmaskings/{item["id"]}").ShouldContain(address);
        var before = await privacy.Read(address);
        ((string)before["note"]!).ShouldBe(Note);
        ((string)before["pseudonym"]!).ShouldBe(pseudonym);
        ((string)before["organisation"]!).ShouldBe(AuditWork.WestBetuweOin.Value);
        before["officer"].ShouldBeNull();

        ((string)(await privacy.Done(address, "approvals", []))["status"]!).ShouldBe("approved");
        ((string)(await auditor.Read(address))["officer"]!).ShouldBe(officer.Id);
        (await privacy.Read(address))["officer"].ShouldBeNull();
        (await (await app.Audits(AuditWork.Auditor(AuditWork.WestBetuweOin, "1960"))).Read(address))["officer"].ShouldBeNull();

        // Each look is on record, and nothing of the note is in the timeline.
        var looks = await auditor.Items($"audit/access-log?resource={address.Split('/')[^1]}&action=unmasking.read");
        looks.Count.ShouldBe(6, "Three of the privacy officer, one of them for the ETag; two of the auditor and one of another.");
        await using var command = app.Database.CreateCommand("select count(*) from chaincoop.mt_events where stream_id = $1 and data::text like '%night%'");
        command.Parameters.Add(new() { Value = Guid.Parse(address.Split('/')[^1]) });
        (await command.ExecuteScalarAsync(token)).ShouldBe(0L);
    }

    [Fact]
    public async Task is_not_for_the_one_who_asks_to_decide()
    {
        var pseudonym = await PseudonymOf(AuditWork.FocalPoint());
        var both = AuditWork.Auditor(AuditWork.WestBetuweOin, "1960");
        var auditor = await app.Audits(both);
        var address = await Proposed(auditor, pseudonym);
        (await (await auditor.Change(address, "approvals", [])).Problem(HttpStatusCode.Forbidden)).Code.ShouldBe("forbidden");

        // Nor as a privacy officer, if he is one, too.
        await app.As(new Officer(both.Organisation, both.Id, "privacy-officer", both.Municipalities));
        auditor.DefaultRequestHeaders.Authorization = new("Bearer", Tokens.For(both.Organisation, both.Id, "auditor privacy-officer", both.Scopes));
        (await (await auditor.Change(address, "approvals", [])).Problem(HttpStatusCode.Forbidden)).Code.ShouldBe("own-unmasking");
        (await (await auditor.Change(address, "refusals", [])).Problem(HttpStatusCode.Forbidden)).Code.ShouldBe("own-unmasking");
        (await auditor.Read(address))["officer"].ShouldBeNull();
    }

    [Fact]
    public async Task stays_unsaid_when_it_is_refused()
    {
        var auditor = await app.Audits(AuditWork.Auditor(AuditWork.WestBetuweOin, "1960"));
        var privacy = await app.As(AuditWork.PrivacyOfficer(AuditWork.WestBetuweOin, "1960"));
        var address = await Proposed(auditor, await PseudonymOf(AuditWork.FocalPoint()));
        var tag = await privacy.TagOf(address);
        ((string)(await privacy.Done(address, "refusals", []))["status"]!).ShouldBe("refused");
        ((string)(await privacy.Done(address, "refusals", []))["status"]!).ShouldBe("refused");
        (await (await privacy.Change(address, "approvals", [])).Problem(HttpStatusCode.Conflict)).Code.ShouldBe("state-forbids");
        (await privacy.PostAsync($"{address}/approvals", "{}", tag)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await auditor.Read(address))["officer"].ShouldBeNull();
    }

    [Fact]
    public async Task is_hidden_from_other_organisations_and_other_roles()
    {
        var auditor = await app.Audits(AuditWork.Auditor(AuditWork.WestBetuweOin, "1960"));
        var address = await Proposed(auditor, await PseudonymOf(AuditWork.FocalPoint()));

        var colleague = await app.As(AuditWork.FocalPoint() with { Scopes = "audit.read audit.write" }, "oversight");
        foreach (var stranger in new[]
        {
            await app.Audits(AuditWork.Auditor(People.NijmegenOin, "0268")), await app.As(AuditWork.PrivacyOfficer(People.NijmegenOin, "0268")), colleague,
        })
        {
            (await stranger.GetAsync(address, token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await stranger.PostAsync($"{address}/approvals", "{}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await stranger.PostAsync($"{address}/refusals", "{}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        (await (await app.Audits(AuditWork.Auditor(People.NijmegenOin, "0268"))).Items("audit/unmaskings")).Select(item => (string)item["id"]!).ShouldNotContain(address.Split('/')[^1]);
        (await colleague.GetAsync("audit/unmaskings", token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await (await app.As(AuditWork.PrivacyOfficer(AuditWork.WestBetuweOin, "1960"))).PostAsync("audit/unmaskings", Proposal(NewPseudonym()))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task cannot_be_asked_of_whom_the_auditor_does_not_read()
    {
        var pseudonym = await PseudonymOf(AuditWork.FocalPoint());
        (await (await (await app.Audits(AuditWork.Auditor(People.NijmegenOin, "0268"))).PostAsync("audit/unmaskings", Proposal(pseudonym))).Problem(HttpStatusCode.BadRequest))
            .Pointers.ShouldBe(["/pseudonym"]);
        (await (await (await app.Audits(AuditWork.Auditor(AuditWork.WestBetuweOin, "1960"))).PostAsync("audit/unmaskings", Proposal(NewPseudonym()))).Problem(HttpStatusCode.BadRequest))
            .Pointers.ShouldBe(["/pseudonym"]);
        (await (await app.Audits(AuditWork.Auditor(People.NijmegenOin, People.District))).PostAsync("audit/unmaskings", Proposal(pseudonym))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task is_listed_page_by_page()
    {
        var organisation = new Shared.Oin("00000099000000225000");
        var auditor = await app.Audits(AuditWork.Auditor(organisation, "0225"));
        await auditor.Items("audit/unmaskings");
        var own = (string)(await auditor.Items("audit/access-log?limit=1"))[0]["officer"]!;
        List<string> made = [];
        for (var i = 0; i < 3; i++) made.Insert(0, (await Proposed(auditor, own)).Split('/')[^1]);

        var first = await auditor.Read("audit/unmaskings?limit=2");
        var second = await auditor.Read($"audit/unmaskings?limit=2&cursor={first["next"]}");
        first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(item => (string)item!["id"]!).ShouldBe(made);
        second["next"].ShouldBeNull();
    }

    private static string NewPseudonym() => Guid.NewGuid().ToString();

    private static JsonObject Proposal(string pseudonym) => new() { ["pseudonym"] = pseudonym, ["reason"] = "suspected-misuse", ["note"] = Note };

    private static async Task<string> Proposed(HttpClient auditor, string pseudonym)
    {
        var proposed = await auditor.PostAsync("audit/unmaskings", Proposal(pseudonym));
        proposed.StatusCode.ShouldBe(HttpStatusCode.Created);
        return proposed.Headers.Location!.ToString()["/v1/".Length..];
    }

    /// <summary>As an auditor reads it of a request that the officer made.</summary>
    private async Task<string> PseudonymOf(Officer officer)
    {
        var signal = await (await app.As(officer, "assessment")).Signal();
        return (string)(await (await app.Audits(AuditWork.Auditor(AuditWork.WestBetuweOin, "1960"))).Items($"audit/access-log?resource={signal}")).ShouldHaveSingleItem()["officer"]!;
    }
}
