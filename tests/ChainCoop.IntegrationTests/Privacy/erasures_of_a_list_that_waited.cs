using System.Net;
using ChainCoop.Access;
using ChainCoop.IntegrationTests.Cases;
using ChainCoop.Privacy.Erasures;
using ChainCoop.Privacy.Lists;
using ChainCoop.Shared;
using Microsoft.Extensions.DependencyInjection;
using Wolverine.Runtime;

namespace ChainCoop.IntegrationTests.Privacy;

/// <summary>A list was approved, and a legal hold kept one of its records: when the hold ends, it is asked again whether the record is due.</summary>
[Collection(nameof(DestructionApp))]
public class erasures_of_a_list_that_waited(DestructionApp old)
{
    private static readonly Officer Anna = DestructionApp.Keeper("0216", "records-anna-culemborg");
    private static readonly Officer Bert = DestructionApp.Keeper("0216", "records-bert-culemborg");

    private readonly AppFixture app = old.App;
    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task are_carried_out_when_the_hold_ends_and_the_record_is_still_due()
    {
        var (signal, erasure, hold) = await HeldAsync();

        await (await app.As(Bert)).Done(hold, "endings", []);
        await TryAsync(erasure);

        await old.WhenAsync($"select data ->> 'status' = 'carried-out' from chaincoop.mt_doc_erasure where id = '{erasure}'");
        (await old.AskAsync($"select count(*) from vault.payloads where record_id = '{signal}'")).ShouldBe(0L);
    }

    [Fact]
    public async Task are_dropped_with_a_reason_when_the_record_is_due_no_longer()
    {
        var (signal, erasure, hold) = await HeldAsync();
        var payloads = await old.AskAsync($"select count(*) from vault.payloads where record_id = '{signal}'");

        // Somebody looked again: the signal is assessed anew, and has no end.
        var (id, by) = (SignalId.From(Guid.Parse(signal)), new ActorRef(Anna.Organisation, new OfficerId("somebody")));
        await old.AppendAsync(id.Value, new ChainCoop.Signals.SignalNeedsFurtherAnalysis(id, null, new("other"), null, by, TimeProvider.System.GetUtcNow()));
        await (await app.As(Bert)).Done(hold, "endings", []);
        await TryAsync(erasure);

        await old.WhenAsync($"select data ->> 'status' = 'dropped' from chaincoop.mt_doc_erasure where id = '{erasure}'");
        (await old.AskAsync($"select data ->> 'reason' from chaincoop.mt_events where stream_id = '{erasure}' and type = 'erasure_dropped'")).ShouldBe("no-longer-due");
        (await old.AskAsync($"select count(*) from vault.payloads where record_id = '{signal}'")).ShouldBe(payloads);
        (await old.AskAsync($"select data ->> 'status' from chaincoop.mt_doc_signal where id = '{signal}'")).ShouldBe("in-assessment");

        // It is free for others, and what receivers were asked for is taken back.
        await Feeds.EntryAbout(await app.As(People.Police), erasure.ToString(), "nl.chaincoop.erasures.dropped.v1");
        (await old.AskAsync($"select count(*) from privacy.listed_records where record = '{signal}'")).ShouldBe(0L);
    }

    /// <summary>On an approved list that is closed; its erasure was held.</summary>
    private async Task<(string Signal, ErasureId Erasure, string Hold)> HeldAsync()
    {
        var signal = await old.SignalAsync("0216", DestructionApp.OverAYear);
        var list = await old.ProposedAsync(Anna, "0216");
        await old.ReviewedAsync(Anna, list);
        var placed = await (await app.As(Bert)).PostAsync("legal-holds", new { record = new { kind = "signal", id = signal }, reason = "pending-litigation", reviewOn = "2100-01-01" });
        placed.StatusCode.ShouldBe(HttpStatusCode.Created);

        // Approved a moment before the hold came.
        var (id, record) = (DestructionListId.From(Guid.Parse(list.Split('/')[1])), RecordId.From(Guid.Parse(signal)));
        var (by, at) = (new ActorRef(Bert.Organisation, new OfficerId(Bert.Id)), TimeProvider.System.GetUtcNow());
        var proposed = new ErasureProposed(
            ErasureId.New(), ResourceKind.Signal, record, 2, ErasurePart.Record, null, [], new("term-over"), id, Anna.Organisation, new("0216"), Room.General, by, at);
        await old.AppendAsync(id.Value, new DestructionListApproved(id, [], [], by, null, at));
        await using (var session = old.Store.LightweightSession())
        {
            var stream = ErasureStart.StreamOf(proposed, [People.PoliceOin], at);
            session.Events.StartStream<Erasure>(proposed.ErasureId.Value, stream.Events);
            foreach (var @event in stream.Events) Grants.Fold(session, @event);
            await session.SaveChangesAsync(token);
        }
        await TryAsync(proposed.ErasureId);

        var certificate = await old.CertificateAsync(Anna, list);
        ((int)certificate["held"]!, certificate["destroyed"]!.AsArray().Count).ShouldBe((1, 0));
        return (signal, proposed.ErasureId, $"legal-holds/{(await placed.JsonAsync())["id"]}");
    }

    private Task TryAsync(ErasureId erasure) =>
        new MessageBus(app.Host.Services.GetRequiredService<IWolverineRuntime>()).InvokeAsync(new CarryOutErasure(erasure), token);
}
