using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;

namespace ChainCoop.IntegrationTests.Conformance.NonInterference;

/// <summary>What happens to cases beside the work in their rooms.</summary>
internal sealed partial class History
{
    private bool takenOver;

    /// <summary>
    /// Cases of Nijmegen that Tiel is asked to take over, one of which waits for the answer. Whoever may work with cases there knows of it by the
    /// request, and reads nothing of it.
    /// </summary>
    private async Task OfferAsync()
    {
        var id = await CreatedAsync("nijmegen-case-lead", "cases", CaseWork.Proposal());
        Add("caseId", "C3", id, Asker.Nijmegen, asker => SeesGeneral(asker, Asker.Tiel) || !takenOver && SeesGeneral(asker, Asker.Nijmegen));
        ids["handoverId1"] = (string)(await DoAsync(
            "nijmegen-case-lead", Case("3"), "handovers", new JsonObject { ["municipality"] = "0281", ["reason"] = "victim-moved", ["note"] = $"Note {random.Next()}." }))["id"]!;

        var waiting = await CreatedAsync("nijmegen-case-lead", "cases", CaseWork.Proposal());
        Add("caseId", "C4", waiting, Asker.Nijmegen, asker => SeesGeneral(asker, Asker.Tiel) || SeesGeneral(asker, Asker.Nijmegen));
        foreach (var offered in (string[])[id, waiting])
        {
            var at = Records.FindIndex(record => record.Id == offered);
            Records[at] = Records[at] with { OfferedTo = Asker.Tiel };
        }
        await DoAsync("nijmegen-case-lead", Case("4"), "handovers", new JsonObject { ["municipality"] = "0281", ["reason"] = "victim-moved" });
    }

    private async Task TakeOverAsync()
    {
        await DoAsync(
            "tiel-case-lead", $"{Case("3")}/handovers/{ids["handoverId1"]}", "answers", new JsonObject { ["answer"] = "accepted", ["epoch"] = 1 }, parent: $"{Case("3")}/handovers");
        takenOver = true;
        var offered = Records.FindIndex(record => record.Id == ids["C3"]);
        Records[offered] = Records[offered] with { Owner = Asker.Tiel };
        await DoAsync("tiel-case-lead", Case("3"), "closure-proposals", new JsonObject { ["outcome"] = "exploitation-ended" });
        await DoAsync("tiel-chain-director", Case("3"), "closure", []);
        await DoAsync("tiel-case-lead", Case("3"), "reopenings", new JsonObject { ["reason"] = "new-signal" });
    }

    private async Task ConferAsync() => await DoAsync(
        "nijmegen-case-lead", $"{Case("1")}/conferences/{ids["conferenceId1"]}", "records",
        new JsonObject { ["decisions"] = new JsonArray(new JsonObject { ["kind"] = "go-on", ["note"] = $"Note {random.Next()}." }) }, parent: Case("1"));

    /// <summary>The proposal to close comes before the plan: once there are goals it would have to speak of them.</summary>
    private async Task PlanAsync()
    {
        await DoAsync("nijmegen-case-lead", Case("1"), "closure-proposals", new JsonObject { ["outcome"] = "exploitation-ended" });
        var plan = await DoAsync(
            "nijmegen-case-lead", Case("1"), "plan", new JsonObject { ["goals"] = new JsonArray(new JsonObject { ["kind"] = "victim-safe", ["note"] = $"Note {random.Next()}." }) });
        foreach (var member in (string[])["nijmegen-case-lead", "police"]) await DoAsync(member, Case("1"), "plan/agreements", new JsonObject { ["plan"] = (int)plan["plan"]! });
        await DoAsync("nijmegen-case-lead", Case("1"), "phases", new JsonObject { ["phase"] = "in-execution" });
    }
}
