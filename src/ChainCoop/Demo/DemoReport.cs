using System.Globalization;
using Spectre.Console;

namespace ChainCoop.Demo;

/// <summary>A list of the file: its column sum beside the signals that its organisation sent.</summary>
internal sealed record ListFigures(string List, string Organisation, long File, long Server);

internal sealed record MunicipalityFigures(string Municipality, CaseloadFigures Signals, CaseloadFigures Cases);

/// <summary>What was counted one by one beside what the overview of the municipality says.</summary>
/// <param name="Planned">By the rules of the demo.</param>
/// <param name="Demo">Those of the demo in the caseload.</param>
/// <param name="Others">The rest of the caseload: who tries the product out has more than the demo.</param>
internal sealed record CaseloadFigures(long Planned, long Demo, long Others, long Overview)
{
    public long Listed => Demo + Others;
}

/// <summary>The entries that the timeline asks of a feed beside the last position that the organisation is told.</summary>
internal sealed record FeedFigures(string Organisation, string Room, long Timeline, long Server);

/// <summary>What the demo ends with: numbers beside those that somebody else gives for the same thing. Every difference is an error.</summary>
/// <param name="FeedFaults">What the feed check found.</param>
/// <param name="Overlap">Persons per combination of lists, beside the file.</param>
/// <param name="Added">Signals that this run sent; 0 when the demo was there already.</param>
internal sealed record DemoReport(
    IReadOnlyList<ListFigures> Lists, IReadOnlyList<MunicipalityFigures> Municipalities, IReadOnlyList<FeedFigures> Feeds,
    long Events, IReadOnlyList<string> FeedFaults, int Added, long Commands, TimeSpan Elapsed, DemoOverlap? Overlap = null)
{
    public IReadOnlyList<string> Differences() =>
    [
        .. Lists.Where(list => list.File != list.Server)
            .Select(list => $"List {list.List}: {list.File} in the file, {list.Server} on the server."),
        .. Municipalities.SelectMany(municipality => Differences(municipality.Municipality, "signals", municipality.Signals)),
        .. Municipalities.SelectMany(municipality => Differences(municipality.Municipality, "cases", municipality.Cases)),
        .. Feeds.Where(feed => feed.Timeline != feed.Server)
            .Select(feed => $"Feed {feed.Room} of {feed.Organisation}: {feed.Timeline} by the timeline, {feed.Server} on the server."),
        .. FeedFaults.Select(fault => $"Feed check: {fault}"),
        .. Overlap?.Differences() ?? [],
    ];

    public void WriteTo(IAnsiConsole console)
    {
        var lists = Table(["List", "Organisation"], "File", "Server");
        foreach (var list in Lists) Add(lists, [list.List, list.Organisation], list.File, list.Server);
        Add(lists, ["", "All"], Lists.Sum(list => list.File), Lists.Sum(list => list.Server));
        console.Write(lists);

        var municipalities = Table(["Municipality"], "Signals", "Demo", "Others", "Overview", "Cases", "Demo", "Others", "Overview");
        foreach (var (name, signals, cases) in Municipalities)
        {
            Add(
                municipalities, [name], signals.Planned, signals.Demo, signals.Others, signals.Overview,
                cases.Planned, cases.Demo, cases.Others, cases.Overview);
        }
        console.Write(municipalities);

        string[] rooms = ["general", "care", "security"];
        var feeds = Table(["Feed of"], rooms);
        foreach (var organisation in Feeds.GroupBy(feed => feed.Organisation))
        {
            Add(feeds, [organisation.Key], [.. rooms.Select(room => organisation.Where(feed => feed.Room == room).Sum(feed => feed.Server))]);
        }
        console.Write(feeds);

        var differences = Differences();
        console.WriteLine($"Events           {Number(Events)}");
        console.WriteLine($"Feed entries     {Number(Feeds.Sum(feed => feed.Server))}");
        console.WriteLine($"Feed check       {(FeedFaults.Count == 0 ? "no difference" : $"{FeedFaults.Count} differences")}");
        console.WriteLine($"Signals sent     {(Added == 0 ? "0, all were there already" : Number(Added))}");
        console.WriteLine($"Seconds          {Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)}");
        console.WriteLine($"Commands         {Number(Commands)}, {Number((long)(Commands / Elapsed.TotalSeconds))} per second");
        foreach (var difference in differences) console.WriteLine(difference);
        console.WriteLine(differences.Count == 0 ? "Everything agrees." : $"{differences.Count} differences.");
    }

    private static IEnumerable<string> Differences(string municipality, string what, CaseloadFigures figures)
    {
        if (figures.Planned != figures.Demo)
            yield return $"{municipality}: {figures.Planned} {what} planned, {figures.Demo} on the server.";
        if (figures.Listed != figures.Overview)
            yield return $"{municipality}: {figures.Listed} {what} listed, {figures.Overview} in the overview.";
    }

    private static Table Table(string[] texts, params string[] numbers)
    {
        var table = new Table { Border = TableBorder.Minimal };
        foreach (var text in texts) table.AddColumn(new TableColumn(text) { NoWrap = true });
        foreach (var number in numbers) table.AddColumn(new TableColumn(number) { NoWrap = true, Alignment = Justify.Right });
        return table;
    }

    private static void Add(Table table, string[] texts, params long[] numbers) =>
        table.AddRow(texts.Concat(numbers.Select(Number)).Select(cell => new Text(cell)));

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
