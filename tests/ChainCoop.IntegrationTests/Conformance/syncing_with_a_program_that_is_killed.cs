using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ChainCoop.Feeds.Check;
using ChainCoop.IntegrationTests.Privacy;

namespace ChainCoop.IntegrationTests.Conformance;

/// <summary>Killed with SIGKILL between a write and the feed, and within a batch: what is repeated or read on from where it was is whole.</summary>
public sealed class syncing_with_a_program_that_is_killed
{
    private static readonly Officer Sender = new(People.NijmegenOin, "sends-and-receives", "focal-point", ["0268"]);

    private readonly CancellationToken token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task FEED_03_a_receiver_goes_on_where_it_was_and_a_batch_is_done_once()
    {
        await using var program = await KillableProgram.StartedAsync(Sender);
        List<string> sent = [], heard = [];
        for (var i = 0; i < 5; i++) sent.Add(await SentAsync(program));
        var position = await HearAsync(program, "0", heard, sent.Count);

        // A page of the feed is being written, and a batch is at its third of five signals.
        await using var holdsFeed = await Wait.HoldingAsync(program.Main, "lock table feeds.entries in share row exclusive mode");
        for (var i = 0; i < 3; i++) sent.Add(await SentAsync(program));
        await using var holdsReference = await Wait.HoldingAsync(
            program.Main, $"insert into signals.external_references (organisation, reference, signal) values ('{Sender.Organisation}', 'HELD-BY-ANOTHER', '{Guid.NewGuid()}')");
        var batch = Batch();
        var cut = program.As(Sender).PostAsync("signals/_batch", batch, key: "a-batch");
        await Wait.ForAsync(program.Main, "select count(*) = 10 from chaincoop.mt_doc_signal");
        await Wait.ForAsync(program.Main, "select exists (select from pg_stat_activity where wait_event_type = 'Lock' and query like '%insert into feeds.entries%')");
        await program.KillAsync();
        await holdsFeed.DisposeAsync();
        await holdsReference.DisposeAsync();
        await Should.ThrowAsync<HttpRequestException>(cut);

        await program.StartAsync();
        var again = await program.As(Sender).PostAsync("signals/_batch", batch, key: "a-batch");
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        var results = (await again.JsonAsync())["items"]!.AsArray();
        results.ShouldAllBe(result => (int)result!["status"]! == 201);
        sent.AddRange(results.Select(result => (string)result!["id"]!));
        (await KillableProgram.CountAsync(program.Main, "select count(*) from chaincoop.mt_doc_signal")).ShouldBe(sent.Count);

        await HearAsync(program, position, heard, sent.Count);
        heard.ShouldBe(sent, ignoreOrder: true);
        await Wait.ForAsync(program.Main, "select last_seq_id >= (select max(seq_id) from chaincoop.mt_events) from chaincoop.mt_event_progression where name = 'feeds:All'");
        (await FeedCheck.RunAsync(program.Main, "urn:nld:oin:00000099000000268000:systeem:chaincoop", token)).Faults.ShouldBeEmpty();
    }

    /// <summary>Reads on from a position until so many signals were heard of; positions have no gap.</summary>
    private async Task<string> HearAsync(KillableProgram program, string after, List<string> heard, int signals)
    {
        while (heard.Count < signals)
        {
            foreach (var entry in (await program.ReadAsync(Sender, $"feed?after={after}&limit=3&timeout=5000")).AsArray())
            {
                var next = (string)entry!["sequence"]!;
                long.Parse(next, CultureInfo.InvariantCulture).ShouldBe(long.Parse(after, CultureInfo.InvariantCulture) + 1);
                after = next;
                if ((string)entry["type"]! == "nl.chaincoop.signals.received.v1") heard.Add((string)entry["subject"]!);
            }
            token.ThrowIfCancellationRequested();
        }
        return after;
    }

    private static async Task<string> SentAsync(KillableProgram program) => (string)(await program.DoneAsync(Sender, "signals", Examples.Signal()))["id"]!;

    private static JsonObject Batch() => new()
    {
        ["items"] = new JsonArray([.. Enumerable.Range(0, 5).Select(i =>
        {
            var signal = Examples.Signal();
            if (i == 2) signal["externalReference"] = "HELD-BY-ANOTHER";
            return new JsonObject { ["key"] = $"item-{i}", ["signal"] = signal };
        })]),
    };
}
