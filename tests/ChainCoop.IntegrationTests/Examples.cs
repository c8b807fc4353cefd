using System.Text.Json.Nodes;

namespace ChainCoop.IntegrationTests;

/// <summary>Bodies that tests send. All names are invented.</summary>
public static class Examples
{
    public const string Observation = "Six people sleep in one room above the workshop.";

    public static JsonObject Signal(string municipality = "0268", string urgency = "normal") => new()
    {
        ["municipality"] = municipality,
        ["exploitationType"] = "labour",
        ["urgency"] = urgency,
        ["channel"] = "partner",
        ["reporter"] = new JsonObject { ["kind"] = "organisation" },
        ["observation"] = Observation,
        ["subjects"] = new JsonArray(new JsonObject
        {
            ["role"] = "possible-victim",
            ["identifiers"] = new JsonObject { ["familyName"] = "Voorbeeld", ["birthDate"] = "1999-05-04" },
        }),
    };

    public static JsonObject Assessment(string step, string conclusion = "continue") => new()
    {
        ["step"] = step,
        ["ruleVersion"] = "1",
        ["conclusion"] = conclusion,
        ["indicators"] = new JsonArray(new JsonObject { ["code"] = "no-own-papers", ["value"] = "observed", ["reliability"] = "reliable" }),
        ["note"] = "The van was seen twice.",
    };

    public static JsonObject Outcome(string kind, string? to = null, string? caseId = null)
    {
        JsonObject outcome = new() { ["kind"] = kind, ["reason"] = "concrete" };
        if (to is not null) outcome["to"] = to;
        if (caseId is not null) outcome["caseId"] = caseId;
        return outcome;
    }
}

/// <summary>Reading feeds in tests: wait for the fact with the feed's own long poll.</summary>
public static class Feeds
{
    public static async Task<JsonNode> EntryAbout(HttpClient client, string resource, string? type = null, string room = "general")
    {
        var after = "0";
        for (var polls = 0; polls < 200; polls++)
        {
            var response = await client.GetAsync($"feed?room={room}&after={after}&limit=1000&timeout=2000");
            response.EnsureSuccessStatusCode();
            foreach (var entry in (await response.JsonAsync()).AsArray())
            {
                after = (string)entry!["sequence"]!;
                if ((string?)entry["subject"] == resource && (type is null || (string)entry["type"]! == type)) return entry;
            }
        }

        throw new ShouldAssertException($"No entry about {resource} in the feed.");
    }

    /// <summary>What a feed says about a resource, up to an entry that has to come.</summary>
    public static async Task<IReadOnlyList<string>> TypesAbout(HttpClient client, string resource, string until)
    {
        await EntryAbout(client, resource, until);
        List<string> types = [];
        for (var after = "0"; types.Count == 0 || types[^1] != until;)
        {
            foreach (var entry in (await (await client.GetAsync($"feed?room=general&after={after}&limit=1000")).JsonAsync()).AsArray())
            {
                after = (string)entry!["sequence"]!;
                if ((string?)entry["subject"] == resource) types.Add((string)entry["type"]!);
            }
        }

        return types;
    }
}
