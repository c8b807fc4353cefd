using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace ChainCoop.Feeds;

/// <param name="Room">Of which feed; default general.</param>
/// <param name="Cursor">The member <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many resources; default 500.</param>
public sealed record ReadFeedSnapshot(Room Room = Room.General, string? Cursor = null, [property: Range(1, 1000)] int Limit = 500);

/// <summary>What the caller may see of what the feed tells of, for a receiver that begins without its past.</summary>
/// <param name="Position">Read the feed from here on, once the last page is read. The same on every page.</param>
public sealed record FeedSnapshot(Room Room, string Position, IReadOnlyList<FeedResource> Items, string? Next);

/// <param name="Dataref">Where it can be read.</param>
/// <param name="Status">As the feed said it last; absent where it did not.</param>
public sealed record FeedResource(Guid Id, ResourceKind Kind, string Dataref, string? Status);

public static class ReadFeedSnapshotEndpoint
{
    /// <summary>
    /// Lists the resources that a reader of the whole feed would know by now, in the order of their ids. Pages may be newer than the position: an entry
    /// after it can say what is in the list already, so that what it says is put in place of what was there.
    /// </summary>
    [WolverineGet("/feed/snapshot"), Scope("feed.read"), ReadsWrites(ReadSide.Feeds)]
    [ProducesResponseType<FeedSnapshot>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ReadFeedSnapshot query, HttpContext http, Gate gate, Secrets secrets, NpgsqlDataSource source)
    {
        var list = $"feed snapshot: {query with { Cursor = null, Limit = 0 }}";
        Cursor? before = null;
        if (query.Cursor is { } given)
        {
            if (!Cursor.TryRead(given, list, secrets, out var read)) return Task.FromResult(Problems.InvalidInput([new Fault("query:cursor", Cursor.Fault)]).ToResult());
            before = read;
        }

        return gate.Ask(FeedAccess.RuleOf(query.Room), async scope =>
        {
            var (head, asOf, items) = await LoadAsync(query, before?.Id ?? Guid.Empty, scope, source);
            http.SayAsOf(asOf);
            var position = before?.Position ?? head;
            if (items.Count <= query.Limit) return new Shown(new FeedSnapshot(query.Room, FeedLinks.Sequence(position), items, null));
            items.RemoveAt(query.Limit);
            return new Shown(new FeedSnapshot(query.Room, FeedLinks.Sequence(position), items, Cursor.Of(position, items[^1].Id).Write(list, secrets)));
        });
    }

    /// <summary>
    /// A page is what the entries up to its moment say: a resource is known unless the last entry about access ended it, with the last status
    /// after the access began. Of what the caller may see by now, as grants may be ahead of the feed.
    /// </summary>
    private static async Task<(long Head, DateTimeOffset AsOf, List<FeedResource> Items)> LoadAsync(ReadFeedSnapshot query, Guid after, Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            $"""
            select {FeedEntries.Head}, {FeedEntries.AsOf}, known.*
            from (select) as always
            left join lateral (
                select held.resource, held.kind, (
                    select e.entry::json -> 'data' ->> 'status'
                    from feeds.entries e
                    where e.organisation = @organisation and e.room = @room and e.resource = held.resource and e.position > coalesce(access.position, 0)
                      and e.entry::json -> 'data' ->> 'status' is not null
                      and {Grants.IsVisible("held.resource")} and (e.entry::json ->> 'type' <> all(@for_assessors) or {Grants.IsInFull("held.resource")})
                    order by e.position desc limit 1)
                from (
                    select distinct on (g.resource) g.resource, g.kind
                    from access.grants g
                    where {Grants.Held} and g.resource > @after
                    order by g.resource) held
                left join lateral (
                    select e.position, e.entry::json ->> 'type' = @ended as ended
                    from feeds.entries e
                    where e.organisation = @organisation and e.room = @room and e.resource = held.resource and e.about_access
                    order by e.position desc limit 1) access on true
                where coalesce(not access.ended, (
                    -- Not exists (…), for which the planner would read the whole feed.
                    select true from feeds.entries e where e.organisation = @organisation and e.room = @room and e.resource = held.resource limit 1))
                order by held.resource
                limit @limit) known on true
            order by known.resource
            """);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(query.Room));
        command.Parameters.AddWithValue("municipalities", scope.Municipalities);
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
        command.Parameters.AddWithValue("after", after);
        command.Parameters.AddWithValue("limit", query.Limit + 1);
        command.Parameters.AddWithValue("ended", FeedRules.AccessEnded);
        command.Parameters.AddWithValue("for_assessors", FeedRules.ForAssessors.ToArray());

        var head = 0L;
        var asOf = default(DateTimeOffset);
        List<FeedResource> items = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token))
        {
            (head, asOf) = (reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1));
            if (await reader.IsDBNullAsync(2, scope.Token)) continue;
            var (id, kind) = (reader.GetGuid(2), Kebab.Parse<ResourceKind>(reader.GetString(3)));
            items.Add(new FeedResource(id, kind, FeedLinks.To(kind, id), await reader.IsDBNullAsync(4, scope.Token) ? null : reader.GetString(4)));
        }

        return (head, asOf, items);
    }
}
