using System.Diagnostics;
using System.Globalization;
using ChainCoop.Privacy;
using ChainCoop.Privacy.Erasures;
using Npgsql;

namespace ChainCoop.Benchmarks;

/// <summary>
/// (k) The comparison of both journals at start with 100,000 destructions in each, and the start to ready with them; beside
/// the same with empty journals in the same databases.
/// </summary>
internal static class StartCheck
{
    private const int Destructions = 100_000;
    private const int Times = 9;

    public static async Task MeasureAsync(Bench bench)
    {
        var (main, keys) = (await bench.NewDatabaseAsync(), await bench.NewDatabaseAsync());
        await using (await bench.StartProgramAsync(main, keys))
        {
            // The first start makes the schema.
        }

        await using var mainSource = NpgsqlDataSource.Create(main);
        await using var keySource = NpgsqlDataSource.Create(keys);
        var (emptyCheck, emptyStart) = (await CheckAsync(mainSource, keySource), await StartAsync(bench, main, keys));
        await FillAsync(mainSource, "privacy.destructions");
        await FillAsync(keySource, "destructions");
        var (check, start) = (await CheckAsync(mainSource, keySource), await StartAsync(bench, main, keys));
        bench.Report.Add(
            string.Create(CultureInfo.InvariantCulture, $"(k) start check, {Destructions:N0} destructions"),
            string.Create(CultureInfo.InvariantCulture, $"{check:N0} ms; ready after {start:N1} s"),
            string.Create(CultureInfo.InvariantCulture, $"none: {emptyCheck:N0} ms; ready after {emptyStart:N1} s"), "–");
    }

    /// <summary>The median, in milliseconds.</summary>
    private static async Task<double> CheckAsync(NpgsqlDataSource main, NpgsqlDataSource keys)
    {
        List<double> times = [];
        for (var i = 0; i < Times; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var forgotten = await RestoreCheck.FindAsync(main, new KeyDataSource(keys), CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (forgotten.Count > 0) throw new InvalidOperationException("The two journals are not the same.");
        }

        return times.Order().ElementAt(Times / 2);
    }

    /// <summary>The best of three, in seconds.</summary>
    private static async Task<double> StartAsync(Bench bench, string main, string keys)
    {
        List<double> times = [];
        for (var i = 0; i < 3; i++)
        {
            await using var server = await bench.StartProgramAsync(main, keys);
            times.Add(server.StartTime.TotalSeconds);
        }

        return times.Min();
    }

    /// <summary>The same ids in both. Of one person each: nothing else is looked for at start.</summary>
    private static async Task FillAsync(NpgsqlDataSource source, string journal)
    {
        await Rebuild.ExecuteAsync(source,
            $"""
            insert into {journal} ({Destruction.Columns})
            select md5(i::text)::uuid, 'signal', md5('r' || i)::uuid, 'subject', md5('s' || i)::uuid, '0268', array[md5('s' || i)::uuid], array[md5('k' || i)::uuid],
                array[md5('p' || i)::uuid], '[]', now() from generate_series(1, {Destructions}) i
            """);
        await Rebuild.ExecuteAsync(source, $"vacuum analyze {journal}");
    }
}
