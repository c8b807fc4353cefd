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
        // Warm, and nothing left of that to project.
        await Bench.ClosedLoopAsync(4, TimeSpan.FromSeconds(2), () => Bench.PostSignalAsync(client));
        while (!await HasCaughtUpAsync(source)) await Task.Delay(50);

        var committed = new ConcurrentDictionary<Guid, long>();
        using var done = new CancellationTokenSource();
        // By their keys, so that watching costs the database little.
        var feed = WatchAsync("select e.resource from feeds.entries e join unnest($1) as awaited (id) on awaited.id = e.resource where organisation = '00000099000000268000' and room = 'general' and position > (select position - 200 from feeds.heads where organisation = '00000099000000268000' and room = 'general')");
        var caseload = WatchAsync("select id from municipalities.caseload where id = any($1)");

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
            "the store is polled every 25 ms, so that 12 ms is the least mean", "p95 ≤ 100 ms");

        Load Delays(ConcurrentDictionary<Guid, long> seen) =>
            new([.. committed.Select(one => Math.Max(0, Stopwatch.GetElapsedTime(one.Value, seen[one.Key]).TotalMilliseconds))], TimeSpan.Zero);

        (ConcurrentDictionary<Guid, long> Seen, Task Running) WatchAsync(string sql)
        {
            var seen = new ConcurrentDictionary<Guid, long>();
            var running = Task.Run(
                async () =>
                {
                    while (!done.IsCancellationRequested)
                    {
                        var awaited = committed.Keys.Except(seen.Keys).ToArray();
                        if (awaited.Length > 0)
                        {
                            await using var command = source.CreateCommand(sql);
                            command.Parameters.Add(new NpgsqlParameter { Value = awaited });
                            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
                            while (await reader.ReadAsync(CancellationToken.None)) seen.TryAdd(reader.GetGuid(0), Stopwatch.GetTimestamp());
                        }

                        await Task.Delay(5, CancellationToken.None);
                    }
                },
                CancellationToken.None);
            return (seen, running);
        }
    }

    private static async Task<bool> HasCaughtUpAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            "select count(*) = (select count(*) from municipalities.caseload where kind = 'signal') and count(*) * 2 <= (select count(*) from feeds.entries) from chaincoop.mt_doc_signal");
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}
