using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.IntegrationTests.Privacy;
using ChainCoop.IntegrationTests.Sharing;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Timeline;

/// <summary>Whatever has events of its own can be read as of a moment.</summary>
[Collection(TimelineTests.Name)]
public class every_resource_that_looks_back(TimelineApp shared)
{
    private const string Heumen = "0252";
    private static readonly Oin HeumenOin = new("00000099000000252000");
    private static readonly Oin VeiligThuisOin = new("00000099000100011000");

    private readonly AppFixture app = shared.App;
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task reads_as_today_at_the_last_seal_and_is_not_there_before()
    {
        var focalPoint = await HeumenAsync("focal-point", "casework");
        var director = await HeumenAsync("chain-director", "casework");
        var carer = await HeumenAsync("care-coordinator", "care");
        var keeper = await HeumenAsync("privacy-officer", "rights-of-data-subjects");
        var partner = await app.Staff(VeiligThuisOin, "veilig-thuis-heumen", "partner", "care", Heumen);
        await focalPoint.Created("signals", Examples.Signal(Heumen));
        var before = await app.Sealed();

        var signal = await focalPoint.Created("signals", Examples.Signal(Heumen));
        var person = (string)(await focalPoint.Read($"signals/{signal}"))["subjects"]![0]!["id"]!;
        var lead = await HeumenAsync("case-lead", "casework");
        var address = await lead.ProposedCase(Heumen);
        var victims = $"victim-tracks/{(string)(await carer.Read(address))["victimTrackId"]!}";
        var security = $"security-tracks/{(string)(await lead.Read(address))["securityTrackId"]!}";
        (await carer.Change(victims, "participations", rooms_apart.Person("victim"))).StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Created);
        var agreement = await director.Created("agreements", new()
        {
            ["parties"] = new JsonArray(HeumenOin.Value, VeiligThuisOin.Value),
            ["purposes"] = new JsonArray("casework", "care"),
            ["from"] = "2026-01-01",
            ["note"] = "For one year.",
        });
        (await partner.PostAsync($"agreements/{agreement}/acceptances", "{}", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var basis = await focalPoint.BasisFor("signalId", signal);
        var disclosure = await focalPoint.Created("disclosures", SharingWork.Disclosure("signalId", signal, VeiligThuisOin, "observation"));
        var objection = await keeper.Created("objections", new() { ["record"] = new JsonObject { ["kind"] = "signal", ["id"] = signal }, ["subjectId"] = person });
        var hold = await keeper.Created("legal-holds", new()
        {
            ["record"] = new JsonObject { ["kind"] = "signal", ["id"] = signal },
            ["reason"] = "pending-litigation",
            ["reviewOn"] = SubjectWork.Day(100),
            ["note"] = "The court asked for it.",
        });
        var mandate = await director.Created("mandates", new() { ["officer"] = "somebody-heumen", ["role"] = "partner", ["municipalities"] = new JsonArray(Heumen), ["from"] = SubjectWork.Day() });
        (await partner.PostAsync($"{address}/emergency-access", new JsonObject { ["room"] = "general", ["reason"] = "danger-to-life", ["note"] = "A cry for help." })).StatusCode.ShouldBe(HttpStatusCode.Created);
        var use = (string)(await director.Read($"{address}/emergency-access"))["items"]![0]!["id"]!;
        var after = await app.Sealed();

        foreach (var (client, resource) in new[]
        {
            (focalPoint, $"signals/{signal}"), (lead, address), (lead, $"{address}/timeline"), (carer, victims), (lead, security), (director, $"agreements/{agreement}"), (focalPoint, $"legal-bases/{basis}"),
            (focalPoint, $"disclosures/{disclosure}"), (keeper, $"objections/{objection}"), (keeper, $"legal-holds/{hold}"), (director, $"mandates/{mandate}"), (director, $"emergency-uses/{use}"),
        })
        {
            var then = await client.Read($"{resource}?asOf={after}");
            var now = await client.Read(resource);
            JsonNode.DeepEquals(then, now).ShouldBeTrue($"{resource}\n{then}\n{now}");
            await SharingWork.Refused(client.GetAsync($"{resource}?asOf={before}", token), HttpStatusCode.NotFound, "not-found");
        }

        // Other addresses take no such question.
        (await lead.GetAsync($"cases?asOf={after}", token)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    /// <summary>A disclosure that ended gives nothing of the time when it was in force, and one in force no more fields than then.</summary>
    [Fact]
    public async Task gives_who_received_a_disclosure_what_it_gives_today()
    {
        var focalPoint = await HeumenAsync("focal-point", "casework");
        var partner = await app.Staff(VeiligThuisOin, "veilig-thuis-heumen", "partner", "casework", Heumen);
        var director = await HeumenAsync("chain-director", "casework");
        var agreement = await director.Created("agreements", new() { ["parties"] = new JsonArray(HeumenOin.Value, VeiligThuisOin.Value), ["purposes"] = new JsonArray("casework"), ["from"] = "2026-01-01" });
        (await partner.PostAsync($"agreements/{agreement}/acceptances", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var signal = await focalPoint.Created("signals", Examples.Signal(Heumen));
        await focalPoint.BasisFor("signalId", signal);
        var first = await focalPoint.Created("disclosures", SharingWork.Disclosure("signalId", signal, VeiligThuisOin, "observation"));
        var during = await app.Sealed();
        (await partner.Read($"signals/{signal}?asOf={during}"))["observation"].ShouldNotBeNull();

        await focalPoint.Done($"disclosures/{first}", "revocations", new() { ["reason"] = "no-longer-needed" });
        await app.Sealed();
        await SharingWork.Refused(partner.GetAsync($"signals/{signal}?asOf={during}", token), HttpStatusCode.NotFound, "not-found");

        await focalPoint.Created("disclosures", SharingWork.Disclosure("signalId", signal, VeiligThuisOin, "urgency"));
        await app.Sealed();
        (await partner.Read($"signals/{signal}"))["urgency"].ShouldNotBeNull();
        await SharingWork.Refused(partner.GetAsync($"signals/{signal}?asOf={during}", token), HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task has_nothing_of_what_was_erased_since()
    {
        var focalPoint = await HeumenAsync("focal-point", "casework");
        var keeper = await HeumenAsync("privacy-officer", "rights-of-data-subjects");
        var second = await app.Staff(HeumenOin, "second-privacy-officer-heumen", "privacy-officer", "rights-of-data-subjects", Heumen);
        var signal = await focalPoint.Created("signals", Examples.Signal(Heumen));
        var person = (string)(await focalPoint.Read($"signals/{signal}"))["subjects"]![0]!["id"]!;
        var before = await app.Sealed();
        var then = await focalPoint.Read($"signals/{signal}?asOf={before}");
        then["subjects"]![0]!["identifiers"].ShouldNotBeNull();

        var erasure = await keeper.Created("erasures", new()
        {
            ["record"] = new JsonObject { ["kind"] = "signal", ["id"] = signal },
            ["recordVersion"] = 1,
            ["subjectId"] = person,
            ["ground"] = "unlawful",
            ["prose"] = new JsonArray(new JsonObject { ["at"] = "/observation", ["text"] = "Somebody sleeps there." }),
        });
        var tag = await keeper.TagOf($"erasures/{erasure}");
        (await second.PostAsync($"erasures/{erasure}/approvals", "{}", tag)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Wait.ForErasureAsync(keeper, erasure);
        await app.Sealed();

        var today = await focalPoint.Read($"signals/{signal}?asOf={before}");
        today["subjects"]![0]!["identifiers"].ShouldBeNull();
        ((string)today["observation"]!).ShouldBe("[erased]");
        ((string)today["status"]!).ShouldBe((string)then["status"]!);
        ((string)(await focalPoint.Read($"signals/{signal}"))["observation"]!).ShouldBe("Somebody sleeps there.");
    }

    private Task<HttpClient> HeumenAsync(string role, string purpose) => app.Staff(HeumenOin, $"{role}-heumen", role, purpose, Heumen);
}
