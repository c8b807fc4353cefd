using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.Privacy.Requests;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Cases;

/// <summary>A role belongs to a participation over a period: one human being can be victim and suspect in one case.</summary>
public class roles_that_change(AppFixture app)
{
    [Fact]
    public async Task one_human_being_is_victim_and_suspect_and_each_room_knows_its_own()
    {
        var address = await app.StaffedCase();
        var (victims, security) = (await app.VictimTrack(address), await app.SecurityTrack(address));
        var (coordinator, police) = (await app.As(CaseWork.CareCoordinator, "care"), await app.As(People.Police, "security"));

        // The same name and birth date in both.
        var victim = await coordinator.Done(victims, "participations", rooms_apart.Person("victim"));
        var suspect = await police.Done(security, "participations", rooms_apart.Person("suspect"));
        var securityBefore = await police.Read(security);
        var tagBefore = await police.TagOf(security);
        var changed = await coordinator.Done(victims, $"participations/{victim["id"]}/endings", RoleChange("witness-complainant"));

        var care = (await coordinator.Read(victims))["participations"]!.AsArray();
        care.Select(person => (string)person!["role"]!).ShouldBe(["victim", "witness-complainant"]);
        care.ShouldAllBe(person => (string)person!["subjectId"]! == (string)victim["subjectId"]! && (string)person["identifiers"]!["familyName"]! == "Voorbeeld");
        ((string)care[0]!["endReason"]!, (string)care[0]!["endNote"]!, (string)care[0]!["until"]!).ShouldBe(("role-changed", "So it is.", (string)changed["endedOn"]!));
        ((string)care[1]!["id"]!).ShouldBe((string)changed["next"]!);
        care[1]!["until"].ShouldBeNull();

        // Who asks what is kept of her hears the present role.
        var presence = await Presence.FindAsync(
            new SourceRecord(SourceKind.VictimTrack, Guid.Parse(CaseWork.IdOf(victims))), SubjectId.From(Guid.Parse((string)victim["subjectId"]!)), app.Database, TestContext.Current.CancellationToken);
        presence.ShouldNotBeNull().Role.ShouldBe(new SubjectRole("witness-complainant"));

        // The other room is as it was, to the version; it ends its role itself.
        (await police.Read(security)).ToJsonString().ShouldBe(securityBefore.ToJsonString());
        (await police.TagOf(security)).ShouldBe(tagBefore);
        await police.Done(security, $"participations/{suspect["id"]}/endings", new() { ["reason"] = "not-involved" });
        var text = (await police.Read(security)).ToJsonString();
        foreach (var hidden in (string[])["victim", "witness", (string)victim["subjectId"]!, (string)victim["id"]!, (string)changed["next"]!]) text.ShouldNotContain(hidden);
        var shown = (await coordinator.Read(victims)).ToJsonString();
        foreach (var hidden in (string[])["suspect", (string)suspect["subjectId"]!, (string)suspect["id"]!]) shown.ShouldNotContain(hidden);
        (await coordinator.GetAsync(security)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await police.GetAsync(victims)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task what_is_wrong_with_an_end_is_said()
    {
        var address = await app.StaffedCase();
        var (victims, security) = (await app.VictimTrack(address), await app.SecurityTrack(address));
        foreach (var (client, track, role, elsewhere) in (IEnumerable<(HttpClient, string, string, string)>)
            [(await app.As(CaseWork.CareCoordinator, "care"), victims, "victim", "suspect"), (await app.As(CaseWork.CaseLead, "security"), security, "suspect", "victim")])
        {
            var person = await client.Done(track, "participations", rooms_apart.Person(role));
            var endings = $"participations/{person["id"]}/endings";
            await care_for_a_victim.FaultAt(client, track, endings, [], "/reason");
            await care_for_a_victim.FaultAt(client, track, endings, RoleChange(elsewhere), "/nextRole");
            await care_for_a_victim.FaultAt(client, track, endings, RoleChange(role), "/nextRole");
            await care_for_a_victim.FaultAt(client, track, endings, new() { ["reason"] = "left", ["nextRole"] = "witness" }, "/nextRole");
            await care_for_a_victim.FaultAt(client, track, endings, new() { ["reason"] = "left", ["endedOn"] = "2026-01-01" }, "/endedOn");
            await care_for_a_victim.FaultAt(client, track, endings, new() { ["reason"] = "left", ["endedOn"] = "2199-01-01" }, "/endedOn");
            (await client.PostAsync($"{track}/{endings}", new JsonObject { ["reason"] = "left" }, "\"99\"")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
            ((int)(await client.PostAsync($"{track}/{endings}", new JsonObject { ["reason"] = "left" })).StatusCode).ShouldBe(428);
            (await client.Change(track, $"participations/{Guid.NewGuid()}/endings", new() { ["reason"] = "left" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            await client.Done(track, $"participations/{person["id"]}/contests", new() { ["fact"] = "identifiers", ["statement"] = "That is not my name." });
            (await client.Refused(track, endings, RoleChange("witness"))).Problem.ShouldBe("fact-contested");
            await client.Done(track, endings, new() { ["reason"] = "left" });
            var again = await client.Refused(track, endings, new() { ["reason"] = "left" });
            (again.Status, (string)again.Body["state"]!).ShouldBe((409, "ended"));
        }
    }

    private static JsonObject RoleChange(string next) => new() { ["reason"] = "role-changed", ["nextRole"] = next, ["note"] = "So it is." };
}
