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
    [WolverineGet("/feed/state"), Scope("feed.read")]
    [ProducesResponseType<FeedState>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ReadFeedState query, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(FeedAccess.RuleOf(query.Room), async scope =>
        {
            await using var command = source.CreateCommand(
                "select position, feedhash from feeds.entries where organisation = $1 and room = $2 and ($3 < 0 or position = $3) order by position desc limit 1");
            command.Parameters.Add(new() { Value = scope.Actor.Organisation.Value });
            command.Parameters.Add(new() { Value = Kebab.Of(query.Room) });
            command.Parameters.Add(new() { Value = query.At ?? -1L });
            await using var reader = await command.ExecuteReaderAsync(scope.Token);
            if (await reader.ReadAsync(scope.Token))
                return new Shown(new FeedState(query.Room, FeedLinks.Sequence(reader.GetInt64(0)), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1))));
            return query.At is null or 0
                ? new Shown(new FeedState(query.Room, FeedLinks.Sequence(0), ""))
                : new Shown("") { Refusal = Problems.InvalidInput([new Fault("query:at", "The position is beyond the end of the feed.")]) };
        });
}
