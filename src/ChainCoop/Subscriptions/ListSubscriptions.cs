using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;
using Wolverine.Http;

namespace ChainCoop.Subscriptions;

/// <param name="Room">To which feed; default general.</param>
/// <param name="Cursor">The <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many; default 50.</param>
public sealed record ListSubscriptions(Room Room = Room.General, SubscriptionStatus? Status = null, SubscriptionId? Cursor = null, [property: Range(1, 200)] int Limit = 50);

public sealed record SubscriptionSummary(SubscriptionId Id, SubscriptionStatus Status, Room Room);

public static class ListSubscriptionsEndpoint
{
    /// <summary>Lists the subscriptions of the own organisation to a feed, the newest first.</summary>
    [WolverineGet("/subscriptions"), Scope("subscriptions.read")]
    [ProducesResponseType<Page<SubscriptionSummary>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ListSubscriptions query, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(SubscriptionRules.ListIn(query.Room), async scope => new Shown(await ReadAsync(query, scope, source)));

    private static async Task<Page<SubscriptionSummary>> ReadAsync(ListSubscriptions query, Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            $"""
            select s.subscription, s.status, s.room from subscriptions.endpoints s
            where s.organisation = @organisation and s.room = @room and {Grants.Visible("s.subscription")}
              and (@status is null or s.status = @status) and (@cursor is null or s.subscription < @cursor)
            order by s.subscription desc limit @limit
            """);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
        command.Parameters.AddWithValue("room", Kebab.Of(query.Room));
        command.Parameters.AddWithValue("municipalities", scope.Municipalities);
        command.Parameters.Add(new NpgsqlParameter<string?>("status", query.Status is { } status ? Kebab.Of(status) : null));
        command.Parameters.Add(new NpgsqlParameter("cursor", NpgsqlDbType.Uuid) { Value = query.Cursor is { } cursor ? cursor.Value : DBNull.Value });
        command.Parameters.AddWithValue("limit", query.Limit + 1);
        List<SubscriptionSummary> found = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token))
            found.Add(new SubscriptionSummary(SubscriptionId.From(reader.GetGuid(0)), Kebab.Parse<SubscriptionStatus>(reader.GetString(1)), Kebab.Parse<Room>(reader.GetString(2))));
        var page = found.Take(query.Limit).ToList();
        return new Page<SubscriptionSummary>(page, found.Count > query.Limit ? page[^1].Id.ToString() : null);
    }
}
