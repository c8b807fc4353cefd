using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace ChainCoop.Benchmarks;

/// <summary>(b) From the answer of the POST, which comes after the commit, to the entry in the feed and the row in the caseload, at 100 commands/s.</summary>
internal static class Visibility
{
    public static async Task MeasureAsync(Bench bench)
    {
        await using var program = await bench.StartProgramAsync();
        using var client = Bench.Client(program, PostSignals.Police, "partner");
        await using var source = NpgsqlDataSource.Create(program.Database);
        await Bench.ClosedLoopAsync(4, TimeSpan.FromSeconds(2), () => Bench.PostSignalAsync(client));

        var committed = new ConcurrentDictionary<Guid, long>();
        using var done = new CancellationTokenSource();
        var feed = WatchAsync(source, "select event_seq, resource from feeds.entries where organisation = '00000099000000268000' and room = 'general' and event_seq > $1", done.Token);
        var caseload = WatchAsync(source, "select event_seq, id from municipalities.caseload where municipality = '0268' and event_seq > $1", done.Token);

        await Bench.OpenLoopAsync(100, bench.Duration * 2, async () =>
        {
            var id = await Bench.PostSignalAsync(client);
            committed[id] = Stopwatch.GetTimestamp();
        });
        // The watchers see the last one within a poll or two of the daemon.
        while (committed.Keys.Except(feed.Seen.Keys).Any() || committed.Keys.Except(caseload.Seen.Keys).Any()) await Task.Delay(5);
        await done.CancelAsync();

        var inFeed = Delays(feed.Seen);
        var inCaseload = Delays(caseload.Seen);
        bench.Report.Add(
            $"(b) commit to visible at 100/s, {committed.Count} signals",
            $"feed p50 {inFeed.Percentile(50):N0} ms, p95 {inFeed.Percentile(95):N0} ms; caseload p50 {inCaseload.Percentile(50):N0} ms, p95 {inCaseload.Percentile(95):N0} ms",
            "the store is polled every 50 ms, so that 25 ms is the least mean", "p95 ≤ 100 ms");

        Load Delays(ConcurrentDictionary<Guid, long> seen) =>
            new([.. committed.Select(one => Math.Max(0, Stopwatch.GetElapsedTime(one.Value, seen[one.Key]).TotalMilliseconds))], TimeSpan.Zero);
    }

    private static (ConcurrentDictionary<Guid, long> Seen, Task Running) WatchAsync(NpgsqlDataSource source, string sql, CancellationToken token)
    {
        var seen = new ConcurrentDictionary<Guid, long>();
        var running = Task.Run(
            async () =>
            {
                var last = 0L;
                while (!token.IsCancellationRequested)
                {
                    await using (var command = source.CreateCommand(sql))
                    {
                        command.Parameters.Add(new NpgsqlParameter { Value = last });
                        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
                        while (await reader.ReadAsync(CancellationToken.None))
                        {
                            last = Math.Max(last, reader.GetInt64(0));
                            seen.TryAdd(reader.GetGuid(1), Stopwatch.GetTimestamp());
                        }
                    }

                    await Task.Delay(5, CancellationToken.None);
                }
            },
            CancellationToken.None);
        return (seen, running);
    }
}
