using System.Text.Json.Nodes;
using ChainCoop.IntegrationTests.Subscriptions;

namespace ChainCoop.IntegrationTests.Platform;

/// <summary>Given two nodes that share the work, when the database is restarted under them, every reader of events goes on by itself.</summary>
public sealed class two_nodes_after_an_outage
{
    private static readonly Officer Police = People.Police;

    [Fact]
    public async Task go_on_with_feeds_read_models_and_retention()
    {
        await using var district = new StormDistrict();
        await district.StartAsync(Police);
        for (var i = 0; i < 3; i++)
        {
            await SendAsync(district);
            await district.UntilAsync(CaughtUp, TimeSpan.FromMinutes(1));
            using var stop = new CancellationTokenSource();
            var sending = SendManyAsync(district, stop.Token);
            await district.RestartPostgresAsync();
            await stop.CancelAsync();
            await sending;
            await SendAsync(district);
            await district.UntilAsync(CaughtUp, TimeSpan.FromMinutes(1));
        }
    }

    /// <summary>Every subscription is where the events are.</summary>
    private const string CaughtUp =
        """
        select count(*) = 3 from chaincoop.mt_event_progression
        where name in ('feeds:All', 'municipalities:All', 'retention:All') and last_seq_id >= (select max(seq_id) from chaincoop.mt_events)
        """;

    private static async Task SendManyAsync(StormDistrict district, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested) await SendAsync(district);
    }

    private static Task<JsonNode> SendAsync(StormDistrict district) => district.DoneAsync(Police, "signals", Examples.Signal());
}
