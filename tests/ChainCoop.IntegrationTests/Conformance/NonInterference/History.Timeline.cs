using ChainCoop.Shared;

namespace ChainCoop.IntegrationTests.Conformance.NonInterference;

internal sealed partial class History
{
    /// <summary>A partner and a municipality witness the timeline: everybody may know with which keys, and each deals with its own.</summary>
    private async Task WitnessesAsync()
    {
        await WitnessAsync("1", "police", Asker.Police);
        await WitnessAsync("2", "nijmegen-chain-director", Asker.Nijmegen);
    }

    private IEnumerable<Happening> NextWitnesses() =>
    [
        new("another organisation witnesses the timeline", _ => true, () => WitnessAsync("3", "ggd", Asker.Find("ggd").Organisation)),
        new("a witness ends", _ => true, () => DoAsync("police", $"timeline/witnesses/{ids["witnessId1"]}", "endings", [])),
    ];

    private async Task WitnessAsync(string name, string witness, Oin organisation) =>
        Add(
            "witnessId", $"witnessId{name}", await CreatedAsync(witness, "timeline/witnesses", new System.Text.Json.Nodes.JsonObject { ["publicKey"] = new string(name[0], 64) }), organisation,
            asker => asker.Name == "police" && name == "1" || asker.Name == "ggd" && name == "3" || name == "2" && asker.Is(Asker.Nijmegen, Role.ChainDirector, Role.Auditor));
}
