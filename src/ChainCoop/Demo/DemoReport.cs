using System.Globalization;
using Spectre.Console;

namespace ChainCoop.Demo;

/// <summary>A list of the file: its column sum beside the signals that the server has.</summary>
internal sealed record ListFigures(string List, string Organisation, long File, long Server);

/// <summary>What was counted one by one beside what the overview of the municipality says, for signals or cases.</summary>
/// <param name="Planned">What the demo makes of them.</param>
/// <param name="Demo">Those of the demo in the list of all.</param>
/// <param name="Others">The rest of that list: who tries the product out has more than the demo.</param>
internal sealed record MunicipalityFigures(string Municipality, string What, long Planned, long Demo, long Others, long Overview)
{
    public long Listed => Demo + Others;
}

/// <summary>The entries that the timeline asks of a feed beside the last position that the organisation is told.</summary>
internal sealed record FeedFigures(string Organisation, string Room, long Timeline, long Server);

/// <summary>What the demo ends with. It counts what others say about the same thing, and every difference is an error.</summary>
/// <param name="Added">Signals that this run sent; 0 when the demo was there already.</param>
/// <param name="FeedFaults">What the feed check found.</param>
internal sealed record DemoReport(
    IReadOnlyList<ListFigures> Lists, IReadOnlyList<MunicipalityFigures> Municipalities, IReadOnlyList<FeedFigures> Feeds,
    long Events, IReadOnlyList<string> FeedFaults, int Added, long Commands, TimeSpan Elapsed)
{
    public IReadOnlyList<string> Differences() =>
    [
        .. Lists.Where(list => list.File != list.Server)
            .Select(list => $"List {list.List}: {list.File} in the file, {list.Server} on the server."),
        .. Municipalities.Where(found => found.Planned != found.Demo)
            .Select(found => $"{found.Municipality}: {found.Planned} {found.What} planned, {found.Demo} on the server."),
        .. Municipalities.Where(found => found.Listed != found.Overview)
            .Select(found => $"{found.Municipality}: {found.Listed} {found.What} listed, {found.Overview} in the overview."),
        .. Feeds.Where(feed => feed.Timeline != feed.Server)
            .Select(feed => $"Feed {feed.Room} of {feed.Organisation}: {feed.Timeline} by the timeline, {feed.Server} on the server."),
        .. FeedFaults.Select(fault => $"Feed check: {fault}"),
    ];

    public void WriteTo(IAnsiConsole console)
    {
        var lists = Table("List", "Organisation", "File", "Server");
        foreach (var list in Lists) Add(lists, list.List, list.Organisation, Number(list.File), Number(list.Server));
        Add(lists, "", "All", Number(Lists.Sum(list => list.File)), Number(Lists.Sum(list => list.Server)));
        console.Write(lists);

        var municipalities = Table("Municipality", "What", "Planned", "Demo", "Others", "Overview");
        foreach (var figures in Municipalities)
        {
            Add(
                municipalities, figures.Municipality, figures.What, Number(figures.Planned), Number(figures.Demo), Number(figures.Others),
                Number(figures.Overview));
        }
        console.Write(municipalities);

        var feeds = Table("Feed of", "Room", "Timeline", "Server");
        foreach (var feed in Feeds) Add(feeds, feed.Organisation, feed.Room, Number(feed.Timeline), Number(feed.Server));
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

    private static Table Table(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Minimal };
        foreach (var column in columns)
        {
            var text = column is "List" or "Organisation" or "Municipality" or "What" or "Feed of" or "Room";
            table.AddColumn(new TableColumn(column) { Alignment = text ? Justify.Left : Justify.Right, NoWrap = true });
        }
        return table;
    }

    private static void Add(Table table, params string[] cells) => table.AddRow(cells.Select(cell => new Text(cell)));

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
