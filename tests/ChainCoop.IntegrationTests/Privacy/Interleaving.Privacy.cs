using System.Globalization;
using System.Text.Json.Nodes;
using ChainCoop.Municipalities;
using ChainCoop.Privacy.Retention;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace ChainCoop.IntegrationTests.Privacy;

/// <content>What keepers of records do, and the operator.</content>
internal sealed partial class Interleaving
{
    private async Task HoldAsync(Random random)
    {
        var person = Pick(random, Ledger.Persons);
        var kind = person.IsInSignal ? "signal" : Ledger.TrackOf(person).Split('/')[0][..^1];
        var body = new JsonObject { ["record"] = new JsonObject { ["kind"] = kind, ["id"] = person.Record }, ["reason"] = "pending-litigation", ["reviewOn"] = "2100-01-01" };
        var target = person.Record;
        switch (random.Next(3))
        {
            case 0:
                (body["subjectId"], target) = (person.Id, person.Id);
                break;
            case 1 when !person.IsInSignal:
                target = Ledger.CaseOf(person.Record);
                body["record"] = new JsonObject { ["kind"] = "case", ["id"] = target };
                break;
        }
        if (await TryAsync(Keeper, "legal-holds", body, null, null, []) is { } placed) Ledger.Holds.Add(new Hold($"legal-holds/{placed["id"]}", target, Ledger.Now()));
    }

    private async Task ReleaseAsync(Random random)
    {
        var hold = Pick(random, Ledger.Holds.Snapshot);
        hold.MayHaveEnded = true;
        if (await ReadAsync(Keeper, hold.Address) is var (_, tag)) await TryAsync(second, $"{hold.Address}/endings", [], tag, null, []);
    }

    private async Task EraseAsync(Random random)
    {
        List<Person> named = [.. Ledger.Bystanders.Where(person => Ledger.Marks.Any(mark => mark.KeptAt is not null && mark.Names.Contains(person)))];
        var isBystander = named.Count > 0 && random.Next(3) == 0;
        var person = Pick(random, isBystander ? named : Ledger.Persons);
        var address = person.IsInSignal ? $"signals/{person.Record}" : isBystander ? $"cases/{person.Record}" : Ledger.TrackOf(person);
        var readAt = Ledger.Now();
        if (await ReadAsync(owner, address) is not var (view, tag)) return;
        List<Mark> sent = [];
        var prose = new JsonArray();
        foreach (var (at, text) in ProseOf(address, view))
        {
            if (random.Next(40) == 0) continue; // and is refused
            var decision = new JsonObject { ["at"] = at };
            if (Ledger.Find(text) is { } mark && mark.Names.Contains(person)) decision["text"] = Ledger.Text([.. mark.Names.Where(other => other != person)], sent, replaces: true);
            prose.Add(decision);
        }

        var body = new JsonObject
        {
            ["record"] = new JsonObject { ["kind"] = address.Split('/')[0][..^1], ["id"] = person.Record },
            ["recordVersion"] = long.Parse(tag.Trim('"'), CultureInfo.InvariantCulture),
            ["ground"] = "unlawful",
            ["prose"] = prose,
        };
        if (!isBystander) body["subjectId"] = person.Id;
        var sentAt = Ledger.Now();
        if (await TryAsync(Keeper, "erasures", body, null, person.Record, sent) is not { } standing) return;
        var id = (string)standing["id"]!;
        var originals = (await ReadAsync(Keeper, $"erasures/{id}"))!.Value.View["redactions"]!.AsArray().Select(redaction => (string)redaction!["original"]!);
        Ledger.Erasures.Add(new Erasing(id, person, readAt, [.. originals]) { OrderedAt = (string)standing["status"]! == "ordered" ? sentAt : long.MaxValue });
    }

    private async Task ApproveAsync(Random random)
    {
        // Somebody else may have been faster since this step was drawn.
        if (Proposed is not { Count: > 0 } proposed) return;
        var erasure = Pick(random, proposed);
        if (await ReadAsync(Keeper, $"erasures/{erasure.Id}") is not var (_, tag)) return;
        var sentAt = Ledger.Now();
        if (await TryAsync(random.Next(5) == 0 ? Keeper : second, $"erasures/{erasure.Id}/approvals", [], tag, null, []) is not null) erasure.OrderedAt = sentAt;
    }

    private async Task WithdrawAsync(Random random)
    {
        var erasure = Pick(random, Ledger.Erasures.Snapshot);
        var address = $"erasures/{erasure.Id}";
        if (await ReadAsync(Keeper, address) is var (_, tag) && await TryAsync(Keeper, $"{address}/withdrawals", [], tag, null, []) is not null) erasure.Withdrawn = true;
    }

    private async Task ConfirmAsync(Random random) => await TryAsync(Police, $"erasures/{Pick(random, Ledger.Erasures.Snapshot).Id}/receipts", [], null, null, []);

    private async Task RebuildAsync(Random random)
    {
        var store = app.Host.Services.GetRequiredService<IDocumentStore>();
        await (random.Next(2) == 0
            ? Rebuild.RunAsync(store, app.Database, (_, _) => { }, CancellationToken.None)
            : RetentionRebuild.RunAsync(store, app.Database, (_, _) => { }, CancellationToken.None));
    }
}
