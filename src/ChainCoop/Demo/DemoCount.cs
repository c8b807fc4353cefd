using System.Globalization;
using System.Runtime.CompilerServices;
using ChainCoop.Feeds;
using ChainCoop.Feeds.Check;
using ChainCoop.Organisations;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Demo;

/// <summary>
/// Counts after a run what the server has, through what it tells every client: lists, overviews and feeds. Only the number
/// of events and the feed check come from its database.
/// </summary>
internal sealed class DemoCount(DemoClient client, DemoRun run, CaptureHistories table, DemoLists tableLists, NpgsqlDataSource database, District district, TimeProvider clock)
{
    /// <summary>How long read models and feeds may need to catch up; it is a fraction of a second when nothing is wrong.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <param name="standings">What the run knows from the answers to its commands.</param>
    public async Task<DemoReport> Report(
        IReadOnlyList<ListedPerson> people, IReadOnlyList<DemoStanding> standings, long commands, TimeSpan elapsed,
        CancellationToken cancellation)
    {
        await CatchUp(cancellation);
        var check = await FeedCheck.RunAsync(database, district.Source, cancellation);
        List<MunicipalityFigures> municipalities = [];
        foreach (var code in DemoSignals.Municipalities) municipalities.Add(await Municipality(code, standings, cancellation));
        return new DemoReport(
            await Lists(people, standings, cancellation), municipalities, await Feeds(check, cancellation), check.Events,
            [.. check.Faults.Select(fault => fault.ToString())], standings.Count(standing => standing.IsNew), commands, elapsed, await Overlap(people, cancellation));
    }

    private async Task<DemoOverlap> Overlap(IReadOnlyList<ListedPerson> people, CancellationToken cancellation) =>
        new(table, people, tableLists, (await client.Get(DemoTokens.Director, "/v1/reports/overlap", "casework", cancellation)).Read<OverlapAnswer>());

    /// <summary>The file knows nothing of signals, and the list of an organisation nothing of the file.</summary>
    private async Task<IReadOnlyList<ListFigures>> Lists(
        IReadOnlyList<ListedPerson> people, IReadOnlyList<DemoStanding> standings, CancellationToken cancellation)
    {
        var sent = standings.Select(standing => standing.Signal).ToLookup(signal => signal.Sender, signal => signal.Reference);
        List<ListFigures> figures = [];
        foreach (var list in people.SelectMany(person => person.Lists).Distinct().Order(StringComparer.Ordinal))
        {
            var sender = tableLists[list].Oin;
            var references = sent[sender].ToHashSet(StringComparer.Ordinal);
            var onServer = await run.KnownTo(sender, cancellation)
                .CountAsync(item => references.Contains(item.ExternalReference!), cancellation);
            figures.Add(new ListFigures(list, NameOf(sender), people.Count(person => person.Lists.Contains(list)), onServer));
        }
        return figures;
    }

    private async Task<MunicipalityFigures> Municipality(
        string code, IReadOnlyList<DemoStanding> standings, CancellationToken cancellation)
    {
        var oin = DemoSignals.OinOf(code);
        var here = standings.Where(standing => standing.Signal.Municipality == code).ToList();
        var ids = here.SelectMany(standing => new[] { standing.Id, standing.CaseId }).ToHashSet(StringComparer.Ordinal);
        var caseload = await Caseload(oin, code, cancellation).ToListAsync(cancellation);
        var overview = (await client.Get(oin, $"/v1/municipalities/{code}/overview", "casework", cancellation)).Read<OverviewAnswer>();
        return new MunicipalityFigures(
            OrganisationRegister.Current.Find(new MunicipalityCode(code))!.Name,
            Figures("signal", here.Count),
            Figures("case", here.DistinctBy(standing => standing.Signal.Person).Count(standing => standing.BelongsToCase)));

        CaseloadFigures Figures(string kind, int planned)
        {
            var listed = caseload.Where(item => item.Kind == kind).ToList();
            var ours = listed.Count(item => ids.Contains(item.Id));
            var counts = overview.Rooms.SelectMany(room => room.Counts).Where(count => count.Kind == kind);
            return new CaseloadFigures(planned, ours, listed.Count - ours, counts.Sum(count => count.Count));
        }
    }

    private async IAsyncEnumerable<CaseloadItemAnswer> Caseload(
        string oin, string code, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var cursor = ""; cursor is not null;)
        {
            var path = $"/v1/municipalities/{code}/caseload?limit=200{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}";
            var page = (await client.Get(oin, path, "casework", cancellation)).Read<CaseloadAnswer>();
            foreach (var item in page.Items) yield return item;
            cursor = page.Next;
        }
    }

    private async Task<IReadOnlyList<FeedFigures>> Feeds(FeedCheckResult check, CancellationToken cancellation)
    {
        List<FeedFigures> figures = [];
        foreach (var feed in check.Feeds)
        {
            var answer = await client.Get(feed.Organisation, $"/v1/feed/state?room={feed.Room}", "synchronisation", cancellation);
            var last = long.Parse(answer.Read<FeedAnswer>().Position, CultureInfo.InvariantCulture);
            figures.Add(new FeedFigures(NameOf(feed.Organisation), feed.Room, feed.Entries, last));
        }
        return figures;
    }

    /// <summary>Waits until everything that was committed is in the read models and feeds.</summary>
    private async Task CatchUp(CancellationToken cancellation)
    {
        await using var behind = database.CreateCommand(
            """
            -- A server that was killed early has not begun with all of them: those have no row yet.
            select exists (
                select from unnest(array['HighWaterMark', 'feeds:All', 'municipalities:All', 'retention:All']) as follows (name)
                left join chaincoop.mt_event_progression progress using (name)
                where coalesce(progress.last_seq_id, 0) < (select coalesce(max(seq_id), 0) from chaincoop.mt_events))
            """);
        var started = clock.GetTimestamp();
        while ((bool)(await behind.ExecuteScalarAsync(cancellation))!)
        {
            if (clock.GetElapsedTime(started) > Patience)
                throw new DemoRefusedException($"Read models or feeds are still behind after {Patience.TotalMinutes:0} minutes.");
            await Task.Delay(Pause, clock, cancellation);
        }
    }

    private static string NameOf(string oin) => OrganisationRegister.Current.Find(new Oin(oin))!.Name;
}

internal sealed record CaseloadAnswer(IReadOnlyList<CaseloadItemAnswer> Items, string? Next);

internal sealed record CaseloadItemAnswer(string Id, string Kind);

internal sealed record OverviewAnswer(IReadOnlyList<RoomAnswer> Rooms);

internal sealed record RoomAnswer(IReadOnlyList<CountAnswer> Counts);

internal sealed record CountAnswer(string Kind, long Count);

internal sealed record FeedAnswer(string Position);
