using System.Text.Json.Nodes;

namespace ChainCoop.IntegrationTests.Privacy;

public sealed partial class what_leaks
{
    /// <summary>A system of a municipality: keys of its own in a batch, and where and under which secret it wants its feed.</summary>
    private async Task SyncsAsync()
    {
        var client = await AsAsync(FocalPoint);
        (await client.PostAsync("/v1/signals/_batch", new JsonObject { ["items"] = new JsonArray(new JsonObject { ["key"] = "x", ["signal"] = Examples.Signal() }) })).EnsureSuccessStatusCode();
        var subscription = (string)(await (await client.PostAsync("/v1/subscriptions", new JsonObject { ["sink"] = "x", ["secret"] = "x" })).JsonAsync())["id"]!;
        (await client.GetAsync($"/v1/subscriptions/{subscription}", token)).EnsureSuccessStatusCode();
    }
}
