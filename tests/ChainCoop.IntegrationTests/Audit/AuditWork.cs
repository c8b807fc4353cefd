using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Audit;

/// <summary>Who audits in tests, and what they read.</summary>
internal static class AuditWork
{
    public static readonly Oin WestBetuweOin = new("00000099000001960000");

    public static Officer Auditor(Oin organisation, params string[] municipalities) =>
        new(organisation, $"auditor-{NewId.Ordered():N}", "auditor", municipalities) { Scopes = "audit.read audit.write" };

    public static Officer PrivacyOfficer(Oin organisation, params string[] municipalities) =>
        new(organisation, $"privacy-officer-{NewId.Ordered():N}", "privacy-officer", municipalities) { Scopes = "audit.read audit.write" };

    /// <summary>Somebody of West Betuwe whose requests nobody else makes.</summary>
    public static Officer FocalPoint() => new(WestBetuweOin, $"focal-point-{NewId.Ordered():N}", "focal-point", ["1960"]);

    public static Task<HttpClient> Audits(this AppFixture app, Officer auditor) => app.As(auditor, "oversight");

    public static async Task<IReadOnlyList<JsonNode>> Items(this HttpClient client, string address) =>
        [.. (await client.Read(address))["items"]!.AsArray().Select(item => item!)];

    public static async Task<string> Signal(this HttpClient client, string municipality = "1960")
    {
        var posted = await client.PostAsync("signals", Examples.Signal(municipality));
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (string)(await posted.JsonAsync())["id"]!;
    }
}
