using System.Globalization;

namespace ChainCoop.Benchmarks;

/// <summary>(e) Process start to ready on a database that exists; (f) resident memory, idle and under load.</summary>
internal static class StartAndMemory
{
    public static async Task MeasureStartAsync(Bench bench)
    {
        var main = await bench.NewDatabaseAsync();
        var keys = await bench.NewDatabaseAsync();
        await using (await bench.StartProgramAsync(main, keys))
        {
            // The first start makes the schema.
        }

        List<double> program = [];
        List<double> bare = [];
        var bareDatabase = await bench.NewDatabaseAsync();
        for (var i = 0; i < 4; i++)
        {
            await using (var server = await bench.StartProgramAsync(main, keys)) program.Add(server.StartTime.TotalSeconds);
            await using (var server = await Bench.StartBareAsync(bareDatabase)) bare.Add(server.StartTime.TotalSeconds);
        }

        bench.Report.Add(
            $"(e) start to ready, {(Platform.GeneratedCode.IsBuiltIn ? "generated code built in" : "code generated at start")}",
            Times(program), $"bare app, which generates one endpoint at start: {Times(bare.Skip(1))}", "≤ 3 s");

        static string Times(IEnumerable<double> seconds) => string.Join(", ", seconds.Select(s => s.ToString("N1", CultureInfo.CurrentCulture))) + " s";
    }

    public static async Task MeasureMemoryAsync(Bench bench)
    {
        await using var program = await bench.StartProgramAsync();
        await using var bare = await bench.StartBareAsync();
        using var client = Bench.Client(program, PostSignals.Police, "partner");
        await Task.Delay(TimeSpan.FromSeconds(5));
        var idle = program.ResidentMegabytes;
        var bareIdle = bare.ResidentMegabytes;
        await Bench.ClosedLoopAsync(8, bench.Duration, () => Bench.PostSignalAsync(client));
        var loaded = program.ResidentMegabytes;
        await Bench.OpenLoopAsync(100, bench.Duration, () => Bench.PostSignalAsync(client));
        bench.Report.Add(
            "(f) resident memory", $"idle {idle:N0} MB; after full load by 8 connections {loaded:N0} MB; at 100/s afterwards {program.ResidentMegabytes:N0} MB",
            $"bare app idle {bareIdle:N0} MB", "≤ 200 MB idle");
    }
}
