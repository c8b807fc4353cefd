using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.Access;
using ChainCoop.Cases;
using ChainCoop.Shared;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace ChainCoop.IntegrationTests.Cases;

/// <summary>Who acts around a case in tests, and the steps that bring one into a state.</summary>
internal static class CaseWork
{
    public static readonly Oin ShelterOin = new("00000099000100009000");

    public static readonly Officer CaseLead = new(People.NijmegenOin, "case-lead-nijmegen", "case-lead", ["0268"]);
    public static readonly Officer Director = new(People.NijmegenOin, "chain-director-nijmegen", "chain-director", ["0268"]);
    public static readonly Officer CareCoordinator = new(People.NijmegenOin, "care-coordinator-nijmegen", "care-coordinator", ["0268"]);
    public static readonly Officer Shelter = new(ShelterOin, "shelter-officer", "partner", People.District);

    public static async Task<HttpClient> As(this AppFixture app, Officer officer, string purpose)
    {
        var client = await app.As(officer);
        client.DefaultRequestHeaders.Remove("Purpose");
        client.DefaultRequestHeaders.Add("Purpose", purpose);
        return client;
    }

    public static JsonObject Proposal(string municipality = "0268", string? fromSignal = null)
    {
        var body = new JsonObject { ["municipality"] = municipality, ["exploitationTypes"] = new JsonArray("labour"), ["title"] = "Kitchen in the east" };
        if (fromSignal is not null) body["fromSignal"] = fromSignal;
        return body;
    }

    /// <summary>The address of a new case, below <c>/v1</c>.</summary>
    public static async Task<string> ProposedCase(this HttpClient client, string municipality = "0268")
    {
        var posted = await client.PostAsync("cases", Proposal(municipality));
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        return $"cases/{(string)(await posted.JsonAsync())["id"]!}";
    }

    /// <summary>A case whose care room has the shelter and whose security room has the police.</summary>
    public static async Task<string> StaffedCase(this AppFixture app)
    {
        var lead = await app.As(CaseLead);
        var address = await lead.ProposedCase();
        await lead.Done(address, "members", Membership(ShelterOin, "care"));
        await lead.Done(address, "members", Membership(People.PoliceOin, "general"));
        await lead.Done(address, "members", Membership(People.PoliceOin, "security"));
        return address;
    }

    public static JsonObject Membership(Oin organisation, string room, string role = "member", DateTimeOffset? until = null)
    {
        var body = new JsonObject { ["organisation"] = organisation.Value, ["room"] = room, ["role"] = role };
        if (until is { } end) body["until"] = end.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture);
        return body;
    }

    /// <summary>The police was in the general room until an hour ago, and no timer ended it.</summary>
    public static async Task MembershipFromThePast(this AppFixture app, string address)
    {
        var id = CaseId.From(Guid.Parse(IdOf(address)));
        var now = TimeProvider.System.GetUtcNow();
        var joined = new MemberJoined(
            id, People.PoliceOin, Room.General, new("member"), null, null, new("0268"), false, now.AddHours(-2), now.AddHours(-1),
            new ActorRef(People.NijmegenOin, new OfficerId(CaseLead.Id)), now);
        await using var session = app.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.Events.Append(id.Value, joined);
        Grants.Fold(session, joined);
        await session.SaveChangesAsync();
    }

    public static async Task<JsonNode> Read(this HttpClient client, string address)
    {
        var response = await client.GetAsync(address);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.JsonAsync();
    }

    public static async Task<string> TagOf(this HttpClient client, string address)
    {
        var response = await client.GetAsync(address);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return response.Headers.ETag!.Tag;
    }

    /// <summary>A step on what was just read.</summary>
    public static async Task<HttpResponseMessage> Change(this HttpClient client, string address, string below, JsonObject body) =>
        await client.PostAsync($"{address}/{below}", body, await client.TagOf(address));

    /// <summary>A step that has to succeed, and its answer.</summary>
    public static async Task<JsonNode> Done(this HttpClient client, string address, string below, JsonObject body)
    {
        var response = await client.Change(address, below, body);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }

    /// <summary>The address of the case's care room.</summary>
    public static async Task<string> VictimTrack(this AppFixture app, string address) =>
        $"victim-tracks/{(string)(await (await app.As(CareCoordinator, "care")).Read(address))["victimTrackId"]!}";

    /// <summary>The address of the case's security room.</summary>
    public static async Task<string> SecurityTrack(this AppFixture app, string address) =>
        $"security-tracks/{(string)(await (await app.As(CaseLead)).Read(address))["securityTrackId"]!}";

    public static string IdOf(string address) => address.Split('/')[1];
}
