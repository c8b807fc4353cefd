using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Signals;

/// <summary>The program on a database where nobody else takes signals further.</summary>
public sealed class ProtocolApp : IAsyncLifetime
{
    public AppFixture App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await AppFixture.OnAsync(await ThrowAwayCluster.NewDatabaseAsync(), await ThrowAwayCluster.NewDatabaseAsync());

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class ProtocolTests : ICollectionFixture<ProtocolApp>
{
    public const string Name = "protocol";
}

/// <summary>Who takes signals further in tests.</summary>
internal static class SignalWork
{
    public const string Neder = "1740";

    public static readonly Oin NederOin = new("00000099000001740000");
    public static readonly Oin ProsecutionOin = new("00000099000100002000");
    public static readonly Oin EmmOin = new("00000099000100013000");
    public static readonly Oin InspectorateOin = new("00000099000100005000");
    public static readonly Oin RiecOin = new("00000099000100003000");

    public static readonly Officer FocalPoint = new(NederOin, "focal-point-neder-betuwe", "focal-point", [Neder]);
    public static readonly Officer Prosecution = new(ProsecutionOin, "contact-officer", "partner", People.District);
    public static readonly Officer Emm = new(EmmOin, "emm-officer", "partner", People.District);
    public static readonly Officer Inspectorate = new(InspectorateOin, "inspector", "partner", People.District);
    public static readonly Officer Riec = new(RiecOin, "riec-officer", "partner", People.District);

    /// <summary>The address of a new signal.</summary>
    public static async Task<string> Sent(this HttpClient sender, string municipality = Neder, string urgency = "normal")
    {
        var posted = await sender.PostAsync("signals", Examples.Signal(municipality, urgency));
        posted.StatusCode.ShouldBe(HttpStatusCode.Created, await posted.Content.ReadAsStringAsync());
        return $"signals/{(await posted.JsonAsync())["id"]}";
    }

    /// <summary>Stopped after W1, with one indicator.</summary>
    public static Task<JsonNode> Stopped(this HttpClient client, string address, string indicator = "debts") => client.Done(address, "assessments", Step("w1", indicator, "stop"));

    public static JsonObject Step(string step, string indicator, string conclusion = "continue") => new()
    {
        ["step"] = step,
        ["ruleVersion"] = "1",
        ["conclusion"] = conclusion,
        ["indicators"] = new JsonArray(new JsonObject { ["code"] = indicator, ["value"] = "observed", ["reliability"] = "reliable" }),
    };

    public static string[] Allowed(JsonNode signal) => [.. signal["allowed"]!.AsArray().Select(step => (string)step!)];

    public static async Task<JsonNode> Refused(Task<HttpResponseMessage> asked, HttpStatusCode status, string code)
    {
        var answer = await asked;
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, text);
        var problem = JsonNode.Parse(text)!;
        ((string)problem["type"]!).ShouldBe($"urn:chaincoop:problem:{code}");
        return problem;
    }

    public static async Task Faulty(Task<HttpResponseMessage> asked, string pointer) =>
        (await Refused(asked, HttpStatusCode.BadRequest, "invalid-input"))["errors"]!.AsArray().Select(fault => (string)fault!["pointer"]!).ShouldContain(pointer);

    public static JsonObject With(this JsonObject body, string member, string value)
    {
        body[member] = value;
        return body;
    }
}
