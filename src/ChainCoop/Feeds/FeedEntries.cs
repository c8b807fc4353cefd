using ChainCoop.Access;
using ChainCoop.Contracts;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Feeds;

/// <summary>What every way out of a feed gives: the same entries, and the same of them withheld.</summary>
internal static class FeedEntries
{
    private static readonly string IsGiven =
        $"""
        {Grants.Visible("e.resource")} or e.about_access and exists (
            -- That access ended is told to who had it, though not beyond the municipalities of the mandate. Who has or had a part
            -- of the record by a disclosure hears of that alone, not of what became of the record.
            select 1 from access.grants g
            where g.organisation = @organisation and g.room = @room and g.resource = e.resource
              and (g.municipality = any(@municipalities) or g.role = 'disclosed'))
        """;

    /// <summary>The entries after a position, in order, each with whether it may be given to the caller by now; and where the feed ends.</summary>
    public static async Task<(long Head, IReadOnlyList<StoredEntry> Entries)> LoadAsync(Room room, long after, int limit, Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            $"""
            select coalesce((select position from feeds.heads where organisation = @organisation and room = @room), 0), e.position, e.entry, e.commitment, e.feedhash,
                   {IsGiven},
                   {Grants.IsInFull("e.resource")}
            from (select) as always
            left join lateral (
                select * from feeds.entries
                where organisation = @organisation and room = @room and position > @after
                order by position limit @limit) e on true
            order by e.position
            """);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(room));
        command.Parameters.AddWithValue("after", after);
        command.Parameters.AddWithValue("limit", limit);
        command.Parameters.AddWithValue("municipalities", scope.Municipalities);
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());

        var head = 0L;
        List<StoredEntry> entries = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token))
        {
            head = reader.GetInt64(0);
            if (await reader.IsDBNullAsync(1, scope.Token)) continue;
            entries.Add(EntryIn(reader));
        }

        return (head, entries);
    }

    /// <summary>The entries at some positions, by position, each with whether it may be given by now to whoever acts for these municipalities.</summary>
    public static async Task<IReadOnlyDictionary<long, StoredEntry>> AtAsync(
        Oin organisation, Room room, long[] positions, string[] municipalities, DateTimeOffset now, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            $"""
            select 0, e.position, e.entry, e.commitment, e.feedhash, {IsGiven}, {Grants.IsInFull("e.resource")}
            from feeds.entries e where e.organisation = @organisation and e.room = @room and e.position = any(@positions)
            """);
        command.Parameters.AddWithValue("organisation", organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(room));
        command.Parameters.AddWithValue("positions", positions);
        command.Parameters.AddWithValue("municipalities", municipalities);
        command.Parameters.AddWithValue("now", now.ToUniversalTime());
        Dictionary<long, StoredEntry> entries = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) entries[reader.GetInt64(1)] = EntryIn(reader);
        return entries;
    }

    private static StoredEntry EntryIn(NpgsqlDataReader reader) =>
        new(reader.GetInt64(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3), reader.GetFieldValue<byte[]>(4), reader.GetBoolean(5)) { InFull = reader.GetBoolean(6) };
}

/// <summary>An entry as it is kept, and whether the caller may still see it.</summary>
internal sealed record StoredEntry(long Position, string Entry, byte[] Commitment, byte[] FeedHash, bool Visible)
{
    /// <summary>The caller sees more of the resource than an organisation that only sent it.</summary>
    public bool InFull { get; init; } = true;

    /// <summary>The feed is the organisation's: what its assessors heard is not for an officer who sees the resource as its sender only.</summary>
    private bool IsGiven => Visible && (InFull || !FeedRules.ForAssessors.Any(type => Entry.Contains($"\"type\":\"{type}\"", StringComparison.Ordinal)));

    /// <summary>
    /// The canonical entry with <c>feedhash</c> added. Without access only the commitment is left, so that the running
    /// hash can still be checked.
    /// </summary>
    public string ToJson(District district)
    {
        var feedhash = Convert.ToHexStringLower(FeedHash);
        return IsGiven
            ? $"{Entry.AsSpan(0, Entry.Length - 1)},\"feedhash\":\"{feedhash}\"}}"
            : $$"""{"specversion":"1.0","id":"{{Convert.ToHexStringLower(Commitment)}}","source":"{{district.Source}}","type":"{{EntryTypes.Withheld}}","sequence":"{{FeedLinks.Sequence(Position)}}","data":{"commitment":"{{Convert.ToHexStringLower(Commitment)}}"},"feedhash":"{{feedhash}}"}""";
    }
}
