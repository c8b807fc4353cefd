using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;

namespace ChainCoop.IntegrationTests.Privacy;

public sealed partial class what_leaks
{
    /// <summary>All the prose of a conference on a case.</summary>
    private async Task ConfersAsync(string address)
    {
        var conference = (string)(await ChangeAsync($"{address}/conferences", address, conferences_on_a_case.Conference("general")))["id"]!;
        await ChangeAsync(
            $"{address}/conferences/{conference}/records", address,
            new JsonObject { ["decisions"] = new JsonArray(new JsonObject { ["kind"] = "go-on", ["note"] = "x" }), ["minutes"] = "x" });
    }
}
