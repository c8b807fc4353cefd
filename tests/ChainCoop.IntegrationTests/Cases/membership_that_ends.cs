using System.Net;

namespace ChainCoop.IntegrationTests.Cases;

public class membership_that_ends(AppFixture app)
{
    [Fact]
    public async Task closes_the_room_at_once()
    {
        var address = await app.StaffedCase();
        var victims = await app.VictimTrack(address);
        var lead = await app.As(CaseWork.CaseLead);
        var shelter = await app.As(CaseWork.Shelter, "care");
        await shelter.Read(victims);

        await lead.Done(address, "member-endings", new() { ["organisation"] = CaseWork.ShelterOin.Value, ["room"] = "care" });

        (await shelter.GetAsync(victims)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var entry = await Feeds.EntryAbout(shelter, CaseWork.IdOf(victims), "nl.chaincoop.access.ended.v1", "care");
        entry["feedhash"].ShouldNotBeNull();
    }

    [Fact]
    public async Task by_an_agreed_period_ends_by_itself_and_is_recorded()
    {
        var lead = await app.As(CaseWork.CaseLead);
        var address = await lead.ProposedCase();
        var until = TimeProvider.System.GetUtcNow().AddMilliseconds(1500);
        await lead.Done(address, "members", CaseWork.Membership(People.PoliceOin, "general", until: until));
        var police = await app.As(People.Police);

        var ended = await Feeds.EntryAbout(police, CaseWork.IdOf(address), "nl.chaincoop.access.ended.v1");

        (await police.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        DateTimeOffset.Parse((string)ended["time"]!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(until.AddMilliseconds(-1));
        var last = (await lead.Read($"{address}/timeline"))["items"]!.AsArray()[^1]!;
        ((string)last["type"]!).ShouldBe("member-left");
        last["organisation"].ShouldBeNull();
        (await lead.Read(address))["members"]!.AsArray().Select(member => (string)member!["organisation"]!).ShouldNotContain(People.PoliceOin.Value);
    }
}
