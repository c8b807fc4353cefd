using System.Net;
using System.Text.Json.Nodes;

namespace ChainCoop.IntegrationTests.Cases;

/// <summary>Where a shelter is, and who hears it.</summary>
public class placing_a_victim(AppFixture app)
{
    private static readonly Officer CoMensha = new(new("00000099000100007000"), "placing-officer", "partner", People.District);

    [Fact]
    public async Task the_address_is_for_care_coordinators_and_for_who_placed()
    {
        var address = await app.StaffedCase();
        var victims = await app.VictimTrack(address);
        await (await app.As(CaseWork.CaseLead)).Done(address, "members", CaseWork.Membership(CoMensha.Organisation, "care"));
        var (coordinator, shelter, placing) = (await app.As(CaseWork.CareCoordinator, "care"), await app.As(CaseWork.Shelter, "care"), await app.As(CoMensha, "care"));
        var person = await coordinator.Done(victims, "participations", rooms_apart.Person("victim"));

        var placed = await placing.Done(victims, "placements", Placement((string)person["id"]!, "Lindelaan 7"));

        foreach (var client in (HttpClient[])[coordinator, placing])
        {
            var seen = (await client.Read(victims))["placements"]!.AsArray().ShouldHaveSingleItem()!;
            ((string)seen["id"]!).ShouldBe((string)placed["id"]!);
            ((string)seen["address"]!["street"]!).ShouldBe("Lindelaan 7");
        }
        var hidden = (await shelter.Read(victims))["placements"]!.AsArray().ShouldHaveSingleItem()!;
        hidden["address"].ShouldBeNull();
        hidden["placedOn"].ShouldNotBeNull();
        foreach (var (client, path) in ((HttpClient, string)[])[(await app.As(People.Police, "security"), victims), (await app.As(CaseWork.CaseLead), victims), (await app.As(CaseWork.Director), victims)])
            (await client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // The shelter finds another house: the address is its own now, and who placed first hears that there is one.
        await shelter.Done(victims, "placements", Placement((string)person["id"]!, "Beukenhof 3"));
        ((string)(await shelter.Read(victims))["placements"]!.AsArray().ShouldHaveSingleItem()!["address"]!["street"]!).ShouldBe("Beukenhof 3");
        (await placing.Read(victims))["placements"]!.AsArray().ShouldHaveSingleItem()!["address"].ShouldBeNull();
    }

    [Fact]
    public async Task it_is_nowhere_but_in_the_vault()
    {
        var address = await app.StaffedCase();
        var victims = await app.VictimTrack(address);
        var coordinator = await app.As(CaseWork.CareCoordinator, "care");
        var person = await coordinator.Done(victims, "participations", rooms_apart.Person("victim"));
        await coordinator.Done(victims, "placements", Placement((string)person["id"]!, "Esdoornsteeg 19"));

        var entry = await Feeds.EntryAbout(coordinator, CaseWork.IdOf(victims), "nl.chaincoop.victim-tracks.placements-changed.v1", "care");
        entry.ToJsonString().ShouldNotContain("Esdoornsteeg");
        await using var command = app.Database.CreateCommand(
            "select string_agg(data::text, '') from (select data from chaincoop.mt_events union all select data from chaincoop.mt_doc_victimtrack) all_rows");
        ((string)(await command.ExecuteScalarAsync())!).ShouldNotContain("Esdoornsteeg");
    }

    [Fact]
    public async Task a_person_who_is_not_in_the_room_cannot_be_placed()
    {
        var address = await app.StaffedCase();
        var victims = await app.VictimTrack(address);
        var coordinator = await app.As(CaseWork.CareCoordinator, "care");

        await FaultsAt(Placement(Guid.NewGuid().ToString(), "Lindelaan 7"), "/participationId");
        await FaultsAt(new JsonObject { ["participationId"] = "x", ["address"] = new JsonObject { ["street"] = "" } }, "/participationId", "/address/street", "/address/place");
        (await coordinator.PostAsync($"{victims}/placements", Placement(Guid.NewGuid().ToString(), "Lindelaan 7"), "\"99\"")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);

        async Task FaultsAt(JsonObject body, params string[] pointers)
        {
            var refused = await coordinator.PostAsync($"{victims}/placements", body, await coordinator.TagOf(victims));
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await refused.JsonAsync())["errors"]!.AsArray().Select(fault => (string)fault!["pointer"]!).ShouldBe(pointers, ignoreOrder: true);
        }
    }

    internal static JsonObject Placement(string participation, string street) => new()
    {
        ["participationId"] = participation,
        ["address"] = new JsonObject { ["street"] = street, ["postcode"] = "0000 AA", ["place"] = "Voorbeeldstad" },
    };
}
