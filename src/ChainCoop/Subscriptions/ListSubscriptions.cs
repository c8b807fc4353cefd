using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;
using Wolverine.Http;

namespace ChainCoop.Subscriptions;

/// <param name="Cursor">The <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many; default 50.</param>
public sealed record ListSubscriptions(SubscriptionStatus? Status = null, SubscriptionId? Cursor = null, [property: Range(1, 200)] int Limit = 50);

public sealed record SubscriptionSummary(SubscriptionId Id, SubscriptionStatus Status, Room Room);

public static class ListSubscriptionsEndpoint
{
    /// <summary>Lists the subscriptions of the own organisation, the newest first.</summary>
    [WolverineGet("/subscriptions"), Scope("subscriptions.read")]
    [ProducesResponseType<Page<SubscriptionSummary>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ListSubscriptions query, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(SubscriptionRules.List, async scope => new Shown(await ReadAsync(query, scope, source)));

    private static async Task<Page<SubscriptionSummary>> ReadAsync(ListSubscriptions query, Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            $"""
            select s.subscription, s.status, s.room from subscriptions.endpoints s
            where ({string.Join(" or ", Enum.GetValues<Room>().Select(VisibleIn))})
              and (@status is null or s.status = @status) and (@cursor is null or s.subscription < @cursor)
            order by s.subscription desc limit @limit
            """);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
        foreach (var room in Enum.GetValues<Room>()) command.Parameters.AddWithValue($"in_{Kebab.Of(room)}", scope.MunicipalitiesIn(room));
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

    /// <summary>Each room has mandates of its own.</summary>
    private static string VisibleIn(Room room)
    {
        var name = Kebab.Of(room);
        return $"s.room = '{name}' and {Grants.Visible("s.subscription", $"'{name}'").Replace("@municipalities", $"@in_{name}", StringComparison.Ordinal)}";
    }
}
