using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Conformance.NonInterference;

internal sealed partial class History
{
    /// <summary>What both municipalities have on sharing: each an agreement with the GGD, and two signals of its own of which the GGD reads some.</summary>
    private async Task SharingAsync(string place, string municipality, Oin organisation)
    {
        await AgreeAsync(place, place, organisation);
        foreach (var name in (string[])[place, $"{place}-again"]) await DiscloseAsync(name, place, municipality, organisation);
    }

    private async Task SharingGoesOnAsync(string place, string municipality, Oin organisation)
    {
        var name = $"{place}{++serial}";
        await AgreeAsync(name, place, organisation);
        await DiscloseAsync(name, place, municipality, organisation);
        var disclosure = $"disclosures/{ids["disclosureId" + name]}";
        if (random.Next(2) == 0) await DoAsync($"{place}-focal-point", $"legal-bases/{ids["basisId" + name]}", "withdrawals", []);
        else await DoAsync($"{place}-focal-point", disclosure, "revocations", new JsonObject { ["reason"] = "no-longer-needed" });
        await DoAsync("ggd", disclosure, "receipts", []);
        await DoAsync("ggd", $"agreements/{ids["agreementId" + name]}", "endings", []);
    }

    private async Task AgreeAsync(string name, string place, Oin organisation)
    {
        var ggd = Asker.Find("ggd").Organisation;
        var id = await CreatedAsync($"{place}-chain-director", "agreements", new JsonObject
        {
            ["parties"] = new JsonArray(organisation.Value, ggd.Value),
            ["purposes"] = new JsonArray("care"),
            ["from"] = "2026-01-01",
        });
        // It is an organisation's, not a municipality's.
        Add("agreementId", $"agreementId{name}", id, organisation, asker => asker.Is(organisation, [.. GeneralRoles, .. KeeperRoles]) || asker.Name == "ggd");
        await DoAsync("ggd", $"agreements/{id}", "acceptances", []);
    }

    private async Task DiscloseAsync(string name, string place, string municipality, Oin organisation)
    {
        await SendAsync($"D{name}", $"{place}-focal-point", municipality, asker => SeesGeneral(asker, organisation) || asker.Name == "ggd");
        var basis = await CreatedAsync($"{place}-focal-point", "legal-bases", new JsonObject { ["signalId"] = ids[$"D{name}"], ["kind"] = "public-task", ["from"] = "2026-01-01" });
        Add("basisId", $"basisId{name}", basis, organisation, asker => SeesGeneral(asker, organisation) || asker.Is(organisation, KeeperRoles));
        var id = await CreatedAsync($"{place}-focal-point", "disclosures", new JsonObject
        {
            ["signalId"] = ids[$"D{name}"],
            ["receiver"] = Asker.Find("ggd").Organisation.Value,
            ["fields"] = new JsonArray("observation"),
            ["legalBasis"] = "public-task",
            ["purpose"] = "care",
            ["interest"] = $"Interest {random.Next()}.",
            ["conditions"] = "None.",
            ["expiresAt"] = "2050-03-01T00:00:00Z",
        });
        Add("disclosureId", $"disclosureId{name}", id, organisation, asker => SeesGeneral(asker, organisation) || asker.Is(organisation, KeeperRoles) || asker.Name == "ggd");
    }

    private async Task<JsonObject> ObjectionAsync(string name, string place) => new()
    {
        ["record"] = new JsonObject { ["kind"] = "signal", ["id"] = ids[name] },
        ["subjectId"] = (string)(await (await ClientOf(Asker.Find($"{place}-focal-point"))).Read(Signal(name)))["subjects"]![0]!["id"]!,
    };
}
