using ChainCoop.Access;
using ChainCoop.Contracts;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Feeds;

/// <summary>What every way out of a feed gives: the same entries, and the same of them withheld.</summary>
internal static class FeedEntries
{
    /// <summary>
    /// How old the feeds are, in SQL: everything recorded before is in them. Whole seconds, as the rest would tell when somebody else recorded
    /// something.
    /// </summary>
    public const string AsOf =
        """
        date_trunc('second', least(@now, (
            select (e.data ->> 'at')::timestamptz from chaincoop.mt_events e
            where e.seq_id > coalesce((select last_seq_id from chaincoop.mt_event_progression where name = 'feeds:All'), 0)
            order by e.seq_id limit 1)))
        """;

    /// <summary>Position of the last entry of the feed of <c>@organisation</c> and <c>@room</c>, in SQL.</summary>
    public const string Head = "coalesce((select position from feeds.heads where organisation = @organisation and room = @room), 0)";

    private static readonly string IsGiven =
        $"""
        {Grants.IsVisible("e.resource")} or e.about_access and (
            -- That access ended is told to who had it, though not beyond the municipalities of the mandate. Who has or had a part
            -- of the record by a disclosure hears of that alone, not of what became of the record.
            select count(*) > 0 from access.grants g
            where g.organisation = @organisation and g.room = @room and g.resource = e.resource
              and (g.municipality = any(@municipalities) or g.role = 'disclosed'))
        """;

    /// <summary>
    /// Whether the entry <c>e</c> may be given as it is, in SQL; otherwise it is withheld. Parameters as of <see cref="Grants.Visible"/>, and
    /// <c>@for_assessors</c>, which are <see cref="FeedRules.ForAssessors"/>.
    /// </summary>
    public static string IsReadable { get; } =
        $"(({IsGiven}) and ({Grants.IsInFull("e.resource")} or e.entry::jsonb ->> 'type' <> all(@for_assessors)))";

    /// <summary>The entries after a position, in order, each with whether it may be given to the caller by now.</summary>
    public static async Task<FeedPart> LoadAsync(Room room, long after, int limit, Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            $"""
            select {Head}, {AsOf}, e.position, e.entry, e.commitment, e.feedhash,
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
        var asOf = default(DateTimeOffset);
        List<StoredEntry> entries = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token))
        {
            (head, asOf) = (reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1));
            if (!await reader.IsDBNullAsync(2, scope.Token)) entries.Add(EntryIn(reader, 2));
        }

        return new FeedPart(head, asOf, entries);
    }

    /// <summary>The entries at some positions, by position, each with whether it may be given by now to whoever acts for these municipalities.</summary>
    public static async Task<IReadOnlyDictionary<long, StoredEntry>> AtAsync(
        Oin organisation, Room room, long[] positions, string[] municipalities, DateTimeOffset now, NpgsqlDataSource source, CancellationToken token)
    {
        await using var command = source.CreateCommand(
            $"""
            select e.position, e.entry, e.commitment, e.feedhash, {IsGiven}, {Grants.IsInFull("e.resource")}
            from feeds.entries e where e.organisation = @organisation and e.room = @room and e.position = any(@positions)
            """);
        command.Parameters.AddWithValue("organisation", organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(room));
        command.Parameters.AddWithValue("positions", positions);
        command.Parameters.AddWithValue("municipalities", municipalities);
        command.Parameters.AddWithValue("now", now.ToUniversalTime());
        Dictionary<long, StoredEntry> entries = [];
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) entries[reader.GetInt64(0)] = EntryIn(reader, 0);
        return entries;
    }

    private static StoredEntry EntryIn(NpgsqlDataReader reader, int first) =>
        new(reader.GetInt64(first), reader.GetString(first + 1), reader.GetFieldValue<byte[]>(first + 2), reader.GetFieldValue<byte[]>(first + 3), reader.GetBoolean(first + 4))
        {
            InFull = reader.GetBoolean(first + 5),
        };
}

/// <param name="Head">Position of the last entry of the feed.</param>
/// <param name="AsOf">Everything recorded before is in the feed.</param>
internal sealed record FeedPart(long Head, DateTimeOffset AsOf, IReadOnlyList<StoredEntry> Entries);

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
