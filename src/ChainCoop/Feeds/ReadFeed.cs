using System.Globalization;
using System.Text;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Feeds;

/// <summary>The feed of the caller's organisation, pulled with <c>after</c>, with long poll.</summary>
public static class ReadFeedEndpoint
{
    public const int DefaultLimit = 100;
    public const int MaximumLimit = 1000;

    /// <summary>Milliseconds.</summary>
    public const int MaximumTimeout = 30_000;

    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>Reads the entries after a position, in order; an empty array is the end.</summary>
    /// <param name="room">Which feed: general, care or security; default general.</param>
    /// <param name="after">Position of the last entry that the caller has; default the start.</param>
    /// <param name="limit">At most so many entries, 1 to 1000; default 100.</param>
    /// <param name="timeout">Waits up to so many milliseconds (at most 30,000) for an entry when there is none.</param>
    [WolverineGet("/feed"), Scope("feed.read")]
    [Produces("application/cloudevents-batch+json")]
    [ProducesResponseType<object>(StatusCodes.Status200OK, "application/cloudevents-batch+json")]
    public static Task<IResult> Get(
        [FromQuery] string? room, [FromQuery] string? after, [FromQuery] string? limit, [FromQuery] string? timeout, Gate gate, NpgsqlDataSource source, District district)
    {
        var query = FeedQuery.Read(room, after, limit, timeout, out var faults);
        return query is null
            ? Task.FromResult(Problems.InvalidInput(faults).ToResult())
            : gate.Ask(FeedAccess.RuleOf(query.Room), scope => AnswerAsync(query, scope, source, district));
    }

    private static async Task<Shown> AnswerAsync(FeedQuery query, Scope scope, NpgsqlDataSource source, District district)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var (head, entries) = await LoadAsync(query, scope, source);
            if (query.After > head)
                return new Shown("") { Refusal = Problems.InvalidInput([new Fault("query:after", "The position is beyond the end of the feed.")]) };
            if (entries.Count > 0 || TimeProvider.System.GetElapsedTime(started) >= query.Timeout)
                return new Shown(new FeedBatch(entries, district));
            await Task.Delay(PollEvery, scope.Token);
        }
    }

    private static async Task<(long Head, IReadOnlyList<StoredEntry> Entries)> LoadAsync(FeedQuery query, Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            $"""
            select coalesce((select position from feeds.heads where organisation = @organisation and room = @room), 0), e.position, e.entry, e.commitment, e.feedhash,
                   e.about_access or {Grants.Visible("e.resource")}
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
            entries.Add(new StoredEntry(reader.GetInt64(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3), reader.GetFieldValue<byte[]>(4), reader.GetBoolean(5)));
        }

        return (head, entries);
    }
}

/// <summary>An entry as it is kept, and whether the caller may still see it.</summary>
internal sealed record StoredEntry(long Position, string Entry, byte[] Commitment, byte[] FeedHash, bool Visible)
{
    /// <summary>
    /// The canonical entry with <c>feedhash</c> added. Without access only the commitment is left, so that the running
    /// hash can still be checked.
    /// </summary>
    public string ToJson(District district)
    {
        var feedhash = Convert.ToHexStringLower(FeedHash);
        return Visible
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

/// <summary>What a caller asks of a feed.</summary>
internal sealed record FeedQuery(Room Room, long After, int Limit, TimeSpan Timeout)
{
    public static FeedQuery? Read(string? room, string? after, string? limit, string? timeout, out IReadOnlyList<Fault> faults)
    {
        var found = new Faults();
        var inRoom = Room.General;
        faults = found.All;
        found.Require(room is null || Kebab.TryParse(room, out inRoom), "query:room", "Must be one of general, care, security.");
        var position = 0L;
        found.Require(after is null || TryPosition(after, out position), "query:after", "Must be a position: digits, as in the attribute sequence.");
        var count = ReadFeedEndpoint.DefaultLimit;
        found.Require(limit is null || (TryNumber(limit, out count) && count is >= 1 and <= ReadFeedEndpoint.MaximumLimit), "query:limit", "Must be a number from 1 to 1000.");
        var wait = 0;
        found.Require(timeout is null || (TryNumber(timeout, out wait) && wait <= ReadFeedEndpoint.MaximumTimeout), "query:timeout", "Must be milliseconds from 0 to 30000.");
        return found.All.Count == 0 ? new FeedQuery(inRoom, position, count, TimeSpan.FromMilliseconds(wait)) : null;
    }

    public static bool TryPosition(string text, out long position) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out position) && text.Length <= 20;

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

/// <summary>Who may read a feed: an officer or client of the organisation with a role in the room.</summary>
internal static class FeedAccess
{
    private static readonly Dictionary<Room, AccessRule> Rules = Enum.GetValues<Room>().ToDictionary(
        room => room,
        room => AccessRule.Of($"feed.read.{Kebab.Of(room)}", ResourceKind.Feed, room, [], [.. RoomAccess.RolesOf(room)], "assessment", "casework", "care", "security", "synchronisation"));

    public static AccessRule RuleOf(Room room) => Rules[room];
}
