using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Cases;

public class conferences_on_a_case(AppFixture app)
{
    private static readonly Oin InspectorateOin = new("00000099000100005000");
    private static readonly Officer Inspector = new(InspectorateOin, "inspector-at-conferences", "partner", People.District);

    [Fact]
    public async Task let_those_invited_read_the_general_room_and_nothing_else_while_they_last()
    {
        var address = await app.StaffedCase();
        var (lead, inspector) = (await app.As(CaseWork.CaseLead), await app.As(Inspector));
        (await inspector.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var conference = (string)(await lead.Done(address, "conferences", Conference("general", InspectorateOin)))["id"]!;
        var seen = (await inspector.Read(address))["conferences"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)seen["id"]!, (string)seen["agenda"]![0]!["note"]!, (string)seen["invited"]![0]!).ShouldBe((conference, "Where do they sleep?", InspectorateOin.Value));
        (await inspector.GetAsync($"{address}/timeline")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await inspector.Read(address))["members"]!.AsArray().ShouldBeEmpty();
        (await inspector.Change(address, "tasks", a_case_from_proposal_to_closure.Task(InspectorateOin))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Feeds.EntryAbout(inspector, CaseWork.IdOf(address), "nl.chaincoop.access.granted.v1"))["subject"].ShouldNotBeNull();

        await lead.Done(address, $"conferences/{conference}/records", new() { ["decisions"] = new JsonArray(new JsonObject { ["kind"] = "go-on", ["note"] = "Next week." }), ["minutes"] = "All were there." });
        var recorded = (await (await app.As(People.Police)).Read(address))["conferences"]![0]!;
        ((string)recorded["minutes"]!, (string)recorded["decisions"]![0]!["note"]!).ShouldBe(("All were there.", "Next week."));

        await lead.Done(address, $"conferences/{conference}/cancellations", []);
        (await inspector.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var types = (await lead.Read($"{address}/timeline"))["items"]!.AsArray().Select(entry => (string)entry!["type"]!).ToList();
        types[^5..].ShouldBe(["conference-planned", "attendee-invited", "conference-recorded", "attendance-ended", "conference-cancelled"]);
    }

    [Fact]
    public async Task end_by_themselves()
    {
        var lead = await app.As(CaseWork.CaseLead);
        var address = await lead.ProposedCase();
        var inspector = await app.As(Inspector);
        await lead.Done(address, "conferences", Conference("general", InspectorateOin, TimeProvider.System.GetUtcNow().AddSeconds(3)));
        (await inspector.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await Feeds.EntryAbout(inspector, CaseWork.IdOf(address), "nl.chaincoop.access.ended.v1");
        (await inspector.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var last = (await lead.Read($"{address}/timeline"))["items"]!.AsArray()[^1]!;
        ((string)last["type"]!, last["organisation"]).ShouldBe(("attendance-ended", null));
    }

    [Fact]
    public async Task of_the_care_room_are_for_that_room_alone()
    {
        var address = await app.StaffedCase();
        var victims = await app.VictimTrack(address);
        var lead = await app.As(CaseWork.CaseLead);
        var inspector = await app.As(Inspector, "care");
        var conference = (string)(await lead.Done(address, "conferences", Conference("care", InspectorateOin)))["id"]!;

        // Who attends it reads the care room; the case and the security room are not for him.
        (await inspector.GetAsync(victims)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await inspector.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await inspector.GetAsync(await app.SecurityTrack(address))).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // The agenda is for who enters the care room, for its purposes.
        var coordinator = await app.As(CaseWork.CareCoordinator, "care");
        ((string)(await coordinator.Read(address))["conferences"]![0]!["id"]!).ShouldBe(conference);
        (await (await app.As(CaseWork.CareCoordinator, "casework")).Read(address))["conferences"]!.AsArray().ShouldBeEmpty();
        var police = await app.As(People.Police);
        (await police.Read(address))["conferences"]!.AsArray().ShouldBeEmpty();
        (await (await app.As(People.Nijmegen)).Read(address))["conferences"]!.AsArray().ShouldBeEmpty();
        (await police.Read($"{address}/timeline"))["items"]!.AsArray().Where(entry => (string)entry!["type"]! is "conference-planned" or "attendee-invited")
            .ShouldAllBe(entry => entry!["organisation"] == null);

        JsonObject record = new() { ["decisions"] = new JsonArray(), ["minutes"] = "She is safe." };
        (await (await app.As(People.Nijmegen)).Change(address, $"conferences/{conference}/records", record.DeepClone().AsObject())).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await police.Change(address, $"conferences/{conference}/records", record.DeepClone().AsObject())).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await coordinator.Change(address, $"conferences/{conference}/records", record)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task are_refused_where_the_state_or_the_caller_does_not_allow_them()
    {
        var address = await app.StaffedCase();
        var (lead, police) = (await app.As(CaseWork.CaseLead), await app.As(People.Police));

        (await police.Change(address, "conferences", Conference("security"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var member = await lead.Change(address, "conferences", Conference("general", People.PoliceOin));
        member.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var problem = await member.JsonAsync();
        ((string)problem["state"]!).ShouldBe("proposed");
        problem["allowed"]!.AsArray().Select(step => (string)step!).ShouldContain("conference");
        var tooLong = await lead.Change(address, "conferences", Conference("general", until: TimeProvider.System.GetUtcNow().AddDays(3)));
        tooLong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string)(await tooLong.JsonAsync())["errors"]![0]!["pointer"]!).ShouldBe("/endsAt");

        var conference = (string)(await lead.Done(address, "conferences", Conference("general", InspectorateOin)))["id"]!;
        (await lead.Change(address, "conferences", Conference("general", InspectorateOin))).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await police.Change(address, $"conferences/{conference}/records", new() { ["decisions"] = new JsonArray(), ["minutes"] = "No." })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await lead.Change(address, $"conferences/{conference}/records", new() { ["decisions"] = new JsonArray() })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await lead.Change(address, $"conferences/{ConferenceId.New()}/records", new() { ["decisions"] = new JsonArray(), ["minutes"] = "No." })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await lead.Change(address, $"conferences/{ConferenceId.New()}/cancellations", [])).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>One that goes on now.</summary>
    internal static JsonObject Conference(string room, Oin? invited = null, DateTimeOffset? until = null) => new()
    {
        ["room"] = room,
        ["startsAt"] = Form(TimeProvider.System.GetUtcNow().AddMinutes(-1)),
        ["endsAt"] = Form(until ?? TimeProvider.System.GetUtcNow().AddHours(2)),
        ["agenda"] = new JsonArray(new JsonObject { ["topic"] = "safety", ["note"] = "Where do they sleep?" }),
        ["invited"] = invited is { } organisation ? new JsonArray(organisation.Value) : new JsonArray(),
    };

    private static string Form(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
