using System.Globalization;
using System.Text.Json.Nodes;
using ChainCoop.Shared;
using ChainCoop.Signals;
using JasperFx;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace ChainCoop.IntegrationTests.Privacy;

/// <content>Signals whose term is over, and the lists by which they go.</content>
internal sealed partial class Interleaving
{
    /// <summary>A signal turns out to have been dismissed long ago: a fact, so that a rebuild sees it, too.</summary>
    private async Task AgeAsync(Random random)
    {
        var signal = Pick(random, Ledger.Signals);
        if (await ReadAsync(owner, $"signals/{signal}") is not var (view, tag) || (string)view["status"]! == "destroyed" || view["mergedInto"] is not null) return;
        var (id, by) = (SignalId.From(Guid.Parse(signal)), new ActorRef(People.NijmegenOin, new OfficerId("somebody")));
        try
        {
            await using var session = app.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession();
            session.Events.Append(
                id.Value, long.Parse(tag.Trim('"'), CultureInfo.InvariantCulture) + 1, new SignalDismissed(id, null, new("not-on-theme"), null, by, TimeProvider.System.GetUtcNow().AddDays(-500)));
            await session.SaveChangesAsync();
            Ledger.Told($"dismissed long ago: {signal}", 200, "");
        }
        catch (ConcurrencyException)
        {
            // Somebody was faster.
        }
    }

    /// <summary>From what is due, if read models know of it by now, to an approved list.</summary>
    private async Task ListAsync(Random random)
    {
        if (await TryAsync(manager, "destruction-lists", new JsonObject { ["municipality"] = "0268", ["kind"] = "signal" }, null, null, []) is not { } proposed) return;
        var address = $"destruction-lists/{proposed["id"]}";
        var (list, tag) = (await ReadAsync(manager, address))!.Value;
        List<string> going = [];
        var items = new JsonArray();
        foreach (var record in list["items"]!.AsArray().Select(item => (string)item!["record"]!))
        {
            var keeps = random.Next(4) == 0;
            items.Add(keeps
                ? new JsonObject { ["record"] = record, ["decision"] = "keep", ["reason"] = "still-needed" }
                : new JsonObject { ["record"] = record, ["decision"] = "destroy" });
            if (!keeps) going.Add(record);
        }

        if (await TryAsync(manager, $"{address}/reviews", new JsonObject { ["items"] = items }, tag, null, []) is null) return;
        if (await ReadAsync(secondManager, address) is not var (_, reviewed)) return;
        Ledger.Listed.Add(new Listed(going, Ledger.Now()));
        await TryAsync(secondManager, $"{address}/approvals", [], reviewed, null, []);
    }
}
