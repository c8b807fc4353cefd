using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Audit;

/// <summary>Who runs the machine sees no content: every route of the API description is asked, about records that are there.</summary>
public partial class what_an_operator_sees(AppFixture app)
{
    /// <summary>What an operator, like everybody, may read: published language, who takes part in the district, and with which keys the timeline is witnessed.</summary>
    private static readonly string[] Public =
    [
        "GET /barrier-models/{version}", "GET /code-lists", "GET /code-lists/{list}", "GET /measure-rules/{version}", "GET /norm-frameworks/{version}", "GET /municipalities", "GET /municipalities/{code}", "GET /organisations", "GET /organisations/{oin}",
        "GET /timeline/witnesses",
    ];

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task is_nothing_of_any_record()
    {
        var signal = (string)(await (await (await app.As(People.Nijmegen)).PostAsync("signals", Examples.Signal())).JsonAsync())["id"]!;
        var address = await app.StaffedCase();
        var known = new Dictionary<string, string>
        {
            ["signalId"] = signal,
            ["caseId"] = CaseWork.IdOf(address),
            ["victimTrackId"] = CaseWork.IdOf(await app.VictimTrack(address)),
            ["securityTrackId"] = CaseWork.IdOf(await app.SecurityTrack(address)),
            ["code"] = "0268",
            ["oin"] = People.NijmegenOin.Value,
            ["list"] = "purposes",
            ["version"] = "1",
        };

        var client = await app.As(new Officer(People.NijmegenOin, "operator-nijmegen", "operator", People.District) { Scopes = string.Join(' ', Scopes.All) }, "oversight");
        var document = (await client.Read("openapi.json")).AsObject();
        List<string> answered = [];
        foreach (var (path, verb) in document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => (path.Key, operation.Key.ToUpperInvariant()))))
        {
            if (verb is not ("GET" or "POST")) continue;
            var operation = document["paths"]![path]![verb.ToLowerInvariant()]!;
            using var request = new HttpRequestMessage(new HttpMethod(verb), Parameter().Replace(path, name => known.GetValueOrDefault(name.Groups["name"].Value, Guid.NewGuid().ToString()))[1..] + Asking(path));
            request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
            request.Headers.Add("Idempotency-Key", $"\"{Guid.NewGuid()}\"");
            request.Headers.Add("Follow-Up-Token", "none");
            if (verb == "POST") request.Content = new StringContent(ExampleOf(document, operation), System.Text.Encoding.UTF8, "application/json");

            using var response = await client.SendAsync(request, token);
            var route = $"{verb} {path}";
            if (Public.Contains(route)) response.StatusCode.ShouldBe(HttpStatusCode.OK, route);
            else response.StatusCode.ShouldBeOneOf([HttpStatusCode.Forbidden, HttpStatusCode.NotFound], $"{route}: {await response.Content.ReadAsStringAsync(token)}");
            answered.Add(route);
        }

        answered.Count.ShouldBeGreaterThan(50);
        Public.ShouldBeSubsetOf(answered);

        // The feeds of the rooms have a route of their own only by their query.
        foreach (var room in new[] { "general", "care", "security" })
            (await client.GetAsync($"feed?room={room}", token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    /// <summary>What a question has to name, so that it is answered by the policy.</summary>
    private static string Asking(string path) => path switch
    {
        "/audit/visibility" => $"?org={People.NijmegenOin}&caseId={Guid.NewGuid()}&asOf=2026-01-01T00:00:00Z",
        "/timeline/{log}/proofs/consistency" => "?from=1",
        "/timeline/{log}/proofs/inclusion" => "?index=1",
        "/audit/replay" or "/audit/story" => $"?caseId={Guid.NewGuid()}",
        "/audit/differences" => $"?caseId={Guid.NewGuid()}&from=2026-01-01T00:00:00Z",
        "/audit/knowledge" => $"?org={People.NijmegenOin}&caseId={Guid.NewGuid()}",
        "/reports/statistics" => "?from=2025-01-01&to=2025-12-31",
        "/reports/htcds" => "?from=2026-01-01&to=2026-03-31",
        _ => "",
    };

    private static string ExampleOf(JsonObject document, JsonNode operation) =>
        document["components"]!["examples"]![$"{operation["operationId"]}-request"]?["value"]?.ToJsonString() ?? "{}";

    [GeneratedRegex(@"\{(?<name>[A-Za-z]+)\}")]
    private static partial Regex Parameter();
}
