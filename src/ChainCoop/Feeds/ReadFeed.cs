using System.ComponentModel.DataAnnotations;
using System.Globalization;
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
/// <param name="Limit">At most so many entries, of a stream at once; default 100.</param>
/// <param name="Timeout">Waits up to so many milliseconds for an entry when there is none. A stream waits anyway.</param>
public sealed record ReadFeed(
    Room Room = Room.General,
    [property: Range(0, double.MaxValue)] long After = 0,
    [property: Range(1, ReadFeedEndpoint.MaximumLimit)] int Limit = ReadFeedEndpoint.DefaultLimit,
    [property: Range(0, ReadFeedEndpoint.MaximumTimeout)] int Timeout = 0);

/// <summary>The feed of the caller's organisation: pulled with <c>after</c>, with long poll, or as a stream.</summary>
public static class ReadFeedEndpoint
{
    public const int DefaultLimit = 100;
    public const int MaximumLimit = 1000;

    /// <summary>Milliseconds.</summary>
    public const int MaximumTimeout = 30_000;

    /// <summary>
    /// Reads the entries after a position, in order; an empty array is the end. With `Accept: text/event-stream` the same entries as server-sent
    /// events, with the position as `id`; `Last-Event-ID` wins over `after`. A stream ends with the token or the mandate: connect again.
    /// </summary>
    [WolverineGet("/feed"), Scope("feed.read"), ReadsWrites(ReadSide.Feeds), MayWait]
    [Produces(FeedBatch.Media, FeedStream.Media)]
    [ProducesResponseType<object>(StatusCodes.Status200OK, FeedBatch.Media, FeedStream.Media)]
    public static Task<IResult> Get(
        [Query] ReadFeed query, HttpContext http, Gate gate, NpgsqlDataSource source, District district, FeedQueue queue, FeedHeads heads, IHostApplicationLifetime program)
    {
        var isStream = FeedStream.IsWanted(http.Request);
        var place = "query:after";
        if (isStream && http.Request.Headers[FeedStream.LastEventId] is [{ } last])
        {
            place = $"header:{FeedStream.LastEventId}";
            if (!long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
                return Task.FromResult(Problems.InvalidInput([new Fault(place, "Must be a position in the feed.")]).ToResult());
            query = query with { After = position };
        }

        var ways = new FeedWays(query, place, source, district, queue, heads, program.ApplicationStopping);
        return gate.Ask(FeedAccess.RuleOf(query.Room), scope => isStream ? ways.StreamAsync(scope, http) : ways.PullAsync(scope));
    }
}

/// <summary>The two ways in which one request reads a feed.</summary>
/// <param name="place">Where the request says the position.</param>
internal sealed class FeedWays(
    ReadFeed query, string place, NpgsqlDataSource source, District district, FeedQueue queue, FeedHeads heads, CancellationToken stopping)
{
    public async Task<Shown> PullAsync(Scope scope)
    {
        var part = await LoadAsync(scope, query.After);
        if (query.After > part.Head) return BeyondTheEnd;
        if (part.Entries.Count > 0 || query.Timeout == 0) return new Shown(new FeedBatch(part, district));

        using var waits = queue.TryEnter(scope.Actor.Organisation);
        if (waits is null) return NoPlace;
        await CameAsync(scope, query.After, TimeSpan.FromMilliseconds(query.Timeout));

        // What was revoked while the caller waited is withheld, and a mandate that ended gives nothing.
        if (await scope.RenewAsync() is not { } renewed) return Shown.Refused(Problems.Forbidden);
        return new Shown(new FeedBatch(await LoadAsync(renewed, query.After), district));
    }

    public async Task<Shown> StreamAsync(Scope scope, HttpContext http)
    {
        var part = await LoadAsync(scope, query.After);
        if (query.After > part.Head) return BeyondTheEnd;

        var waits = queue.TryEnter(scope.Actor.Organisation);
        if (waits is null) return NoPlace;
        http.Response.RegisterForDispose(waits);
        return new Shown(new FeedStream(this, scope, query.After, part, district));
    }

    public Task<FeedPart> LoadAsync(Scope scope, long after) =>
        FeedEntries.LoadAsync(query.Room, after, query.Limit, scope, source);

    /// <summary>A stop does not wait for callers that wait: they ask another node.</summary>
    /// <returns>False: this node stops.</returns>
    public async Task<bool> CameAsync(Scope scope, long after, TimeSpan most)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(scope.Token, stopping);
        try
        {
            await heads.WhenBeyondAsync(scope.Actor.Organisation, query.Room, after, most, either.Token);
        }
        catch (OperationCanceledException) when (!scope.Token.IsCancellationRequested)
        {
            return false;
        }

        return true;
    }

    private Shown BeyondTheEnd => Shown.Refused(Problems.InvalidInput([new Fault(place, "The position is beyond the end of the feed.")]));

    private static Shown NoPlace => Shown.Refused(Problems.TooManyWait(FeedQueue.PlacesPerOrganisation));
}

/// <summary>A CloudEvents batch.</summary>
internal sealed class FeedBatch(FeedPart part, District district) : IResult
{
    public const string Media = "application/cloudevents-batch+json";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = Media;
        httpContext.SayAsOf(part.AsOf);
        var text = new StringBuilder("[");
        foreach (var entry in part.Entries) text.Append(text.Length == 1 ? "" : ",").Append(entry.ToJson(district));
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
