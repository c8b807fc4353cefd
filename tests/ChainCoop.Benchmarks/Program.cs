using ChainCoop.Benchmarks;
using ChainCoop.Platform;

// Measured beside a baseline in the same run, on the same PostgreSQL with fsync on, load and server on the same cores.
// Usage: ChainCoop.Benchmarks [sections, such as a,b,e] [--seconds N] [--long]. The program itself is started as a child process.

if (args is ["bare", var connection]) return await BareApp.RunAsync(connection);

var sections = args.Length > 0 && !args[0].StartsWith('-') ? args[0] : "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,v,w,x,y,z";
var seconds = args.SkipWhile(arg => arg != "--seconds").Skip(1).Select(int.Parse).FirstOrDefault(5);

var directory = Directory.CreateTempSubdirectory("chaincoop-benchmarks-");
var postgres = await LocalPostgres.StartAsync(directory.FullName, CancellationToken.None);
try
{
    var report = new Report();
    var bench = new Bench(postgres, directory.FullName, TimeSpan.FromSeconds(seconds), report);
    foreach (var section in sections.Split(','))
    {
        switch (section)
        {
            case "a": await PostSignals.MeasureAsync(bench); break;
            case "b": await Visibility.MeasureAsync(bench); break;
            case "c": await Rebuild.MeasureAsync(bench); break;
            case "d": await CaseloadPages.MeasureAsync(bench); break;
            case "e": await StartAndMemory.MeasureStartAsync(bench); break;
            case "f": await StartAndMemory.MeasureMemoryAsync(bench); break;
            case "g": await RewrapKeys.MeasureAsync(bench); break;
            case "h": await VaultCost.MeasureAsync(bench); break;
            case "i": await PayloadReads.MeasureAsync(bench); break;
            case "j": await EraseSubjects.MeasureAsync(bench); break;
            case "k": await StartCheck.MeasureAsync(bench); break;
            case "l": await ApproveList.MeasureAsync(bench); break;
            case "m": await AuthorisedCaseload.MeasureAsync(bench, isLong: args.Contains("--long")); break;
            case "n": await MatchQuery.MeasureAsync(bench); break;
            case "o": await FeedReads.MeasurePagesAsync(bench, isLong: args.Contains("--long")); break;
            case "p": await FeedReads.MeasureStreamsAsync(bench); break;
            case "q": await Pushes.MeasureLatencyAsync(bench); break;
            case "r": await Pushes.MeasureThroughputAsync(bench); break;
            case "s": await HitInFeeds.MeasureAsync(bench); break;
            case "v": await Sealing.MeasureCostAsync(bench); break;
            case "w": await Sealing.MeasureRatesAsync(bench, isLong: args.Contains("--long")); break;
            case "x": await Replays.MeasureCaseAsync(bench); break;
            case "y": await Replays.MeasureTimelineAsync(bench); break;
            case "z": await VerifyBundle.MeasureAsync(bench); break;
            default: Console.Error.WriteLine($"There is no section {section}."); return 1;
        }
    }

    report.Print();
    return 0;
}
finally
{
    await postgres.DisposeAsync();
    Directory.Delete(postgres.Location, recursive: true);
    if (directory.Exists) directory.Delete(recursive: true);
}
