using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;

namespace ChainCoop.IntegrationTests.Privacy;

/// <content>Barriers and measures, and what becomes of them, with a text in every step.</content>
public sealed partial class what_leaks
{
    private async Task MeasuresAsync(string security)
    {
        var barrier = barriers_and_measures.Plan();
        barrier["owner"] = FocalPoint.Organisation.Value;
        var planned = (string)(await ChangeAsync($"{security}/barriers", security, barrier))["id"]!;
        await ChangeAsync($"{security}/barriers/{planned}/results", security, new JsonObject { ["result"] = "done", ["effect"] = "no-change", ["note"] = "x" });

        var measure = $"{security}/measures/{(string)(await ChangeAsync($"{security}/measures", security, new JsonObject { ["kind"] = "licence-withdrawal", ["note"] = "x" }))["id"]!}";
        var advice = await BeginAsync("bibob-advice");
        await ChangeAsync($"{advice}/extensions", security, new JsonObject { ["note"] = "x" });
        await ChangeAsync($"{advice}/decisions", security, barriers_and_measures.Decision("serious-danger"));
        foreach (var step in (string[])["legal-check", "intention"]) await ChangeAsync($"{measure}/steps", security, new JsonObject { ["step"] = step, ["note"] = "x" });
        await ChangeAsync($"{measure}/steps", security, JsonNode.Parse("""
            {"step": "imposed", "note": "x", "imposition": {"article": "apv", "competentBody": "mayor", "facts": "x", "factsMayBeDisclosed": true, "proportionality": "x",
             "view": {"heard": true, "summary": "x"}, "decisionDocument": "Z-2026-44", "from": "2026-12-01", "until": "2027-03-01"}}
            """)!);
        await ChangeAsync($"{measure}/effects", security, new JsonObject { ["effect"] = "no-change", ["observedOn"] = "2026-03-20", ["note"] = "x" });
        await ChangeAsync($"{await BeginAsync("objection")}/decisions", security, barriers_and_measures.Decision("upheld", ("reason", "facts-insufficient")));

        var second = $"{security}/measures/{(string)(await ChangeAsync($"{security}/measures", security, new JsonObject { ["kind"] = "closure", ["note"] = "x" }))["id"]!}";
        await ChangeAsync($"{second}/steps", security, new JsonObject { ["step"] = "legal-check", ["note"] = "x" });
        await ChangeAsync($"{second}/steps", security, barriers_and_measures.ImposingUnheard("apv"));
        await ChangeAsync($"{second}/steps", security, new JsonObject { ["step"] = "annulled", ["annulment"] = new JsonObject { ["reason"] = "other" }, ["note"] = "x" });

        async Task<string> BeginAsync(string kind) =>
            $"{measure}/proceedings/{(string)(await ChangeAsync($"{measure}/proceedings", security, barriers_and_measures.Proceeding(kind)))["id"]!}";
    }
}
