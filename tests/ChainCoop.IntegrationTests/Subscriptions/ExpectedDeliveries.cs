using System.Text.Json;
using ChainCoop.Feeds.Check;
using Npgsql;

namespace ChainCoop.IntegrationTests.Subscriptions;

/// <summary>What subscribers have to get, computed from the timeline alone: from feeds as the check computes them, and from nothing that delivers.</summary>
internal sealed class ExpectedDeliveries
{
    private readonly Dictionary<(string Organisation, string Room), List<ExpectedRow>> feeds = [];
    private readonly Dictionary<Guid, string> municipalities = [];
    private readonly Dictionary<(string Organisation, string Room, Guid Resource), List<(DateTimeOffset At, bool Has)>> access = [];
    private readonly Dictionary<(string Organisation, string Room, Guid Resource), HashSet<string>> roles = [];

    public static async Task<ExpectedDeliveries> ReadAsync(NpgsqlDataSource source, string district, CancellationToken token)
    {
        var all = new ExpectedDeliveries();
        var computed = new ExpectedFeeds(district);
        await using var command = source.CreateCommand("select seq_id, id, type, data::text from chaincoop.mt_events order by seq_id");
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            using var data = JsonDocument.Parse(reader.GetString(3));
            all.Note(reader.GetString(2), data.RootElement);
            foreach (var row in computed.Next(reader.GetInt64(0), reader.GetGuid(1), reader.GetString(2), data.RootElement))
            {
                if (!all.feeds.TryGetValue((row.Organisation, row.Room), out var feed)) all.feeds[(row.Organisation, row.Room)] = feed = [];
                feed.Add(row);
            }
        }

        return all;
    }

    /// <param name="filter">As the subscriber wrote it.</param>
    public IReadOnlyList<ExpectedRow> Of(string organisation, string room, StormFilter filter) =>
        [.. feeds.GetValueOrDefault((organisation, room), []).Where(row => row.Position > filter.After && Fits(row, filter))];

    /// <summary>Whether the entry is withheld at a moment, as far as the stored events tell.</summary>
    public bool IsWithheld(ExpectedRow row, DateTimeOffset at) =>
        !row.AboutAccess && access[(row.Organisation, row.Room, row.Resource)].LastOrDefault(change => change.At <= at) is not { Has: true };

    /// <summary>With a filter, what was ever withheld may have been so when it was to be taken up: then it is no delivery.</summary>
    public bool MayBeLeftOut(ExpectedRow row, StormFilter filter) =>
        filter.IsFilter && !row.AboutAccess && access[(row.Organisation, row.Room, row.Resource)].Any(change => !change.Has);

    /// <summary>Whether that was so at some moment of a span.</summary>
    public bool WasWithheld(ExpectedRow row, bool withheld, DateTimeOffset from, DateTimeOffset to) =>
        IsWithheld(row, from) == withheld || IsWithheld(row, to) == withheld
        || access[(row.Organisation, row.Room, row.Resource)].Any(change => change.At >= from && change.At <= to && change.Has != withheld);

    private bool Fits(ExpectedRow row, StormFilter filter)
    {
        using var entry = JsonDocument.Parse(row.Entry);
        var type = entry.RootElement.GetProperty("type").GetString()!;
        return (filter.Types.Length == 0 || filter.Types.Contains(type)) && (filter.Exact is null || type == filter.Exact)
            && (filter.Prefix is null || type.StartsWith(filter.Prefix, StringComparison.Ordinal))
            && (filter.Record is null || row.Resource == filter.Record) && (filter.Municipality is null || municipalities[row.Resource] == filter.Municipality);
    }

    private void Note(string alias, JsonElement data)
    {
        if (alias is "signal_received") municipalities[data.GetProperty("signalId").GetGuid()] = data.GetProperty("municipality").GetString()!;
        if (alias is "case_proposed") municipalities[data.GetProperty("caseId").GetGuid()] = data.GetProperty("municipality").GetString()!;
        foreach (var change in FeedSpecification.Of(alias, data).Access)
        {
            var key = (change.Organisation, change.Room, change.Resource);
            if (!roles.TryGetValue(key, out var held)) (roles[key], access[key]) = (held = [], []);
            _ = change.Given ? held.Add(change.Role) : held.Remove(change.Role);
            access[key].Add((data.GetProperty("at").GetDateTimeOffset(), held.Count > 0));
        }
    }
}

/// <summary>Which entries a subscriber wants.</summary>
internal sealed record StormFilter(string Name)
{
    public string[] Types { get; init; } = [];

    public string? Exact { get; init; }

    public string? Prefix { get; init; }

    public string? Municipality { get; init; }

    public Guid? Record { get; init; }

    public long After { get; init; }

    public bool IsFilter => Types.Length > 0 || Exact is not null || Prefix is not null || Municipality is not null || Record is not null;
}
