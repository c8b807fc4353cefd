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
        var (head, entries) = await FeedEntries.LoadAsync(query.Room, query.After, query.Limit, scope, source);
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
            (_, entries) = await FeedEntries.LoadAsync(query.Room, query.After, query.Limit, renewed, source);
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
