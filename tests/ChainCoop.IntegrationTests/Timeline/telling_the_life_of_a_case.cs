using System.Text.Json.Nodes;
using ChainCoop.Audit;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Sharing;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace ChainCoop.IntegrationTests.Timeline;

/// <summary>The story of a case, and who knew what of it when.</summary>
[Collection(TimelineTests.Name)]
public class telling_the_life_of_a_case(TimelineApp shared)
{
    private const string Buren = "0214";
    private static readonly Oin BurenOin = new("00000099000000214000");
    private static readonly Oin GgdOin = new("00000099000100010000");

    private readonly AppFixture app = shared.App;
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task has_every_fact_in_order_and_then_every_request()
    {
        var (address, victims, _) = await LifeAsync();
        await app.Sealed();
        var lines = await (await AuditorAsync()).Lines($"audit/story?caseId={CaseWork.IdOf(address)}");

        var facts = lines.TakeWhile(line => (string)line["kind"]! == "fact").ToList();
        facts.Select(line => (long)line["position"]!).ShouldBeInOrder(SortDirection.Ascending);
        facts.Select(line => (string)line["type"]!).ShouldBe(
            ["case_proposed", "victim_track_opened", "security_track_opened", "member_joined", "member_joined", "member_joined", "member_joined", "victim_participation_started", "disclosure_made", "disclosure_ended", "disclosure_confirmed", "member_left"], ignoreOrder: true);
        facts.Where(line => (string)line["type"]! == "disclosure_made").ShouldAllBe(line => (string)line["room"]! == "general");
        facts.Single(line => (string)line["type"]! == "victim_participation_started").ShouldSatisfyAllConditions(
            line => ((string)line["room"]!).ShouldBe("care"), line => ((string)line["resource"]!).ShouldBe(CaseWork.IdOf(victims)));

        var left = facts.Single(line => (string)line["type"]! == "member_left");
        ((string)left["organisation"]!).ShouldBe(BurenOin.Value);
        ((string)left["officer"]!).ShouldBe(app.Host.Services.GetRequiredService<Pseudonyms>().Of(new ActorRef(BurenOin, new("case-lead-buren"))).ToString());
        ((string)left["what"]!).ShouldStartWith("Member left: ");
        ((string)left["what"]!).ShouldContain("room care, role ");
        ((string)left["what"]!).ShouldContain("municipality Buren");

        var requests = lines.Skip(facts.Count).ToList();
        requests.ShouldAllBe(line => (string)line["kind"]! == "request");
        requests.Select(line => (string)line["at"]!).ShouldBeInOrder(SortDirection.Ascending);
        requests.ShouldContain(line => (string)line["type"]! == "victim-track.read" && (string)line["organisation"]! == GgdOin.Value && (string)line["what"]! == "Asked for victim-track.read: given (200)");
        requests.ShouldContain(line => (string)line["type"]! == "victim-track.read" && (string)line["organisation"]! == GgdOin.Value && (string)line["what"]! == "Asked for victim-track.read: refused (404)");

        // Ids and codes: nobody by name, no text.
        var text = string.Join('\n', lines.Select(line => line.ToJsonString()));
        foreach (var hidden in new[] { "case-lead-buren", "ggd-buren", "Voorbeeld", "Kitchen in the east", "Somebody may be held" }) text.ShouldNotContain(hidden);
    }

    [Fact]
    public async Task ends_where_it_is_asked_to_and_keeps_to_a_room()
    {
        var lead = await LeadAsync();
        var address = await lead.ProposedCase(Buren);
        var then = await app.Sealed();
        var position = await app.Position();
        await lead.Done(address, "members", CaseWork.Membership(GgdOin, "care"));
        var auditor = await AuditorAsync();
        await app.Sealed();

        (await Facts(auditor, $"audit/story?caseId={CaseWork.IdOf(address)}&asOf={then}")).Count.ShouldBe(6);
        (await Facts(auditor, $"audit/story?caseId={CaseWork.IdOf(address)}&position={position - 1}")).Count.ShouldBe(5);
        (await Facts(auditor, $"audit/story?caseId={CaseWork.IdOf(address)}&room=care")).Select(line => (string)line["room"]!).ShouldBe(["care", "care", "care"]);
    }

    /// <summary>What others did is told as far as it concerned the auditor's own organisation, and never with whom else.</summary>
    [Fact]
    public async Task tells_an_auditor_of_one_organisation_what_that_did_and_was_given()
    {
        var (address, _, _) = await LifeAsync();
        var auditor = await app.Staff(GgdOin, "auditor-ggd-buren", "auditor", "oversight", Buren);
        var stranger = await app.Staff(People.PoliceOin, "auditor-police-buren", "auditor", "oversight", Buren);
        var elsewhere = await app.Staff(GgdOin, "auditor-ggd-for-tiel", "auditor", "oversight", "0281");
        await app.Sealed();

        var lines = await auditor.Lines($"audit/story?caseId={CaseWork.IdOf(address)}");
        lines.ShouldAllBe(line => (string)line["room"]! != "security");
        lines.Where(line => (string)line["kind"]! == "fact").Select(line => (string)line["type"]!).ShouldBe(["member_joined", "disclosure_made", "disclosure_ended", "disclosure_confirmed", "member_left"], ignoreOrder: true);
        ((string)lines.First(line => (string)line["type"]! == "member_joined")["what"]!).ShouldBe("Member joined");
        lines.Where(line => (string)line["kind"]! == "request").ShouldAllBe(line => (string)line["organisation"]! == GgdOin.Value);

        foreach (var nobody in new[] { stranger, elsewhere })
            await SharingWork.Refused(nobody.GetAsync($"audit/story?caseId={CaseWork.IdOf(address)}", token), System.Net.HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task is_printed_by_the_command_which_is_on_record_too()
    {
        var (address, _, _) = await LifeAsync();
        await app.Sealed();
        var (code, output, errors) = await RunAsync("story", CaseWork.IdOf(address));
        code.ShouldBe(0, errors);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldContain("  general  Municipality of Buren (");
        lines[0].ShouldContain("  Case proposed: ");
        lines.ShouldAllBe(line => line.StartsWith("20", StringComparison.Ordinal));
        output.ShouldNotContain("case-lead-buren");

        await using var looks = app.Database.CreateCommand("select count(*) from access.log where action = 'audit.story' and method = 'command' and status = 200 and resource = $1");
        looks.Parameters.Add(new() { Value = Guid.Parse(CaseWork.IdOf(address)) });
        (await looks.ExecuteScalarAsync(token)).ShouldBe(1L);

        (code, output, errors) = await RunAsync("story", Guid.NewGuid().ToString());
        (code, output).ShouldBe((1, ""));
        errors.ShouldContain("There was no such case in what was sealed by then.");
        (code, _, errors) = await RunAsync("story", "x", "--room", "attic");
        code.ShouldBe(1);
        errors.ShouldContain("<case> must be the id of a case.");
        errors.ShouldContain("--room must be one of");
    }

    [Fact]
    public async Task tells_who_knew_what_when()
    {
        var (address, victims, disclosure) = await LifeAsync();
        var auditor = await AuditorAsync();
        await Wait.ForAsync(app.Database, "select last_seq_id >= (select max(seq_id) from chaincoop.mt_events) from chaincoop.mt_event_progression where name = 'feeds:All'");
        await app.Sealed();
        var lines = await auditor.Lines($"audit/knowledge?org={GgdOin}&caseId={CaseWork.IdOf(address)}");

        lines.Select(line => (string)line["at"]!).ShouldBeInOrder(SortDirection.Ascending);
        var kinds = lines.Select(line => (string)line["kind"]!).ToList();
        kinds.Distinct().ShouldBe(["access-given", "feed-entry", "opened", "disclosed", "disclosure-ended", "receipt", "access-ended"], ignoreOrder: true);
        lines.First(line => (string)line["kind"]! == "access-given").ShouldSatisfyAllConditions(line => ((string)line["room"]!).ShouldBe("care"), line => ((string)line["resource"]!).ShouldBe(CaseWork.IdOf(victims)));
        var disclosed = lines.Single(line => (string)line["kind"]! == "disclosed");
        ((string)disclosed["sharer"]!, (string)disclosed["fields"]![0]!).ShouldBe((BurenOin.Value, "status"));
        lines.Where(line => (string)line["kind"]! == "opened").ShouldAllBe(line => (string)line["officer"]! != "ggd-buren");
        lines.Where(line => (string)line["kind"]! == "opened").Select(line => (string)line["type"]!).ShouldContain("victim-track.read");

        // What the feed told of the room is withheld since the membership ended; that it ended is not.
        var ended = (string)lines.Last(line => (string)line["kind"]! == "access-ended")["at"]!;
        var entries = lines.Where(line => (string)line["kind"]! == "feed-entry" && (string)line["resource"]! == CaseWork.IdOf(victims)).ToList();
        entries.Where(line => ((string)line["type"]!).Contains("access", StringComparison.Ordinal)).ShouldAllBe(line => line["withheldSince"] == null);
        entries.Where(line => !((string)line["type"]!).Contains("access", StringComparison.Ordinal)).ShouldAllBe(line => (string)line["withheldSince"]! == ended);
        entries.Count.ShouldBeGreaterThan(2);
        await SameAsTheFeed(entries);

        // A period, another organisation, and another's auditor.
        (await auditor.Lines($"audit/knowledge?org={GgdOin}&caseId={CaseWork.IdOf(address)}&from={ended}")).ShouldAllBe(line => string.CompareOrdinal((string)line["at"]!, ended) >= 0);
        (await auditor.Lines($"audit/knowledge?org={People.PoliceOin}&caseId={CaseWork.IdOf(address)}")).ShouldBeEmpty();
        var own = await app.Staff(GgdOin, "auditor-ggd-buren", "auditor", "oversight", Buren);
        await app.Sealed();
        (await own.Lines($"audit/knowledge?org={GgdOin}&caseId={CaseWork.IdOf(address)}")).Count.ShouldBe(lines.Count);
        await SharingWork.Refused(own.GetAsync($"audit/knowledge?org={BurenOin}&caseId={CaseWork.IdOf(address)}", token), System.Net.HttpStatusCode.NotFound, "not-found");
        await SharingWork.Refused(auditor.GetAsync($"audit/knowledge?org=00000099009999999000&caseId={CaseWork.IdOf(address)}", token), System.Net.HttpStatusCode.BadRequest, "invalid-input");
        disclosure.ShouldNotBeNull();
    }

    /// <summary>The organisation itself hears the same of its feed.</summary>
    private async Task SameAsTheFeed(IReadOnlyList<JsonNode> told)
    {
        var feed = (await (await GgdAsync("care")).Read("feed?room=care&limit=1000")).AsArray();
        foreach (var line in told)
        {
            var entry = feed.Single(entry => long.Parse((string)entry!["sequence"]!, System.Globalization.CultureInfo.InvariantCulture) == (long)line["feedPosition"]!)!;
            ((string)entry["type"]! == "nl.chaincoop.feed.withheld.v1").ShouldBe(line["withheldSince"] is not null, line.ToJsonString());
            if (line["withheldSince"] is null) ((string)entry["type"]!).ShouldBe((string)line["type"]!);
        }
    }

    /// <summary>A case whose care room had the GGD for a while, which read it and asked again too late; and something was disclosed to it.</summary>
    private async Task<(string Address, string Victims, string Disclosure)> LifeAsync()
    {
        var lead = await LeadAsync();
        var director = await app.Staff(BurenOin, "chain-director-buren", "chain-director", "casework", Buren);
        var carer = await app.Staff(BurenOin, "care-coordinator-buren", "care-coordinator", "care", Buren);
        var ggd = await GgdAsync("casework");
        var agreement = await director.Created("agreements", new() { ["parties"] = new JsonArray(BurenOin.Value, GgdOin.Value), ["purposes"] = new JsonArray("casework"), ["from"] = "2026-01-01" });
        (await ggd.PostAsync($"agreements/{agreement}/acceptances", "{}")).EnsureSuccessStatusCode();

        var address = await lead.ProposedCase(Buren);
        await lead.Done(address, "members", CaseWork.Membership(GgdOin, "care"));
        var victims = $"victim-tracks/{(string)(await carer.Read(address))["victimTrackId"]!}";
        (await carer.Change(victims, "participations", rooms_apart.Person("victim"))).EnsureSuccessStatusCode();
        await (await GgdAsync("care")).Read(victims);
        await lead.BasisFor("caseId", CaseWork.IdOf(address));
        var disclosure = await lead.Created("disclosures", SharingWork.Disclosure("caseId", CaseWork.IdOf(address), GgdOin, "status"));
        await ggd.Read(address);
        await lead.Done($"disclosures/{disclosure}", "revocations", new() { ["reason"] = "no-longer-needed" });
        (await ggd.PostAsync($"disclosures/{disclosure}/receipts", "{}")).EnsureSuccessStatusCode();
        await lead.Done(address, "member-endings", new() { ["organisation"] = GgdOin.Value, ["room"] = "care" });
        (await (await GgdAsync("care")).GetAsync(victims, token)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        return (address, victims, disclosure);
    }

    private static async Task<IReadOnlyList<JsonNode>> Facts(HttpClient auditor, string question) =>
        [.. (await auditor.Lines(question)).Where(line => (string)line["kind"]! == "fact")];

    private async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var databases = app.Host.Services.GetRequiredService<Databases>();
        await using var command = new ChildProgram(
            Path.GetTempPath(), "Development", ["audit", .. arguments],
            new Dictionary<string, string?>
            {
                ["ConnectionStrings__ChainCoop"] = databases.Main,
                ["ConnectionStrings__ChainCoopKeys"] = databases.Keys,
                ["Vault__KeyFile"] = Path.Combine(Path.GetTempPath(), $"chaincoop-tests-{Environment.ProcessId}.keys"),
            });
        return await command.EndAsync(token);
    }

    private Task<HttpClient> LeadAsync() => app.Staff(BurenOin, "case-lead-buren", "case-lead", "casework", Buren);

    private Task<HttpClient> GgdAsync(string purpose) => app.Staff(GgdOin, "ggd-buren", "partner", purpose, Buren);

    /// <summary>The mandate is a fact, too: it is sealed before anything is asked.</summary>
    private async Task<HttpClient> AuditorAsync()
    {
        var auditor = await app.Staff(BurenOin, "auditor-of-the-district", "auditor", "oversight", People.District);
        await app.Sealed();
        return auditor;
    }
}
