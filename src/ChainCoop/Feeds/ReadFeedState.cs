using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Feeds;

/// <summary>Where a feed stands: two sides that have the same hash at a position have the same entries.</summary>
/// <param name="Position">The position asked for, or the last one.</param>
/// <param name="Feedhash">Running hash at that position, lower-case hexadecimal; empty at position 0.</param>
public sealed record FeedState(Room Room, string Position, string Feedhash);

/// <param name="Room">Which feed; default general.</param>
/// <param name="At">Position; default the last.</param>
public sealed record ReadFeedState(Room Room = Room.General, [property: Range(0, double.MaxValue)] long? At = null);

public static class ReadFeedStateEndpoint
{
    /// <summary>Reads the running hash of the caller's feed.</summary>
    [WolverineGet("/feed/state"), Scope("feed.read"), ReadsWrites(ReadSide.Feeds)]
    [ProducesResponseType<FeedState>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ReadFeedState query, HttpContext http, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(FeedAccess.RuleOf(query.Room), async scope =>
        {
            await using var command = source.CreateCommand(
                $"""
                select {FeedEntries.AsOf}, e.position, e.feedhash
                from (select) as always
                left join lateral (
                    select position, feedhash from feeds.entries
                    where organisation = @organisation and room = @room and (@at < 0 or position = @at)
                    order by position desc limit 1) e on true
                """);
            command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
            command.Parameters.AddWithValue("room", Kebab.Of(query.Room));
            command.Parameters.AddWithValue("at", query.At ?? -1L);
            command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
            await using var reader = await command.ExecuteReaderAsync(scope.Token);
            await reader.ReadAsync(scope.Token);
            var isThere = !await reader.IsDBNullAsync(1, scope.Token);
            if (!isThere && query.At is not (null or 0))
                return Shown.Refused(Problems.InvalidInput([new Fault("query:at", "The position is beyond the end of the feed.")]));

            http.SayAsOf(reader.GetFieldValue<DateTimeOffset>(0));
            return new Shown(isThere
                ? new FeedState(query.Room, FeedLinks.Sequence(reader.GetInt64(1)), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(2)))
                : new FeedState(query.Room, FeedLinks.Sequence(0), ""));
        });
}
