using System.ComponentModel.DataAnnotations;
using System.Text;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Feeds;

/// <param name="Room">Which feed; default general.</param>
/// <param name="After">Position of the last entry that the caller has; default the start.</param>
/// <param name="Limit">At most so many entries; default 100.</param>
/// <param name="Timeout">Waits up to so many milliseconds for an entry when there is none.</param>
public sealed record ReadFeed(
    Room Room = Room.General,
    [property: Range(0, double.MaxValue)] long After = 0,
    [property: Range(1, ReadFeedEndpoint.MaximumLimit)] int Limit = ReadFeedEndpoint.DefaultLimit,
    [property: Range(0, ReadFeedEndpoint.MaximumTimeout)] int Timeout = 0);

/// <summary>The feed of the caller's organisation, pulled with <c>after</c>, with long poll.</summary>
public static class ReadFeedEndpoint
{
    public const int DefaultLimit = 100;
    public const int MaximumLimit = 1000;

    /// <summary>Milliseconds.</summary>
    public const int MaximumTimeout = 30_000;

    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>Reads the entries after a position, in order; an empty array is the end.</summary>
    [WolverineGet("/feed"), Scope("feed.read"), MayWait]
    [Produces("application/cloudevents-batch+json")]
    [ProducesResponseType<object>(StatusCodes.Status200OK, "application/cloudevents-batch+json")]
    public static Task<IResult> Get(
        [Query] ReadFeed query, Gate gate, NpgsqlDataSource source, District district, TimeProvider clock, FeedQueue queue, IHostApplicationLifetime program) =>
        gate.Ask(FeedAccess.RuleOf(query.Room), scope => AnswerAsync(query, scope, source, district, clock, queue, program.ApplicationStopping));

    private static async Task<Shown> AnswerAsync(
        ReadFeed query, Scope scope, NpgsqlDataSource source, District district, TimeProvider clock, FeedQueue queue, CancellationToken stopping)
    {
        var started = clock.GetTimestamp();
        var (head, entries) = await LoadAsync(query, scope, source);
        if (query.After > head)
            return new Shown("") { Refusal = Problems.InvalidInput([new Fault("query:after", "The position is beyond the end of the feed.")]) };

        if (entries.Count == 0 && query.Timeout > 0)
        {
            using var place = queue.TryEnter(scope.Actor.Organisation);
            if (place is null) return new Shown("") { Refusal = Problems.TooManyWait(FeedQueue.PlacesPerOrganisation) };

            // A stop does not wait for callers that wait: they ask another node.
            while (head == query.After && clock.GetElapsedTime(started).TotalMilliseconds < query.Timeout && !stopping.IsCancellationRequested)
            {
                await Task.Delay(PollEvery, scope.Token);
                head = await HeadAsync(query.Room, scope, source);
            }

            // What was revoked while the caller waited is withheld, and a mandate that ended gives nothing.
            if (await scope.RenewAsync() is not { } renewed) return new Shown("") { Refusal = Problems.Forbidden };
            (_, entries) = await LoadAsync(query, renewed, source);
        }

        return new Shown(new FeedBatch(entries, district));
    }

    private static async Task<long> HeadAsync(Room room, Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("select coalesce((select position from feeds.heads where organisation = @organisation and room = @room), 0)");
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(room));
        return (long)(await command.ExecuteScalarAsync(scope.Token))!;
    }

    private static async Task<(long Head, IReadOnlyList<StoredEntry> Entries)> LoadAsync(ReadFeed query, Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            $"""
            select coalesce((select position from feeds.heads where organisation = @organisation and room = @room), 0), e.position, e.entry, e.commitment, e.feedhash,
                   {Grants.Visible("e.resource")} or e.about_access and exists (
                       -- That access ended is told to who had it, though not beyond the municipalities of the mandate. Who has or had a part
                       -- of the record by a disclosure hears of that alone, not of what became of the record.
                       select 1 from access.grants g
                       where g.organisation = @organisation and g.room = @room and g.resource = e.resource
                         and (g.municipality = any(@municipalities) or g.role = 'disclosed')),
                   {Grants.IsInFull("e.resource")}
            from (select) as always
            left join lateral (
                select * from feeds.entries
                where organisation = @organisation and room = @room and position > @after
                order by position limit @limit) e on true
            order by e.position
            """);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(query.Room));
        command.Parameters.AddWithValue("after", query.After);
        command.Parameters.AddWithValue("limit", query.Limit);
        command.Parameters.AddWithValue("municipalities", scope.Municipalities);
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());

        var head = 0L;
        List<StoredEntry> entries = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token))
        {
            head = reader.GetInt64(0);
            if (await reader.IsDBNullAsync(1, scope.Token)) continue;
            entries.Add(new StoredEntry(reader.GetInt64(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3), reader.GetFieldValue<byte[]>(4), reader.GetBoolean(5))
            {
                InFull = reader.GetBoolean(6),
            });
        }

        return (head, entries);
    }
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
            : $$"""{"specversion":"1.0","id":"{{Convert.ToHexStringLower(Commitment)}}","source":"{{district.Source}}","type":"nl.chaincoop.feed.withheld.v1","sequence":"{{FeedLinks.Sequence(Position)}}","data":{"commitment":"{{Convert.ToHexStringLower(Commitment)}}"},"feedhash":"{{feedhash}}"}""";
    }
}

/// <summary>A CloudEvents batch.</summary>
internal sealed class FeedBatch(IReadOnlyList<StoredEntry> entries, District district) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/cloudevents-batch+json";
        var text = new StringBuilder("[");
        for (var i = 0; i < entries.Count; i++) text.Append(i == 0 ? "" : ",").Append(entries[i].ToJson(district));
        await httpContext.Response.WriteAsync(text.Append(']').ToString(), httpContext.RequestAborted);
    }
}

/// <summary>Who may read a feed: an officer or client of the organisation with a role in the room.</summary>
internal static class FeedAccess
{
    private static readonly Dictionary<Room, AccessRule> Rules = Enum.GetValues<Room>().ToDictionary(
        room => room,
        room => AccessRule.Of($"feed.read.{Kebab.Of(room)}", ResourceKind.Feed, room, [], [.. RoomAccess.RolesOf(room)], [.. RoomAccess.PurposesOf(room)]));

    public static AccessRule RuleOf(Room room) => Rules[room];
}
