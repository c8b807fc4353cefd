using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;

namespace ChainCoop.IntegrationTests.Conformance.NonInterference;

/// <content>Barriers and measures in the security room of a case.</content>
internal sealed partial class History
{
    /// <summary>An intervention that is planned, and a licence about which advice is awaited.</summary>
    private async Task MeasuresAsync(string number, string lead)
    {
        ids[$"barrierIdX{number}"] = (string)(await DoAsync(lead, Security(number), "barriers", Barrier()))["id"]!;
        ids[$"measureIdX{number}"] = (string)(await DoAsync(lead, Security(number), "measures", new JsonObject { ["kind"] = "licence-withdrawal" }))["id"]!;
        ids[$"proceedingIdX{number}"] = (string)(await DoAsync(lead, Measure(number), "proceedings", Proceeding("bibob-advice"), parent: Security(number)))["id"]!;
    }

    /// <summary>Everything that can become of them, in the order of the law.</summary>
    private async Task MeasuresGoOnAsync(string lead, string member)
    {
        var track = Security("1");
        await DoAsync(member, track, "barriers", Barrier());
        await DoAsync(lead, $"{track}/barriers/{ids["barrierIdX1"]}", "results", new JsonObject { ["result"] = "done", ["effect"] = "no-change", ["note"] = $"Note {random.Next()}." }, parent: track);

        var advice = $"{Measure("1")}/proceedings/{ids["proceedingIdX1"]}";
        await DoAsync(lead, advice, "extensions", [], parent: track);
        await DoAsync(lead, advice, "decisions", barriers_and_measures.Decision("serious-danger"), parent: track);
        await DoAsync(lead, Measure("1"), "steps", new JsonObject { ["step"] = "legal-check" }, parent: track);
        await DoAsync(lead, Measure("1"), "steps", barriers_and_measures.ImposingUnheard("wet-bibob-3"), parent: track);
        await DoAsync(lead, Measure("1"), "steps", new JsonObject { ["step"] = "in-force" }, parent: track);
        var objection = (string)(await DoAsync(member, Measure("1"), "proceedings", Proceeding("objection"), parent: track))["id"]!;
        var relief = (string)(await DoAsync(lead, Measure("1"), "proceedings", Proceeding("interim-relief"), parent: track))["id"]!;
        await DoAsync(lead, $"{Measure("1")}/proceedings/{relief}", "decisions", barriers_and_measures.Decision("granted", ("term", "stands-still")), parent: track);
        await DoAsync(lead, Measure("1"), "effects", new JsonObject { ["effect"] = "moved-elsewhere", ["observedOn"] = "2026-03-02", ["note"] = $"Note {random.Next()}." }, parent: track);
        await DoAsync(lead, $"{Measure("1")}/proceedings/{objection}", "decisions", barriers_and_measures.Decision("upheld", ("reason", "facts-insufficient")), parent: track);
    }

    private string Measure(string number) => $"{Security(number)}/measures/{ids["measureIdX" + number]}";

    private JsonObject Barrier() => barriers_and_measures.Plan().With("note", $"Note {random.Next()}.");

    private JsonObject Proceeding(string kind) => barriers_and_measures.Proceeding(kind).With("note", $"Note {random.Next()}.");
}
