using ChainCoop.IntegrationTests.Audit;
using ChainCoop.IntegrationTests.Privacy;

namespace ChainCoop.IntegrationTests.Timeline;

[Collection(nameof(DestructionApp))]
public class evidence_of_what_was_destroyed(DestructionApp old)
{
    [Fact]
    public async Task still_proves_that_it_was_there()
    {
        var signal = await old.SignalAsync("0296", DestructionApp.OverAYear);
        var auditor = await old.App.Audits(EvidenceWork.Auditor(DestructionApp.OinOf("0296"), "0296"));
        var address = await auditor.Requested(EvidenceWork.Asked((signal, "texts")), "proposed");
        (await (await old.App.As(AuditWork.PrivacyOfficer(DestructionApp.OinOf("0296"), "0296"))).PostAsync($"{address}/approvals", "{}")).EnsureSuccessStatusCode();
        await auditor.Ready(address);
        var before = await auditor.Fetched(address);
        EvidenceWork.ReadAll(before).ShouldContain(Examples.Observation);

        var (anna, bert) = (DestructionApp.Keeper("0296", "records-anna-evidence"), DestructionApp.Keeper("0296", "records-bert-evidence"));
        await old.DestroyedAsync(anna, bert, await old.ProposedAsync(anna, "0296"));
        await old.BodiesEmptiedAsync(signal);

        var after = await auditor.Fetched(address);
        var report = await old.App.Verified(after);
        report.Sentences("withheld").ShouldContain(sentence => sentence.Contains("entries of events were destroyed, says the operator"));
        EvidenceWork.ReadAll(after).ShouldNotContain(Examples.Observation);
        EvidenceWork.ReadFile(after, "events/entries.ndjson").ShouldContain("\"destroyed\":true");
        await old.App.Verified(before);
    }
}
