using System.ComponentModel.DataAnnotations;
using ChainCoop.Access;
using ChainCoop.Platform;
using ChainCoop.Shared;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;
using Wolverine.Http;

namespace ChainCoop.Privacy.Lists;

/// <param name="Status">Only those.</param>
/// <param name="Municipality">Only lists of records of this municipality.</param>
/// <param name="Cursor">The <c>next</c> of the page before.</param>
/// <param name="Limit">At most so many lists; default 50.</param>
public sealed record ListDestructionLists(
    DestructionListStatus? Status = null, MunicipalityCode? Municipality = null, DestructionListId? Cursor = null, [property: Range(1, 200)] int Limit = 50);

/// <param name="Items">How many records are on it.</param>
/// <param name="Reviewed">How many of them were reviewed.</param>
public sealed record DestructionListSummary(
    DestructionListId Id, DestructionListStatus Status, MunicipalityCode Municipality, ListKind Kind, int Items, int Reviewed, DateTimeOffset ProposedAt);

public static class ListDestructionListsEndpoint
{
    /// <summary>Lists the destruction lists of the own organisation, the newest first.</summary>
    [WolverineGet("/destruction-lists"), Scope("privacy.read")]
    [ProducesResponseType<Page<DestructionListSummary>>(StatusCodes.Status200OK)]
    public static Task<IResult> Get([Query] ListDestructionLists query, Gate gate, NpgsqlDataSource source) =>
        gate.Ask(ListRules.List, async scope => new Shown(await ReadAsync(query, scope, source)));

    private static async Task<Page<DestructionListSummary>> ReadAsync(ListDestructionLists query, Scope scope, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            $"""
            select d.id, d.data ->> 'status', d.data ->> 'municipality', d.data ->> 'kind', jsonb_array_length(d.data -> 'items'),
                jsonb_array_length(d.data -> 'reviews'), (d.data ->> 'proposedAt')::timestamptz
            from chaincoop.mt_doc_destructionlist d
            where {Grants.Visible("d.id")}
              and (@status is null or d.data ->> 'status' = @status)
              and (@municipality is null or d.data ->> 'municipality' = @municipality)
              and (@cursor is null or d.id < @cursor)
            order by d.id desc limit @limit
            """);
        command.Parameters.AddWithValue("organisation", scope.Actor.Organisation.Value);
        command.Parameters.AddWithValue("room", Kebab.Of(Room.General));
        command.Parameters.AddWithValue("municipalities", scope.Municipalities);
        command.Parameters.AddWithValue("now", scope.Now.ToUniversalTime());
        command.Parameters.Add(new NpgsqlParameter<string?>("status", query.Status is { } status ? Kebab.Of(status) : null));
        command.Parameters.Add(new NpgsqlParameter<string?>("municipality", query.Municipality?.Value));
        command.Parameters.Add(new NpgsqlParameter("cursor", NpgsqlDbType.Uuid) { Value = query.Cursor is { } cursor ? cursor.Value : DBNull.Value });
        command.Parameters.AddWithValue("limit", query.Limit + 1);

        List<DestructionListSummary> found = [];
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        while (await reader.ReadAsync(scope.Token))
        {
            found.Add(new DestructionListSummary(
                DestructionListId.From(reader.GetGuid(0)), Kebab.Parse<DestructionListStatus>(reader.GetString(1)), new(reader.GetString(2)),
                Kebab.Parse<ListKind>(reader.GetString(3)), reader.GetInt32(4), reader.GetInt32(5), reader.GetFieldValue<DateTimeOffset>(6)));
        }

        var page = found.Take(query.Limit).ToList();
        return new Page<DestructionListSummary>(page, found.Count > query.Limit ? page[^1].Id.ToString() : null);
    }
}
